"""Where somebody who was invited by mail says yes: a page that asks once, and starts only when told to."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from nudges.core.person.person import Person, State
from nudges.flow.consent import consent
from nudges.flow.reply.upcoming import coming
from nudges.store.db import Tx
from nudges.store.people import people
from nudges.web.edge import Edge, HasEdge
from nudges.web.pages import page
from nudges.web.visitor import StaleLinkError

router = APIRouter(prefix="/confirm")


@router.get("/{token}")
def ask(token: str, edge: HasEdge) -> HTMLResponse:
    """Ask before starting anything: mail scanners open links, so a GET agrees to nothing."""
    person_id = _named(edge, token)
    with edge.service.db.read() as tx:
        person = people.get(tx, person_id)
        if person is not None and person.state is State.INVITED:
            return page(edge, "confirm", locale=person.locale, state="ask", next=None, readers=None)
        return _answered(edge, tx, person)


@router.post("/{token}")
def confirm(token: str, edge: HasEdge) -> HTMLResponse:
    """Start; doing it twice is the same as once. Whoever has said STOP since is not brought back by it."""
    person_id = _named(edge, token)
    begun = consent.confirm(edge.service, person_id, edge.clock())
    with edge.service.db.read() as tx:
        return _answered(edge, tx, people.get(tx, person_id), begun=begun)


def _named(edge: Edge, token: str) -> str:
    person_id = edge.service.links.confirmer(token)
    if person_id is None:
        raise StaleLinkError
    return person_id


def _answered(edge: Edge, tx: Tx, person: Person | None, *, begun: bool = False) -> HTMLResponse:
    """What to show when there is nothing to ask (any more); `begun`: they said yes this moment.

    Only then it leads to their own page: the link of an invitation is good for longer than one to that.
    """
    if person is None or person.state is not State.ACTIVE:
        raise StaleLinkError
    following = coming(edge.service, tx, person, edge.clock())
    said = following and edge.service.voice(person).language.moment(person.local(following))
    own = edge.service.links.page(person.id, edge.clock()) if begun and edge.service.office else None
    readers = own and f"{own}/readers"
    return page(edge, "confirm", locale=person.locale, state="done", next=said, readers=readers)
