"""Replies, the nudges they may answer, and one person's history for display and for progress."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, String, and_, bindparam, func, select, true, update

from nudges.core.events import EventKind
from nudges.core.progress.weeks import Answer, Asked
from nudges.core.reasons import Reason, reason_of
from nudges.core.reply.attribute import Open
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.status import SENT, Status
from nudges.core.vocabulary import Expects
from nudges.store import tables as t
from nudges.store.db import Tx, insert_new_on
from nudges.store.outbox import outbox
from nudges.store.outbox.outbox import Event
from nudges.store.people import people
from nudges.store.sql.rows_param import Given

#: One message may answer several nudges. Its further parts are separate rows: provider_id, "#" and a number.
PART, MOST_PARTS = "#", 10


@dataclass(frozen=True, slots=True)
class Change:
    """What a reply changed, and the ids of all rows of its message."""

    provider_id: str
    kind: Kind
    effect: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a person's story: a nudge and why it is as it is, or a reply (`kind`) and its meaning.

    `undone`: the reply was taken back. `answer`: what it was answered with at once. `danger`: it speaks of
    danger for certain.
    """

    at: datetime
    status: str
    step: str
    medium: str
    reason: Reason | None = None
    kind: Kind | None = None
    rating: int | None = None
    undone: bool = False
    danger: bool = False
    nudge_id: int | None = None
    practice: str | None = None
    segments: int | None = None
    due_at: datetime | None = None
    text: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)


_ASKED_OF = (
    select(
        *(t.nudge.c.id, t.nudge.c.plan, t.nudge.c.step, t.nudge.c.local_date, t.nudge.c.expects),
        *(t.nudge.c.practice, t.nudge.c.take, t.nudge.c.person_id),
        func.count(t.reply.c.id).label("answers"),
    )
    .outerjoin(
        t.reply,
        and_(
            t.reply.c.nudge_id == t.nudge.c.id, t.reply.c.undone_at.is_(None), t.reply.c.kind != Kind.REACTION
        ),
    )
    .where(
        t.nudge.c.person_id.in_(bindparam("who", expanding=True)),
        t.nudge.c.ready_at >= bindparam("since"),
        t.nudge.c.expects.is_not(None),
        # anything that may have arrived: an answer can be quicker than the provider's receipt
        t.nudge.c.status.in_([*SENT, Status.SENDING, Status.UNKNOWN]),
    )
    .group_by(t.nudge.c.id, t.nudge.c.local_date)  # the key of `nudge` where it is partitioned by month
    .order_by(t.nudge.c.ready_at.desc(), t.nudge.c.id.desc())
)


def asked_of(tx: Tx, person_ids: Collection[str], since: datetime) -> dict[str, list[Open]]:
    """The nudges sent to each of these people since an instant that expect an answer, newest first."""
    found: dict[str, list[Open]] = {one: [] for one in person_ids}
    for row in tx.conn.execute(_ASKED_OF, {"who": person_ids, "since": since}):
        found[row.person_id].append(
            Open(
                *(row.id, row.plan, row.step, row.local_date, Expects(row.expects), row.practice),
                answered=row.answers > 0,
                take=row.take,
            )
        )
    return found


class Kept(NamedTuple):
    """A message, or a part of one, as it is stored."""

    provider_id: str
    person_id: str
    nudge_id: int | None
    medium: str
    at: datetime
    local_date: date
    text: str
    meaning: Meaning


_KEPT = Given(
    provider_id=String(),
    person_id=String(),
    nudge_id=t.reply.c.nudge_id.type,
    medium=String(),
    at=t.reply.c.at.type,
    local_date=Date(),
    body=t.reply.c.body.type,
    kind=String(),
    danger=String(),
    rating=Integer(),
    note=t.reply.c.note.type,
)


@cache
def _keep(dialect: str) -> Any:
    # "WHERE true": else SQLite takes ON CONFLICT for a join's ON (https://www.sqlite.org/lang_upsert.html)
    rows = select(_KEPT.table(dialect)).where(true())
    into = insert_new_on(dialect, t.reply, _KEPT.names, rows)
    return into.returning(t.reply.c.provider_id, t.reply.c.id)


def keep(tx: Tx, messages: Sequence[Kept]) -> dict[str, int]:
    """Store messages and what they mean; returns the ids of those that were not stored before."""
    if not messages:
        return {}
    rows = [
        (
            *(one.provider_id, one.person_id, one.nudge_id, one.medium, one.at, one.local_date),
            *(people.sealed(tx, one.person_id, one.text), one.meaning.kind),
            *(one.meaning.danger if one.meaning.in_danger else None, one.meaning.rating),
            None if one.meaning.note is None else people.sealed(tx, one.person_id, one.meaning.note),
        )
        for one in messages
    ]
    stored = tx.conn.execute(_keep(tx.conn.dialect.name), _KEPT.bound(rows))
    ids: dict[str, int] = {row.provider_id: row.id for row in stored}
    outbox.write(tx, [_recorded(one, ids[one.provider_id]) for one in messages if one.provider_id in ids])
    return ids


def _recorded(one: Kept, reply_id: int) -> Event:
    data = {"reply": reply_id, "kind": one.meaning.kind, "rating": one.meaning.rating}
    data |= {"nudge": one.nudge_id, "medium": one.medium}
    return Event(EventKind.REPLY_RECORDED, one.person_id, one.at, data, reply_id)


def set_effect(tx: Tx, reply_id: int, effect: dict[str, Any]) -> None:
    """Store what a reply changed, so that it can be undone, or the choices that were offered in answer."""
    tx.conn.execute(update(t.reply).where(t.reply.c.id == reply_id).values(effect=effect))


def last_change(tx: Tx, person_id: str, kinds: Collection[Kind], since: datetime) -> Change | None:
    """The newest reply of these kinds since then that was not undone, or None."""
    r = t.reply.c
    row = tx.conn.execute(
        select(r.provider_id, r.kind, r.effect)
        .where(r.person_id == person_id, r.at >= since, r.kind.in_(kinds), r.undone_at.is_(None))
        .order_by(r.at.desc(), r.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Change(row.provider_id.partition(PART)[0], Kind(row.kind), row.effect or {})


def take_back(tx: Tx, person_id: str, change: Change, now: datetime) -> None:
    """Mark all parts of this message as undone. They no longer count, but stay in the history."""
    parts = [change.provider_id, *(f"{change.provider_id}{PART}{n}" for n in range(1, MOST_PARTS))]
    _undone(tx, person_id, t.reply.c.provider_id.in_(parts), now)


def take_back_earlier(tx: Tx, person_id: str, nudge_id: int, reply_id: int, now: datetime) -> None:
    """The same for what was said to a nudge before this reply, which stands instead of it."""
    r = t.reply.c
    _undone(tx, person_id, and_(r.nudge_id == nudge_id, r.id < reply_id, r.undone_at.is_(None)), now)


def _undone(tx: Tx, person_id: str, which: ColumnElement[bool], now: datetime) -> None:
    r = t.reply
    undone = update(r).where(r.c.person_id == person_id, which).values(undone_at=now)
    ids = tx.conn.execute(undone.returning(r.c.id)).scalars().all()
    removed = EventKind.REPLY_REMOVED
    outbox.write(tx, [Event(removed, person_id, now, {"reply": one}, one) for one in sorted(ids)])


_ANSWERS = (
    select(
        *(t.reply.c.nudge_id, t.reply.c.kind, t.reply.c.rating, t.reply.c.local_date, t.reply.c.at),
        t.reply.c.note.is_not(None).label("noted"),
    )
    .where(
        t.reply.c.person_id.in_(bindparam("who", expanding=True)),
        t.reply.c.nudge_id.is_not(None),
        t.reply.c.undone_at.is_(None),
        t.reply.c.kind != Kind.REACTION,
    )
    .order_by(t.reply.c.at, t.reply.c.id)
)
_ASKED = (
    select(
        *(t.nudge.c.person_id, t.nudge.c.id, t.nudge.c.step, t.nudge.c.local_date, t.nudge.c.status),
        *(t.nudge.c.practice, t.nudge.c.take, t.nudge.c.expects),
    )
    .where(
        t.nudge.c.person_id.in_(bindparam("who", expanding=True)),
        t.nudge.c.local_date >= bindparam("since"),
        t.nudge.c.expects.is_not(None),
    )
    .order_by(t.nudge.c.due_at, t.nudge.c.id)
)


# a history has a few of these, thousands of times
_kind, _status, _expects = lru_cache(Kind), lru_cache(Status), lru_cache(Expects)


def asked(tx: Tx, person_id: str, since: date) -> list[Asked]:
    """Every nudge of a person since a local date with the answers to it, for working out progress."""
    return asked_by_person(tx, [person_id], since)[person_id]


def asked_by_person(tx: Tx, person_ids: Collection[str], since: date) -> dict[str, list[Asked]]:
    """The same for several people, by id."""
    # by place, since a row takes five times as long to be asked by name
    answers: dict[int, list[Answer]] = {}
    for nudge_id, kind, rating, local_date, at, noted in tx.conn.execute(_ANSWERS, {"who": person_ids}):
        answers.setdefault(nudge_id, []).append(Answer(_kind(kind), rating, local_date, bool(noted), at))
    found: dict[str, list[Asked]] = {one: [] for one in person_ids}
    given = {"who": person_ids, "since": since}
    for person_id, nudge_id, step, day, status, practice, take, expects in tx.conn.execute(_ASKED, given):
        there = tuple(answers.get(nudge_id, ()))
        found[person_id].append(Asked(step, day, _status(status), there, practice, take, _expects(expects)))
    return found


def story(tx: Tx, person_id: str, limit: int = 100, *, words: bool = True) -> list[Told]:
    """A person's nudges with their reasons, and their replies, newest first; with `words` their texts too."""
    n, r = t.nudge, t.reply
    key = tx.conn.execute(select(t.person.c.data_key).where(t.person.c.id == person_id)).scalar_one_or_none()
    box = tx.vault.box(key) if key and words else None
    nudges = tx.conn.execute(
        select(n).where(n.c.person_id == person_id).order_by(n.c.due_at.desc()).limit(limit)
    )
    told = [
        Told(
            at=row.sent_at or row.ready_at,
            status=row.status,
            step=row.message or row.step,
            medium=row.medium,
            reason=reason_of(row.reason, row.reason_values),
            nudge_id=row.id,
            practice=row.practice,
            segments=row.segments,
            due_at=row.due_at,
            text=(box.open(row.body) if box else None) or "",
        )
        for row in nudges
    ]
    heard = tx.conn.execute(select(r).where(r.c.person_id == person_id).order_by(r.c.at.desc()).limit(limit))
    told += [
        Told(
            at=row.at,
            status="reply",
            step="",
            medium=row.medium,
            kind=Kind(row.kind),
            rating=row.rating,
            undone=row.undone_at is not None,
            danger=row.danger is not None,
            nudge_id=row.nudge_id,
            text=(box.open(row.body) if box else None) or "",
            answer=(box.open(row.answer) if box else None) or "",
        )
        for row in heard
    ]
    return sorted(told, key=lambda line: line.at, reverse=True)[:limit]
