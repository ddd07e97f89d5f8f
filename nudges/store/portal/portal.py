"""A person's nudges and replies for their own pages, where they can change or delete replies."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, select, update

from nudges.core.reasons import Reason, reason_of
from nudges.core.status import Status
from nudges.core.vocabulary import ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.vault import Box


@dataclass(frozen=True, slots=True)
class Planned:
    """One nudge with its reason. `at` is when it was sent, or else when it should have been.

    `body` is what was sent, if it is still kept.
    """

    at: datetime
    plan: str | None
    step: str | None
    message: ServiceMessage | None
    medium: str
    status: Status
    reason: Reason | None
    practice: str | None
    take: int | None = None
    body: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """One reply. `words` is the original message (None: blanked because of its age), `note` the part in the
    person's own words. `undone`: it was taken back and does not count.
    """

    id: int
    at: datetime
    local_date: date
    kind: str = field(repr=False)
    rating: int | None = field(repr=False)
    words: str | None = field(repr=False)
    note: str | None = field(repr=False)
    undone: bool
    practice: str | None = None
    take: int | None = None


def nudges(tx: Tx, person_id: str, *, skip: int, most: int) -> list[Planned]:
    """The nudges of a person, newest first."""
    n = t.nudge.c
    at = func.coalesce(n.sent_at, n.ready_at)
    rows = tx.conn.execute(
        select(
            *(n.sent_at, n.ready_at, n.plan, n.step, n.message, n.medium),
            *(n.status, n.reason, n.reason_values, n.practice, n.take, n.body),
        )
        .where(n.person_id == person_id)
        .order_by(at.desc(), n.id.desc())
        .offset(skip)
        .limit(most)
    )
    box = _box(tx, person_id)
    return [
        Planned(
            at=row.sent_at or row.ready_at,
            plan=row.plan,
            step=row.step,
            message=ServiceMessage(row.message) if row.message else None,
            medium=row.medium,
            status=Status(row.status),
            reason=reason_of(row.reason, row.reason_values),
            practice=row.practice,
            take=row.take,
            body=box.open(row.body) if box else None,
        )
        for row in rows
    ]


def replies(tx: Tx, person_id: str, *, skip: int, most: int) -> list[Said]:
    """The replies of a person, newest first."""
    r = t.reply.c
    query = _replies(person_id).order_by(r.at.desc(), r.id.desc()).offset(skip).limit(most)
    box = _box(tx, person_id)
    return [_said(row, box) for row in tx.conn.execute(query)]


def reply(tx: Tx, person_id: str, reply_id: int) -> Said | None:
    """One reply, or None if this person has no such reply."""
    row = tx.conn.execute(_replies(person_id).where(t.reply.c.id == reply_id)).first()
    return _said(row, _box(tx, person_id)) if row else None


def change(tx: Tx, person_id: str, said: Said) -> None:
    """Save the changed text, note and rating of a reply. Its day and its kind stay."""
    box, r = _box(tx, person_id), t.reply
    tx.conn.execute(
        update(r)
        .where(r.c.id == said.id, r.c.person_id == person_id)
        .values(
            body=box.seal(said.words) if box else None,
            note=box.seal(said.note) if box else None,
            rating=said.rating,
        )
    )


def drop(tx: Tx, person_id: str, reply_id: int) -> bool:
    """Delete one reply for good; False if it was gone. It stays away: store/replies/heard.py knows that it
    was here."""
    r = t.reply
    mine = delete(r).where(r.c.id == reply_id, r.c.person_id == person_id)
    return bool(tx.conn.execute(mine).rowcount)


def end_links(tx: Tx, person_id: str, now: datetime) -> None:
    """Every link to this person's pages and notes that was made before now opens nothing from now on."""
    p = t.person
    tx.conn.execute(update(p).where(p.c.id == person_id).values(links_from=now))


def links_ended_since(tx: Tx, person_id: str, made: datetime) -> bool:
    """True if the operator ended all links of this person after this one was made."""
    p = t.person.c
    return tx.conn.execute(select(p.id).where(p.id == person_id, p.links_from >= made)).first() is not None


def planned_since(tx: Tx, person_id: str, messages: Collection[ServiceMessage], since: datetime) -> int:
    """How many of these messages were due after an instant."""
    n = t.nudge.c
    theirs = select(func.count()).where(n.person_id == person_id, n.message.in_(messages), n.due_at > since)
    return int(tx.conn.execute(theirs).scalar_one())


def _replies(person_id: str) -> Select[Any]:
    r, n = t.reply, t.nudge
    answers = r.outerjoin(n, and_(n.c.id == r.c.nudge_id, n.c.person_id == r.c.person_id))
    return select(r, n.c.practice, n.c.take).select_from(answers).where(r.c.person_id == person_id)


def _box(tx: Tx, person_id: str) -> Box | None:
    key = tx.conn.execute(select(t.person.c.data_key).where(t.person.c.id == person_id)).scalar_one_or_none()
    return tx.vault.box(key) if key else None


def _said(row: Row[Any], box: Box | None) -> Said:
    return Said(
        *(row.id, row.at, row.local_date, row.kind, row.rating),
        words=box.open(row.body) if box else None,
        note=box.open(row.note) if box else None,
        undone=row.undone_at is not None,
        practice=row.practice,
        take=row.take,
    )
