"""The schedule: which slot of each step comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Date,
    Integer,
    String,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from nudges.core.person.person import Person
from nudges.core.plan.slots import Slot
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx, upsert
from nudges.store.nudges.queue import opened_for, standing_as
from nudges.store.people import people
from nudges.store.sql.rows_param import Given
from nudges.store.vault import Box


class Upcoming(NamedTuple):
    """The next slot of one step for one enrolment."""

    person_id: str
    plan: str
    step: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that has come due, with what is needed to decide on it; `box` opens the person's words."""

    upcoming: Upcoming
    person: Person
    enrolment: people.Enrolment
    box: Box | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Taking:
    """What may go by this medium now is in a worker's hands from the first: it needs no claim of its own."""

    medium: Medium
    holder: str
    now: datetime


_SLOT = ("person_id", "plan", "step", "local_date", "n", "due_at")
_DUE = (
    select(*people.COLUMNS, *(t.upcoming.c[it] for it in _SLOT), t.enrolment.c.starts_on, t.enrolment.c.times)
    .join(t.person, t.person.c.id == t.upcoming.c.person_id)
    .join(
        t.enrolment,
        (t.enrolment.c.person_id == t.upcoming.c.person_id) & (t.enrolment.c.plan == t.upcoming.c.plan),
    )
    .where(t.upcoming.c.due_at <= bindparam("by"))
    .order_by(t.upcoming.c.due_at)
    .limit(bindparam("at_most"))
    .with_for_update(of=t.upcoming, skip_locked=True)
)


@cache
def _due(without: tuple[str, ...]) -> Any:
    return _DUE.where(t.upcoming.c.plan.not_in(without)) if without else _DUE


def due(
    tx: Tx, now: datetime, limit: int, taking: Taking | None = None, without: Sequence[str] = ()
) -> list[DueStep]:
    """Steps whose next slot has come, oldest first, but for those `without` whose plans one plans.

    Other planners skip what this transaction holds.

    People's words stay sealed, but for what is needed to send at once: that there is a number is enough to
    decide.
    """
    found, person_ends = [], len(people.COLUMNS)
    for row in tx.conn.execute(_due(tuple(without)), {"by": now, "at_most": limit}).all():
        whose = row[:person_ends]
        person_id, plan_id, step, day, n, due_at, starts_on, times = row[person_ends:]
        if taking is None:
            person, box = people.opened(tx, whose, ()), None
        else:
            person, box = opened_for(tx, whose, taking.medium)
        upcoming = Upcoming(person_id, plan_id, step, Slot(day, n, due_at))
        enrolment = people.Enrolment(person_id, plan_id, starts_on, times)
        found.append(DueStep(upcoming, person, enrolment, box))
    return found


def _upcoming(row: Any) -> Upcoming:
    return Upcoming(row.person_id, row.plan, row.step, Slot(row.local_date, row.n, row.due_at))


_NEXT_SLOT = select(func.min(t.upcoming.c.due_at))
_NEXT_QUEUED = select(func.min(t.nudge.c.ready_at)).where(standing_as(Status.QUEUED))


def next_due(tx: Tx) -> datetime | None:
    """When the next slot or queued nudge comes due; None if nothing is planned."""
    moments = [tx.conn.execute(query).scalar_one() for query in (_NEXT_SLOT, _NEXT_QUEUED)]
    return min((moment for moment in moments if moment is not None), default=None)


_ANY_DUE = select(
    or_(
        exists().where(t.upcoming.c.due_at <= bindparam("by")),
        exists().where(
            standing_as(Status.QUEUED),
            t.nudge.c.medium.in_([literal_column(f"'{medium}'") for medium in Medium]),  # by its index
            t.nudge.c.ready_at <= bindparam("by"),
        ),
    )
)


def any_due(tx: Tx, now: datetime) -> bool:
    """True if a slot or a queued nudge has come due, whether or not it may go."""
    return bool(tx.conn.execute(_ANY_DUE, {"by": now}).scalar_one())


def of(tx: Tx, person_id: str) -> list[Upcoming]:
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
        .where(n.c.person_id.in_(person_ids), n.c.step.is_not(None))
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


_NEXT = Given(
    person_id=String(),
    plan=String(),
    step=String(),
    local_date=Date(),
    n=Integer(),
    due_at=t.upcoming.c.due_at.type,
)


@cache
def _advance(dialect: str) -> Any:
    up, given = t.upcoming, _NEXT.table(dialect)
    return (
        update(up)
        .where(up.c.person_id == given.c.person_id, up.c.plan == given.c.plan, up.c.step == given.c.step)
        .values(local_date=given.c.local_date, n=given.c.n, due_at=given.c.due_at)
    )


def advance(tx: Tx, gone: Iterable[Upcoming], nexts: Iterable[Upcoming]) -> None:
    """Move the schedule on: each step in `gone` now waits for its slot in `nexts`, or is over."""
    following = {up[:3]: up.slot for up in nexts}
    over = [key for up in gone if (key := up[:3]) not in following]
    up = t.upcoming
    for person_id, plan_id, step in over:
        tx.conn.execute(
            delete(up).where(up.c.person_id == person_id, up.c.plan == plan_id, up.c.step == step)
        )
    if following:
        rows = [(*key, *slot) for key, slot in following.items()]
        tx.conn.execute(_advance(tx.conn.dialect.name), _NEXT.bound(rows))


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
