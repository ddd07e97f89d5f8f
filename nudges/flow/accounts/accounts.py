"""Accounts of staff: an invitation makes one, once; a password and a code sign in; a session lasts a day."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nudges.core.errors import NudgesError
from nudges.core.office.roles import PERSONS, Acting, Action, Role
from nudges.core.person.addresses import parse_email, parse_recipient
from nudges.core.person.names import parse_name
from nudges.flow.accounts import credentials
from nudges.flow.log import log
from nudges.flow.office.act import NotThereError, allow
from nudges.flow.service import Service
from nudges.store.db import TAKEN, Tx
from nudges.store.office import audit, sessions, staff
from nudges.store.office.audit import Entry
from nudges.store.office.staff import Member

#: How long somebody stays signed in, and how long an invitation is good.
SESSION, INVITATION = timedelta(days=1), timedelta(days=3)

#: Characters of a name.
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody who follows an invitation fills in; `secret` is that of their one-time codes."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    password: str = field(repr=False)
    secret: str = field(repr=False)
    code: str = field(repr=False)


def owner_link(service: Service, now: datetime) -> str | None:
    """A link, good once, that makes the first owner; None if there is one. Earlier links end with it."""
    token = secrets.token_urlsafe(24)
    with service.db.write() as tx:
        if staff.has_owner(tx):
            return None
        sessions.take_back_first(tx)
        sessions.invite(tx, token, Role.OWNER, None, now + INVITATION, now)
    return _link(service, token)


def owner_link_waits(service: Service, now: datetime) -> bool:
    """True if a link that makes the first owner was made and is still good: another would end it."""
    with service.db.read() as tx:
        return not staff.has_owner(tx) and sessions.first_waits(tx, now)


def invite(service: Service, acting: Acting, role: Role, now: datetime) -> str:
    """A link, good once and for three days, that makes an account with this role.

    Raises NudgesError for a program: it has a token.
    """
    allow(acting, Action.STAFF_ADD)
    _of_a_person(role)
    token = secrets.token_urlsafe(24)
    with service.db.write() as tx:
        sessions.invite(tx, token, role, acting.staff_id, now + INVITATION, now)
        audit.add(tx, acting, Action.STAFF_ADD, now, details={"role": role})
    return _link(service, token)


def _link(service: Service, token: str) -> str:
    return f"{service.links.public_url}/office/welcome/{token}"


def invited(service: Service, token: str, now: datetime) -> Role | None:
    """The role that this invitation gives; None if it gives none (any more)."""
    with service.db.read() as tx:
        return sessions.invited(tx, token, now)


def accept(service: Service, token: str, who: Newcomer, now: datetime) -> str:
    """Make the account, and sign in with it; returns the session's token.

    Raises NotThereError for an invitation that is used up or over, and NudgesError for what cannot be.
    """
    name, email = named(service, token, who.name, who.email, now)
    password = credentials.hashed(who.password)
    step = credentials.step_of(who.secret, who.code, now, after=0)
    if step is None:
        raise NudgesError(
            "The code does not fit.",
            "It is the six digits that your authenticator app shows now for this account.",
            "Scan the code again, and check that the clock of your phone is right.",
        )

    def proved_by(tx: Tx, member: Member) -> None:
        staff.add(tx, member, password, who.secret, step)

    return join_staff(service, token, name, email, proved_by, now)


def named(service: Service, token: str, name: str, email: str, now: datetime) -> tuple[str, str]:
    """Name and address of somebody who follows an invitation, as they are kept.

    Raises NotThereError first, before anything that costs: anybody can post here.
    """
    if invited(service, token, now) is None:
        raise NotThereError
    name, email = parse_name(name)[:LONGEST_NAME], parse_email(email)
    if not name:
        raise NudgesError("Your name is missing.", "Others on the staff know you by it.", "Write your name.")
    return name, email


def join_staff(
    service: Service,
    token: str,
    name: str,
    email: str,
    proved_by: Callable[[Tx, Member], None],
    now: datetime,
) -> str:
    """Use the invitation up; `proved_by` adds the account and what signs it in. Returns a session's token."""
    session, staff_id = secrets.token_urlsafe(24), service.new_id()
    try:
        with service.db.write() as tx:
            role = sessions.invited(tx, token, now)
            if role is None or not sessions.use_invitation(tx, token):
                raise NotThereError
            first = role is Role.OWNER and not staff.has_owner(tx)
            proved_by(tx, Member(staff_id, role, first, now, None, name=name, email=email))
            audit.add(tx, Acting(staff_id, role), Action.JOINED, now, details={"role": role})
            sessions.begin(tx, session, staff_id, now + SESSION, now)
    except TAKEN:
        raise NudgesError(
            "This address has an account already.",
            "Each address has one account.",
            "Sign in with it, or use another address.",
        ) from None
    return session


class WrongCodeError(Exception):
    """Address and password fit, and the code does not: whoever tries has the password."""


def sign_in(service: Service, email: str, password: str, code: str, now: datetime) -> str | None:
    """The token of a session; None if address and password do not fit together, which takes the same time
    whichever of them is wrong. A code is good once. Raises WrongCodeError."""
    with service.db.read() as tx:
        known = staff.secrets_of(tx, email)
    if not credentials.fits(password, known.password if known else None) or known is None:
        log().warning("sign-in refused", why="password", staff=known.staff_id if known else None)
        return None
    token = secrets.token_urlsafe(24)
    with service.db.write() as tx:  # as it is now: the code may have been used, or the account ended
        still = staff.secrets_of(tx, email)
        same = still is not None and still.password == known.password
        step = credentials.step_of(known.totp, code, now, still.totp_step) if same and still else None
        who = staff.get(tx, known.staff_id)
        if step is not None and who is not None:
            staff.used_code(tx, known.staff_id, step)
            audit.add(tx, Acting(who.id, who.role), Action.SIGNED_IN, now)
            sessions.begin(tx, token, who.id, now + SESSION, now)
            return token
        if who:  # they have the password: an owner should see it. Others write nothing here
            audit.add(tx, Acting(who.id, who.role), Action.SIGN_IN_REFUSED, now)
    log().warning("sign-in refused", why="code", staff=known.staff_id)
    raise WrongCodeError


def begin_session(service: Service, staff_id: str, now: datetime) -> str:
    """A session for somebody who has proved who they are; returns its token. Raises NotThereError."""
    token = secrets.token_urlsafe(24)
    with service.db.write() as tx:
        who = staff.get(tx, staff_id)
        if who is None or who.ended_at is not None:
            raise NotThereError
        audit.add(tx, Acting(who.id, who.role), Action.SIGNED_IN, now)
        sessions.begin(tx, token, who.id, now + SESSION, now)
    return token


def signed_in(service: Service, token: str, now: datetime) -> tuple[Acting, Member] | None:
    """Who is signed in with this token."""
    with service.db.read() as tx:
        acting = sessions.whose(tx, token, now)
        member = staff.get(tx, acting.staff_id) if acting and acting.staff_id else None
        return (acting, member) if acting and member else None


def sign_out(service: Service, token: str) -> None:
    """The session is over."""
    with service.db.write() as tx:
        sessions.end(tx, token)


def everybody(service: Service, acting: Acting) -> list[Member]:
    """Everybody with an account, and those whose account ended; programs are listed as tokens."""
    allow(acting, Action.STAFF_LIST)
    with service.db.read() as tx:
        return [one for one in staff.everybody(tx) if one.role in PERSONS]


def set_role(service: Service, acting: Acting, staff_id: str, role: Role, now: datetime) -> None:
    """Change what somebody may do; wherever they are signed in, that ends. A viewer is off duty.

    Raises NotThereError, and NudgesError for the last owner.
    """
    _of_a_person(role)
    with _on_staff(service, acting, Action.STAFF_ROLE, staff_id, now, role=role) as (tx, member):
        if member.role is Role.OWNER and role is not Role.OWNER:
            _another_owner(tx, staff_id)
        staff.set_role(tx, staff_id, role)
        if role is Role.VIEWER:
            staff.set_duty(tx, staff_id, False)
        sessions.end_all(tx, staff_id)


def set_duty(service: Service, acting: Acting, staff_id: str, on_duty: bool, now: datetime) -> None:
    """Whether somebody is told of cases. Raises NotThereError, and NudgesError for a viewer."""
    with _on_staff(service, acting, Action.STAFF_DUTY, staff_id, now, on=int(on_duty)) as (tx, member):
        if on_duty and member.role is Role.VIEWER:
            raise NudgesError(
                "A viewer cannot be on duty.",
                "Whoever is told of a case has to see who it is about, and to act on it.",
                "Make them a coach or an owner first.",
            )
        staff.set_duty(tx, staff_id, on_duty)


def set_phone(service: Service, acting: Acting, staff_id: str, phone: str, now: datetime) -> None:
    """The number at which somebody is texted about cases; "": they are told by mail alone.

    Raises NudgesError for what is no number that can be texted, and NotThereError.
    """
    number = parse_recipient(phone) if phone else None
    with _on_staff(service, acting, Action.STAFF_PHONE, staff_id, now, on=int(bool(number))) as (tx, _):
        staff.set_phone(tx, staff_id, number)


def caseloads(service: Service, acting: Acting) -> dict[str, int]:
    """How many people each looks after by name."""
    allow(acting, Action.STAFF_LIST)
    with service.db.read() as tx:
        return staff.caseloads(tx)


def end(service: Service, acting: Acting, staff_id: str, now: datetime) -> int:
    """End an account at once; its lines of the audit stay. Returns how many people have no coach by name now.
    Raises NotThereError, and NudgesError for the last owner's."""
    with _on_staff(service, acting, Action.STAFF_END, staff_id, now) as (tx, member):
        if member.role is Role.OWNER:
            _another_owner(tx, staff_id)
        sessions.end_all(tx, staff_id)
        left = staff.caseloads(tx).get(staff_id, 0)
        staff.end(tx, staff_id, now)
    return left


def _of_a_person(role: Role) -> None:
    if role not in PERSONS:
        raise NudgesError(
            "A program has no account to sign in with.",
            "It proves itself with a token, which opens what its scopes say.",
            "Make one under Tokens, or with `nudges token add`.",
        )


def _another_owner(tx: Tx, staff_id: str) -> None:
    others = (one for one in staff.everybody(tx) if one.role is Role.OWNER and one.ended_at is None)
    if all(one.id == staff_id for one in others):
        raise NudgesError(
            "There has to be an owner.",
            "They are the only one, and nobody else could manage accounts.",
            "Make somebody else an owner first, or invite one with `nudges staff add --role owner`.",
        )


def audit_page(
    service: Service, acting: Acting, most: int, before: int | None, person_id: str | None = None
) -> list[Entry]:
    """The audit, newest first; `before` an id, for the next page."""
    allow(acting, Action.AUDIT)
    with service.db.read() as tx:
        return audit.newest(tx, most, before=before, person_id=person_id)


@contextmanager
def _on_staff(
    service: Service, acting: Acting, action: Action, staff_id: str, now: datetime, **details: str | int
) -> Iterator[tuple[Tx, Member]]:
    allow(acting, action)
    with service.db.write() as tx:
        member = staff.get(tx, staff_id)
        if member is None or member.ended_at is not None or member.role not in PERSONS:
            raise NotThereError
        audit.add(tx, acting, action, now, details={"staff": staff_id, **details})
        yield tx, member
