"""Replies of danger that the operator was not told of yet: by the reply's id, whose it is."""

from sqlalchemy import delete, select

from nudges.store import tables as t
from nudges.store.db import Tx, remember

_DANGER = "danger in reply "


def keep(tx: Tx, reply_id: int, person_id: str) -> None:
    """The operator is to be told of this reply."""
    remember(tx, f"{_DANGER}{reply_id}", person_id)


def waiting(tx: Tx) -> dict[int, str]:
    """The replies that the operator is still to be told of, and whose they are."""
    m = t.meta.c
    rows = tx.conn.execute(select(m.key, m.value).where(m.key.startswith(_DANGER)))
    return {int(row.key.removeprefix(_DANGER)): row.value for row in rows}


def told(tx: Tx, reply_id: int) -> None:
    """The operator knows."""
    tx.conn.execute(delete(t.meta).where(t.meta.c.key.in_([f"{_DANGER}{reply_id}", turn(reply_id)])))


def turn(reply_id: int) -> str:
    """What names the turn (store/turns.py) of the worker that tells the operator."""
    return f"telling of reply {reply_id}"
