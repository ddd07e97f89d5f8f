"""Reads everything stored about one person, decrypted, for their export."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from nudges.core.person.person import Person
from nudges.core.reasons import Suppression
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges import upcoming
from nudges.store.nudges.upcoming import Upcoming
from nudges.store.office import audit, cases, questions, staff
from nudges.store.office.audit import Entry
from nudges.store.office.cases import Case
from nudges.store.office.questions import Question
from nudges.store.people import consents, people, suppressions
from nudges.store.people.consents import Consent
from nudges.store.people.people import Enrolment

#: Lines of the audit about one person: more than a lifetime makes.
_LINES = 100_000


@dataclass(frozen=True, slots=True)
class Nudge:
    """One nudge, and every attempt to send it (time, channel, outcome, code, provider's id)."""

    row: Any = field(repr=False)
    words: str | None = field(repr=False)
    attempts: tuple[Any, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, with its text."""

    row: Any = field(repr=False)
    words: str | None = field(repr=False)
    note: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything about one person, each kind in order of time.

    Of what staff wrote about them only when (`notes`): whoever holds their phone can open this. `staff`: the
    names of those in the audit, by id.
    """

    person: Person
    since: datetime
    enrolments: list[Enrolment]
    given: dict[str, dict[str, Any]]
    upcoming: list[Upcoming]
    nudges: list[Nudge]
    replies: list[Reply]
    consents: list[Consent]
    suppressed: dict[str, Suppression]
    audit: list[Entry]
    cases: list[Case]
    questions: list[Question]
    notes: list[datetime]
    staff: dict[str, str]


def whole(tx: Tx, person: Person) -> Whole:
    """Read everything. Texts that were blanked, or that can no longer be decrypted, are None."""
    p, e, n, a, r = t.person.c, t.enrolment.c, t.nudge.c, t.attempt.c, t.reply.c
    row = tx.conn.execute(select(p.data_key, p.created_at).where(p.id == person.id)).one()
    box = tx.vault.box(row.data_key) if row.data_key else None

    def words(sealed: bytes | None) -> str | None:
        return box.open(sealed) if box else None

    tries: dict[int, list[Any]] = {}
    for one in tx.conn.execute(select(t.attempt).where(a.person_id == person.id).order_by(a.at, a.id)):
        tries.setdefault(one.nudge_id, []).append(one)
    nudges = tx.conn.execute(select(t.nudge).where(n.person_id == person.id).order_by(n.due_at, n.id))
    replies = tx.conn.execute(select(t.reply).where(r.person_id == person.id).order_by(r.at, r.id))
    given = tx.conn.execute(select(e.plan, e.takes).where(e.person_id == person.id))
    return Whole(
        person=person,
        since=row.created_at,
        enrolments=people.enrolments(tx, [person.id]),
        given={one.plan: dict(one.takes) for one in given},
        upcoming=upcoming.of(tx, person.id),
        nudges=[Nudge(one, words(one.body), tuple(tries.get(one.id, ()))) for one in nudges],
        replies=[Reply(one, words(one.body), words(one.note)) for one in replies],
        consents=consents.of(tx, person.id),
        audit=audit.newest(tx, _LINES, person_id=person.id)[::-1],
        cases=cases.of(tx, person.id)[::-1],
        questions=questions.of(tx, person.id),
        notes=[one.at for one in cases.notes(tx, person.id)],
        staff={one.id: one.name for one in staff.everybody(tx)},
        suppressed=suppressions.suppressed(tx, [one for one in (person.phone, person.email) if one]),
    )
