"""People whose schedule could not be made by the process that should have: another one makes it."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from nudges.store import tables as t
from nudges.store.db import Tx, insert_new

_KEY = "unscheduled "


def mark(tx: Tx, person_ids: Iterable[str]) -> None:
    """The schedule of these people is not whole."""
    rows = [{"key": _KEY + person_id, "value": ""} for person_id in sorted(set(person_ids))]
    if rows:
        tx.conn.execute(insert_new(t.meta, tx.conn), rows)


def marked(tx: Tx, limit: int = 500) -> list[str]:
    """Whose schedule is not whole, by id."""
    m = t.meta.c
    keys = select(m.key).where(m.key.startswith(_KEY)).order_by(m.key).limit(limit)
    return [key.removeprefix(_KEY) for key in tx.conn.execute(keys).scalars()]


def clear(tx: Tx, person_ids: Iterable[str]) -> None:
    """The schedule of these people is made anew now."""
    keys = [_KEY + person_id for person_id in person_ids]
    tx.conn.execute(delete(t.meta).where(t.meta.c.key.in_(keys)))
