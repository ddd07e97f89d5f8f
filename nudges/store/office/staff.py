"""Accounts of staff. What they typed (name, address, secret) is sealed with a key of their own."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import and_, delete, func, insert, select, update

from nudges.core.office.roles import Role
from nudges.store import tables as t
from nudges.store.db import Tx


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff. Name, address and number are gone once the account ended, or if no key opens them.

    `phone` is where they are texted about cases; empty if they are told by mail alone.
    """

    id: str
    role: Role
    on_duty: bool
    joined_at: datetime
    ended_at: datetime | None
    name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What proves who signs in: the password's hash, the secret of the codes, the last step that was used."""

    staff_id: str
    password: str = field(repr=False)
    totp: str = field(repr=False)
    totp_step: int = field(repr=False)


def add(
    tx: Tx, member: Member, password: str | None = None, totp: str | None = None, totp_step: int = 0
) -> None:
    """A new account, without a password if its passkey is enough. Raises IntegrityError for an address that
    has one."""
    data_key, box = tx.vault.new_box()
    row = {"id": member.id, "role": member.role, "on_duty": member.on_duty, "joined_at": member.joined_at}
    tx.conn.execute(
        insert(t.staff).values(
            **row,
            data_key=data_key,
            name=box.seal(member.name),
            email=box.seal(member.email),
            email_lookup=tx.vault.lookup(member.email),
            password=password,
            totp=box.seal(totp),
            totp_step=totp_step,
        )
    )


def get(tx: Tx, staff_id: str) -> Member | None:
    """The member of staff with this id, also one whose account ended."""
    row = tx.conn.execute(select(t.staff).where(t.staff.c.id == staff_id)).first()
    return _member(tx, row) if row else None


def everybody(tx: Tx) -> list[Member]:
    """Everybody who has or had an account, in the order in which they joined."""
    query = select(t.staff).order_by(t.staff.c.joined_at, t.staff.c.id)
    return [_member(tx, row) for row in tx.conn.execute(query)]


def like(tx: Tx, beginning: str) -> list[Member]:
    """Those whose id begins like this, or whose address it is; two at most."""
    s = t.staff.c
    mine = s.id.startswith(beginning, autoescape=True) | (s.email_lookup == tx.vault.lookup(beginning))
    return [_member(tx, row) for row in tx.conn.execute(select(t.staff).where(mine).limit(2))]


def has_password(tx: Tx, staff_id: str) -> bool:
    """True if they can sign in with a password."""
    s = t.staff.c
    query = select(s.id).where(s.id == staff_id, s.password.is_not(None))
    return tx.conn.execute(query).first() is not None


def has_owner(tx: Tx) -> bool:
    """True if somebody can sign in who may do everything."""
    s = t.staff.c
    query = select(s.id).where(s.role == Role.OWNER, s.ended_at.is_(None)).limit(1)
    return tx.conn.execute(query).first() is not None


def secrets_of(tx: Tx, email: str) -> Secrets | None:
    """What the account of this address is proved by, held until commit; None if there is none (any more), or
    none with a password."""
    s = t.staff.c
    mine = and_(s.email_lookup == tx.vault.lookup(email), s.ended_at.is_(None), s.password.is_not(None))
    row = tx.conn.execute(select(t.staff).where(mine).with_for_update()).first()
    if row is None:
        return None
    totp = tx.vault.box(row.data_key).open(row.totp)
    return Secrets(row.id, row.password, totp or "", row.totp_step)


def used_code(tx: Tx, staff_id: str, step: int) -> None:
    """The code of this step of 30 s was used; neither it nor an earlier one counts again."""
    tx.conn.execute(update(t.staff).where(t.staff.c.id == staff_id).values(totp_step=step))


def set_role(tx: Tx, staff_id: str, role: Role) -> None:
    """They are this from now on."""
    tx.conn.execute(update(t.staff).where(t.staff.c.id == staff_id).values(role=role))


def set_duty(tx: Tx, staff_id: str, on_duty: bool) -> None:
    """They are told of cases, or not."""
    tx.conn.execute(update(t.staff).where(t.staff.c.id == staff_id).values(on_duty=on_duty))


def set_phone(tx: Tx, staff_id: str, phone: str | None) -> None:
    """They are texted about cases at this number; None: told by mail alone."""
    s = t.staff.c
    key = tx.conn.execute(select(s.data_key).where(s.id == staff_id)).scalar_one()
    sealed = tx.vault.box(key).seal(phone) if key else None
    tx.conn.execute(update(t.staff).where(s.id == staff_id).values(phone=sealed))


def owners(tx: Tx) -> list[str]:
    """The ids of those who may do everything, in the order in which they joined."""
    s = t.staff.c
    query = select(s.id).where(s.role == Role.OWNER, s.ended_at.is_(None)).order_by(s.joined_at, s.id)
    return list(tx.conn.execute(query).scalars())


def end(tx: Tx, staff_id: str, now: datetime) -> None:
    """The account ends: nobody signs in with it, and its caseload is nobody's. Only its id stays."""
    tx.conn.execute(delete(t.caseload).where(t.caseload.c.staff_id == staff_id))
    tx.conn.execute(delete(t.staff_passkey).where(t.staff_passkey.c.staff_id == staff_id))
    gone = dict.fromkeys(("data_key", "name", "email", "phone", "email_lookup", "password", "totp"))
    ended = {"ended_at": now, "on_duty": False, **gone}
    tx.conn.execute(update(t.staff).where(t.staff.c.id == staff_id).values(ended))


def caseloads(tx: Tx) -> dict[str, int]:
    """How many people each coach looks after; who has none is not there."""
    c = t.caseload.c
    return {
        row.staff_id: row.n
        for row in tx.conn.execute(select(c.staff_id, func.count().label("n")).group_by(c.staff_id))
    }


def coach_of(tx: Tx, person_id: str) -> str | None:
    """Who looks after this person."""
    c = t.caseload.c
    return tx.conn.execute(select(c.staff_id).where(c.person_id == person_id)).scalar_one_or_none()


def set_coach(tx: Tx, person_id: str, staff_id: str | None) -> None:
    """This one looks after the person from now on; None: nobody by name."""
    tx.conn.execute(delete(t.caseload).where(t.caseload.c.person_id == person_id))
    if staff_id is not None:
        tx.conn.execute(insert(t.caseload).values(person_id=person_id, staff_id=staff_id))


def on_duty(tx: Tx, person_id: str = "") -> Sequence[str]:
    """Who is told of a case of this person, in order: their own coach, then the others as they joined."""
    s = t.staff.c
    query = select(s.id).where(s.on_duty, s.ended_at.is_(None)).order_by(s.joined_at, s.id)
    ids = list(tx.conn.execute(query).scalars())
    own = coach_of(tx, person_id)
    return sorted(ids, key=lambda one: one != own)


def _member(tx: Tx, row: Any) -> Member:
    name = email = phone = None
    if row.data_key:
        with suppress(InvalidToken):
            box = tx.vault.box(row.data_key)
            name, email, phone = box.open(row.name), box.open(row.email), box.open(row.phone)
    kept = (row.id, Role(row.role), row.on_duty, row.joined_at, row.ended_at)
    return Member(*kept, name=name or "", email=email or "", phone=phone or "")
