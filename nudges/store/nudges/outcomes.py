"""What becomes of nudges that are out of a worker's hands: rescued, reported on, or withdrawn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from nudges.core.person.person import Person
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import SENT, Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock
from nudges.store.nudges.queue import standing_as
from nudges.store.outbox import outbox
from nudges.store.people import people

#: How many nudges became what, and why.
Moved = Counter[tuple[Status, ReasonCode | None]]


def rescue(tx: Tx, now: datetime, aside: Sequence[str] = ()) -> Moved:
    """Take up what a dead worker left: not tried goes back, tried is unknown; old unknowns are given up.

    So is what waited too long for a sender that is held or at its pace, or for its plan (`aside`): no claim
    comes to say so.
    """
    n, s = t.nudge, t.sender
    waits = exists().where(
        s.c.medium == n.c.medium, or_(s.c.held_until > db_clock(), s.c.next_at > db_clock())
    )
    in_doubt = standing_as(Status.SENDING, Status.UNKNOWN)
    ran_out = and_(in_doubt, n.c.status == Status.SENDING, n.c.lease_until < db_clock())
    too_late = and_(standing_as(Status.QUEUED), n.c.ready_at < now, n.c.expires_at < now)
    moves: list[tuple[ColumnElement[bool], Status, ReasonCode | None]] = [
        (and_(ran_out, n.c.attempt_id.is_(None)), Status.QUEUED, None),
        (and_(ran_out, n.c.attempt_id.is_not(None)), Status.UNKNOWN, ReasonCode.WORKER_STOPPED),
        (
            and_(in_doubt, n.c.status == Status.UNKNOWN, n.c.expires_at < now),
            Status.MISSED,
            ReasonCode.NO_WORD,
        ),
        (and_(too_late, waits), Status.MISSED, ReasonCode.SENDER_HELD_TOO_LONG),
    ]
    if aside:  # first: of two reasons it is the one that the operator can mend
        held = and_(too_late, n.c.plan.in_(aside))
        moves.insert(0, (held, Status.MISSED, ReasonCode.PLAN_HELD_TOO_LONG))
    moved: Moved = Counter()
    for which, status, code in moves:
        became = {"status": status, "reason": code, "reason_values": None, "lease_until": None}
        change = update(n).where(which).values(**became, changed_at=now)
        moved[status, code] += outbox.moved(tx, change)
    return moved


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt and the nudge it was made for, as they stand; nobody else changes them until commit.

    `other` is the attempt that the nudge stands or falls with, if it is not this one; `failed` how many of
    its other attempts the provider took and then did not deliver.
    """

    id: str
    at: datetime
    outcome: Status
    nudge_id: int
    local_date: date
    status: Status
    person: Person
    medium: Medium
    plan: str | None
    step: str | None
    message: ServiceMessage | None
    due_at: datetime
    expires_at: datetime
    tries: int
    failed: int
    other: str | None


def tried(tx: Tx, attempt_id: str, *, hold: bool = False) -> Tried | None:
    """The attempt of this id, held; None if it is none of ours. `hold` its person as well (`people.hold`)."""
    n, a = t.nudge, t.attempt
    ours = tx.conn.execute(select(a.c.nudge_id, a.c.person_id, a.c.at).where(a.c.id == attempt_id)).first()
    if ours is None:
        return None
    if hold:  # first, as a delivery does: else the two may lock each other out
        people.hold(tx, ours.person_id)
    nudge_id = ours.nudge_id
    nudge = tx.conn.execute(select(n).where(n.c.id == nudge_id).with_for_update()).one()
    attempts = tx.conn.execute(select(a).where(a.c.nudge_id == nudge_id).with_for_update())
    outcomes = {row.id: row.outcome for row in attempts}
    person = people.get(tx, nudge.person_id)
    assert person is not None  # a nudge is somebody's; an erased person is still there
    own = nudge.attempt_id or attempt_id
    status = Status(nudge.status)
    if nudge.attempt_id is None and status is Status.SENDING:  # claimed to be tried again, not tried yet
        status = Status.QUEUED
    return Tried(
        id=attempt_id,
        at=ours.at,
        outcome=Status(outcomes.pop(attempt_id)),
        nudge_id=nudge.id,
        local_date=nudge.local_date,
        status=status,
        person=person,
        medium=Medium(nudge.medium),
        plan=nudge.plan,
        step=nudge.step,
        message=nudge.message and ServiceMessage(nudge.message),
        due_at=nudge.due_at,
        expires_at=nudge.expires_at,
        tries=nudge.tries,
        failed=sum(outcome == Status.FAILED for outcome in outcomes.values()),
        other=own if own != attempt_id else None,
    )


def told(tx: Tx, attempt_id: str, outcome: Status, code: str | None, provider_id: str | None) -> None:
    """Write down what the provider says of an attempt."""
    a = t.attempt
    tx.conn.execute(
        update(a)
        .where(a.c.id == attempt_id)
        .values(outcome=outcome, code=code, provider_id=func.coalesce(provider_id, a.c.provider_id))
    )


def move(
    tx: Tx, case: Tried, status: Status, why: Reason, now: datetime, ready_at: datetime | None = None
) -> None:
    """Let the nudge of a held attempt become what was said of it; with `ready_at` it is tried again then.

    Nobody holds it then, so that a receipt which comes after its own report does not call the new try off.
    """
    n = t.nudge
    change = (
        update(n)
        .where(n.c.id == case.nudge_id, n.c.local_date == case.local_date)
        .values(
            status=status,
            reason=why.code,
            reason_values=why.values(),
            attempt_id=case.id,
            ready_at=ready_at or n.c.ready_at,
            sent_at=None if ready_at else func.coalesce(n.c.sent_at, now),
            holder=None if ready_at else n.c.holder,
            lease_until=None,
            changed_at=now,
        )
    )
    if (
        tx.tells and status is Status.DELIVERED and case.status not in SENT
    ):  # its report was quicker than its receipt
        outbox.moved(tx, change.values(status=Status.ACCEPTED))
    outbox.moved(tx, change)


def whose(tx: Tx, attempt_id: str) -> tuple[str, int] | None:
    """The person whom this attempt was a message to, and its nudge; None if it is none of ours."""
    a = t.attempt.c
    row = tx.conn.execute(select(a.person_id, a.nudge_id).where(a.id == attempt_id)).first()
    return (row.person_id, row.nudge_id) if row else None


def asked_with(tx: Tx, person_id: str, message: ServiceMessage) -> str | None:
    """The version of the words that last went to somebody as this message; None if none went, or had one."""
    n = t.nudge
    gone = n.c.status.in_([*SENT, Status.SENDING, Status.UNKNOWN])
    query = select(n.c.content_version).where(n.c.person_id == person_id, n.c.message == message, gone)
    return tx.conn.execute(query.order_by(n.c.ready_at.desc()).limit(1)).scalar_one_or_none()


def waiting() -> ColumnElement[bool]:
    """True of what was not handed over yet, whoever has it in hand."""
    n = t.nudge.c
    return or_(n.status == Status.QUEUED, and_(n.status == Status.SENDING, n.attempt_id.is_(None)))


def postpone(
    tx: Tx,
    person_id: str,
    message: ServiceMessage,
    due_at: datetime,
    ready_at: datetime,
    expires_at: datetime,
    now: datetime,
) -> int:
    """Let a `message` of the service that was not handed over yet come then; returns how many there are."""
    n = t.nudge
    return tx.conn.execute(
        update(n)
        .where(n.c.person_id == person_id, waiting(), n.c.message == message)
        .values(
            status=Status.QUEUED,
            due_at=due_at,
            ready_at=ready_at,
            expires_at=expires_at,
            reason=ReasonCode.NOT_YET,
            reason_values=Reason(ReasonCode.NOT_YET, at=ready_at).values(),
            holder=None,
            lease_until=None,
            changed_at=now,
        )
    ).rowcount


def after_pause(tx: Tx, person_id: str, ready_at: datetime, now: datetime) -> None:
    """Let what waits for the end of a pause come then."""
    n = t.nudge
    tx.conn.execute(
        update(n)
        .where(n.c.person_id == person_id, waiting(), n.c.reason == ReasonCode.AFTER_PAUSE)
        .values(
            due_at=ready_at,
            ready_at=ready_at,
            reason_values=Reason(ReasonCode.AFTER_PAUSE, at=ready_at).values(),
            changed_at=now,
        )
    )


def withdraw(
    tx: Tx,
    person_id: str,
    status: Status,
    why: Reason,
    now: datetime,
    *,
    message: ServiceMessage | None = None,
    keep: ServiceMessage | None = None,
    again: tuple[str, str, date] | None = None,
    plan: str | None = None,
) -> int:
    """End every nudge of a person that has not been handed over yet; returns how many.

    Or only one `message` of the service; or all but the one to `keep`; or those of one `plan`; or what was to
    come `again` of one (plan, step, local date).
    """
    n = t.nudge
    only = [n.c.message == message] if message else []
    if keep:
        only = [n.c.message.is_distinct_from(keep)]
    if plan:
        only = [n.c.plan == plan]
    if again:
        only = [n.c.plan == again[0], n.c.step == again[1], n.c.local_date == again[2], n.c.again > 0]
    return tx.conn.execute(
        update(n)
        .where(n.c.person_id == person_id, waiting(), *only)
        .values(
            status=status,
            reason=why.code,
            reason_values=why.values(),
            holder=None,
            lease_until=None,
            changed_at=now,
        )
    ).rowcount
