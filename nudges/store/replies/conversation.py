"""The recent conversation with a person: their messages and ours."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, union_all, update
from sqlalchemy.sql import literal

from nudges.core.reply.heard import Answered
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people


@cache
def _sent() -> Any:
    n, r = t.nudge.c, t.reply.c
    who: Any = bindparam("who")
    since = bindparam("since", type_=r.at.type)
    texts = union_all(
        select(n.id, n.body.label("words"), n.sent_at.label("at")).where(
            n.person_id == who, n.due_at >= since, n.body.is_not(None), n.sent_at.is_not(None)
        ),
        select(literal(None).label("id"), r.answer.label("words"), r.at).where(
            r.person_id == who, r.at >= since, r.answer.is_not(None)
        ),
    ).subquery()
    return select(texts).order_by(texts.c.at.desc()).limit(bindparam("most"))


def sent_lately(tx: Tx, person_id: str, since: datetime, most: int = 40) -> list[tuple[int | None, str]]:
    """Our texts to a person since an instant, newest first: nudges with their ids, and answers (id None)."""
    given = {"who": person_id, "since": since, "most": most}
    box = people.box_of(tx, person_id)
    rows = tx.conn.execute(_sent(), given).all() if box else []
    return [(row.id, words) for row in rows if box and (words := box.open(row.words))]


_ANSWER = update(t.reply).where(t.reply.c.id == bindparam("reply")).values(answer=bindparam("words"))


def set_answer(tx: Tx, person_id: str, reply_id: int, words: str) -> None:
    """Store our answer to a reply."""
    given = {"reply": reply_id, "words": people.sealed(tx, person_id, words)}
    tx.conn.execute(_ANSWER, given)


_ANSWERED = (
    select(t.reply.c.body, t.reply.c.nudge_id)
    .where(
        t.reply.c.person_id == bindparam("who"),
        t.reply.c.at >= bindparam("since"),
        t.reply.c.answer.is_not(None),
    )
    .order_by(t.reply.c.at.desc(), t.reply.c.id.desc())
)


def answered(tx: Tx, person_id: str, since: datetime) -> list[Answered]:
    """Their messages since an instant that we answered, newest first."""
    box = people.box_of(tx, person_id)
    rows = tx.conn.execute(_ANSWERED, {"who": person_id, "since": since})
    return [Answered((box.open(row.body) if box else None) or "", row.nudge_id) for row in rows]
