"""A person's nudges and replies, a page at a time, newest first; their words only if they are asked for."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Select, select, tuple_

from nudges.core.reasons import Reason, reason_of
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people

#: Where a page begins: after this moment and id.
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class PastNudge:
    """One nudge, and why it is as it is. `words` None: not asked for, or there are none (any more)."""

    id: int
    plan: str | None
    step: str | None
    message: str | None
    local_date: date
    due_at: datetime
    status: Status
    reason: Reason | None
    medium: str
    expects: str | None
    practice: str | None
    take: int | None
    segments: int | None
    sent_at: datetime | None
    changed_at: datetime
    words: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class PastReply:
    """One reply, and what it was taken to mean. `words` and `answer` as above."""

    id: int
    nudge_id: int | None
    medium: str
    at: datetime
    local_date: date
    kind: str
    rating: int | None
    undone_at: datetime | None
    words: str | None = field(repr=False)
    answer: str | None = field(repr=False)


def nudges(tx: Tx, person_id: str, after: Place | None, most: int, words: bool) -> list[PastNudge]:
    """Nudges by when they were due."""
    n = t.nudge.c
    query = _page(select(t.nudge).where(n.person_id == person_id), n.due_at, n.id, after, most)
    opened = _opener(tx, person_id, words)
    return [
        PastNudge(
            *(row.id, row.plan, row.step, row.message, row.local_date, row.due_at, Status(row.status)),
            *(reason_of(row.reason, row.reason_values), row.medium, row.expects, row.practice, row.take),
            *(row.segments, row.sent_at, row.changed_at, opened(row.body)),
        )
        for row in tx.conn.execute(query)
    ]


def replies(tx: Tx, person_id: str, after: Place | None, most: int, words: bool) -> list[PastReply]:
    """Replies by when they came."""
    r = t.reply.c
    query = _page(select(t.reply).where(r.person_id == person_id), r.at, r.id, after, most)
    opened = _opener(tx, person_id, words)
    return [
        PastReply(
            *(row.id, row.nudge_id, row.medium, row.at, row.local_date, row.kind, row.rating, row.undone_at),
            *(opened(row.body), opened(row.answer)),
        )
        for row in tx.conn.execute(query)
    ]


def _page(query: Select[Any], at: Any, number: Any, after: Place | None, most: int) -> Select[Any]:
    if after is not None:
        query = query.where(tuple_(at, number) < tuple_(*after))
    return query.order_by(at.desc(), number.desc()).limit(most)


def _opener(tx: Tx, person_id: str, words: bool) -> Any:
    try:
        box = people.box_of(tx, person_id) if words else None
    except InvalidToken:
        box = None

    def opened(sealed: bytes | None) -> str | None:
        try:
            return box.open(sealed) if box else None
        except InvalidToken:
            return None

    return opened
