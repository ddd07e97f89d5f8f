"""The row is the queue: claiming due nudges, opening attempts, and settling what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from nudges.core.person import Person, State
from nudges.core.plan import Expects, Medium
from nudges.core.status import Status
from nudges.store import people
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock
from nudges.store.vault import Box

#: Seconds a worker may hold a claimed nudge; longer than any send can take (5 s connect, 15 s read).
LEASE = 60


@dataclass(frozen=True, slots=True)
class Claimed:
    """A nudge in one worker's hands. `holder` names the claim: whoever lost it can write nothing more."""

    id: int
    holder: str
    person: Person
    plan: str
    step: str
    local_date: date
    due_at: datetime
    expires_at: datetime
    medium: Medium
    expects: Expects | None
    tries: int
    box: Box | None = field(repr=False)  # None: the person was erased
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be handed over, written down before it is."""

    nudge_id: int
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
    holder: str
    status: Status
    why: str
    attempt_id: str | None = None
    provider_id: str | None = None
    code: str | None = None
    ready_at: datetime | None = None
    refused: str | None = field(default=None, repr=False)


def standing_as(*statuses: Status) -> ColumnElement[bool]:
    """The condition of a partial index, word for word: with bound values SQLite would not use the index."""
    if len(statuses) == 1:
        return t.nudge.c.status == literal_column(f"'{statuses[0]}'")
    return t.nudge.c.status.in_([literal_column(f"'{status}'") for status in statuses])


def claim(tx: Tx, now: datetime, holder: str, limit: int) -> list[Claimed]:
    """Take due nudges for `LEASE` seconds. Two workers never get the same one."""
    n = t.nudge
    # a CTE, because PostgreSQL may run a plain subquery once a row, and then the limit limits nothing
    ready = (
        select(n.c.id)
        .where(standing_as(Status.QUEUED), n.c.ready_at <= now)
        .order_by(n.c.ready_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("ready")
    )
    taken = tx.conn.execute(
        update(n)
        .where(n.c.id.in_(select(ready.c.id)), n.c.status == Status.QUEUED)
        .values(
            status=Status.SENDING,
            holder=holder,
            lease_until=db_clock() + LEASE,
            attempt_id=None,
            tries=n.c.tries + 1,
            changed_at=now,
        )
        .returning(n)
    ).all()
    ids = {row.person_id for row in taken}
    persons = {row.id: row for row in tx.conn.execute(select(t.person).where(t.person.c.id.in_(ids)))}
    return [_claimed(tx, row, persons[row.person_id]) for row in sorted(taken, key=lambda row: row.ready_at)]


def _claimed(tx: Tx, row: Any, person: Any) -> Claimed:
    who = people.opened(tx, person)
    readable = person.data_key and (who.phone or who.email)
    box = tx.vault.box(person.data_key) if readable else None
    return Claimed(
        id=row.id,
        holder=row.holder,
        person=who,
        plan=row.plan,
        step=row.step,
        local_date=row.local_date,
        due_at=row.due_at,
        expires_at=row.expires_at,
        medium=Medium(row.medium),
        expects=Expects(row.expects) if row.expects else None,
        tries=row.tries,
        box=box,
        text=box.open(row.body) if box else None,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What may bar a person at this very moment; `blocked` gives a reason by medium."""

    state: State
    paused_until: datetime | None
    blocked: dict[Medium, str]


def standing(tx: Tx, person_ids: Sequence[str]) -> dict[str, Standing]:
    """Read again, and hold until commit, what people have said: a STOP now waits for us, or we for it."""
    p = t.person
    by_phone, by_email = t.suppression.alias(), t.suppression.alias()
    tx.conn.execute(
        select(p.c.id).where(p.c.id.in_(person_ids)).order_by(p.c.id).with_for_update(read=True)
    ).all()
    rows = tx.conn.execute(
        select(
            p.c.id,
            p.c.state,
            p.c.paused_until,
            by_phone.c.reason.label("sms"),
            by_email.c.reason.label("email"),
        )
        .outerjoin(by_phone, by_phone.c.lookup == p.c.phone_lookup)
        .outerjoin(by_email, by_email.c.lookup == p.c.email_lookup)
        .where(p.c.id.in_(person_ids))
    )
    return {
        row.id: Standing(
            State(row.state),
            row.paused_until,
            {
                medium: reason
                for medium, reason in ((Medium.SMS, row.sms), (Medium.EMAIL, row.email))
                if reason
            },
        )
        for row in rows
    }


def open_attempts(tx: Tx, intents: Sequence[Intent], now: datetime) -> set[int]:
    """Write down what is about to be sent. Returns the nudges still ours: only these may be sent."""
    if not intents:
        return set()
    n = t.nudge
    ours = set(
        tx.conn.execute(
            update(n)
            .where(
                n.c.id.in_([intent.nudge_id for intent in intents]),
                n.c.holder == intents[0].holder,
                n.c.status == Status.SENDING,
                n.c.attempt_id.is_(None),
            )
            .values(lease_until=db_clock() + LEASE)
            .returning(n.c.id)
        ).scalars()
    )
    mine = [intent for intent in intents if intent.nudge_id in ours]
    if mine:
        tx.conn.execute(
            update(n)
            .where(n.c.id == bindparam("nudge_id"))
            .values(
                attempt_id=bindparam("attempt_id"),
                body=bindparam("body"),
                segments=bindparam("segments"),
                practice=bindparam("practice"),
                content_version=bindparam("content_version"),
            ),
            [
                {
                    "nudge_id": i.nudge_id,
                    "attempt_id": i.attempt_id,
                    "body": i.body,
                    "segments": i.segments,
                    "practice": i.practice,
                    "content_version": i.content_version,
                }
                for i in mine
            ],
        )
        tx.conn.execute(
            insert(t.attempt),
            [
                {
                    "id": i.attempt_id,
                    "nudge_id": i.nudge_id,
                    "person_id": i.person_id,
                    "channel": i.channel,
                    "at": now,
                    "outcome": Status.SENDING,
                }
                for i in mine
            ],
        )
    return ours


def settle(tx: Tx, outcomes: Sequence[Settled], now: datetime) -> None:
    """Record what became of claimed nudges, unless a callback or another worker has spoken since."""
    if not outcomes:
        return
    n = t.nudge
    tx.conn.execute(
        update(n)
        .where(
            n.c.id == bindparam("nudge_id"),
            n.c.holder == bindparam("claim"),
            or_(
                n.c.status == Status.SENDING,  # IN () takes no list of rows
                n.c.status == Status.UNKNOWN,
                # given up while the provider was still answering: what it took, it took
                and_(n.c.status == Status.MISSED, n.c.attempt_id == bindparam("taken_as", type_=String())),
            ),
        )
        .values(
            status=bindparam("to"),
            why=bindparam("because"),
            ready_at=func.coalesce(bindparam("again_at", type_=n.c.ready_at.type), n.c.ready_at),
            sent_at=func.coalesce(bindparam("accepted_at", type_=n.c.sent_at.type), n.c.sent_at),
            lease_until=None,
            changed_at=now,
        ),
        [
            {
                "nudge_id": o.nudge_id,
                "claim": o.holder,
                "to": o.status,
                "because": o.why,
                "again_at": o.ready_at,
                "accepted_at": now if o.status is Status.ACCEPTED else None,
                "taken_as": o.attempt_id if o.status is Status.ACCEPTED else None,
            }
            # one order for all, so that none waits in a ring
            for o in sorted(outcomes, key=lambda o: o.nudge_id)
        ],
    )
    tried = [o for o in outcomes if o.attempt_id is not None]
    untold = t.attempt.c.outcome == Status.SENDING
    if tried:
        tx.conn.execute(
            update(t.attempt)
            .where(t.attempt.c.id == bindparam("attempt"))
            .values(
                # a callback may have come before the receipt, and knows more
                outcome=case((untold, bindparam("to")), else_=t.attempt.c.outcome),
                code=case((untold, bindparam("said")), else_=t.attempt.c.code),
                provider_id=bindparam("provider"),
            ),
            [
                {"attempt": o.attempt_id, "to": o.status, "said": o.code, "provider": o.provider_id}
                for o in tried
            ],
        )
