"""Heartbeats: which workers are alive, on the database's clock."""

from sqlalchemy import delete, insert, select, update

from nudges.store import tables as t
from nudges.store.db import Tx, db_clock

#: Seconds after which a worker that said nothing counts as dead.
SILENT = 45


def beat(tx: Tx, worker: str) -> None:
    """Say that this worker is alive, and forget those that have been silent for a day."""
    h = t.heartbeat
    if not tx.conn.execute(update(h).where(h.c.worker == worker).values(at=db_clock())).rowcount:
        tx.conn.execute(insert(h).values(worker=worker, at=db_clock()))
        tx.conn.execute(delete(h).where(h.c.at < db_clock() - 86_400))


def gone(tx: Tx, worker: str) -> None:
    """This worker stopped in good order."""
    tx.conn.execute(delete(t.heartbeat).where(t.heartbeat.c.worker == worker))


def ages(tx: Tx) -> list[float]:
    """Seconds since each known worker's last sign of life, freshest first."""
    return sorted(float(age) for age in tx.conn.execute(select(db_clock() - t.heartbeat.c.at)).scalars())
