"""Lists of people, by plan and week, state, coach, language and last answer. Not by name: that is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from nudges.core.person.person import Person, State
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people


class LastAnswer(StrEnum):
    """When somebody answered last; whoever never did is in all but the first."""

    RECENT = "recent"  # within 7 days
    WEEK = "week"  # not for 7 days
    MONTH = "month"  # not for 28 days
    NEVER = "never"


#: No answer since so long ago.
_SINCE = {LastAnswer.RECENT: 7, LastAnswer.WEEK: 7, LastAnswer.MONTH: 28}


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom is meant; what is empty does not limit. `caseload_of` limits to one coach's people whatever else.

    `week`: those in this week of `plan`, or of any plan, counted from 1; by the date in UTC, so within a day
    of the date where they are. `ids`: none but these.
    """

    plan: str = ""
    state: State | None = None
    coach: str = ""
    locale: str = ""
    caseload_of: str | None = None
    week: int = 0
    answered: LastAnswer | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What a list says beside a person: their plans, their coach, when they last answered, and the number of
    their newest open case."""

    plans: tuple[str, ...]
    coach: str | None
    answered_at: datetime | None
    case: int | None


def page(tx: Tx, wanted: Filter, now: datetime, after: str, most: int, words: Sequence[str]) -> list[Person]:
    """People by id, those after `after`; of their words only `words` are opened, since each costs time."""
    query = matching(wanted, now).where(t.person.c.id > after).order_by(t.person.c.id).limit(most)
    return [people.opened(tx, row, words) for row in tx.conn.execute(query)]


def beside(tx: Tx, person_ids: Sequence[str]) -> dict[str, Beside]:
    """The rest of the line for each of these people."""
    r, c, k = t.reply.c, t.caseload.c, t.person_case.c
    enrolled = people.enrolments_of(tx, person_ids)
    coaches = select(c.person_id, c.staff_id).where(c.person_id.in_(person_ids))
    newest = select(r.person_id, func.max(r.at).label("at")).where(r.person_id.in_(person_ids))
    waiting = select(k.person_id, func.max(k.id).label("id")).where(
        k.person_id.in_(person_ids), k.closed_at.is_(None)
    )
    case = {row.person_id: row.id for row in tx.conn.execute(waiting.group_by(k.person_id))}
    coach = {row.person_id: row.staff_id for row in tx.conn.execute(coaches)}
    last = {row.person_id: row.at for row in tx.conn.execute(newest.group_by(r.person_id))}
    return {
        one: Beside(tuple(on.plan for on in enrolled[one]), coach.get(one), last.get(one), case.get(one))
        for one in person_ids
    }


def matching(wanted: Filter, now: datetime) -> Select[Any]:
    """The rows of `people.COLUMNS` of everybody who is meant."""
    p, e, c = t.person.c, t.enrolment.c, t.caseload.c
    query = select(*people.COLUMNS).where(p.state != State.ERASED)
    begun = or_(p.paused_from.is_(None), p.paused_from <= now)
    match wanted.state:
        case None:
            pass
        case State.PAUSED:
            query = query.where(p.state == State.ACTIVE, p.paused_until > now, begun)
        case State.ACTIVE:
            awake = or_(p.paused_until.is_(None), p.paused_until <= now, p.paused_from > now)
            query = query.where(p.state == State.ACTIVE, awake)
        case state:
            query = query.where(p.state == state)
    if wanted.plan or wanted.week:
        enrolled = select(e.person_id)
        if wanted.plan:
            enrolled = enrolled.where(e.plan == wanted.plan)
        if wanted.week:
            first = now.date() - timedelta(days=7 * wanted.week - 1)
            enrolled = enrolled.where(e.starts_on.between(first, first + timedelta(days=6)))
        query = query.where(p.id.in_(enrolled))
    if wanted.answered:
        theirs = exists().where(t.reply.c.person_id == p.id)
        if days := _SINCE.get(wanted.answered):
            theirs = theirs.where(t.reply.c.at >= now - timedelta(days=days))
        query = query.where(theirs if wanted.answered is LastAnswer.RECENT else ~theirs)
    if wanted.ids:
        query = query.where(p.id.in_(wanted.ids))
    if wanted.locale:  # "es" is everybody's who reads Spanish, es-MX too
        query = query.where(or_(p.locale == wanted.locale, p.locale.startswith(f"{wanted.locale}-")))
    for coach in (wanted.coach, wanted.caseload_of):
        if coach:
            query = query.where(p.id.in_(select(c.person_id).where(c.staff_id == coach)))
    return query
