"""What the operator is to be told: a row a notice, kept until it is told and known after that."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from nudges.core.vocabulary import NoticeKind
from nudges.store import tables as t
from nudges.store.db import Tx, insert_new

#: Whoever takes a notice has this long to tell it, before it is anybody's again.
TURN = timedelta(minutes=5)

#: What came up longer ago than this, and was told before, is over.
_STILL = timedelta(hours=2)

#: A notice that was told is forgotten after this time.
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell. `about` names it among those of its kind; `details` are what its words need: codes,
    counts and ids, never a word of a person."""

    kind: NoticeKind
    about: str
    person_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def note(tx: Tx, notice: Notice, now: datetime) -> None:
    """The operator is to be told of this; if it is there already, it has come up again."""
    o = t.operator_notice
    new = {"kind": notice.kind, "about": notice.about, "person_id": notice.person_id}
    came_up = {"details": dict(notice.details), "noted_at": now}
    tx.conn.execute(insert_new(o, tx.conn).values(new | came_up | {"try_at": now}))
    tx.conn.execute(update(o).where(*_these([notice])).values(came_up))


def drop_others(tx: Tx, kind: NoticeKind, about: Collection[str]) -> None:
    """Of this kind only these notices are still to be told."""
    o = t.operator_notice
    over = and_(o.c.kind == kind, o.c.told_at.is_(None), o.c.about.not_in(about))
    tx.conn.execute(delete(o).where(over))


def untold(tx: Tx, now: datetime, again: Mapping[NoticeKind, timedelta | None]) -> list[Notice]:
    """Notices to tell, oldest first: new ones, and those that still come up although they were told as long
    ago as `again` says (None: told once and no more)."""
    o = t.operator_notice.c
    rows = tx.conn.execute(
        select(o.kind, o.about, o.person_id, o.details, o.noted_at, o.told_at)
        .where(or_(o.told_at.is_(None), o.noted_at > o.told_at), _free(now))
        .order_by(o.noted_at, o.kind, o.about)
    )
    return [
        Notice(kind, row.about, row.person_id, row.details)
        for row in rows
        if (kind := NoticeKind(row.kind)) in again and _is_time(row, again[kind], now)
    ]


def _is_time(row: Any, again: timedelta | None, now: datetime) -> bool:
    if row.told_at is None:
        return True
    # told as long ahead of now: the clock was wrong then
    return again is not None and abs(now - row.told_at) >= again and now - row.noted_at <= _STILL


def take(tx: Tx, notices: Sequence[Notice], now: datetime) -> list[Notice]:
    """Those of the notices that this worker may tell now; the others are another's."""
    o = t.operator_notice
    return [
        one
        for one in notices
        if tx.conn.execute(update(o).where(*_these([one]), _free(now)).values(try_at=now + TURN)).rowcount
    ]


def told(tx: Tx, notices: Sequence[Notice], now: datetime) -> None:
    """The operator knows."""
    o = t.operator_notice
    for one in notices:
        tx.conn.execute(update(o).where(*_these([one])).values(told_at=now, try_at=now))
    tx.conn.execute(delete(o).where(o.c.told_at < now - _KEPT))


def _these(notices: Sequence[Notice]) -> tuple[Any, Any]:
    o = t.operator_notice.c
    return o.kind.in_({one.kind for one in notices}), o.about.in_({one.about for one in notices})


def _free(now: datetime) -> Any:
    o = t.operator_notice.c
    return or_(o.try_at <= now, o.try_at > now + TURN)  # the latter by a clock that was ahead
