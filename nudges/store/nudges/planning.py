"""The schedule: which slot of each step comes next, and the nudges planned from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Date,
    Integer,
    String,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    update,
)

from nudges.core.person.person import Person
from nudges.core.plan.slots import Slot
from nudges.core.reasons import Reason, written
from nudges.core.status import Status
from nudges.core.vocabulary import Expects, Medium, ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock, insert_new_on, upsert
from nudges.store.nudges.queue import LEASE, Claimed, opened_for, standing_as
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


class Planned(NamedTuple):
    """A nudge about to be inserted: queued to go out, or already at its end with a reason.

    Its fields are the columns, in this order, but for the reason, which is two; `body` is sealed.
    """

    person_id: str
    plan: str | None
    step: str | None
    message: ServiceMessage | None
    local_date: date
    n: int
    again: int
    due_at: datetime
    ready_at: datetime
    expires_at: datetime
    medium: Medium
    status: Status
    expects: Expects | None = None
    practice: str | None = None
    take: int | None = None
    reply_id: int | None = None
    body: bytes | None = None
    reason: Reason | None = None

    @property
    def row(self) -> tuple[object, ...]:
        """What is kept of it, as `COLUMNS` has it."""
        return (*self[:-1], *written(self.reason))


#: The columns of a planned nudge.
COLUMNS = (*Planned._fields, "reason_values")


_SLOT = ("person_id", "plan", "step", "local_date", "n", "due_at")
_DUE = (
    select(*people.COLUMNS, *(t.upcoming.c[it] for it in _SLOT), t.enrolment.c.starts_on, t.enrolment.c.times)
    .join(t.person, t.person.c.id == t.upcoming.c.person_id)
    .join(
        t.enrolment,
        (t.enrolment.c.person_id == t.upcoming.c.person_id) & (t.enrolment.c.plan == t.upcoming.c.plan),
    )
    .where(
        t.upcoming.c.due_at <= bindparam("by"),
        t.upcoming.c.plan.not_in(bindparam("without", expanding=True)),
    )
    .order_by(t.upcoming.c.due_at)
    .limit(bindparam("at_most"))
    .with_for_update(of=t.upcoming, skip_locked=True)
)


def due(
    tx: Tx, now: datetime, limit: int, taking: Taking | None = None, without: Sequence[str] = ()
) -> list[DueStep]:
    """Steps whose next slot has come, oldest first, but for those `without` whose plans one plans.

    Other planners skip what this transaction holds.

    People's words stay sealed, but for what is needed to send at once: that there is a number is enough to
    decide.
    """
    found, person_ends = [], len(people.COLUMNS)
    for row in tx.conn.execute(_DUE, {"by": now, "at_most": limit, "without": without}).all():
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


def next_due(tx: Tx) -> datetime | None:
    """When the next slot or queued nudge comes due; None if nothing is planned."""
    moments = [
        tx.conn.execute(select(func.min(t.upcoming.c.due_at))).scalar_one(),
        tx.conn.execute(select(func.min(t.nudge.c.ready_at)).where(standing_as(Status.QUEUED))).scalar_one(),
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


_PLANNED = Given(
    person_id=String(),
    plan=String(),
    step=String(),
    message=String(),
    local_date=Date(),
    n=Integer(),
    again=Integer(),
    due_at=t.nudge.c.due_at.type,
    ready_at=t.nudge.c.ready_at.type,
    expires_at=t.nudge.c.expires_at.type,
    medium=String(),
    status=String(),
    expects=String(),
    practice=String(),
    take=Integer(),
    reply_id=t.nudge.c.reply_id.type,
    body=t.nudge.c.body.type,
    reason=String(),
    reason_values=t.nudge.c.reason_values.type,
)


@cache
def _plan(dialect: str) -> Any:
    n, given = t.nudge.c, _PLANNED.table(dialect)
    # without a holder nobody takes anything: nothing equals the NULLs
    taken = and_(
        given.c.status == Status.QUEUED,
        given.c.medium == bindparam("taken_by", type_=String()),
        given.c.ready_at <= bindparam("now", type_=n.ready_at.type),
    )
    columns = {column.name: column for column in given.c} | {
        "status": case((taken, literal_column(f"'{Status.SENDING}'")), else_=given.c.status),
        "changed_at": given.c.ready_at,
        "tries": case((taken, 1), else_=0),
        "holder": case((taken, bindparam("holder", type_=String()))),
        "lease_until": case((taken, db_clock() + LEASE)),
    }
    # else SQLite takes the ON of ON CONFLICT for a join's
    rows = select(*columns.values()).where(literal_column("1 = 1"))
    insert = insert_new_on(dialect, t.nudge).from_select(list(columns), rows)
    return insert.returning(*(n[name] for name in _KEY), n.id, n.status)


#: What makes a nudge the only one of its kind.
_KEY = Planned._fields[:7]
Key = tuple[str, str | None, str | None, str | None, date, int, int]


def key_of(nudge: Planned) -> Key:
    """The unique key of a planned nudge."""
    return nudge[:7]


def plan(tx: Tx, nudges: Sequence[Planned], taking: Taking | None = None) -> dict[Key, int]:
    """Insert planned nudges; a slot that was planned before is left alone.

    Returns the ids of those that are in hand already: all that may go now by the medium of `taking`.
    """
    if not nudges:
        return {}
    medium, holder, now = (taking.medium, taking.holder, taking.now) if taking else (None, None, None)
    given = {
        "taken_by": medium,
        "holder": holder,
        "now": now,
        **_PLANNED.bound([nudge.row for nudge in nudges]),
    }
    planned = tx.conn.execute(_plan(tx.conn.dialect.name), given).all()
    return {tuple(key): nudge_id for *key, nudge_id, status in planned if status == _TAKEN}


_TAKEN = str(Status.SENDING)


def next_again(tx: Tx, nudge_id: int, local_date: date) -> tuple[int, int]:
    """Which slot of its day a nudge is (`n`), and the number that is free if it is to come once more."""
    one, every = t.nudge.c, t.nudge.alias("every").c
    same = (every[name] == one[name] for name in ("person_id", "plan", "step", "local_date", "n"))
    row = tx.conn.execute(
        select(one.n, func.max(every.again) + 1)
        .where(one.id == nudge_id, one.local_date == local_date, *same)
        .group_by(one.n)
    ).one()
    return row[0], row[1]


def in_hand(due: DueStep, nudge: Planned, nudge_id: int, holder: str) -> Claimed:
    """A nudge that was taken when it was planned, as a claim would have given it."""
    return Claimed(
        *(nudge_id, holder, due.person, nudge.plan, nudge.step, nudge.message, nudge.local_date),
        *(nudge.due_at, nudge.expires_at, nudge.medium, nudge.expects, 1, due.box),
    )


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
