"""What becomes of nudges that are out of a worker's hands: rescued, postponed, or withdrawn."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, exists, or_, select, update

from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import SENT, Status
from nudges.core.vocabulary import ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock
from nudges.store.nudges.queue import standing_as
from nudges.store.outbox import outbox

#: How many nudges became what, and why.
Moved = Counter[tuple[Status, ReasonCode | None]]


def rescue(tx: Tx, now: datetime, aside: Sequence[str] = ()) -> Moved:
    """Take up what a dead worker left: not tried goes back, tried is unknown; old unknowns are given up.

    So is what waited too long for a sender that is held or at its pace, or for its plan (`aside`): no claim
    comes to say so.
    """
    moved: Moved = Counter()
    for change, status, code in _rescues(tuple(aside)):
        moved[status, code] += outbox.moved(tx, change, {"moment": now})
    return moved


@cache
def _rescues(aside: tuple[str, ...]) -> list[tuple[Update, Status, ReasonCode | None]]:
    """The changes of a rescue, built once while the same plans are set aside."""
    n, s, now = t.nudge, t.sender, bindparam("moment", type_=t.nudge.c.changed_at.type)
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
    return [
        (update(n).where(which).values(**_became(status, code), changed_at=now), status, code)
        for which, status, code in moves
    ]


def _became(status: Status, code: ReasonCode | None) -> dict[str, Any]:
    return {"status": status, "reason": code, "reason_values": None, "lease_until": None}


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


def waits(tx: Tx, person_id: str, message: ServiceMessage) -> bool:
    """True if a `message` of the service is still to be handed over to a person."""
    n = t.nudge.c
    query = select(n.id).where(n.person_id == person_id, waiting(), n.message == message).limit(1)
    return tx.conn.execute(query).first() is not None


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


_AGAIN = select(t.nudge.c.person_id).where(
    t.nudge.c.person_id.in_(bindparam("who", expanding=True)),
    t.nudge.c.again > 0,
    t.nudge.c.status.in_([Status.QUEUED, Status.SENDING, Status.UNKNOWN]),
)


def coming_again(tx: Tx, person_ids: Collection[str]) -> set[str]:
    """Those of these people to whom a nudge may still come again, since they asked for that."""
    return set(tx.conn.execute(_AGAIN, {"who": person_ids}).scalars())


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
    given: dict[str, Any] = {
        "who": person_id,
        "becomes": status,
        "why": why.code,
        "values": why.values(),
        "now": now,
        "message_is": message or keep,
        "plan_is": again[0] if again else plan,
    }
    if again:
        given |= {"step_is": again[1], "day": again[2]}
    which = "message" if message else "keep" if keep else ""
    return tx.conn.execute(_withdraw(which, "again" if again else "plan" if plan else ""), given).rowcount


@cache
def _withdraw(message: str, plan: str) -> Any:
    n = t.nudge
    only = [n.c.message == bindparam("message_is")] if message == "message" else []
    if message == "keep":
        only = [n.c.message.is_distinct_from(bindparam("message_is"))]
    if plan:
        only = [n.c.plan == bindparam("plan_is")]
    if plan == "again":
        only += [n.c.step == bindparam("step_is"), n.c.local_date == bindparam("day"), n.c.again > 0]
    return (
        update(n)
        .where(n.c.person_id == bindparam("who"), waiting(), *only)
        .values(
            status=bindparam("becomes"),
            reason=bindparam("why"),
            reason_values=bindparam("values"),
            holder=None,
            lease_until=None,
            changed_at=bindparam("now"),
        )
    )
