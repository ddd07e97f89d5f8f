"""Whether staff may read a person's words, which they alone decide, and who has looked at what of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nudges.core.office.roles import Action
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person, State
from nudges.core.vocabulary import Agreement
from nudges.flow.service import Service
from nudges.store.office import audit, staff
from nudges.store.people import consents, people
from nudges.store.people.consents import Consent

#: What counts as a look at a person, and how many of the newest are shown.
LOOKS, MOST = frozenset({Action.SHOW, Action.WORDS, Action.EXPORT}), 200


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: `name` as they gave it, "" for an account that ended, None for the operator."""

    at: datetime
    name: str | None
    action: Action


def words_are_open(service: Service, person_id: str) -> bool:
    """True if they agreed that staff read what they write."""
    with service.db.read() as tx:
        return person_id in consents.open_words(tx, [person_id])


def decide(service: Service, person_id: str, given: bool, text_version: str, now: datetime) -> None:
    """On their own page they agree that staff read their words, or take it back."""
    said = Consent(
        person_id, now, given, ConsentMethod.OWN_PAGE, text_version=text_version, about=Agreement.WORDS
    )
    with service.db.write() as tx:
        people.hold(tx, person_id)
        person = people.get(tx, person_id)
        if person is not None and person.state is not State.ERASED:
            consents.decide(tx, said)


def looks(service: Service, person: Person) -> Sequence[Look]:
    """Who looked at their page, their words or their export, the newest first."""
    with service.db.read() as tx:
        names = {one.id: one.name for one in staff.everybody(tx)}
        lines = audit.newest(tx, MOST, person_id=person.id, actions=LOOKS)
    return [
        Look(one.at, names.get(one.staff_id, "") if one.staff_id else None, Action(one.action))
        for one in lines
    ]
