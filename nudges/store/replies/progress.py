"""What a weekly summary needs besides the answers: first and last dates, past celebrations, notes."""

from datetime import date, timedelta

from sqlalchemy import func, select

from nudges.core.progress.weeks import KEEPS, RESTS
from nudges.core.status import SENT
from nudges.store import tables as t
from nudges.store.db import Tx


def first_sent(tx: Tx, person_id: str, until: date) -> date | None:
    """The local date, not after `until`, of the first nudge that reached a person and expects an answer."""
    n = t.nudge.c
    found: date | None = tx.conn.execute(
        select(func.min(n.local_date)).where(
            n.person_id == person_id, n.local_date <= until, n.expects.is_not(None), n.status.in_(SENT)
        )
    ).scalar_one()
    return found


def last_answer(tx: Tx, person_id: str, until: date) -> date | None:
    """The newest local date, not after `until`, for which a person reported a practice as kept or rested."""
    r = t.reply.c
    found: date | None = tx.conn.execute(
        select(func.max(r.local_date)).where(
            r.person_id == person_id,
            r.nudge_id.is_not(None),
            r.kind.in_(KEEPS | RESTS),
            r.undone_at.is_(None),
            r.local_date <= until,
        )
    ).scalar_one()
    return found


def celebrated(tx: Tx, person_id: str, before: date) -> frozenset[str]:
    """The milestones that the summaries which went to a person before a local date have celebrated."""
    n = t.nudge.c
    rows = tx.conn.execute(
        select(n.milestone).where(
            n.person_id == person_id,
            n.local_date < before,
            n.milestone.is_not(None),
            n.status.in_(SENT),
        )
    )
    return frozenset(row.milestone for row in rows)


def notes(tx: Tx, person_id: str, monday: date, most: int) -> list[tuple[date, str]]:
    """The newest notes of the week of `monday`, oldest first: local date and text."""
    r = t.reply.c
    key = tx.conn.execute(select(t.person.c.data_key).where(t.person.c.id == person_id)).scalar_one_or_none()
    if key is None:
        return []
    rows = tx.conn.execute(
        select(r.local_date, r.note)
        .where(
            r.person_id == person_id,
            r.nudge_id.is_not(None),
            r.kind.in_(KEEPS),
            r.note.is_not(None),
            r.undone_at.is_(None),
            r.local_date.between(monday, monday + timedelta(days=6)),
        )
        .order_by(r.at.desc(), r.id.desc())
    )
    box, found = tx.vault.box(key), []
    for row in rows:
        if words := (box.open(row.note) or "").strip():
            found.append((row.local_date, words))
        if len(found) == most:
            break
    return found[::-1]
