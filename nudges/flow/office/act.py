"""How an action of staff begins: who may, on whom, and the line in the audit, all in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol, TypeVar

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person, State
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.office import audit, staff
from nudges.store.people import consents, people
from nudges.store.tables.columns import LARGEST_ID


class About(Protocol):
    """Something that is about one person: a case, a question."""

    @property
    def person_id(self) -> str: ...


Thing = TypeVar("Thing", bound=About)

#: Reads such a thing by its number; None if there is none.
Get = Callable[[Tx, int], Thing | None]


class ForbiddenError(NudgesError):
    """Their role does not allow it. Pages answer with 403."""

    def __init__(self) -> None:
        super().__init__(
            "Your role does not allow this.",
            "Viewers only look, and coaches act for the people of their own caseload.",
            "Ask an owner of this service to do it, or to change your role.",
        )


class NotThereError(NudgesError):
    """There is no such thing, or it is not theirs to see: both look the same. Pages answer with 404."""

    def __init__(self) -> None:
        super().__init__(
            "There is nothing here that you can see.",
            "It was erased, or it belongs to somebody who is not in your caseload.",
            "Go back to the list of people.",
        )


class WordsClosedError(NudgesError):
    """The person has not agreed that staff read their words. Pages answer with 403."""

    def __init__(self) -> None:
        super().__init__(
            "Their words are closed.",
            "They have not agreed that staff read what they write.",
            "They can open them on their own pages, under My settings.",
        )


def allow(acting: Acting, action: Action) -> None:
    """Raises ForbiddenError if their role does not allow it."""
    if not acting.may(action):
        raise ForbiddenError


def theirs(tx: Tx, acting: Acting, person_id: str) -> bool:
    """True if the person is in the caseload they are limited to."""
    return acting.caseload_of is None or staff.coach_of(tx, person_id) == acting.caseload_of


def person_for(tx: Tx, acting: Acting, person_id: str) -> Person:
    """The person, if they are there and theirs. Raises NotThereError."""
    person = people.get(tx, person_id)
    if person is None or person.state is State.ERASED or not theirs(tx, acting, person_id):
        raise NotThereError
    return person


def words_open(tx: Tx, person_id: str) -> None:
    """Raises WordsClosedError unless the person agreed that staff read their words."""
    if person_id not in consents.open_words(tx, [person_id]):
        raise WordsClosedError


@contextmanager
def acts(
    service: Service,
    acting: Acting,
    action: Action,
    person_id: str,
    now: datetime,
    **details: str | int | None,
) -> Iterator[tuple[Tx, Person]]:
    """One transaction in which they do this for a person, who is held until commit; it is in the audit.

    Raises ForbiddenError and NotThereError, and then nothing was done and nothing is in the audit.
    """
    allow(acting, action)
    with service.db.write() as tx:
        people.hold(tx, person_id)
        person = person_for(tx, acting, person_id)
        audit.add(tx, acting, action, now, person_id, details)
        yield tx, person


def usable(number: int) -> int:
    """A number that a row can have. Raises NotThereError for a larger one, which the database refuses."""
    if number > LARGEST_ID:
        raise NotThereError
    return number


def found(tx: Tx, acting: Acting, get: Get[Thing], number: int) -> Thing:
    """A thing by its number, if they may know whom it is about. Raises NotThereError."""
    one = get(tx, usable(number))
    if one is None or not theirs(tx, acting, one.person_id):
        raise NotThereError
    return one


@contextmanager
def acts_on(
    service: Service,
    acting: Acting,
    action: Action,
    get: Get[Thing],
    number: int,
    now: datetime,
    **details: str | int | None,
) -> Iterator[tuple[Tx, Thing, Person]]:
    """The same as `acts` for a thing that is about a person; its number is in the audit."""
    allow(acting, action)
    with service.db.read() as tx:  # whom it is about never changes
        person_id = found(tx, acting, get, number).person_id
    details[str(action).partition(" ")[0]] = number
    with acts(service, acting, action, person_id, now, **details) as (tx, person):
        yield tx, found(tx, acting, get, number), person
