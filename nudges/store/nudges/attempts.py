"""Attempts: whether a person may still be written to, and the intent before a send."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Date,
    Integer,
    String,
    bindparam,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from nudges.core.person.person import State
from nudges.core.reasons import Suppression, SuppressionKind
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock
from nudges.store.nudges.queue import LEASE, still
from nudges.store.people import people
from nudges.store.sql.rows_param import IDS, Given


class Standing(NamedTuple):
    """What may bar a person at this very moment; `blocked` says why a medium's address is not written to.

    `hours` are their zone, and when in it they may be written to; `discreet` as in core/person/person.py.
    """

    state: State
    paused_from: datetime | None
    paused_until: datetime | None
    hours: tuple[str, time, time]
    discreet: bool
    blocked: Mapping[Medium, Suppression]


class Intent(NamedTuple):
    """What is about to be handed over, written down before it is: a row as `_INTENT` has it."""

    nudge_id: int
    local_date: date
    person_id: str
    holder: str
    attempt_id: str
    channel: str
    body: bytes | None
    segments: int | None
    practice: str | None
    take: int | None
    content_version: str | None
    milestone: str | None


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
            *(p.c.id, p.c.state, p.c.paused_from, p.c.paused_until),
            *(p.c.zone, p.c.opens, p.c.closes, p.c.discreet),
            *(_by_phone.c.kind, _by_phone.c.provider_code, _by_email.c.kind, _by_email.c.provider_code),
        )
        .outerjoin(_by_phone, _by_phone.c.lookup == p.c.phone_lookup)
        .outerjoin(_by_email, _by_email.c.lookup == p.c.email_lookup)
        .where(p.c.id.in_(select(IDS.table(dialect).c.id)))
    )


def standing(tx: Tx, person_ids: Sequence[str]) -> dict[str, Standing]:
    """Read again, and hold until commit, what people have said: a STOP now waits for us, or we for it."""
    if not person_ids:
        return {}
    dialect, given = tx.conn.dialect.name, IDS.bound([(one,) for one in person_ids])
    if dialect != "sqlite":  # there the whole database is held
        tx.conn.execute(_held(dialect), given).all()
    return {
        row_id: Standing(
            people.state_of(state),
            paused_from,
            paused_until,
            (people.zone_of(zone)[0], people.time_of(opens), people.time_of(closes)),
            discreet,
            _blocked(*suppressed) if suppressed[0] or suppressed[2] else {},
        )
        for row_id, state, paused_from, paused_until, *rest in tx.conn.execute(_stands(dialect), given).all()
        for zone, opens, closes, discreet, *suppressed in [rest]
    }


def _blocked(
    sms: str | None, sms_code: str | None, email: str | None, email_code: str | None
) -> dict[Medium, Suppression]:
    found = ((Medium.SMS, sms, sms_code), (Medium.EMAIL, email, email_code))
    return {medium: Suppression(SuppressionKind(kind), code) for medium, kind, code in found if kind}


_INTENT = Given(
    nudge_id=t.nudge.c.id.type,
    local_date=Date(),
    person_id=String(),
    holder=String(),
    attempt_id=String(),
    channel=String(),
    body=t.nudge.c.body.type,
    segments=t.nudge.c.segments.type,
    practice=String(),
    take=Integer(),
    content_version=String(),
    milestone=String(),
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
            still(Status.SENDING),
            n.c.attempt_id.is_(None),
        )
        .values(
            lease_until=db_clock() + LEASE,
            attempt_id=given.c.attempt_id,
            body=given.c.body,
            segments=given.c.segments,
            practice=given.c.practice,
            take=given.c.take,
            content_version=given.c.content_version,
            milestone=given.c.milestone,
        )
        .returning(n.c.id)
    )


@cache
def _attempt(dialect: str) -> Any:
    given = _INTENT.table(dialect).c
    opened = select(
        *(given.attempt_id, given.nudge_id, given.person_id, given.channel),
        *(bindparam("now", type_=t.attempt.c.at.type), literal_column(f"'{Status.SENDING}'"), literal(0)),
    )
    columns = ["id", "nudge_id", "person_id", "channel", "at", "outcome", "looks"]
    return insert(t.attempt).from_select(columns, opened)


def open_attempts(tx: Tx, intents: Sequence[Intent], now: datetime) -> set[int]:
    """Write down what is about to be sent. Returns the nudges still ours: only these may be sent."""
    if not intents:
        return set()
    dialect, given = tx.conn.dialect.name, _INTENT.bound(intents)
    ours = set(tx.conn.execute(_intend(dialect), given).scalars().all())
    if len(ours) < len(intents):
        given = _INTENT.bound([intent for intent in intents if intent.nudge_id in ours])
    if ours:
        tx.conn.execute(_attempt(dialect), {"now": now, **given})
    return ours
