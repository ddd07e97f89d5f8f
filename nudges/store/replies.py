"""What people answered, the nudges it may answer, and one person's story to show or to sum up."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select

from nudges.core.plan import Expects
from nudges.core.progress import Answer, Asked
from nudges.core.reply import Kind, Meaning
from nudges.core.status import SENT, Status
from nudges.store import tables as t
from nudges.store.db import Tx, insert_new


@dataclass(frozen=True, slots=True)
class Open:
    """A nudge that reached the person, and whether it was answered."""

    nudge_id: int
    plan: str
    step: str
    local_date: date
    expects: Expects
    practice: str | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a person's story: a nudge and why it is as it is, or a reply and its meaning."""

    at: datetime
    status: str
    step: str
    why: str
    medium: str
    nudge_id: int | None = None
    practice: str | None = None
    segments: int | None = None
    due_at: datetime | None = None
    text: str = field(default="", repr=False)


def asked_of(tx: Tx, person_id: str, since: datetime) -> list[Open]:
    """The nudges sent to a person since an instant that expect an answer, newest first."""
    n, r = t.nudge, t.reply
    rows = tx.conn.execute(
        select(
            n.c.id,
            n.c.plan,
            n.c.step,
            n.c.local_date,
            n.c.expects,
            n.c.practice,
            func.count(r.c.id).label("answers"),
        )
        .outerjoin(r, r.c.nudge_id == n.c.id)
        .where(
            n.c.person_id == person_id,
            n.c.ready_at >= since,
            n.c.expects.is_not(None),
            # what may have arrived: an answer can be quicker than the provider's receipt
            n.c.status.in_([*SENT, Status.SENDING, Status.UNKNOWN]),
        )
        .group_by(n.c.id, n.c.local_date)  # a nudge's key where nudges stand by month
        .order_by(n.c.ready_at.desc(), n.c.id.desc())
    )
    return [
        Open(row.id, row.plan, row.step, row.local_date, Expects(row.expects), row.practice, row.answers > 0)
        for row in rows
    ]


def keep(
    tx: Tx,
    *,
    provider_id: str,
    person_id: str,
    nudge_id: int | None,
    medium: str,
    at: datetime,
    local_date: date,
    text: str,
    meaning: Meaning,
) -> int | None:
    """Keep a reply and its meaning; returns its id, or None if this very message was kept before."""
    row = tx.conn.execute(select(t.person.c.data_key).where(t.person.c.id == person_id)).one()
    box = tx.vault.box(row.data_key)
    return tx.conn.execute(
        insert_new(t.reply, tx.conn)
        .values(
            provider_id=provider_id,
            person_id=person_id,
            nudge_id=nudge_id,
            medium=medium,
            at=at,
            local_date=local_date,
            body=box.seal(text),
            kind=meaning.kind,
            rating=meaning.rating,
            note=box.seal(meaning.note),
        )
        .returning(t.reply.c.id)
    ).scalar_one_or_none()


def asked(tx: Tx, person_id: str, since: date) -> list[Asked]:
    """Every nudge of a person since a local date with the answers to it: what progress is made of."""
    n, r = t.nudge, t.reply
    answers: dict[int, list[Answer]] = {}
    for row in tx.conn.execute(
        select(r.c.nudge_id, r.c.kind, r.c.rating, r.c.local_date)
        .where(r.c.person_id == person_id, r.c.nudge_id.is_not(None))
        .order_by(r.c.at, r.c.id)
    ):
        answers.setdefault(row.nudge_id, []).append(Answer(Kind(row.kind), row.rating, row.local_date))
    rows = tx.conn.execute(
        select(n.c.id, n.c.step, n.c.local_date, n.c.status)
        .where(n.c.person_id == person_id, n.c.local_date >= since, n.c.expects.is_not(None))
        .order_by(n.c.due_at, n.c.id)
    )
    return [
        Asked(row.step, row.local_date, Status(row.status), tuple(answers.get(row.id, ()))) for row in rows
    ]


def story(tx: Tx, person_id: str, limit: int = 100) -> list[Told]:
    """What was planned for a person and what they answered, newest first, each with its reason."""
    n, r = t.nudge, t.reply
    key = tx.conn.execute(select(t.person.c.data_key).where(t.person.c.id == person_id)).scalar_one_or_none()
    box = tx.vault.box(key) if key else None
    nudges = tx.conn.execute(
        select(n).where(n.c.person_id == person_id).order_by(n.c.due_at.desc()).limit(limit)
    )
    told = [
        Told(
            at=row.sent_at or row.ready_at,
            status=row.status,
            step=row.step,
            why=row.why,
            medium=row.medium,
            nudge_id=row.id,
            practice=row.practice,
            segments=row.segments,
            due_at=row.due_at,
            text=(box.open(row.body) if box else None) or "",
        )
        for row in nudges
    ]
    heard = tx.conn.execute(select(r).where(r.c.person_id == person_id).order_by(r.c.at.desc()).limit(limit))
    told += [
        Told(
            at=row.at,
            status="reply",
            step="",
            why=row.kind if row.rating is None else f"{row.kind}, rating {row.rating}",
            medium=row.medium,
            nudge_id=row.nudge_id,
            text=(box.open(row.body) if box else None) or "",
        )
        for row in heard
    ]
    return sorted(told, key=lambda line: line.at, reverse=True)[:limit]
