"""What was asked for on pages open to everybody, until it is dealt with, and how much was granted."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, func, insert, select, update

from nudges.store import tables as t
from nudges.store.db import Tx, remember


@dataclass(frozen=True, slots=True)
class Request:
    """One of them. `words` is what was written into the form, `lookup` the hash of the number or address."""

    id: int
    kind: str
    at: datetime
    lookup: str
    words: str = field(repr=False)


def ask(tx: Tx, kind: str, address: str, words: str, now: datetime, *, most: int) -> bool:
    """Write it down; False if `most` are waiting already."""
    a = t.asked
    waiting = select(a.c.id).where(a.c.granted.is_(False)).limit(most)
    if len(tx.conn.execute(waiting).all()) >= most:
        return False
    row = {"kind": kind, "at": now, "lookup": tx.vault.lookup(address), "words": tx.vault.seal(words)}
    tx.conn.execute(insert(a).values(granted=False, **row))
    return True


def waiting(tx: Tx) -> bool:
    """True if there is something to deal with."""
    return (
        tx.conn.execute(select(t.asked.c.id).where(t.asked.c.granted.is_(False)).limit(1)).first() is not None
    )


def take(tx: Tx) -> Request | None:
    """The oldest that waits. Until commit no other process takes or counts any."""
    remember(tx, "asked_turn", "")
    a = t.asked.c
    row = tx.conn.execute(select(t.asked).where(a.granted.is_(False)).order_by(a.id).limit(1)).first()
    if row is None:
        return None
    try:
        words = tx.vault.open(row.words)
    except InvalidToken:  # its key was taken away in the meantime
        words = "{}"
    return Request(row.id, row.kind, row.at, row.lookup, words)


def granted(tx: Tx, kind: str, since: datetime) -> int:
    """How many of a kind were granted after an instant."""
    a = t.asked.c
    query = select(func.count()).where(a.kind == kind, a.granted, a.at > since)
    return int(tx.conn.execute(query).scalar_one())


def granted_before(tx: Tx, request: Request) -> bool:
    """True if the same was granted to the same number or address, ever."""
    a = t.asked.c
    alike = select(a.id).where(a.lookup == request.lookup, a.kind == request.kind, a.granted)
    return tx.conn.execute(alike.limit(1)).first() is not None


def grant(tx: Tx, request_id: int, now: datetime) -> None:
    """It was done. What was written is gone from here, and that it was done stays."""
    a = t.asked
    tx.conn.execute(update(a).where(a.c.id == request_id).values(granted=True, words=None, at=now))


def drop(tx: Tx, request_id: int) -> None:
    """It comes to nothing, and leaves nothing."""
    tx.conn.execute(delete(t.asked).where(t.asked.c.id == request_id))


def forget(tx: Tx, kind: str, before: datetime) -> None:
    """Delete what was granted before an instant, and is counted no more."""
    a = t.asked.c
    tx.conn.execute(delete(t.asked).where(a.kind == kind, a.granted, a.at < before))
