"""The schedule: which slot of each step comes next, and the nudges planned from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from nudges.core.due import Slot
from nudges.core.person import Person
from nudges.core.plan import Expects, Medium
from nudges.core.status import Status
from nudges.store import people
from nudges.store import tables as t
from nudges.store.db import Tx, insert_new, upsert


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next slot of one step for one enrolment."""

    person_id: str
    plan: str
    step: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that has come due, with what is needed to decide on it."""

    upcoming: Upcoming
    person: Person
    enrolment: people.Enrolment


@dataclass(frozen=True, slots=True)
class Planned:
    """A nudge about to be inserted: queued to go out, or already at its end with a reason."""

    person_id: str
    plan: str
    step: str
    local_date: date
    n: int
    due_at: datetime
    ready_at: datetime
    expires_at: datetime
    medium: Medium
    status: Status
    why: str
    expects: Expects | None = None
    body: bytes | None = None


def due(tx: Tx, now: datetime, limit: int) -> list[DueStep]:
    """Steps whose next slot has come, oldest first. Other planners skip what this transaction holds."""
    up = t.upcoming
    slots = tx.conn.execute(
        select(up)
        .where(up.c.due_at <= now)
        .order_by(up.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    ids = sorted({slot.person_id for slot in slots})
    persons = {
        row.id: people.opened(tx, row)
        for row in tx.conn.execute(select(t.person).where(t.person.c.id.in_(ids)))
    }
    enrolled = {
        (row.person_id, row.plan): people.Enrolment(row.person_id, row.plan, row.starts_on, dict(row.times))
        for row in tx.conn.execute(select(t.enrolment).where(t.enrolment.c.person_id.in_(ids)))
    }
    return [
        DueStep(_upcoming(slot), persons[slot.person_id], enrolled[slot.person_id, slot.plan])
        for slot in slots
    ]


def _upcoming(row: Any) -> Upcoming:
    return Upcoming(row.person_id, row.plan, row.step, Slot(row.local_date, row.n, row.due_at))


def next_due(tx: Tx) -> datetime | None:
    """When the next slot or queued nudge comes due; None if nothing is planned."""
    moments = [
        tx.conn.execute(select(func.min(t.upcoming.c.due_at))).scalar_one(),
        tx.conn.execute(
            select(func.min(t.nudge.c.ready_at)).where(t.nudge.c.status == Status.QUEUED)
        ).scalar_one(),
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def upcoming(tx: Tx, person_id: str) -> list[Upcoming]:
    """What comes next for one person, soonest first."""
    up = t.upcoming
    return [
        _upcoming(row)
        for row in tx.conn.execute(select(up).where(up.c.person_id == person_id).order_by(up.c.due_at))
    ]


def waiting(tx: Tx, person_ids: Sequence[str]) -> dict[tuple[str, str, str], Slot]:
    """The slot that each (person, plan, step) waits for."""
    rows = tx.conn.execute(select(t.upcoming).where(t.upcoming.c.person_id.in_(person_ids)))
    return {(row.person_id, row.plan, row.step): _upcoming(row).slot for row in rows}


def last_slots(tx: Tx, person_ids: Sequence[str]) -> dict[tuple[str, str, str], tuple[date, int]]:
    """The newest slot already planned for each (person, plan, step): no slot up to it is planned again."""
    n = t.nudge
    newest = (
        select(n.c.person_id, n.c.plan, n.c.step, func.max(n.c.local_date).label("local_date"))
        .where(n.c.person_id.in_(person_ids))
        .group_by(n.c.person_id, n.c.plan, n.c.step)
        .subquery()
    )
    rows = tx.conn.execute(
        select(n.c.person_id, n.c.plan, n.c.step, n.c.local_date, func.max(n.c.n).label("n"))
        .join(
            newest,
            (n.c.person_id == newest.c.person_id)
            & (n.c.plan == newest.c.plan)
            & (n.c.step == newest.c.step)
            & (n.c.local_date == newest.c.local_date),
        )
        .group_by(n.c.person_id, n.c.plan, n.c.step, n.c.local_date)
    )
    return {(row.person_id, row.plan, row.step): (row.local_date, row.n) for row in rows}


def plan(tx: Tx, nudges: Sequence[Planned]) -> None:
    """Insert planned nudges; a slot that was planned before is left alone."""
    if nudges:
        tx.conn.execute(
            insert_new(t.nudge, tx.conn),
            [
                {
                    "person_id": nudge.person_id,
                    "plan": nudge.plan,
                    "step": nudge.step,
                    "local_date": nudge.local_date,
                    "n": nudge.n,
                    "due_at": nudge.due_at,
                    "ready_at": nudge.ready_at,
                    "expires_at": nudge.expires_at,
                    "medium": nudge.medium,
                    "status": nudge.status,
                    "why": nudge.why,
                    "expects": nudge.expects,
                    "body": nudge.body,
                    "tries": 0,
                    "changed_at": nudge.ready_at,
                }
                for nudge in nudges
            ],
        )


def advance(tx: Tx, gone: Iterable[Upcoming], nexts: Iterable[Upcoming]) -> None:
    """Move the schedule on: each step in `gone` now waits for its slot in `nexts`, or is over."""
    following = {(u.person_id, u.plan, u.step): u.slot for u in nexts}
    over = [key for u in gone if (key := (u.person_id, u.plan, u.step)) not in following]
    up = t.upcoming
    for person_id, plan_id, step in over:
        tx.conn.execute(
            delete(up).where(up.c.person_id == person_id, up.c.plan == plan_id, up.c.step == step)
        )
    if following:
        tx.conn.execute(
            update(up)
            .where(
                up.c.person_id == bindparam("p"), up.c.plan == bindparam("pl"), up.c.step == bindparam("s")
            )
            .values(local_date=bindparam("d"), n=bindparam("i"), due_at=bindparam("at")),
            [
                {"p": p, "pl": pl, "s": s, "d": slot.local_date, "i": slot.n, "at": slot.due_at}
                for (p, pl, s), slot in following.items()
            ],
        )


def reset(tx: Tx, person_ids: Sequence[str], nexts: Sequence[Upcoming]) -> None:
    """Replace everything upcoming of these people; two workers that do it at once come to the same."""
    tx.conn.execute(delete(t.upcoming).where(t.upcoming.c.person_id.in_(person_ids)))
    if nexts:
        tx.conn.execute(
            upsert(t.upcoming, tx.conn),
            [
                {
                    "person_id": u.person_id,
                    "plan": u.plan,
                    "step": u.step,
                    "local_date": u.slot.local_date,
                    "n": u.slot.n,
                    "due_at": u.slot.due_at,
                }
                for u in nexts
            ],
        )
