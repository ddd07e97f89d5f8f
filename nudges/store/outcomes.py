"""What becomes of nudges that are out of a worker's hands: rescued, reported on, or withdrawn."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update

from nudges.core.plan import Medium
from nudges.core.status import Status, reportable
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock
from nudges.store.queue import standing_as


def rescue(tx: Tx, now: datetime, why_unknown: str, why_missed: str) -> int:
    """Take up what a dead worker left: not tried goes back, tried is unknown; old unknowns are given up."""
    n = t.nudge
    in_doubt = standing_as(Status.SENDING, Status.UNKNOWN)
    ran_out = and_(in_doubt, n.c.status == Status.SENDING, n.c.lease_until < db_clock())
    moves = (
        (and_(ran_out, n.c.attempt_id.is_(None)), Status.QUEUED, ""),
        (and_(ran_out, n.c.attempt_id.is_not(None)), Status.UNKNOWN, why_unknown),
        (and_(in_doubt, n.c.status == Status.UNKNOWN, n.c.expires_at < now), Status.MISSED, why_missed),
    )
    return sum(
        tx.conn.execute(
            update(n).where(which).values(status=status, why=why, lease_until=None, changed_at=now)
        ).rowcount
        for which, status, why in moves
    )


@dataclass(frozen=True, slots=True)
class Reported:
    """The nudge a provider's report is about, and whether the report changed it."""

    nudge_id: int
    person_id: str
    medium: Medium
    changed: bool


def report(
    tx: Tx, attempt_id: str, status: Status | None, why: str, code: str | None, now: datetime
) -> Reported | None:
    """Record what a provider says of an attempt; None if there is no such attempt. Never moves backwards."""
    n, a = t.nudge, t.attempt
    found = tx.conn.execute(
        select(n.c.id, n.c.person_id, n.c.medium).join(a, a.c.nudge_id == n.c.id).where(a.c.id == attempt_id)
    ).first()
    if found is None:
        return None
    if status is None:
        return Reported(found.id, found.person_id, Medium(found.medium), changed=False)
    changed = tx.conn.execute(
        update(n)
        .where(n.c.id == found.id, n.c.attempt_id == attempt_id, n.c.status.in_(reportable(status)))
        .values(
            status=status, why=why, sent_at=func.coalesce(n.c.sent_at, now), lease_until=None, changed_at=now
        )
    ).rowcount
    if changed:
        tx.conn.execute(update(a).where(a.c.id == attempt_id).values(outcome=status, code=code))
    return Reported(found.id, found.person_id, Medium(found.medium), bool(changed))


def attempted(tx: Tx, attempt_id: str, person_id: str) -> bool:
    """True if this attempt was a message to this person."""
    mine = (t.attempt.c.id == attempt_id) & (t.attempt.c.person_id == person_id)
    return tx.conn.execute(select(t.attempt.c.id).where(mine)).first() is not None


def withdraw(tx: Tx, person_id: str, status: Status, why: str, now: datetime) -> int:
    """End every nudge of a person that has not been handed over yet; returns how many."""
    n = t.nudge
    waiting = or_(n.c.status == Status.QUEUED, and_(n.c.status == Status.SENDING, n.c.attempt_id.is_(None)))
    return tx.conn.execute(
        update(n)
        .where(n.c.person_id == person_id, waiting)
        .values(status=status, why=why, holder=None, lease_until=None, changed_at=now)
    ).rowcount
