"""Who is signed in, and links that make an account. A token is kept only as its hash (SHA-256)."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select

from nudges.core.office.roles import Acting, Role
from nudges.store import tables as t
from nudges.store.db import Tx


def begin(tx: Tx, token: str, staff_id: str, ends_at: datetime, now: datetime) -> None:
    """Somebody is signed in until then. What is over of anybody's goes."""
    s = t.staff_session
    tx.conn.execute(delete(s).where(s.c.ends_at <= now))
    tx.conn.execute(insert(s).values(token_hash=_hash(token), staff_id=staff_id, ends_at=ends_at))


def whose(tx: Tx, token: str, now: datetime) -> Acting | None:
    """Who is signed in with this token; None for nobody (any more)."""
    s = t.staff_session.c
    query = select(t.staff.c.id, t.staff.c.role).join(t.staff_session, s.staff_id == t.staff.c.id)
    mine = s.token_hash == _hash(token), s.ends_at > now, t.staff.c.ended_at.is_(None)
    row = tx.conn.execute(query.where(*mine)).first()
    return Acting(row.id, Role(row.role)) if row else None


def end(tx: Tx, token: str) -> None:
    """They signed out."""
    tx.conn.execute(delete(t.staff_session).where(t.staff_session.c.token_hash == _hash(token)))


def end_all(tx: Tx, staff_id: str) -> None:
    """Wherever they are signed in, they are not any more."""
    tx.conn.execute(delete(t.staff_session).where(t.staff_session.c.staff_id == staff_id))


def invite(tx: Tx, token: str, role: Role, made_by: str | None, ends_at: datetime, now: datetime) -> None:
    """A link that makes one account with this role until then. What is over of others goes."""
    i = t.staff_invitation
    tx.conn.execute(delete(i).where(i.c.ends_at <= now))
    row = {"token_hash": _hash(token), "role": role, "made_by": made_by, "ends_at": ends_at}
    tx.conn.execute(insert(i).values(row))


def first_waits(tx: Tx, now: datetime) -> bool:
    """True if a link to a first owner is good."""
    i = t.staff_invitation.c
    query = select(i.token_hash).where(i.role == Role.OWNER, i.made_by.is_(None), i.ends_at > now).limit(1)
    return tx.conn.execute(query).first() is not None


def take_back_first(tx: Tx) -> None:
    """Links to a first owner that were made before open nothing any more."""
    i = t.staff_invitation
    tx.conn.execute(delete(i).where(i.c.role == Role.OWNER, i.c.made_by.is_(None)))


def invited(tx: Tx, token: str, now: datetime) -> Role | None:
    """The role that this link gives; None if it gives none (any more)."""
    i = t.staff_invitation.c
    query = select(i.role).where(i.token_hash == _hash(token), i.ends_at > now)
    role = tx.conn.execute(query).scalar_one_or_none()
    return Role(role) if role else None


def use_invitation(tx: Tx, token: str) -> bool:
    """The link is used up; False if it was already, by somebody quicker."""
    i = t.staff_invitation
    return bool(tx.conn.execute(delete(i).where(i.c.token_hash == _hash(token))).rowcount)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
