"""Leases for periodic jobs that one worker does for all: the first to ask after the interval gets it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, update

from nudges.store import tables as t
from nudges.store.db import Tx, insert_new, remember


def take(tx: Tx, what: str, now: datetime, every: timedelta) -> bool:
    """Take the lease on a job. True if no worker has taken it within `every`: then this one does the job."""
    m = t.meta
    tx.conn.execute(insert_new(m, tx.conn).values(key=what, value=""))
    over = m.c.value <= _written(now - every)
    clock_was_wrong = m.c.value > _written(now + every)
    taken = tx.conn.execute(
        update(m).where(m.c.key == what, or_(over, clock_was_wrong)).values(value=_written(now))
    )
    return bool(taken.rowcount)


def give_back(tx: Tx, what: str) -> None:
    """Give the lease back after a failure, so that any worker can try again at once."""
    remember(tx, what, "")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
