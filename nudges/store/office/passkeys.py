"""Passkeys of staff: public keys, and how often and when each was used."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from nudges.store import tables as t
from nudges.store.db import Tx


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey. `id` is its credential id in base64url."""

    id: str
    staff_id: str
    public_key: bytes
    sign_count: int
    created_at: datetime
    used_at: datetime | None
    name: str = field(repr=False, default="")


def add(tx: Tx, passkey: Passkey) -> None:
    """Keep a new one. Raises IntegrityError for one that is there."""
    box = _box(tx, passkey.staff_id)
    tx.conn.execute(
        insert(t.staff_passkey).values(
            id=passkey.id,
            staff_id=passkey.staff_id,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            created_at=passkey.created_at,
            name=box.seal(passkey.name),
        )
    )


def get(tx: Tx, passkey_id: str) -> Passkey | None:
    """The passkey of this credential, held until commit, without its name."""
    k = t.staff_passkey
    row = tx.conn.execute(select(k).where(k.c.id == passkey_id).with_for_update()).first()
    return _passkey(row, "") if row else None


def of(tx: Tx, staff_id: str) -> Sequence[Passkey]:
    """Everything somebody signs in with, the oldest first."""
    k, box = t.staff_passkey, _box(tx, staff_id)
    rows = tx.conn.execute(select(k).where(k.c.staff_id == staff_id).order_by(k.c.created_at, k.c.id))
    return [_passkey(row, box.open(row.name) or "") for row in rows]


def used(tx: Tx, passkey_id: str, sign_count: int, now: datetime) -> None:
    """It signed somebody in."""
    k = t.staff_passkey
    tx.conn.execute(update(k).where(k.c.id == passkey_id).values(sign_count=sign_count, used_at=now))


def remove(tx: Tx, staff_id: str, passkey_id: str) -> bool:
    """It opens nothing any more; False if it is not theirs."""
    k = t.staff_passkey
    gone = delete(k).where(k.c.id == passkey_id, k.c.staff_id == staff_id)
    return bool(tx.conn.execute(gone).rowcount)


def _box(tx: Tx, staff_id: str) -> Any:
    key = select(t.staff.c.data_key).where(t.staff.c.id == staff_id)
    return tx.vault.box(tx.conn.execute(key).scalar_one())


def _passkey(row: Any, name: str) -> Passkey:
    told = (row.id, row.staff_id, bytes(row.public_key), row.sign_count, row.created_at, row.used_at)
    return Passkey(*told, name=name)
