"""Events on their way out: picked by person in their order, then marked as delivered, to be tried again, or
parked. One worker sends at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import String, and_, func, or_, select, update

from nudges.core.events import EventKind
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock, insert_new
from nudges.store.sql.rows_param import Given


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that was not delivered yet, with the tries that failed so far."""

    id: int
    webhook_id: str
    person_id: str
    kind: EventKind
    at: datetime
    data: dict[str, Any]
    tries: int
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A try that failed, why, and when the next one is due; None: there is none, the event is parked."""

    event: Waiting
    why: str
    next_at: datetime | None


def hold(tx: Tx, endpoint: str, holder: str, seconds: float) -> bool:
    """Take or keep the lease on an endpoint; False while another worker has it, or if it is gone."""
    e = t.event_endpoint
    tx.conn.execute(insert_new(e, tx.conn).values(id=endpoint, lease_until=0.0))
    ours = or_(e.c.holder == holder, e.c.lease_until < db_clock())
    held = update(e).where(e.c.id == endpoint, e.c.gone_at.is_(None), ours)
    return bool(tx.conn.execute(held.values(holder=holder, lease_until=db_clock() + seconds)).rowcount)


def let_go(tx: Tx, endpoint: str, holder: str) -> None:
    """Give the lease back, if it is still ours."""
    e = t.event_endpoint
    tx.conn.execute(update(e).where(e.c.id == endpoint, e.c.holder == holder).values(lease_until=0.0))


def gone(tx: Tx, endpoint: str, now: datetime) -> None:
    """The endpoint wants no more events."""
    e = t.event_endpoint
    tx.conn.execute(update(e).where(e.c.id == endpoint).values(gone_at=now, lease_until=0.0))


def any_due(tx: Tx, now: datetime) -> bool:
    """True if an event may be sent now."""
    e = t.event.c
    return tx.conn.execute(select(e.id).where(e.next_at <= now).limit(1)).first() is not None


def pick(tx: Tx, now: datetime, persons: int, each: int) -> list[list[Waiting]]:
    """The next events of some people, those first who wait longest: the oldest of each, in their order.

    Nobody is among them whose oldest event is still to wait.
    """
    e, before = t.event.c, t.event.alias("before").c
    behind = select(before.id).where(
        before.person_id == e.person_id, before.id < e.id, before.next_at.is_not(None)
    )
    first = select(e.person_id).where(e.next_at <= now, ~behind.exists()).order_by(e.next_at).limit(persons)
    whose = list(tx.conn.execute(first).scalars())
    place = func.row_number().over(partition_by=e.person_id, order_by=e.id).label("place")
    columns = (e.id, e.webhook_id, e.person_id, e.kind, e.at, e.data, e.tries, e.failing_since)
    theirs = select(*columns, place).where(e.person_id.in_(whose), e.next_at.is_not(None)).subquery()
    some = select(theirs).where(theirs.c.place <= each).order_by(theirs.c.id)
    chains: dict[str, list[Waiting]] = {person_id: [] for person_id in whose}
    for row in tx.conn.execute(some):
        said = (row.id, row.webhook_id, row.person_id, EventKind(row.kind), row.at, row.data)
        chains[row.person_id].append(Waiting(*said, row.tries, row.failing_since))
    return [chain for chain in chains.values() if chain]


_IDS = Given(id=t.event.c.id.type)
_FAILED = Given(
    id=t.event.c.id.type,
    person_id=String(),
    why=String(),
    next_at=t.event.c.next_at.type,
    parked_at=t.event.c.parked_at.type,
)


@cache
def _delivered(dialect: str) -> Any:
    e = t.event
    done = {"next_at": None, "failing_since": None, "failed_why": None}
    return (
        update(e).where(e.c.id.in_(select(_IDS.table(dialect).c.id)), e.c.next_at.is_not(None)).values(done)
    )


def delivered(tx: Tx, ids: Sequence[int], now: datetime) -> None:
    """These events were taken."""
    if ids:
        given = _IDS.bound([(one,) for one in ids])
        tx.conn.execute(_delivered(tx.conn.dialect.name).values(delivered_at=now), given)


@cache
def _try_again(dialect: str) -> Any:
    e, given = t.event, _FAILED.table(dialect)
    return (
        update(e)
        .where(e.c.id == given.c.id, e.c.next_at.is_not(None))
        .values(next_at=given.c.next_at, parked_at=given.c.parked_at, failed_why=given.c.why)
    )


@cache
def _wait_too(dialect: str) -> Any:
    """What is behind a failed event waits as long, so that nobody looks at it in vain."""
    e, given = t.event, _FAILED.table(dialect)
    behind = and_(e.c.person_id == given.c.person_id, e.c.id > given.c.id, e.c.next_at < given.c.next_at)
    return update(e).where(behind).values(next_at=given.c.next_at)


def failed(tx: Tx, failures: Sequence[Failed], now: datetime) -> None:
    """These tries failed."""
    if not failures:
        return
    e, dialect = t.event, tx.conn.dialect.name
    rows = [
        (one.event.id, one.event.person_id, one.why, one.next_at, None if one.next_at else now)
        for one in failures
    ]
    given = _FAILED.bound(rows)
    counted = {"tries": e.c.tries + 1, "failing_since": func.coalesce(e.c.failing_since, now)}
    tx.conn.execute(_try_again(dialect).values(counted), given)
    tx.conn.execute(_wait_too(dialect), given)
