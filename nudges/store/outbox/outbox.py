"""The outbox: an event is written in the transaction of what it tells of. Without EVENTS_URL nothing is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any, NamedTuple

from sqlalchemy import Row, Update, delete

from nudges.core.events import OF_STATUS, EventKind
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.sql import bulk_insert


class Event(NamedTuple):
    """What happened to a person, and when. `data`: ids, codes and times; `reply_id` if it is of a reply."""

    kind: EventKind
    person_id: str
    at: datetime
    data: dict[str, Any]
    reply_id: int | None = None


_COLUMNS = ("webhook_id", "person_id", "kind", "at", "data", "reply_id", "next_at")

_n = t.nudge.c

#: What the event of a nudge is made of; statements that move nudges return it.
NUDGE = (
    *(_n.id, _n.person_id, _n.plan, _n.step, _n.message, _n.local_date, _n.medium, _n.practice),
    *(_n.status, _n.reason, _n.reason_values, _n.changed_at),
)


def write(tx: Tx, events: Iterable[Event]) -> None:
    """Put events into the outbox, in one statement for all."""
    if not tx.tells:
        return
    rows = [
        (f"evt_{token_hex(12)}", one.person_id, one.kind, one.at, one.data, one.reply_id, one.at)
        for one in events
    ]
    if rows:
        bulk_insert.insert(tx, t.event, _COLUMNS, rows)


def moved(tx: Tx, change: Update, given: Mapping[str, Any] | None = None) -> int:
    """Execute a statement that moves nudges, and tell what they became; returns how many."""
    if not tx.tells:
        return tx.conn.execute(change, given).rowcount
    rows = tx.conn.execute(change.returning(*NUDGE), given).all()
    write_moved(tx, rows)
    return len(rows)


def write_moved(tx: Tx, nudges: Iterable[Row[Any]]) -> None:
    """Tell what these nudges became, by rows of `NUDGE`; of states that nobody is told, nothing."""
    told = [row for row in nudges if row.status in OF_STATUS]
    write(
        tx,
        [Event(OF_STATUS[Status(row.status)], row.person_id, row.changed_at, of_nudge(row)) for row in told],
    )


def of_nudge(row: Any) -> dict[str, Any]:
    """What the event of a nudge holds: a reason only if it did not go out."""
    data = {
        "nudge": row.id,
        "plan": row.plan,
        "step": row.step,
        "message": row.message,
        "practice": row.practice,
        "medium": row.medium,
        "local_date": row.local_date.isoformat(),
    }
    if row.status in (Status.FAILED, Status.MISSED):
        values = row.reason_values or {}
        data |= {"reason": row.reason, "provider_code": values.get("provider_code")}
    return {name: value for name, value in data.items() if value is not None}


def forget(tx: Tx, person_id: str, reply_id: int | None = None) -> None:
    """Delete the events about a person, or about one of their replies, delivered or not."""
    e = t.event
    theirs = [e.c.person_id == person_id] + ([e.c.reply_id == reply_id] if reply_id is not None else [])
    for which in (e.c.next_at.is_not(None), e.c.next_at.is_(None)):  # each has its index
        tx.conn.execute(delete(e).where(*theirs, which))
