"""The office as part of the application: its routes, and what its errors look like."""

from fastapi import FastAPI, Request, Response

from nudges.core.errors import NudgesError
from nudges.flow.office.act import ForbiddenError, NotThereError, WordsClosedError
from nudges.web.edge import Edge, add_routes
from nudges.web.office import (
    broadcasts,
    bulk,
    cases,
    change,
    people,
    person,
    plans,
    questions,
    results,
    today,
)
from nudges.web.office.accounts import passkeys, sign_in, staff, tokens
from nudges.web.office.door import OFFICE, NotSignedInError, office_page, sign_in_first, visit
from nudges.web.visitor import stale_page

#: The status of what somebody may not do or see; any other mistake is in what they typed.
_STATUS: dict[type[NudgesError], int] = {ForbiddenError: 403, WordsClosedError: 403, NotThereError: 404}


def add_to(app: FastAPI) -> None:
    """Add the office to the application."""
    add_routes(app, (pages.router for pages in (sign_in, passkeys, today, cases, questions, broadcasts)))
    add_routes(app, (pages.router for pages in (people, bulk, person, change, plans, results, staff, tokens)))
    app.add_exception_handler(NotSignedInError, _to_the_door)
    app.add_exception_handler(NudgesError, _refused)


def _to_the_door(request: Request, _: Exception) -> Response:
    return sign_in_first(request, request.app.state.edge)


def is_office(request: Request) -> bool:
    """True for every address of the office, whether there is a page or not."""
    path = request.scope["path"]
    return bool(path == OFFICE or path.startswith(f"{OFFICE}/"))


def nothing_here(request: Request, edge: Edge) -> Response:
    """What an address or a link of the office that leads nowhere shows to staff, and to anybody else."""
    try:
        signed = visit(request, edge)
    except NotSignedInError:
        return stale_page(request, edge, staff=True)
    return office_page(edge, "nothing", signed, status=404)


def _refused(request: Request, error: Exception) -> Response:
    """A mistake in three lines, with what was typed, so that nothing of it is lost."""
    if not isinstance(error, NudgesError) or not request.url.path.startswith(OFFICE):
        raise error
    edge: Edge = request.app.state.edge
    try:
        signed = visit(request, edge)
    except NotSignedInError:
        return stale_page(request, edge, staff=True)
    typed = {name: said for name, said in getattr(request.state, "typed", {}).items() if name != "csrf"}
    status = _STATUS.get(type(error), 422)
    return office_page(
        edge, "refused", signed, status=status, error=error, again=typed if status == 422 else {}
    )
