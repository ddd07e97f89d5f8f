"""Many people at once: a page that says who was chosen, what can be done for them, and what was done."""

from collections import Counter
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from nudges.core.office.roles import Action
from nudges.flow.office import bulk, people
from nudges.flow.office.act import allow
from nudges.flow.office.bulk import Bulk
from nudges.flow.office.view import coaches_among, colleagues
from nudges.web.edge import Edge, HasEdge
from nudges.web.office.broadcasts import form_for
from nudges.web.office.door import OFFICE, Sent, Signed, Visit, office_page
from nudges.web.office.people import NOBODY, Searched, day_in, ids_in
from nudges.web.office.titles import Titles

router = APIRouter(prefix=f"{OFFICE}/people")

#: People who are named on the page, of those who were chosen.
_NAMED = 20


@router.get("/chosen")
def show(
    edge: HasEdge,
    signed: Signed,
    search: Searched,
    who: Annotated[list[str] | None, Query()] = None,
    whom: str = "",
) -> HTMLResponse:
    """Who was chosen, by ticks or as all that a search finds, and what can be done for them."""
    allow(signed.acting, Action.PAUSE)
    now, wanted, query = edge.clock(), search.wanted, search.query
    if whom != "all":
        wanted, query = replace(wanted, ids=tuple(who or NOBODY)), ""
    found = people.chosen(edge.service, signed.acting, wanted, query, bulk.MOST, now)
    staff = colleagues(edge.service)
    titles = Titles(edge, signed.locale).plans
    on = Counter(plan for _, beside in found for plan in beside.plans)
    return office_page(
        edge,
        "chosen",
        signed,
        people=[one for one, _ in found[:_NAMED]],
        number=len(found),
        ids=" ".join(one.id for one, _ in found),
        states=sorted(Counter(one.stands(now) for one, _ in found).items()),
        plans=titles,
        on={plan: count for plan, count in on.items() if plan in titles},
        coaches=coaches_among(staff),
        back=search.address,
        now=now,
    )


@router.post("/pause")
def pause(edge: HasEdge, signed: Signed, form: Sent) -> HTMLResponse:
    """Pause those who were chosen, until a day begins where they are."""
    day = day_in(form.get("until", ""))
    return _done(
        edge, signed, "pause", bulk.pause_all(edge.service, signed.acting, ids_in(form), day, edge.clock())
    )


@router.post("/coach")
def coach(edge: HasEdge, signed: Signed, form: Sent) -> HTMLResponse:
    """Put them into the caseload of somebody else."""
    to = form.get("coach") or None
    return _done(
        edge, signed, "coach", bulk.give_all(edge.service, signed.acting, ids_in(form), to, edge.clock())
    )


@router.post("/enrol")
def enrol(edge: HasEdge, signed: Signed, form: Sent) -> HTMLResponse:
    """Let them begin a plan, and leave another."""
    plans = form.get("plan", ""), form.get("leaving", "")
    return _done(
        edge, signed, "enrol", bulk.move_all(edge.service, signed.acting, ids_in(form), *plans, edge.clock())
    )


@router.post("/write")
def write(edge: HasEdge, signed: Signed, form: Sent) -> HTMLResponse:
    """The form of a message to them all; nothing is sent before it was counted and confirmed there."""
    allow(signed.acting, Action.BROADCAST_CHECK)
    return form_for(edge, signed, ids_in(form))


def _done(edge: Edge, signed: Visit, what: str, done: Bulk) -> HTMLResponse:
    return office_page(
        edge,
        "bulk_done",
        signed,
        what=what,
        number=len(done.done),
        left=sorted(done.left.items()),
        names=done.names,
    )
