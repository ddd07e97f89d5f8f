"""Where somebody who was invited by mail says yes: a page that asks once, and starts only when told to."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from nudges.core.person.person import Person, State
from nudges.core.vocabulary import Medium
from nudges.flow.consent.consent import start
from nudges.flow.reply.upcoming import coming
from nudges.store.db import Tx
from nudges.store.people import people
from nudges.web.edge import Edge, HasEdge
from nudges.web.pages import page
from nudges.web.visitor import StaleLinkError

#: How we know of such a consent, for the record.
METHOD = "pressed the button that the link in the invitation leads to"

router = APIRouter(prefix="/confirm")


@router.get("/{token}")
def ask(token: str, edge: HasEdge) -> HTMLResponse:
    """Ask before starting anything: mail scanners open links, so a GET agrees to nothing."""
    with edge.service.db.read() as tx:
        person = _invited(edge, tx, token)
        if person is not None and person.state is State.INVITED:
            return page(edge, "confirm", locale=person.locale, state="ask", next=None)
        return _answered(edge, tx, person)


@router.post("/{token}")
def confirm(token: str, edge: HasEdge) -> HTMLResponse:
    """Start; doing it twice is the same as once. Whoever has said STOP since is not brought back by it."""
    with edge.service.db.write() as tx:
        person = _invited(edge, tx, token, hold=True)
        if person is not None and person.state is State.INVITED:
            start(edge.service, tx, person, METHOD, edge.clock(), Medium.EMAIL)
            person = people.get(tx, person.id)
        return _answered(edge, tx, person)


def _invited(edge: Edge, tx: Tx, token: str, *, hold: bool = False) -> Person | None:
    person_id = edge.service.links.confirmer(token)
    if person_id is None:
        return None
    if hold:
        people.hold(tx, person_id)
    return people.get(tx, person_id)


def _answered(edge: Edge, tx: Tx, person: Person | None) -> HTMLResponse:
    """What to show when there is nothing to ask (any more)."""
    if person is None or person.state is not State.ACTIVE:
        raise StaleLinkError
    following = coming(edge.service, tx, person, edge.clock())
    said = following and edge.service.voice(person).language.moment(person.local(following))
    return page(edge, "confirm", locale=person.locale, state="done", next=said)
