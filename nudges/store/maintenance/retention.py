"""Delete expired data in bounded batches, oldest first: people's words first, whole rows later.

Ids grow with time, so each walk starts at the lowest ids and ends at the first row that is too young. It
needs no index, and if there is nothing to do it reads one batch and writes nothing. Consents (`consent`) and
numbers that must not be written to (`suppression`) are kept for ever.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from nudges.store import tables as t
from nudges.store.db import Tx, remember, remembered

#: Rows read in one transaction.
BATCH = 500


def blank_nudges(tx: Tx, before: datetime) -> int:
    """Blank the text of the next nudges that were due before an instant; returns how many rows were read.

    Less than `BATCH` means that there are no more, or that another worker is doing this.
    """
    n = t.nudge
    old = _unblanked(tx, n.c.id, n.c.due_at, before, n.c.local_date)
    if old:
        dates = [row.local_date for row in old]  # on PostgreSQL they limit the update to the right months
        rows = and_(_these(n.c.id, old), n.c.local_date.between(min(dates), max(dates)))
        tx.conn.execute(update(n).where(rows, n.c.body.is_not(None)).values(body=None))
    return len(old)


def blank_replies(tx: Tx, before: datetime) -> int:
    """Blank the text and the note of the next replies before an instant; returns a count as above."""
    r = t.reply
    old = _unblanked(tx, r.c.id, r.c.at, before)
    if old:
        tx.conn.execute(update(r).where(_these(r.c.id, old)).values(body=None, note=None, answer=None))
    return len(old)


def blank_broadcasts(tx: Tx, before: datetime) -> int:
    """Blank the words of messages to many that were due before an instant; returns how many."""
    b = t.broadcast
    old = b.c.at < before.replace(tzinfo=None).isoformat(timespec="minutes")
    blank = update(b).where(old, b.c.words.is_not(None)).values(words=None, data_key=None)
    return tx.conn.execute(blank).rowcount


def drop_nudges(tx: Tx, before: date) -> int:
    """Delete the next nudges before a local date, with their attempts; returns a count as above."""
    n, a = t.nudge, t.attempt
    rows = tx.conn.execute(select(n.c.id, n.c.local_date).order_by(n.c.id).limit(BATCH)).all()
    old = list(takewhile(lambda row: row.local_date < before, rows))
    if old:
        tx.conn.execute(delete(a).where(a.c.nudge_id.in_([row.id for row in old])))
        tx.conn.execute(delete(n).where(_these(n.c.id, old), n.c.local_date < before))
    return len(old)


def drop_replies(tx: Tx, before: datetime) -> int:
    """Delete the next replies before an instant; returns a count as above."""
    r = t.reply
    rows = tx.conn.execute(select(r.c.id, r.c.at).order_by(r.c.id).limit(BATCH)).all()
    old = list(takewhile(lambda row: row.at < before, rows))
    if old:
        tx.conn.execute(delete(r).where(_these(r.c.id, old)))
    return len(old)


def drop_events(tx: Tx, before: datetime, *, delivered: bool) -> int:
    """Delete the next events that happened before an instant: those that were `delivered`, or whatever became
    of them; returns a count as above."""
    e = t.event
    which = (
        select(e.c.id, e.c.at).where(e.c.delivered_at.is_not(None)) if delivered else select(e.c.id, e.c.at)
    )
    rows = tx.conn.execute(which.order_by(e.c.id).limit(BATCH)).all()
    old = list(takewhile(lambda row: row.at < before, rows))
    if old:
        tx.conn.execute(delete(e).where(e.c.id.in_([row.id for row in old])))
    return len(old)


def _these(row_id: ColumnElement[int], old: Sequence[Any]) -> ColumnElement[bool]:
    return row_id.between(old[0].id, old[-1].id)


def _unblanked(
    tx: Tx, row_id: ColumnElement[int], at: ColumnElement[datetime], before: datetime, *more: Any
) -> list[Any]:
    """The next old rows of a walk. Its position is stored."""
    key = f"blanked_up_to_{row_id.table.name}"
    here = select(t.meta.c.value).where(t.meta.c.key == key).with_for_update(skip_locked=True)
    passed = tx.conn.execute(here).scalar_one_or_none()
    if passed is None and remembered(tx, key) is not None:
        return []  # another worker is doing this
    following = select(row_id, at.label("moment"), *more).where(row_id > int(passed or 0))
    rows = tx.conn.execute(following.order_by(row_id).limit(BATCH)).all()
    old = list(takewhile(lambda row: row.moment < before, rows))
    if old:
        remember(tx, key, str(old[-1].id))
    elif passed is not None and not rows:
        # SQLite reuses the ids of deleted rows: the position must not be ahead of the newest id
        newest = tx.conn.execute(select(func.max(row_id))).scalar_one() or 0
        remember(tx, key, str(min(int(passed), newest)))
    return old
