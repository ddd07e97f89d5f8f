"""The nudge that a link in a message names."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select

from nudges.core.person.person import Person
from nudges.core.vocabulary import Expects, Medium
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people

#: How the ids of replies begin that were given on a page of ours; no provider has them.
ON_PAGE = "page:"


@dataclass(frozen=True, slots=True)
class Noted:
    """A nudge, whose it is, and what it was about; `practice` and `take` are None if it was a summary.

    `attempt_id` is its last attempt, by which an answer is tied to it.
    """

    person: Person = field(repr=False)
    plan: str | None
    step: str | None
    local_date: date
    due_at: datetime
    practice: str | None
    take: int | None
    expects: Expects
    medium: Medium
    attempt_id: str | None


def noted(tx: Tx, nudge_id: int, local_date: date) -> Noted | None:
    """The nudge with this id and local date, which are its key where nudges stand by month, or None."""
    n = t.nudge.c
    row = tx.conn.execute(
        select(
            n.person_id, n.plan, n.step, n.due_at, n.practice, n.take, n.expects, n.medium, n.attempt_id
        ).where(n.id == nudge_id, n.local_date == local_date)
    ).first()
    person = people.get(tx, row.person_id) if row else None
    if row is None or person is None:
        return None
    expects = Expects(row.expects) if row.expects else Expects.DONE
    return Noted(
        *(person, row.plan, row.step, local_date, row.due_at, row.practice, row.take, expects),
        *(Medium(row.medium), row.attempt_id),
    )


def answers_on_page(tx: Tx, person_id: str, nudge_id: int) -> int:
    """How often a nudge was answered on its page."""
    r = t.reply.c
    theirs = select(func.count()).where(
        r.person_id == person_id, r.provider_id.startswith(f"{ON_PAGE}{nudge_id}:", autoescape=True)
    )
    return int(tx.conn.execute(theirs).scalar_one())
