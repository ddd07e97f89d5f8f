"""The recent conversation with a person: their messages and ours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select, union_all, update
from sqlalchemy.sql import literal

from nudges.core.reply.heard import Answered
from nudges.core.reply.meaning import Kind
from nudges.core.status import SENT, Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people
from nudges.store.sql.rows_param import Given

#: Texts that are looked at: each costs a decryption.
_MOST = 40

#: One of our texts: the nudge it was, None for an answer, and its words.
Sent = tuple[int | None, str]


_WHO: Any = bindparam("who", expanding=True)


@cache
def _sent() -> Any:
    n, r = t.nudge.c, t.reply.c
    since: Any = bindparam("since", type_=r.at.type)
    texts = union_all(
        select(n.person_id, n.id, n.body.label("words"), n.sent_at.label("at")).where(
            n.person_id.in_(_WHO), n.due_at >= since, n.body.is_not(None), n.sent_at.is_not(None)
        ),
        select(r.person_id, literal(None).label("id"), r.answer.label("words"), r.at).where(
            r.person_id.in_(_WHO), r.at >= since, r.answer.is_not(None)
        ),
    ).subquery()
    return select(texts).order_by(texts.c.at.desc())


def sent_lately(tx: Tx, person_ids: Collection[str], since: datetime) -> dict[str, list[Sent]]:
    """Our texts to each of these people since an instant, newest first."""
    found: dict[str, list[Sent]] = {one: [] for one in person_ids}
    for person_id, nudge_id, words, _ in tx.conn.execute(_sent(), {"who": person_ids, "since": since}):
        box = people.box_of(tx, person_id) if len(found[person_id]) < _MOST else None
        if box is not None and (said := box.open(words)):
            found[person_id].append((nudge_id, said))
    return found


_KINDS = (
    select(t.reply.c.person_id, t.reply.c.kind)
    .where(t.reply.c.person_id.in_(_WHO), t.reply.c.at >= bindparam("since"), t.reply.c.kind != Kind.REACTION)
    .order_by(t.reply.c.id)
)


def last_kinds(tx: Tx, person_ids: Collection[str], since: datetime) -> dict[str, Kind]:
    """What the last message of each of these people was; nobody who wrote none since then."""
    rows = tx.conn.execute(_KINDS, {"who": person_ids, "since": since})
    return {person_id: Kind(kind) for person_id, kind in rows}


_ANSWER = Given(reply_id=t.reply.c.id.type, words=t.reply.c.answer.type)


@cache
def _answer(dialect: str) -> Any:
    given = _ANSWER.table(dialect).c
    return update(t.reply).where(t.reply.c.id == given.reply_id).values(answer=given.words)


def set_answers(tx: Tx, answers: Sequence[tuple[str, int, str]]) -> None:
    """Store our answers: to whom, to which of their replies, and the words."""
    if answers:
        rows = [(reply_id, people.sealed(tx, person_id, words)) for person_id, reply_id, words in answers]
        tx.conn.execute(_answer(tx.conn.dialect.name), _ANSWER.bound(rows))


_ANSWERED = (
    select(t.reply.c.person_id, t.reply.c.body, t.reply.c.nudge_id)
    .where(t.reply.c.person_id.in_(_WHO), t.reply.c.at >= bindparam("since"), t.reply.c.answer.is_not(None))
    .order_by(t.reply.c.at.desc(), t.reply.c.id.desc())
)


def answered(tx: Tx, person_ids: Collection[str], since: datetime) -> dict[str, list[Answered]]:
    """The messages of each of these people since an instant that we answered, newest first."""
    found: dict[str, list[Answered]] = {one: [] for one in person_ids}
    for person_id, body, nudge_id in tx.conn.execute(_ANSWERED, {"who": person_ids, "since": since}):
        box = people.box_of(tx, person_id)
        found[person_id].append(Answered((box.open(body) if box else None) or "", nudge_id))
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """The choices that we offered in answer to a message, the nudge that this was about, and the nudge that
    carried the question if it went through the queue. `asks_time`: we asked which time of day they want."""

    choices: Sequence[Mapping[str, Any]] = field(repr=False)
    nudge_id: int | None
    carried_by: int | None
    asks_time: bool = False


def offered(tx: Tx, person_id: str, medium: Medium, since: datetime, until: datetime) -> Offer | None:
    """The choices that wait for a number at `until`, or the question that waits for a time: offered since
    then, and the last thing we said.

    None once they wrote again, or anything of ours may have reached them after the question by this medium;
    also while the question itself still waits in the queue, or never got out of it.
    """
    r, n = t.reply.c, t.nudge.c
    last = tx.conn.execute(
        select(r.id, r.at, r.effect)
        .where(r.person_id == person_id, r.at >= since)
        .order_by(r.at.desc(), r.id.desc())
        .limit(1)
    ).first()
    if last is None or "choices" not in (last.effect or {}) or last.at > until:
        return None
    at = func.coalesce(n.sent_at, n.changed_at)
    reached = n.status.in_([*SENT, Status.SENDING, Status.UNKNOWN])
    carrier = tx.conn.execute(
        select(n.id, at.label("at"), reached.label("reached"))
        .where(n.person_id == person_id, n.reply_id == last.id)
        .limit(1)
    ).first()
    if carrier is not None and not carrier.reached:
        return None
    carried_by, asked_at = (carrier.id, carrier.at) if carrier else (None, last.at)
    after = select(n.id).where(
        *(n.person_id == person_id, n.medium == medium, reached),
        *(at > asked_at, at <= until),
    )
    if tx.conn.execute(after.limit(1)).first() is not None:
        return None
    effect = last.effect
    return Offer(effect["choices"], effect["nudge"], carried_by, asks_time=effect.get("time", False))
