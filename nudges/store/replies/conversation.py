"""The recent conversation with a person: their messages and ours."""

from datetime import datetime

from sqlalchemy import select, union_all, update
from sqlalchemy.sql import literal

from nudges.core.reply.heard import Answered
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people


def sent_lately(tx: Tx, person_id: str, since: datetime, most: int = 40) -> list[tuple[int | None, str]]:
    """Our texts to a person since an instant, newest first: nudges with their ids, and answers (id None)."""
    n, r = t.nudge.c, t.reply.c
    texts = union_all(
        select(n.id, n.body.label("words"), n.sent_at.label("at")).where(
            n.person_id == person_id, n.due_at >= since, n.body.is_not(None), n.sent_at.is_not(None)
        ),
        select(literal(None).label("id"), r.answer.label("words"), r.at).where(
            r.person_id == person_id, r.at >= since, r.answer.is_not(None)
        ),
    ).subquery()
    box = people.box_of(tx, person_id)
    rows = tx.conn.execute(select(texts).order_by(texts.c.at.desc()).limit(most)).all() if box else []
    return [(row.id, words) for row in rows if box and (words := box.open(row.words))]


def set_answer(tx: Tx, person_id: str, reply_id: int, words: str) -> None:
    """Store our answer to a reply."""
    sealed = people.sealed(tx, person_id, words)
    tx.conn.execute(update(t.reply).where(t.reply.c.id == reply_id).values(answer=sealed))


def answered(tx: Tx, person_id: str, since: datetime) -> list[Answered]:
    """Their messages since an instant that we answered, newest first."""
    r, box = t.reply.c, people.box_of(tx, person_id)
    rows = tx.conn.execute(
        select(r.body, r.nudge_id)
        .where(r.person_id == person_id, r.at >= since, r.answer.is_not(None))
        .order_by(r.at.desc(), r.id.desc())
    )
    return [Answered((box.open(row.body) if box else None) or "", row.nudge_id) for row in rows]
