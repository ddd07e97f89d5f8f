"""One person: everything staff may know of them, and everything that can be done for them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from nudges.core.danger.after import limits
from nudges.core.office.roles import Action
from nudges.core.person.consent_method import method_in_words
from nudges.core.person.person import Person, State
from nudges.flow.office import person as office
from nudges.flow.office import words as office_words
from nudges.flow.office.person import SaidBy
from nudges.flow.office.view import View, view
from nudges.store.replies.replies import Told
from nudges.web.edge import Edge, HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, Visit, back_to, office_page
from nudges.web.office.lines import lines_of
from nudges.web.office.live import Part, answer, known, part
from nudges.web.office.people import day_in
from nudges.web.office.titles import Titles
from nudges.web.pages import HEADERS

router = APIRouter(prefix=f"{OFFICE}/people/{{person_id}}")


@router.get("")
def show(person_id: str, edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """Their page, without a word of theirs."""
    found = view(edge.service, signed.acting, person_id, edge.clock())
    told = office_words.closed_thread(edge.service, signed.acting, person_id)
    return person_page(
        edge, signed, "person", found, done=done, part=_thread(edge, signed, found.person, told)
    )


@router.get("/thread")
def renew(request: Request, person_id: str, edge: HasEdge, signed: Signed) -> Response:
    """The thread of that page alone, if anything changed."""
    return _renewed(request, edge, signed, person_id, words=False)


@router.get("/words/thread")
def renew_words(request: Request, person_id: str, edge: HasEdge, signed: Signed) -> Response:
    """The thread with its words alone, if anything changed."""
    return _renewed(request, edge, signed, person_id, words=True)


def _renewed(request: Request, edge: Edge, signed: Visit, person_id: str, *, words: bool) -> Response:
    given = person_id, words, known(request), edge.clock()
    found = office_words.renewed(edge.service, signed.acting, *given)
    of = "/words" if words else ""
    return answer(request, _thread(edge, signed, *found, of) if found else None)


def _thread(edge: Edge, signed: Visit, person: Person, told: Sequence[Told], of: str = "") -> Part:
    lines, mark = lines_of(edge, person, told, signed.locale), office_words.mark_of(told)
    return part(edge, signed, "thread_part", f"/people/{person.id}{of}/thread", mark, lines=lines)


@router.get("/words")
def words(person_id: str, edge: HasEdge, signed: Signed) -> HTMLResponse:
    """The same thread with its words, if they agreed; this look is in the audit."""
    told = office_words.open_thread(edge.service, signed.acting, person_id, edge.clock())
    found = view(edge.service, signed.acting, person_id, edge.clock())
    return person_page(edge, signed, "words", found, part=_thread(edge, signed, found.person, told, "/words"))


def person_page(edge: Edge, signed: Visit, name: str, found: View, **values: Any) -> HTMLResponse:
    now = edge.clock()
    return office_page(
        edge,
        name,
        signed,
        found=found,
        person=found.person,
        state=found.person.stands(now),
        to_pause=found.person.stands(now) is State.ACTIVE and found.person.will_pause(now),
        alone=limits(found.person.disclosed, found.person.local(now).date()).alone,
        now=now,
        method_words=partial(method_in_words, language=edge.service.voices.of(signed.locale).language),
        titles=Titles(edge, signed.locale),
        act=signed.may(Action.CHANGE),
        **values,
    )


@router.post("/pause")
def pause(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Nothing comes until the beginning of a day of theirs."""
    day = day_in(form.get("until", ""))
    office.pause_until(edge.service, signed.acting, person_id, day, edge.clock())
    return back_to(edge, f"/people/{person_id}", "paused")


@router.post("/resume")
def resume(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """The pause is over."""
    office.resume(edge.service, signed.acting, person_id, edge.clock())
    return back_to(edge, f"/people/{person_id}", "resumed")


@router.post("/stop")
def stop(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """A STOP that was said by telephone. Whoever is said to have said it, it holds."""
    said = form.get("said_by", "")
    said_by = SaidBy(said) if said in set(SaidBy) else SaidBy.THEMSELVES
    office.stop_by_telephone(edge.service, signed.acting, person_id, said_by, edge.clock())
    return back_to(edge, f"/people/{person_id}", "stopped")


@router.post("/start")
def start(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """A START that they said themselves by telephone."""
    office.start_by_telephone(edge.service, signed.acting, person_id, edge.clock())
    return back_to(edge, f"/people/{person_id}", "started")


@router.post("/write")
def write(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """A message of one's own."""
    office.write(edge.service, signed.acting, person_id, form.get("words", ""), edge.clock())
    return back_to(edge, f"/people/{person_id}", "written")


@router.post("/note")
def note(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """A note that only staff see."""
    office.note(edge.service, signed.acting, person_id, form.get("words", ""), edge.clock())
    return back_to(edge, f"/people/{person_id}", "noted")


@router.post("/export")
def export(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Everything as one file, for them. It holds their words, so they have to have agreed."""
    text = office.export(edge.service, signed.acting, person_id, edge.clock())
    named = {"Content-Disposition": 'attachment; filename="nudges.json"', "X-Robots-Tag": "noindex"}
    return Response(text.encode(), media_type="application/json; charset=utf-8", headers=HEADERS | named)


@router.post("/erase")
def erase(person_id: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Everything of theirs goes for good, if the tick is there."""
    if "sure" not in form:
        raise office.NOT_SURE
    office.erase(edge.service, signed.acting, person_id, edge.clock())
    return back_to(edge, "/people", "erased")
