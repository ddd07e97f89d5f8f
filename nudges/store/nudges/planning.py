"""Nudges planned from the schedule: inserted once, and taken in hand at once if they may go."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, String, and_, bindparam, case, func, literal_column, select

from nudges.core.reasons import Reason, written
from nudges.core.status import Status
from nudges.core.vocabulary import Expects, Medium, ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock, insert_new_on
from nudges.store.nudges.queue import LEASE, Claimed
from nudges.store.nudges.upcoming import DueStep, Taking
from nudges.store.outbox import outbox
from nudges.store.sql.rows_param import Given


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
    broadcast_id: int | None = None
    body: bytes | None = None
    reason: Reason | None = None

    @property
    def row(self) -> tuple[object, ...]:
        """What is kept of it, as `COLUMNS` has it."""
        return (*self[:-1], *written(self.reason))


#: The columns of a planned nudge.
COLUMNS = (*Planned._fields, "reason_values")


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
    broadcast_id=t.nudge.c.broadcast_id.type,
    body=t.nudge.c.body.type,
    reason=String(),
    reason_values=t.nudge.c.reason_values.type,
)


@cache
def _plan(dialect: str, tells: bool) -> Any:
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
    told = (n.medium, n.practice, n.reason, n.reason_values, n.changed_at) if tells else ()
    return insert.returning(*(n[name] for name in _KEY), n.id, n.status, *told)


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
    planned = tx.conn.execute(_plan(tx.conn.dialect.name, tx.tells), given).all()
    if tx.tells:
        outbox.write_moved(tx, planned)
    return {tuple(row[:7]): row[7] for row in planned if row[8] == _TAKEN}


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
