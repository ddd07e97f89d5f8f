"""Whose page a link opens. The link is the proof, so there is no password, no cookie and no session."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from nudges.core.person.person import Person, State
from nudges.store.people import consents, people
from nudges.store.portal import portal
from nudges.web.edge import Edge, HasEdge
from nudges.web.pages import page


class StaleLinkError(Exception):
    """The link is guessed, altered, too old, or was ended (by a STOP, an erasure, the operator): all look the
    same."""


def wanted_locale(request: Request) -> str:
    """The first language a browser asks for, as BCP 47 has it: "es-MX" of "es-MX,es;q=0.9"."""
    return request.headers.get("Accept-Language", "en").partition(",")[0].partition(";")[0].strip()[:35]


def missed(request: Request, edge: Edge) -> bool:
    """Count one more dead link or asked-for one of this client; True if they are to wait."""
    return edge.misses.another(edge.client(request), edge.clock())


def stale_page(request: Request, edge: Edge, *, renewed: bool = False, staff: bool = False) -> HTMLResponse:
    """The one page for every link that opens nothing; `renewed` says that a new one may be on its way, and
    `staff` that it leads to the office, whose links nobody can ask for."""
    if missed(request, edge):
        return busy_page(request, edge)
    state, status = ("renewed", 200) if renewed else ("staff" if staff else "stale", 404)
    return page(edge, "stale", locale=wanted_locale(request), status=status, private=True, state=state)


def busy_page(request: Request, edge: Edge) -> HTMLResponse:
    """The same page, for whoever is to wait a minute: they, or all together, have asked too often."""
    locale, wait = wanted_locale(request), edge.misses.within
    return page(edge, "stale", locale=locale, status=429, private=True, state="wait", wait=wait)


def visitor(token: str, edge: HasEdge) -> Person:
    """The person whose link ends in this token. Raises StaleLinkError."""
    named = edge.service.links.paged(token)
    if named is None:
        raise StaleLinkError
    person_id, issued, ends = named
    with edge.service.db.read() as tx:
        person = people.get(tx, person_id)
        ended = consents.stopped_since(tx, person_id, issued) or portal.links_ended_since(
            tx, person_id, issued
        )
    if person is None or person.state in (State.STOPPED, State.ERASED) or ended:
        raise StaleLinkError
    if not issued <= edge.clock() < ends:
        raise StaleLinkError
    return person


#: How a route asks for the person whose page it is.
Visitor = Annotated[Person, Depends(visitor)]
