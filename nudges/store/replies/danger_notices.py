"""Replies of danger that the operator has not been told of yet: the reply's id and the person's id."""

from sqlalchemy import delete, select

from nudges.store import tables as t
from nudges.store.db import Tx, remember

_DANGER = "danger in reply "


def keep(tx: Tx, reply_id: int, person_id: str) -> None:
    """Note that the operator must be told of this reply."""
    remember(tx, f"{_DANGER}{reply_id}", person_id)


def waiting(tx: Tx) -> dict[int, str]:
    """The replies that the operator must still be told of, with the ids of their authors."""
    m = t.meta.c
    rows = tx.conn.execute(select(m.key, m.value).where(m.key.startswith(_DANGER)))
    return {int(row.key.removeprefix(_DANGER)): row.value for row in rows}


def told(tx: Tx, reply_id: int) -> None:
    """Delete the notice: the operator has been told."""
    tx.conn.execute(delete(t.meta).where(t.meta.c.key.in_([f"{_DANGER}{reply_id}", turn(reply_id)])))


def turn(reply_id: int) -> str:
    """The name of the lease (store/maintenance/leases.py) for telling the operator."""
    return f"telling of reply {reply_id}"
