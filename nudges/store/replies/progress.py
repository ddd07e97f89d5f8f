"""What a weekly summary needs besides the answers: past celebrations, and people's own notes."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from nudges.core.progress.weeks import KEEPS
from nudges.core.status import SENT
from nudges.store import tables as t
from nudges.store.db import Tx

_WHO: Any = bindparam("who", expanding=True)

_CELEBRATED = select(t.nudge.c.person_id, t.nudge.c.local_date, t.nudge.c.milestone).where(
    t.nudge.c.person_id.in_(_WHO), t.nudge.c.milestone.is_not(None), t.nudge.c.status.in_(SENT)
)


def celebrated(tx: Tx, person_ids: Collection[str]) -> dict[str, list[tuple[date, str]]]:
    """The milestones that summaries which went to these people have celebrated, and their local dates."""
    found: dict[str, list[tuple[date, str]]] = {one: [] for one in person_ids}
    for person_id, day, milestone in tx.conn.execute(_CELEBRATED, {"who": person_ids}):
        found[person_id].append((day, milestone))
    return found


_NOTES = (
    select(t.reply.c.person_id, t.reply.c.local_date, t.reply.c.note)
    .where(
        t.reply.c.person_id.in_(_WHO),
        t.reply.c.nudge_id.is_not(None),
        t.reply.c.kind.in_(KEEPS),
        t.reply.c.note.is_not(None),
        t.reply.c.undone_at.is_(None),
        t.reply.c.local_date >= bindparam("since"),
    )
    .order_by(t.reply.c.at.desc(), t.reply.c.id.desc())
)


def notes(tx: Tx, person_ids: Collection[str], since: date) -> dict[str, list[tuple[date, bytes]]]:
    """The notes of these people from a local date on, newest first: local date and sealed words."""
    found: dict[str, list[tuple[date, bytes]]] = {one: [] for one in person_ids}
    given: dict[str, Any] = {"who": person_ids, "since": since}
    for person_id, day, note in tx.conn.execute(_NOTES, given):
        found[person_id].append((day, note))
    return found
