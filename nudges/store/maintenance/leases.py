"""What one worker does for all of them, once in a while: whoever comes first after that has the turn."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, update

from nudges.store import tables as t
from nudges.store.db import Tx, insert_new, remember


def take(tx: Tx, what: str, now: datetime, every: timedelta) -> bool:
    """True if nobody has done this for so long: then it is this worker's to do."""
    m = t.meta
    tx.conn.execute(insert_new(m, tx.conn).values(key=what, value=""))
    over = m.c.value <= _written(now - every)
    clock_was_wrong = m.c.value > _written(now + every)
    taken = tx.conn.execute(
        update(m).where(m.c.key == what, or_(over, clock_was_wrong)).values(value=_written(now))
    )
    return bool(taken.rowcount)


def give_back(tx: Tx, what: str) -> None:
    """It could not be done: the next who comes may try at once."""
    remember(tx, what, "")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
