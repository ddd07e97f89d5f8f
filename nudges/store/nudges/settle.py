"""What became of claimed nudges and of their attempts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, String, and_, bindparam, case, func, or_, select, update

from nudges.core.reasons import Reason, written
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.outbox import outbox
from nudges.store.sql.rows_param import Given


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claimed nudge.

    `ready_at` is set when it goes back into the queue, `refused` is an address not to be tried again, and
    `opted_out` the id of a person who told the provider to stop.
    """

    nudge_id: int
    local_date: date
    holder: str
    status: Status
    why: Reason
    attempt_id: str | None = None
    provider_id: str | None = None
    code: str | None = None
    ready_at: datetime | None = None
    refused: str | None = field(default=None, repr=False)
    opted_out: str | None = None


#: What became of a nudge and, if there was one, of its attempt: both statements are given the same rows.
_SETTLED = Given(
    nudge_id=t.nudge.c.id.type,
    local_date=Date(),
    claim=String(),
    status=String(),
    reason=String(),
    reason_values=t.nudge.c.reason_values.type,
    ready_at=t.nudge.c.ready_at.type,
    attempt_id=String(),
    code=String(),
    provider_id=String(),
)


@cache
def _in_order(dialect: str) -> Any:
    n, given = t.nudge.c, _SETTLED.table(dialect).c
    return (
        select(n.id)
        .where(n.id == given.nudge_id, n.local_date == given.local_date)
        .order_by(n.id)
        .with_for_update(of=t.nudge)
    )


@cache
def _settle(dialect: str, tells: bool) -> Any:
    n, given = t.nudge, _SETTLED.table(dialect)
    now = bindparam("now", type_=n.c.changed_at.type)
    accepted = given.c.status == Status.ACCEPTED
    settled = (
        update(n)
        .where(
            n.c.id == given.c.nudge_id,
            n.c.local_date == given.c.local_date,
            n.c.holder == given.c.claim,
            or_(
                n.c.status.in_([Status.SENDING, Status.UNKNOWN]),
                # given up, or to be tried again, while the provider still answered: what it took, it took
                and_(
                    n.c.status.in_([Status.MISSED, Status.QUEUED]),
                    accepted,
                    n.c.attempt_id == given.c.attempt_id,
                ),
            ),
        )
        .values(
            status=given.c.status,
            reason=given.c.reason,
            reason_values=given.c.reason_values,
            ready_at=func.coalesce(given.c.ready_at, n.c.ready_at),
            sent_at=case((accepted, now), else_=n.c.sent_at),
            lease_until=None,
            changed_at=now,
        )
    )
    return settled.returning(*outbox.NUDGE) if tells else settled


@cache
def _tried(dialect: str) -> Any:
    a, given = t.attempt, _SETTLED.table(dialect)
    untold = a.c.outcome == Status.SENDING
    return (
        update(a)
        .where(a.c.id == given.c.attempt_id)
        .values(
            # a callback may have come before the receipt, and knows more
            outcome=case((untold, given.c.status), else_=a.c.outcome),
            code=case((untold, given.c.code), else_=a.c.code),
            provider_id=func.coalesce(given.c.provider_id, a.c.provider_id),
        )
    )


def settle(tx: Tx, outcomes: Sequence[Settled], now: datetime) -> None:
    """Record what became of claimed nudges, unless a callback or another worker has spoken since."""
    if not outcomes:
        return
    dialect = tx.conn.dialect.name
    rows = [
        (
            *(o.nudge_id, o.local_date, o.holder, o.status, *written(o.why), o.ready_at),
            *(o.attempt_id, o.code, o.provider_id),
        )
        for o in outcomes
    ]
    given = _SETTLED.bound(rows)
    if dialect != "sqlite":  # callbacks come before we have written, and hold many too (reports.py)
        tx.conn.execute(_in_order(dialect), given).all()
    moved = tx.conn.execute(_settle(dialect, tx.tells), {"now": now, **given})
    if tx.tells:
        outbox.write_moved(tx, moved.all())
    if any(o.attempt_id is not None for o in outcomes):
        tx.conn.execute(_tried(dialect), given)
