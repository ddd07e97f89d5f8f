"""People for programs: one as they are kept, and lists. Each look is a line of the audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person, State
from nudges.flow.office.act import acts, allow, theirs
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.office import audit, find
from nudges.store.office.find import Filter
from nudges.store.people import by_address, consents, people
from nudges.store.people.people import Enrolment

#: What a list opens of what is sealed: no name, number or address.
_LISTED = ("external_id",)


@dataclass(frozen=True, slots=True)
class Kept:
    """A person, whether staff may read their words, and the plans they are on."""

    person: Person
    words_open: bool
    enrolments: Sequence[Enrolment]


@dataclass(frozen=True, slots=True)
class Known:
    """What people are found by; "" is not asked for."""

    external_id: str = ""
    phone: str = ""
    email: str = ""


def kept(service: Service, acting: Acting, person_id: str, now: datetime) -> Kept:
    """One person. Raises NotThereError."""
    with acts(service, acting, Action.SHOW, person_id, now) as (tx, person):
        words = person_id in consents.open_words(tx, [person_id])
        return Kept(person, words, people.enrolments(tx, [person_id]))


def listing(
    service: Service, acting: Acting, wanted: Filter, known: Known, after: str, most: int, now: datetime
) -> list[tuple[Person, Sequence[Enrolment]]]:
    """People by id, those after `after`, without name, number and address; or whoever is known by one.

    The audit has one line for a list, with how many were on it.
    """
    allow(acting, Action.LIST)
    with service.db.write() as tx:
        if known == Known():
            found = find.page(tx, wanted, now, after, most, _LISTED)
        else:
            found = [one for one in _known(tx, known) if theirs(tx, acting, one.id) and not after]
        audit.add(tx, acting, Action.LIST, now, details={"people": len(found)})
        enrolled = people.enrolments_of(tx, [one.id for one in found])
    return [(one, enrolled[one.id]) for one in found]


def _known(tx: Tx, known: Known) -> list[Person]:
    ids: set[str] | None = None
    if known.external_id:
        ids = set(by_address.known_elsewhere(tx, [known.external_id]).values())
    for address in (known.phone, known.email):
        if address:
            theirs = set(by_address.known(tx, [address]).values())
            ids = theirs if ids is None else ids & theirs
    return [one for one in people.several(tx, ids or ()) if one.state is not State.ERASED]
