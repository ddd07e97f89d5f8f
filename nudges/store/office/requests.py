"""Requests with an Idempotency-Key: each is carried out once, and answered alike for a day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from nudges.store import tables as t
from nudges.store.db import Tx, insert_new


class OvertakenError(Exception):
    """Another try of the same request carries it out, since this one took too long."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request that came before with the same key. `status` None: it was not answered (yet)."""

    fingerprint: str
    attempt: str
    lease_until: datetime
    done: bool
    status: int | None
    answer: str | None


def claim(
    tx: Tx, staff_id: str, key: str, fingerprint: str, attempt: str, now: datetime, lease_until: datetime
) -> Earlier | None:
    """Keep that this request came; returns the one that came before with this key, if there is one."""
    row = {"staff_id": staff_id, "key": key, "fingerprint": fingerprint, "attempt": attempt}
    kept = insert_new(t.api_request, tx.conn).values(**row, at=now, lease_until=lease_until, done=False)
    if tx.conn.execute(kept.returning(t.api_request.c.key)).first() is not None:
        return None
    r = t.api_request.c
    mine = r.staff_id == staff_id, r.key == key
    one = tx.conn.execute(select(t.api_request).where(*mine).with_for_update()).one()
    return Earlier(one.fingerprint, one.attempt, one.lease_until, one.done, one.status, one.answer)


def take_over(tx: Tx, before: str, attempt: str, lease_until: datetime) -> None:
    """This attempt carries it out instead of the one before, which can no longer."""
    r = t.api_request
    tx.conn.execute(update(r).where(r.c.attempt == before).values(attempt=attempt, lease_until=lease_until))


def done(tx: Tx, attempt: str) -> None:
    """What was asked for is done, as far as this transaction is committed. Raises OvertakenError."""
    r = t.api_request
    if not tx.conn.execute(update(r).where(r.c.attempt == attempt).values(done=True)).rowcount:
        raise OvertakenError


def answered(tx: Tx, attempt: str, status: int, answer: str) -> None:
    """Keep what it was answered with."""
    r = t.api_request
    kept = {"done": True, "status": status, "answer": answer}
    tx.conn.execute(update(r).where(r.c.attempt == attempt).values(kept))


def give_up(tx: Tx, attempt: str) -> None:
    """Nothing was done: the key is free again."""
    r = t.api_request
    tx.conn.execute(delete(r).where(r.c.attempt == attempt, r.c.done.is_(False)))


def forget(tx: Tx, before: datetime) -> None:
    """Requests from before then are over."""
    tx.conn.execute(delete(t.api_request).where(t.api_request.c.at < before))
