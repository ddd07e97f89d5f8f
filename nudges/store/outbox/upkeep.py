"""How the outbox stands, and what the operator does about it: try parked events anew, send some again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, update

from nudges.store import tables as t
from nudges.store.db import Tx

#: Rows changed in one transaction.
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Stand:
    """How many events wait, and since when the oldest has (seconds); how many are parked; and whether the
    endpoint said that it wants no more."""

    waiting: int
    age: float
    parked: int
    gone: bool


def stand(tx: Tx, now: datetime, endpoint: str) -> Stand:
    """How the outbox stands. Each count goes by an index of what it counts."""
    e, p = t.event.c, t.event_endpoint.c
    waiting, oldest = tx.conn.execute(
        select(func.count(), func.min(e.at)).where(e.next_at.is_not(None))
    ).one()
    parked = tx.conn.execute(select(func.count()).where(e.parked_at.is_not(None))).scalar_one()
    gone = tx.conn.execute(select(p.id).where(p.id == endpoint, p.gone_at.is_not(None))).first()
    age = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    return Stand(waiting, age, parked, gone is not None)


def undelivered(tx: Tx, most: int) -> Sequence[Row[Any]]:
    """Events that were not delivered: parked ones first, then those that wait, the oldest first."""
    e = t.event.c
    columns = (e.id, e.webhook_id, e.person_id, e.kind, e.at, e.next_at, e.tries, e.failed_why, e.parked_at)
    parked = tx.conn.execute(
        select(*columns).where(e.parked_at.is_not(None)).order_by(e.id).limit(most)
    ).all()
    waits = select(*columns).where(e.next_at.is_not(None)).order_by(e.id).limit(most - len(parked))
    return [*parked, *tx.conn.execute(waits)]


def unpark(tx: Tx, endpoint: str, now: datetime) -> int:
    """Try parked events anew, a batch at most, and an endpoint that wanted no more; returns how many."""
    e, p = t.event, t.event_endpoint
    tx.conn.execute(update(p).where(p.c.id == endpoint).values(gone_at=None))
    some = select(e.c.id).where(e.c.parked_at.is_not(None)).order_by(e.c.id).limit(BATCH)
    anew = {"parked_at": None, "next_at": now, "tries": 0, "failing_since": None}
    return tx.conn.execute(update(e).where(e.c.id.in_(some)).values(anew)).rowcount


def newest(tx: Tx) -> int:
    """The id of the newest event; 0 if there is none."""
    return int(tx.conn.execute(select(func.max(t.event.c.id))).scalar_one() or 0)


def replay(tx: Tx, since: datetime, after: int, up_to: int, now: datetime) -> tuple[int, int]:
    """Send delivered events again that happened from a moment on, of the next batch of ids after `after`.

    Returns up to which id it came, and how many events those were; (`up_to`, 0) at the end.
    """
    e = t.event
    ids = select(e.c.id).where(e.c.id > after, e.c.id <= up_to).order_by(e.c.id).limit(BATCH)
    last = tx.conn.execute(select(func.max(ids.subquery().c.id))).scalar_one()
    if last is None:
        return up_to, 0
    again = and_(e.c.id > after, e.c.id <= last, e.c.delivered_at.is_not(None), e.c.at >= since)
    anew = {"delivered_at": None, "next_at": now, "tries": 0}
    return last, tx.conn.execute(update(e).where(again).values(anew)).rowcount
