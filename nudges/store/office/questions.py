"""Questions that wait for somebody on the staff: asked, taken, answered, closed. They hold no words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from nudges.core.office.question import Asks
from nudges.store import tables as t
from nudges.store.db import Tx


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody waits for. Whoever is missing in `taken_by` or `closed_by`, with its time there, was at
    the prompt."""

    id: int
    person_id: str
    kind: Asks
    times: int
    asked_at: datetime
    said_at: datetime
    taken_at: datetime | None
    taken_by: str | None
    answered_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None

    @property
    def waits(self) -> bool:
        """True if they wrote and nobody has answered since."""
        return self.closed_at is None and (self.answered_at is None or self.said_at > self.answered_at)


_COLUMNS = tuple(
    t.question.c[name]
    for name in (
        *("id", "person_id", "kind", "times", "asked_at", "said_at"),
        *("taken_at", "taken_by", "answered_at", "closed_at", "closed_by"),
    )
)
_QUESTIONS = select(*_COLUMNS)


def ask(tx: Tx, person_id: str, kind: Asks, at: datetime) -> None:
    """Open a question. There must be none open; whoever calls holds the person."""
    said = {"kind": kind, "times": 1, "asked_at": at, "said_at": at}
    tx.conn.execute(t.question.insert().values(person_id=person_id, **said))


def asked_again(tx: Tx, question_id: int, at: datetime) -> None:
    """They wrote again while it is open."""
    _change(tx, question_id, times=t.question.c.times + 1, said_at=at)


_OPEN = _QUESTIONS.where(
    t.question.c.person_id.in_(bindparam("who", expanding=True)), t.question.c.closed_at.is_(None)
)


def open_of(tx: Tx, person_id: str) -> Question | None:
    """The open question of a person."""
    return open_by_person(tx, [person_id]).get(person_id)


def open_by_person(tx: Tx, person_ids: Collection[str]) -> dict[str, Question]:
    """The open questions of these people."""
    found = map(_question, tx.conn.execute(_OPEN, {"who": person_ids}))
    return {one.person_id: one for one in found}


def get(tx: Tx, question_id: int) -> Question | None:
    """The question with this id."""
    row = tx.conn.execute(_QUESTIONS.where(t.question.c.id == question_id)).first()
    return _question(row) if row else None


def still_open(tx: Tx, caseload_of: str | None = None, most: int = 200) -> list[Question]:
    """Those nobody has closed: first what nobody has taken, the longest wait first."""
    q = t.question.c
    query = _QUESTIONS.where(q.closed_at.is_(None))
    if caseload_of is not None:
        mine = select(t.caseload.c.person_id).where(t.caseload.c.staff_id == caseload_of)
        query = query.where(q.person_id.in_(mine))
    rows = tx.conn.execute(query.order_by(q.taken_at.is_not(None), q.asked_at, q.id).limit(most))
    return [_question(row) for row in rows]


def of(tx: Tx, person_id: str) -> list[Question]:
    """All questions of one person, the oldest first."""
    q = t.question.c
    rows = tx.conn.execute(_QUESTIONS.where(q.person_id == person_id).order_by(q.id))
    return [_question(row) for row in rows]


def take(tx: Tx, question_id: int, staff_id: str | None, now: datetime) -> None:
    """This one answers it from now on."""
    _change(tx, question_id, taken_at=now, taken_by=staff_id)


def put_back(tx: Tx, question_id: int) -> None:
    """Nobody has it any more; it waits for somebody."""
    _change(tx, question_id, taken_at=None, taken_by=None)


def answered(tx: Tx, question_id: int, now: datetime) -> None:
    """Somebody wrote to them."""
    _change(tx, question_id, answered_at=now)


def close(tx: Tx, question_id: int, staff_id: str | None, now: datetime) -> None:
    """It is settled."""
    _change(tx, question_id, closed_at=now, closed_by=staff_id)


def untaken(tx: Tx, before: datetime) -> list[Question]:
    """Open ones that nobody has taken, asked before then, of which owners were not told."""
    q = t.question.c
    waits = q.closed_at.is_(None), q.taken_at.is_(None), q.told_at.is_(None), q.asked_at <= before
    return [_question(row) for row in tx.conn.execute(_QUESTIONS.where(*waits).order_by(q.asked_at, q.id))]


def told(tx: Tx, question_id: int, now: datetime) -> bool:
    """Owners are told of it; False if another worker saw to that first."""
    q = t.question
    fresh = update(q).where(q.c.id == question_id, q.c.told_at.is_(None))
    return bool(tx.conn.execute(fresh.values(told_at=now)).rowcount)


def erased(tx: Tx, person_id: str, now: datetime) -> None:
    """The person is erased: nobody waits any more."""
    q = t.question
    over = update(q).where(q.c.person_id == person_id, q.c.closed_at.is_(None))
    tx.conn.execute(over.values(closed_at=now))


def _change(tx: Tx, question_id: int, **values: Any) -> None:
    q = t.question
    tx.conn.execute(update(q).where(q.c.id == question_id, q.c.closed_at.is_(None)).values(**values))


def _question(row: Any) -> Question:
    question_id, person_id, kind, *rest = row
    return Question(question_id, person_id, Asks(kind), *rest)
