"""People as staff find and list them: by number, address, id or name, and by plan, state, coach and so on."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person, State
from nudges.flow.office.act import NotThereError, allow, theirs
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
    with service.db.read() as tx:
        found, narrow = _found(tx, acting, wanted, query, after, PAGE + 1, now)
        more = found[PAGE - 1].id if len(found) > PAGE and not query else None
        return Listed(_beside(tx, found[:PAGE]), more, narrow)


def chosen(
    service: Service, acting: Acting, wanted: Filter, query: str, most: int, now: datetime
) -> Sequence[tuple[Person, Beside]]:
    """Everybody of this kind, up to `most`. Raises NudgesError for nobody, and for more than that."""
    allow(acting, Action.LIST)
    with service.db.read() as tx:
        found, narrow = _found(tx, acting, wanted, query, "", most + 1, now)
        if not found:
            raise NudgesError("Nobody was chosen.", "There is nobody to do it for.", "Tick somebody.")
        if len(found) > most or narrow:
            raise too_many(most)
        return _beside(tx, found)


def those(
    service: Service, acting: Acting, ids: Sequence[str], most: int, now: datetime
) -> Sequence[tuple[Person, Beside]]:
    """These people, without their names. Raises NotThereError if one of them is not there or not theirs, or
    there are none; and NudgesError for more than `most`."""
    wanted = Filter(ids=tuple(dict.fromkeys(ids)), caseload_of=acting.caseload_of)
    if len(wanted.ids) > most:
        raise too_many(most)
    with service.db.read() as tx:
        found = _beside(tx, find.page(tx, wanted, now, "", most, ())) if ids else []
    if len(found) < len(wanted.ids) or not found:
        raise NotThereError
    return found


def too_many(most: int) -> NudgesError:
    """More people than can be chosen at once."""
    return NudgesError(
        "These are too many at once.",
        f"At most {most} people can be chosen together.",
        "Choose a plan, a week, a state or a coach, and do it for one part after the other.",
    )


def _found(
    tx: Tx, acting: Acting, wanted: Filter, query: str, after: str, most: int, now: datetime
) -> tuple[Sequence[Person], bool]:
    """Up to `most` of them; True if there are too many names to look through."""
    wanted = replace(wanted, caseload_of=acting.caseload_of)
    words = ("name",) if acting.sees_who else ()
    if not query:
        return find.page(tx, wanted, now, after, most, words), False
    exact = [one for one in _exactly(tx, acting, query) if theirs(tx, acting, one.id)]
    if exact or not acting.sees_who:
        return exact, False
    some = find.page(tx, wanted, now, "", NAMES + 1, words)
    named = [one for one in some[:NAMES] if _plain(query) in _plain(one.name)][:most]
    return named, len(some) > NAMES


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
