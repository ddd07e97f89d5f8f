"""One case: what is known without words, what was done, and the three steps: seen, written down, closed."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from nudges.core.office.roles import Action
from nudges.flow.office import cases
from nudges.flow.office.view import case_view
from nudges.web.edge import HasEdge
from nudges.web.office.door import OFFICE, Sent, Signed, back_to, numbered, office_page

router = APIRouter(prefix=f"{OFFICE}/cases")


@router.get("/{number}")
def show(number: str, edge: HasEdge, signed: Signed, done: str = "") -> HTMLResponse:
    """The case, and whoever it is about as far as they may know."""
    found = case_view(edge.service, signed.acting, numbered(number), edge.clock())
    act = signed.may(Action.CASE_SEEN)
    state = found.person.stands(edge.clock()) if found.person else None
    return office_page(edge, "case", signed, found=found, case=found.case, act=act, state=state, done=done)


@router.post("/{number}/seen")
def seen(number: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """They have seen it; nobody else is told."""
    case = cases.seen(edge.service, signed.acting, numbered(number), edge.clock())
    return back_to(edge, f"/cases/{case.id}", "seen")


@router.post("/{number}/note")
def note(number: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """What was done."""
    case = cases.note(edge.service, signed.acting, numbered(number), form.get("words", ""), edge.clock())
    return back_to(edge, f"/cases/{case.id}", "note")


@router.post("/{number}/close")
def close(number: str, edge: HasEdge, signed: Signed, form: Sent) -> Response:
    """It is over."""
    case = cases.close(edge.service, signed.acting, numbered(number), edge.clock())
    return back_to(edge, f"/cases/{case.id}", "closed")
