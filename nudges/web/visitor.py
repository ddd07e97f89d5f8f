"""Whose page a link opens. The link is the proof, so there is no password, no cookie and no session."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends

from nudges.core.person import Person, State
from nudges.store import consents, people
from nudges.web.edge import HasEdge

#: A link to a person's pages is good for this long.
GOOD_FOR = timedelta(days=30)


class StaleLinkError(Exception):
    """The link is guessed, altered, too old, or was ended by a STOP or an erasure: all look the same."""


def visitor(token: str, edge: HasEdge) -> Person:
    """The person whose link ends in this token. Raises StaleLinkError."""
    named = edge.service.links.paged(token)
    if named is None:
        raise StaleLinkError
    person_id, issued_at = named
    issued, now = datetime.fromtimestamp(issued_at, UTC), edge.clock()
    with edge.service.db.read() as tx:
        person = people.get(tx, person_id)
        stopped_since = consents.stopped_since(tx, person_id, issued)
    if person is None or person.state in (State.STOPPED, State.ERASED) or stopped_since:
        raise StaleLinkError
    if not issued <= now < issued + GOOD_FOR:
        raise StaleLinkError
    return person


#: How a route asks for the person whose page it is.
Visitor = Annotated[Person, Depends(visitor)]
