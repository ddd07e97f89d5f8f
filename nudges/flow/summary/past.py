"""What has been, as weekly mails look back on it: read for many people at once, for all are due together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from nudges.core.person.person import Person
from nudges.core.progress.weeks import Asked
from nudges.flow.service import Service
from nudges.store.people import people
from nudges.store.people.people import Enrolment
from nudges.store.replies import progress, replies
from nudges.store.vault import Box

#: Before anybody's first day, since milestones count everything from the beginning.
BEGINNING = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Past:
    """One person's nudges and answers, and their enrolments on plans that there are."""

    asked: Sequence[Asked]
    enrolments: Sequence[Enrolment]
    _celebrated: Sequence[tuple[date, str]]
    _notes: Sequence[tuple[date, bytes]] = field(repr=False)
    _box: Box | None = field(repr=False)

    def celebrated(self, before: date) -> frozenset[str]:
        """The milestones that the summaries before a local date have celebrated."""
        return frozenset(key for day, key in self._celebrated if day < before)

    def notes(self, monday: date, most: int) -> list[tuple[date, str]]:
        """The newest notes of the week of `monday`, oldest first: local date and text."""
        found: list[tuple[date, str]] = []
        for day, sealed in self._notes:
            if len(found) == most or self._box is None:
                break
            if monday <= day <= monday + timedelta(days=6) and (
                words := (self._box.open(sealed) or "").strip()
            ):
                found.append((day, words))
        return found[::-1]


def past_of(service: Service, person: Person, monday: date) -> Past:
    """What has been of one person; their notes are from `monday` on."""
    return pasts(service, [person], monday)[person.id]


def pasts(service: Service, persons: Sequence[Person], monday: date) -> dict[str, Past]:
    """The same for several people, by id."""
    ids = list({one.id for one in persons})
    quoted = list({one.id for one in persons if one.notes_in_summary and not one.discreet})
    with service.db.read() as tx:
        asked = replies.asked_by_person(tx, ids, BEGINNING)
        enrolments = people.enrolments_of(tx, ids)
        celebrated = progress.celebrated(tx, ids)
        notes = progress.notes(tx, quoted, monday) if quoted else {}
        boxes = {one: people.box_of(tx, one) for one in notes if notes[one]}
    on = {one: [it for it in theirs if it.plan in service.plans] for one, theirs in enrolments.items()}
    return {
        one: Past(asked[one], on[one], celebrated[one], notes.get(one, ()), boxes.get(one)) for one in ids
    }
