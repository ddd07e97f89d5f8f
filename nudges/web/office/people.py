"""People: found by number, address, id or name, filtered, and paused together."""

from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Action, Role
from nudges.core.person.person import State
from nudges.flow.office import people
from nudges.flow.office.view import colleagues
from nudges.flow.portal.settings import languages
from nudges.store.office.find import Filter
from nudges.web.edge import HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, back_to, office_page

router = APIRouter(prefix=f"{OFFICE}/people")

_STATES = (State.INVITED, State.ACTIVE, State.PAUSED, State.STOPPED)


@router.get("")
def show(
    edge: HasEdge,
    signed: Signed,
    q: str = "",
    plan: str = "",
    state: str = "",
    coach: str = "",
    language: str = "",
    after: str = "",
    done: str = "",
) -> HTMLResponse:
    """A page of them. The search is in no log: our log has no addresses."""
    now, known = edge.clock(), state in set(_STATES)
    wanted = Filter(plan[:100], State(state) if known else None, coach[:64], language[:20])
    found = people.listed(edge.service, signed.acting, wanted, q.strip()[:254], after[:64], now)
    chosen = {"q": q, "plan": plan, "state": state, "coach": coach, "language": language}
    staff = colleagues(edge.service)
    return office_page(
        edge,
        "people",
        signed,
        found=found,
        chosen=chosen,
        more=urlencode({**chosen, "after": found.after}) if found.after else "",
        plans={name: one.title.said_in(signed.locale) for name, one in edge.service.plans.items()},
        states=_STATES,
        languages=languages(edge.service),
        coaches=[one for one in staff.values() if one.role in (Role.OWNER, Role.COACH) and not one.ended_at],
        staff=staff,
        now=now,
        done=done,
        bulk=signed.may(Action.PAUSE),
    )


@router.post("/pause")
def pause(edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """Pause whoever is ticked, until a day begins where they are."""
    ticked = [name.removeprefix("who-") for name in form if name.startswith("who-")]
    people.pause_all(edge.service, signed.acting, ticked, day_in(form.get("until", "")), edge.clock())
    return back_to(edge, "/people", "paused")


def day_in(text: str) -> date:
    """A date of a form. Raises NudgesError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NudgesError("That is not a date.", "A date is year, month and day.", "Choose one.") from None
