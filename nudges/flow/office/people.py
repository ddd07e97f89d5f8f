"""People as staff find and list them: by number, address, id or name, and by plan, state and coach."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person, State
from nudges.flow.office.act import allow, person_for, theirs
from nudges.flow.office.person import pause_until
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.office import find
from nudges.store.office.find import Beside, Filter
from nudges.store.people import people

#: People on a page, and how many names are opened and looked through for one search.
PAGE, NAMES = 50, 2_000

#: The beginning of an id that is worth looking for.
_ID = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of people. `after` is where the next one begins; None at the end. `narrow`: there are too many
    names to look through, so only the first were."""

    rows: Sequence[tuple[Person, Beside]]
    after: str | None = None
    narrow: bool = False


def listed(service: Service, acting: Acting, wanted: Filter, query: str, after: str, now: datetime) -> Listed:
    """People of this kind, those whose number, address, id or name `query` is. Viewers find by id alone."""
    allow(acting, Action.LIST)
    wanted = replace(wanted, caseload_of=acting.caseload_of)
    words = ("name",) if acting.sees_who else ()
    with service.db.read() as tx:
        if not query:
            found = find.page(tx, wanted, now, after, PAGE + 1, words)
            more = found[PAGE - 1].id if len(found) > PAGE else None
            return Listed(_beside(tx, found[:PAGE]), more)
        exact = [one for one in _exactly(tx, acting, query) if theirs(tx, acting, one.id)]
        if exact or not acting.sees_who:
            return Listed(_beside(tx, exact))
        some = find.page(tx, wanted, now, "", NAMES + 1, words)
        named = [one for one in some[:NAMES] if _plain(query) in _plain(one.name)][:PAGE]
        return Listed(_beside(tx, named), narrow=len(some) > NAMES)


def _exactly(tx: Tx, acting: Acting, query: str) -> list[Person]:
    """Whoever's number or address it is, by its keyed hash, or whose id begins so."""
    if acting.sees_who and (known := people.find(tx, query)):
        return [known] if known.state is not State.ERASED else []
    return people.like(tx, query) if len(query) >= _ID else []


def _beside(tx: Tx, found: Sequence[Person]) -> list[tuple[Person, Beside]]:
    rest = find.beside(tx, [one.id for one in found])
    return [(one, rest[one.id]) for one in found]


def _plain(name: str) -> str:
    """A name without accents and capitals, as people type it into a search."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


def pause_all(service: Service, acting: Acting, person_ids: Sequence[str], day: date, now: datetime) -> int:
    """Pause each of these people until this day begins where they are; returns how many.

    Raises NudgesError if there are none.
    """
    allow(acting, Action.PAUSE)
    if not person_ids:
        raise NudgesError("Nobody was chosen.", "A pause is for those who are ticked.", "Tick somebody.")
    with service.db.read() as tx:
        for person_id in person_ids:
            person_for(tx, acting, person_id)
    for person_id in person_ids:
        pause_until(service, acting, person_id, day, now)
    return len(person_ids)
