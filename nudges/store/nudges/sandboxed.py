"""Invitations that only the sandbox took: nobody has got them, so each goes out once sending is live."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, update

from nudges.core.person.person import State
from nudges.core.reasons import ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges.planning import Planned


class Kept(NamedTuple):
    """One of them: its row, and whom it invites."""

    nudge_id: int
    person_id: str


def _kept() -> ColumnElement[bool]:
    n, p = t.nudge.c, t.person.c
    return and_(
        n.person_id.in_(select(p.id).where(p.state == State.INVITED)),
        n.message == ServiceMessage.INVITATION,
        n.status == Status.ACCEPTED,
        n.reason == ReasonCode.SANDBOXED,
    )


def invitations(tx: Tx) -> Sequence[Kept]:
    """Those of people who have not said yes or no since."""
    n = t.nudge.c
    rows = tx.conn.execute(select(n.id, n.person_id).where(_kept()).order_by(n.id))
    return [Kept(*row) for row in rows]


def how_many(tx: Tx) -> int:
    """The number of them."""
    return int(tx.conn.execute(select(func.count()).select_from(t.nudge).where(_kept())).scalar_one())


def queue_again(tx: Tx, again: Mapping[int, Planned]) -> int:
    """Let these go out as they are planned now, by the id of their row; returns how many did.

    Whatever another worker has queued already is left alone. The attempt of the sandbox stays on record.
    """
    n, queued = t.nudge, 0
    for nudge_id, planned in sorted(again.items()):
        reason, values = planned.row[-2:]
        queued += tx.conn.execute(
            update(n)
            .where(n.c.id == nudge_id, _kept())
            .values(
                status=Status.QUEUED,
                medium=planned.medium,
                due_at=planned.due_at,
                ready_at=planned.ready_at,
                expires_at=planned.expires_at,
                changed_at=planned.due_at,
                reason=reason,
                reason_values=values,
                tries=0,
                holder=None,
                lease_until=None,
                attempt_id=None,
                sent_at=None,
            )
        ).rowcount
    return queued
