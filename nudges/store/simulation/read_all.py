"""Reads all nudges and replies, for the transcript of a simulation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from nudges.core.reasons import Reason, reason_of
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges.queue import standing_as

_n, _r = t.nudge.c, t.reply.c


def nudges(tx: Tx) -> Sequence[Any]:
    """Every nudge as it stands, without its words; a message of the service has its name as `step`."""
    columns = (
        *(_n.id, _n.person_id, func.coalesce(_n.plan, "").label("plan")),
        *(func.coalesce(_n.message, _n.step).label("step"), _n.local_date, _n.n, _n.due_at, _n.sent_at),
        *(_n.medium, _n.status, _n.reason, _n.reason_values, _n.practice, _n.segments, _n.attempt_id),
    )
    return tx.conn.execute(select(*columns)).all()


_WAITING = select(_n.id, _n.reason, _n.reason_values).where(
    standing_as(Status.QUEUED), _n.reason.is_not(None)
)


def waiting(tx: Tx) -> dict[int, Reason]:
    """Why nudges are waiting, by id. The reason is overwritten when they are sent."""
    rows = tx.conn.execute(_WAITING)
    return {row.id: why for row in rows if (why := reason_of(row.reason, row.reason_values))}


def meanings(tx: Tx) -> dict[str, Any]:
    """The meaning of each reply by the provider's id: its kind, its rating, and the nudge's id."""
    rows = tx.conn.execute(select(_r.provider_id, _r.kind, _r.rating, _r.nudge_id))
    return {row.provider_id: row for row in rows}
