"""Attempts: whether a person may still be written to, the intent before a send, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    Date,
    String,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from nudges.core.person import State
from nudges.core.plan import Medium
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock
from nudges.store.given import IDS, Given
from nudges.store.queue import LEASE


@dataclass(frozen=True, slots=True)
class Standing:
    """What may bar a person at this very moment; `blocked` gives a reason by medium.

    `hours` are their zone, and when in it they may be written to, as the row says them.
    """

    state: State
    paused_until: datetime | None
    hours: tuple[str, str, str]
    blocked: dict[Medium, str]


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be handed over, written down before it is."""

    nudge_id: int
    local_date: date
    person_id: str
    holder: str
    attempt_id: str
    channel: str
    body: bytes | None
    segments: int | None
    practice: str | None
    content_version: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claimed nudge.

    `ready_at` is set when it goes back into the queue, `refused` is an address not to be tried again.
    """

    nudge_id: int
    local_date: date
    holder: str
    status: Status
    why: str
    attempt_id: str | None = None
    provider_id: str | None = None
    code: str | None = None
    ready_at: datetime | None = None
    refused: str | None = field(default=None, repr=False)


_by_phone, _by_email = t.suppression.alias(), t.suppression.alias()


@cache
def _held(dialect: str) -> Any:
    p = t.person
    return (
        select(p.c.id)
        .where(p.c.id.in_(select(IDS.table(dialect).c.id)))
        .order_by(p.c.id)
        .with_for_update(read=True, of=p)
    )


@cache
def _stands(dialect: str) -> Any:
    p = t.person
    return (
        select(
            *(p.c.id, p.c.state, p.c.paused_until, p.c.zone, p.c.opens, p.c.closes),
            *(_by_phone.c.reason.label("sms"), _by_email.c.reason.label("email")),
        )
        .outerjoin(_by_phone, _by_phone.c.lookup == p.c.phone_lookup)
        .outerjoin(_by_email, _by_email.c.lookup == p.c.email_lookup)
        .where(p.c.id.in_(select(IDS.table(dialect).c.id)))
    )


def standing(tx: Tx, person_ids: Sequence[str]) -> dict[str, Standing]:
    """Read again, and hold until commit, what people have said: a STOP now waits for us, or we for it."""
    if not person_ids:
        return {}
    dialect, given = tx.conn.dialect.name, IDS.bound(tx.conn, [(one,) for one in person_ids])
    tx.conn.execute(_held(dialect), given).all()
    return {
        row.id: Standing(
            _state(row.state),
            row.paused_until,
            (row.zone, row.opens, row.closes),
            {
                medium: reason
                for medium, reason in ((Medium.SMS, row.sms), (Medium.EMAIL, row.email))
                if reason
            },
        )
        for row in tx.conn.execute(_stands(dialect), given)
    }


_state = lru_cache(State)


_INTENT = Given(
    nudge_id=t.nudge.c.id.type,
    local_date=Date(),
    holder=String(),
    attempt_id=String(),
    body=t.nudge.c.body.type,
    segments=t.nudge.c.segments.type,
    practice=String(),
    content_version=String(),
)


@cache
def _intend(dialect: str) -> Any:
    n, given = t.nudge, _INTENT.table(dialect)
    return (
        update(n)
        .where(
            n.c.id == given.c.nudge_id,
            n.c.local_date == given.c.local_date,
            n.c.holder == given.c.holder,
            n.c.status == Status.SENDING,
            n.c.attempt_id.is_(None),
        )
        .values(
            lease_until=db_clock() + LEASE,
            attempt_id=given.c.attempt_id,
            body=given.c.body,
            segments=given.c.segments,
            practice=given.c.practice,
            content_version=given.c.content_version,
        )
        .returning(n.c.id)
    )


_ATTEMPT = Given(
    id=String(),
    nudge_id=t.nudge.c.id.type,
    person_id=String(),
    channel=String(),
    at=t.attempt.c.at.type,
    outcome=String(),
)


@cache
def _attempt(dialect: str) -> Any:
    given = _ATTEMPT.table(dialect)
    columns = [*_ATTEMPT.names, "looks"]
    return insert(t.attempt).from_select(columns, select(*given.c, literal(0)))


def open_attempts(tx: Tx, intents: Sequence[Intent], now: datetime) -> set[int]:
    """Write down what is about to be sent. Returns the nudges still ours: only these may be sent."""
    if not intents:
        return set()
    rows = [
        (
            *(i.nudge_id, i.local_date, i.holder, i.attempt_id),
            *(i.body, i.segments, i.practice, i.content_version),
        )
        for i in intents
    ]
    dialect = tx.conn.dialect.name
    ours = set(tx.conn.execute(_intend(dialect), _INTENT.bound(tx.conn, rows)).scalars())
    opened = [
        (i.attempt_id, i.nudge_id, i.person_id, i.channel, now, Status.SENDING)
        for i in intents
        if i.nudge_id in ours
    ]
    if opened:
        tx.conn.execute(_attempt(dialect), _ATTEMPT.bound(tx.conn, opened))
    return ours


_SETTLED = Given(
    nudge_id=t.nudge.c.id.type,
    local_date=Date(),
    claim=String(),
    status=String(),
    why=String(),
    ready_at=t.nudge.c.ready_at.type,
    sent_at=t.nudge.c.sent_at.type,
    taken_as=String(),
    changed_at=t.nudge.c.changed_at.type,
)


@cache
def _settle(dialect: str) -> Any:
    n, given = t.nudge, _SETTLED.table(dialect)
    return (
        update(n)
        .where(
            n.c.id == given.c.nudge_id,
            n.c.local_date == given.c.local_date,
            n.c.holder == given.c.claim,
            or_(
                n.c.status.in_([Status.SENDING, Status.UNKNOWN]),
                # given up, or to be tried again, while the provider still answered: what it took, it took
                and_(n.c.status.in_([Status.MISSED, Status.QUEUED]), n.c.attempt_id == given.c.taken_as),
            ),
        )
        .values(
            status=given.c.status,
            why=given.c.why,
            ready_at=func.coalesce(given.c.ready_at, n.c.ready_at),
            sent_at=func.coalesce(given.c.sent_at, n.c.sent_at),
            lease_until=None,
            changed_at=given.c.changed_at,
        )
    )


_TRIED = Given(attempt_id=String(), status=String(), code=String(), provider_id=String())


@cache
def _tried(dialect: str) -> Any:
    a, given = t.attempt, _TRIED.table(dialect)
    untold = a.c.outcome == Status.SENDING
    return (
        update(a)
        .where(a.c.id == given.c.attempt_id)
        .values(
            # a callback may have come before the receipt, and knows more
            outcome=case((untold, given.c.status), else_=a.c.outcome),
            code=case((untold, given.c.code), else_=a.c.code),
            provider_id=func.coalesce(given.c.provider_id, a.c.provider_id),
        )
    )


def settle(tx: Tx, outcomes: Sequence[Settled], now: datetime) -> None:
    """Record what became of claimed nudges, unless a callback or another worker has spoken since."""
    if not outcomes:
        return
    dialect = tx.conn.dialect.name
    rows = []
    for o in outcomes:
        accepted = o.status is Status.ACCEPTED
        rows.append(
            (
                *(o.nudge_id, o.local_date, o.holder, o.status, o.why, o.ready_at),
                *(now if accepted else None, o.attempt_id if accepted else None, now),
            )
        )
    tx.conn.execute(_settle(dialect), _SETTLED.bound(tx.conn, rows))
    tried = [(o.attempt_id, o.status, o.code, o.provider_id) for o in outcomes if o.attempt_id is not None]
    if tried:
        tx.conn.execute(_tried(dialect), _TRIED.bound(tx.conn, tried))
