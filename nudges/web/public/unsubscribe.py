"""The way out of every mail: a page that asks once, and the one-click POST of RFC 8058."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from nudges.core.person.person import Person
from nudges.flow.consent import consent
from nudges.store.people import people
from nudges.web.edge import Edge, HasEdge
from nudges.web.pages import page
from nudges.web.visitor import StaleLinkError

router = APIRouter(prefix="/unsubscribe")


@router.get("/{token}")
def ask(token: str, edge: HasEdge) -> HTMLResponse:
    """Ask before ending anything: mail scanners open links, so a GET never unsubscribes."""
    person_id = _named(edge, token)
    with edge.service.db.read() as tx:
        person = people.get(tx, person_id)
    return page(edge, "unsubscribe", locale=_locale(person), state="ask")


@router.post("/{token}")
def unsubscribe(token: str, edge: HasEdge) -> HTMLResponse:
    """End all messages on all channels; doing it twice is the same as once."""
    person = consent.unsubscribe(edge.service, _named(edge, token), edge.clock())
    return page(edge, "unsubscribe", locale=_locale(person), state="done")


def _named(edge: Edge, token: str) -> str:
    person_id = edge.service.links.unsubscriber(token)
    if person_id is None:
        raise StaleLinkError
    return person_id


def _locale(person: Person | None) -> str:
    return person.locale if person else "en"
