"""What the provider billed for our messages, kept beside the attempt of each."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, update

from nudges.store import tables as t
from nudges.store.db import Tx, remember, remembered

_READ_UNTIL = "billed_until"

#: The provider's id of a message, its segments, its price if that is known, and the currency.
Billed = tuple[str, int, float | None, str]


def keep(tx: Tx, bills: Sequence[Billed]) -> None:
    """Write down each bill; messages that are not ours change nothing."""
    a = t.attempt
    query = update(a).where(a.c.provider_id == bindparam("sid"))
    query = query.values(billed=bindparam("of"), price=bindparam("cost"), currency=bindparam("unit"))
    rows = [dict(zip(("sid", "of", "cost", "unit"), one, strict=True)) for one in bills]
    if rows:
        tx.conn.execute(query, rows)


def read_until(tx: Tx) -> date | None:
    """The last day (UTC) whose bills were read; None if none was."""
    said = remembered(tx, _READ_UNTIL)
    return date.fromisoformat(said) if said else None


def have_read(tx: Tx, day: date) -> None:
    """The bills of this day are read."""
    remember(tx, _READ_UNTIL, day.isoformat())
