"""What is old goes: first people's words, later whole rows; a few at a time and the oldest first.

Ids grow with time, so each walk looks at the rows with the lowest ids and ends at the first that is too
young: no index is needed for it, and where there is nothing to do it reads one batch and writes nothing.
What people agreed to (`consent`) and the numbers not to be written to (`suppression`) are kept for ever.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from nudges.store import tables as t
from nudges.store.db import Tx, remember, remembered

#: Rows looked at in one transaction.
BATCH = 500


def blank_nudges(tx: Tx, before: datetime) -> int:
    """Empty the text of the next nudges that were due before an instant; returns how many were passed.

    Less than `BATCH` means that there are no more, or that another worker is at it.
    """
    n = t.nudge
    old = _unblanked(tx, n.c.id, n.c.due_at, before, n.c.local_date)
    if old:
        dates = [row.local_date for row in old]  # they say which months on PostgreSQL need looking at
        rows = and_(_these(n.c.id, old), n.c.local_date.between(min(dates), max(dates)))
        tx.conn.execute(update(n).where(rows, n.c.body.is_not(None)).values(body=None))
    return len(old)


def blank_replies(tx: Tx, before: datetime) -> int:
    """Empty the text and the note of the next replies from before an instant; counts as `blank_nudges`."""
    r = t.reply
    old = _unblanked(tx, r.c.id, r.c.at, before)
    if old:
        tx.conn.execute(update(r).where(_these(r.c.id, old)).values(body=None, note=None, answer=None))
    return len(old)


def drop_nudges(tx: Tx, before: date) -> int:
    """Delete the next nudges from before a local date, with their attempts; counts as `blank_nudges`."""
    n, a = t.nudge, t.attempt
    rows = tx.conn.execute(select(n.c.id, n.c.local_date).order_by(n.c.id).limit(BATCH)).all()
    old = list(takewhile(lambda row: row.local_date < before, rows))
    if old:
        tx.conn.execute(delete(a).where(a.c.nudge_id.in_([row.id for row in old])))
        tx.conn.execute(delete(n).where(_these(n.c.id, old), n.c.local_date < before))
    return len(old)


def drop_replies(tx: Tx, before: datetime) -> int:
    """Delete the next replies from before an instant; counts as `blank_nudges`."""
    r = t.reply
    rows = tx.conn.execute(select(r.c.id, r.c.at).order_by(r.c.id).limit(BATCH)).all()
    old = list(takewhile(lambda row: row.at < before, rows))
    if old:
        tx.conn.execute(delete(r).where(_these(r.c.id, old)))
    return len(old)


def _these(row_id: ColumnElement[int], old: Sequence[Any]) -> ColumnElement[bool]:
    return row_id.between(old[0].id, old[-1].id)


def _unblanked(
    tx: Tx, row_id: ColumnElement[int], at: ColumnElement[datetime], before: datetime, *more: Any
) -> list[Any]:
    """The next old rows of a walk, which is remembered as having passed them."""
    key = f"blanked_up_to_{row_id.table.name}"
    here = select(t.meta.c.value).where(t.meta.c.key == key).with_for_update(skip_locked=True)
    passed = tx.conn.execute(here).scalar_one_or_none()
    if passed is None and remembered(tx, key) is not None:
        return []  # another worker is at it
    following = select(row_id, at.label("moment"), *more).where(row_id > int(passed or 0))
    rows = tx.conn.execute(following.order_by(row_id).limit(BATCH)).all()
    old = list(takewhile(lambda row: row.moment < before, rows))
    if old:
        remember(tx, key, str(old[-1].id))
    elif passed is not None and not rows:
        # SQLite gives the ids of deleted rows again: a walk must not be ahead of them
        newest = tx.conn.execute(select(func.max(row_id))).scalar_one() or 0
        remember(tx, key, str(min(int(passed), newest)))
    return old
