"""Tokens of the API. What a program sends is kept only as its hash.

It is SHA-256, fast and without salt: a token is 256 random bits, which nobody guesses however fast they try.
Slow hashes protect passwords, which people choose; here one would only make each request cost a tenth of a
second.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import insert, select, update

from nudges.core.office.roles import Acting, Role, Scope
from nudges.store import tables as t
from nudges.store.db import Tx


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without itself: `begins` is how it begins. `ended_at`: it was ended before its time."""

    id: str
    name: str = field(repr=False)
    begins: str
    scopes: frozenset[Scope]
    made_at: datetime
    made_by: str | None
    ends_at: datetime
    ended_at: datetime | None
    used_at: datetime | None

    def good(self, now: datetime) -> bool:
        """True if it opens something now."""
        return self.ended_at is None and now < self.ends_at


def add(tx: Tx, token: Token, secret: str) -> None:
    """A new token, which has an account of its own on the staff: the audit names it like anybody."""
    data_key, box = tx.vault.new_box()
    account = {"id": token.id, "role": Role.PROGRAM, "joined_at": token.made_at, "data_key": data_key}
    tx.conn.execute(insert(t.staff).values(**account, name=box.seal(token.name), email=box.seal("")))
    tx.conn.execute(
        insert(t.api_token).values(
            staff_id=token.id,
            token_hash=_hash(secret),
            begins=token.begins,
            scopes=sorted(token.scopes),
            made_by=token.made_by,
            ends_at=token.ends_at,
        )
    )


_TOKENS = select(
    t.api_token, t.staff.c.data_key, t.staff.c.name, t.staff.c.joined_at, t.staff.c.ended_at
).join(t.staff, t.staff.c.id == t.api_token.c.staff_id)


def everyone(tx: Tx) -> list[Token]:
    """All that were made, the newest first."""
    newest = t.staff.c.joined_at.desc(), t.staff.c.id
    return [_token(tx, row) for row in tx.conn.execute(_TOKENS.order_by(*newest))]


def get(tx: Tx, token_id: str) -> Token | None:
    """The token with this id."""
    row = tx.conn.execute(_TOKENS.where(t.api_token.c.staff_id == token_id)).first()
    return _token(tx, row) if row else None


def whose(tx: Tx, secret: str, now: datetime) -> tuple[Acting, datetime | None] | None:
    """Whoever this token is, and when it was used before; None for none that opens anything (any more)."""
    a, s = t.api_token.c, t.staff.c
    query = select(a.staff_id, a.scopes, a.used_at).join(t.staff, s.id == a.staff_id)
    good = a.token_hash == _hash(secret), a.ends_at > now, s.ended_at.is_(None)
    row = tx.conn.execute(query.where(*good)).first()
    if row is None:
        return None
    return Acting(row.staff_id, Role.PROGRAM, _scopes(row.scopes)), row.used_at


def used(tx: Tx, token_id: str, now: datetime) -> None:
    """It was used now."""
    tx.conn.execute(update(t.api_token).where(t.api_token.c.staff_id == token_id).values(used_at=now))


def end(tx: Tx, token_id: str, now: datetime) -> None:
    """It opens nothing any more. Its name stays, since it is no person's and the audit is read by it."""
    tx.conn.execute(update(t.staff).where(t.staff.c.id == token_id).values(ended_at=now))


def _token(tx: Tx, row: Any) -> Token:
    try:
        name = tx.vault.box(row.data_key).open(row.name) or ""
    except InvalidToken:
        name = ""
    what = (row.begins, _scopes(row.scopes), row.joined_at, row.made_by)
    return Token(row.staff_id, name, *what, row.ends_at, row.ended_at, row.used_at)


def _scopes(kept: Iterable[str]) -> frozenset[Scope]:
    """Those of them that there still are."""
    return frozenset(Scope(one) for one in kept if one in set(Scope))


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
