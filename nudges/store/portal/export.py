"""All that is kept of one person, opened: what they are given when they take it along."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from nudges.core.person.person import Person
from nudges.core.reasons import Suppression
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges import planning
from nudges.store.nudges.planning import Upcoming
from nudges.store.people import consents, people, suppressions
from nudges.store.people.consents import Consent
from nudges.store.people.people import Enrolment


@dataclass(frozen=True, slots=True)
class Nudge:
    """One nudge as it stands, and every try at sending it (moment, channel, outcome, code, provider's id)."""

    row: Any = field(repr=False)
    words: str | None = field(repr=False)
    attempts: tuple[Any, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply as it stands, with what it said."""

    row: Any = field(repr=False)
    words: str | None = field(repr=False)
    note: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything of one person, each kind in the order in which it came."""

    person: Person
    since: datetime
    enrolments: list[Enrolment]
    given: dict[str, dict[str, Any]]
    upcoming: list[Upcoming]
    nudges: list[Nudge]
    replies: list[Reply]
    consents: list[Consent]
    suppressed: dict[str, Suppression]


def whole(tx: Tx, person: Person) -> Whole:
    """Read all of it. Words that were forgotten, or that no key opens any more, are None."""
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
        upcoming=planning.upcoming(tx, person.id),
        nudges=[Nudge(one, words(one.body), tuple(tries.get(one.id, ()))) for one in nudges],
        replies=[Reply(one, words(one.body), words(one.note)) for one in replies],
        consents=consents.of(tx, person.id),
        suppressed=suppressions.suppressed(tx, [one for one in (person.phone, person.email) if one]),
    )
