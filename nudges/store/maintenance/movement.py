"""Whether the service keeps up: what is waiting and for how long, and which results are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select

from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import db
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges.queue import standing_as

#: Seconds without any activity after which sending counts as stuck.
STILL = 120


@dataclass(frozen=True, slots=True)
class Movement:
    """Times are in seconds. `due`: how long each medium's oldest unsent nudge has been due; `unplanned`: the
    same for slots; `unwritten`: how long the oldest send has had no result. `busy`: the media that sent or
    started something in the last `STILL` seconds.
    """

    due: dict[Medium, float]
    unplanned: float
    unwritten: float
    busy: frozenset[Medium]


def movement(tx: Tx, now: datetime, aside: Sequence[str] = ()) -> Movement:
    """How things stand, but for the plans that are set aside: what is due of them is meant to wait.

    Every statement goes by an index of what waits, so it costs the same at any size.
    """
    n, s, u = t.nudge.c, t.sender.c, t.upcoming.c
    waiting = select(n.medium, func.min(n.ready_at).label("since")).where(
        standing_as(Status.QUEUED), n.ready_at <= now, func.coalesce(n.plan, "").not_in(aside)
    )
    due = {
        Medium(row.medium): (now - row.since).total_seconds()
        for row in tx.conn.execute(waiting.group_by(n.medium))
    }
    unplanned = tx.conn.execute(
        select(func.min(u.due_at)).where(u.due_at <= now, u.plan.not_in(aside))
    ).scalar_one()
    in_hand = and_(standing_as(Status.SENDING, Status.UNKNOWN), n.status == Status.SENDING)
    leases = tx.conn.execute(select(n.medium, n.attempt_id, n.lease_until).where(in_hand)).all()
    clock = db.clock(tx)
    paced = tx.conn.execute(select(s.medium).where(s.next_at > clock - STILL)).scalars()
    over = [clock - row.lease_until for row in leases if row.attempt_id and row.lease_until]
    held = [row.medium for row in leases if row.lease_until > clock]
    return Movement(
        due=due,
        unplanned=(now - unplanned).total_seconds() if unplanned else 0.0,
        unwritten=max([0.0, *over]),
        busy=frozenset(Medium(one) for one in [*paced, *held]),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many nudges of one medium stand so, and for how many seconds the oldest has."""

    medium: Medium
    status: Status
    count: int
    age: float


def waiting(tx: Tx, now: datetime) -> list[Waiting]:
    """The nudges that are not at their end: queued (also those that wait for later), sending and unknown."""
    n = t.nudge.c
    found = []
    for which in (standing_as(Status.QUEUED), standing_as(Status.SENDING, Status.UNKNOWN)):
        rows = select(n.medium, n.status, func.count().label("many"), func.min(n.changed_at).label("since"))
        for row in tx.conn.execute(rows.where(which).group_by(n.medium, n.status)):
            age = max(0.0, (now - row.since).total_seconds())
            found.append(Waiting(Medium(row.medium), Status(row.status), row.many, age))
    return found


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Cases of danger that nobody has closed, and of these the certain ones that nobody has seen; the ages of
    the oldest in seconds, of one that was not seen since it was said last."""

    count: int
    age: float
    unseen: int
    unseen_age: float


def open_cases(tx: Tx, now: datetime) -> OpenCases:
    """How things stand with the open cases; they are few, and have an index of their own."""
    c = t.person_case.c
    unseen = and_(c.certain, c.seen_at.is_(None))
    said = case((unseen, c.said_at))
    counts = func.count(), func.min(c.opened_at), func.count(said), func.min(said)
    count, opened, many, since = tx.conn.execute(select(*counts).where(c.closed_at.is_(None))).one()

    def age(at: datetime | None) -> float:
        return max(0.0, (now - at).total_seconds()) if at else 0.0

    return OpenCases(count, age(opened), many, age(since))


def zones(tx: Tx) -> set[str]:
    """The zones that people live in. It reads every person."""
    return set(tx.conn.execute(select(t.person.c.zone).distinct()).scalars())
