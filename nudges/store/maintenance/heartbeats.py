"""Heartbeats: which workers are alive, up to when all was recorded, and whether a backup was restored."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from nudges.store import tables as t
from nudges.store.db import Tx, db_clock, remember, remembered

#: Seconds without a heartbeat after which a worker counts as dead.
SILENT = 45

#: Set by `nudges restore`: this database does not know what happened after its backup was made.
RESTORED = "restored_at"

_ALIVE = "alive_at"


def beat(tx: Tx, worker: str, plans: Mapping[str, str] | None = None) -> float:
    """Record a heartbeat; returns the seconds since this worker's last one, 0 the first time.

    Heartbeats use the database's clock. Those of workers that have been silent for a day are deleted.
    `plans` says of each plan which file this worker has, as flow/planning/agreement.py marks them.
    """
    age = own_age(tx, worker)
    h, has = t.heartbeat, dict(plans or {})
    if not tx.conn.execute(update(h).where(h.c.worker == worker).values(at=db_clock(), plans=has)).rowcount:
        tx.conn.execute(insert(h).values(worker=worker, at=db_clock(), plans=has))
        tx.conn.execute(delete(h).where(h.c.at < db_clock() - 86_400))
    return age


def own_age(tx: Tx, worker: str) -> float:
    """Seconds since this worker's last heartbeat; 0 if there was none."""
    h = t.heartbeat.c
    age = tx.conn.execute(select(db_clock() - h.at).where(h.worker == worker)).scalar_one_or_none()
    return float(age or 0.0)


def gone(tx: Tx, worker: str) -> None:
    """Delete the heartbeat of a worker that has shut down cleanly."""
    tx.conn.execute(delete(t.heartbeat).where(t.heartbeat.c.worker == worker))


def plans(tx: Tx) -> dict[str, dict[str, str]]:
    """The plans of each worker that is alive."""
    h = t.heartbeat
    return {row.worker: row.plans for row in tx.conn.execute(select(h).where(h.c.at > db_clock() - SILENT))}


def ages(tx: Tx) -> list[float]:
    """Seconds since each known worker's last heartbeat, newest first."""
    return sorted(float(age) for age in tx.conn.execute(select(db_clock() - t.heartbeat.c.at)).scalars())


def listened(tx: Tx, now: datetime) -> None:
    """Record that everything received or sent up to `now` is in this database."""
    remember(tx, _ALIVE, now.isoformat())


def listened_until(tx: Tx) -> datetime | None:
    """The instant up to which this database is complete; None if no worker ever ran."""
    said = remembered(tx, _ALIVE)
    return datetime.fromisoformat(said) if said else None


def restored(tx: Tx) -> bool:
    """True if this database was restored from a backup, and what it lacks has not been looked up yet."""
    return remembered(tx, RESTORED) is not None


def caught_up(tx: Tx, now: datetime) -> None:
    """Record that what this database lacked has been looked up."""
    tx.conn.execute(delete(t.meta).where(t.meta.c.key == RESTORED))
    listened(tx, now)
