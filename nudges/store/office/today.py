"""What a day in the office begins with: who fell silent, what failed, what goes out by hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select

from nudges.core.person.person import State
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges.queue import standing_as

#: The newest failures whose people are named.
_NEWEST = 200


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who used to answer: `quiet` nudges in a row were not answered since."""

    person_id: str
    quiet: int
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """What a provider refused with one code, how often, and of whom last. `code` "" if it gave none."""

    medium: Medium
    code: str
    count: int
    person_ids: tuple[str, ...]


def silent(tx: Tx, quiet: int, answers: int, caseload_of: str | None, most: int) -> list[Silent]:
    """Active people whose last `quiet` nudges or more were not answered, and who had answered at least
    `answers` times before; the longest silence first."""
    e, p, r = t.enrolment.c, t.person.c, t.reply.c
    longest = func.max(e.quiet).label("quiet")
    query = (
        select(e.person_id, longest)
        .where(e.quiet >= quiet, *_mine(e.person_id, caseload_of))
        .group_by(e.person_id)
        .order_by(longest.desc(), e.person_id)
        .limit(most * 20)  # of whom some stopped, and some never answered
    )
    found = {row.person_id: int(row.quiet) for row in tx.conn.execute(query)}
    spoke = (
        select(r.person_id, func.max(r.at).label("at"))
        .join(t.person, p.id == r.person_id)
        .where(r.person_id.in_(list(found)), r.nudge_id.is_not(None), p.state == State.ACTIVE)
        .group_by(r.person_id)
        .having(func.count() >= answers)
    )
    told = [Silent(row.person_id, found[row.person_id], row.at) for row in tx.conn.execute(spoke)]
    return sorted(told, key=lambda one: (-one.quiet, one.person_id))[:most]


def failed(tx: Tx, since: datetime, caseload_of: str | None, most: int) -> list[Failed]:
    """What providers refused since then by medium and code, the most frequent first, with up to `most` people
    of each."""
    n = t.nudge.c
    code = func.coalesce(n.reason_values["provider_code"].as_string(), "").label("code")
    recent = standing_as(Status.FAILED), n.changed_at >= since, *_mine(n.person_id, caseload_of)
    kinds = select(n.medium, code, func.count().label("count_")).where(*recent).group_by(n.medium, code)
    newest = select(n.person_id, n.medium, code).where(*recent).order_by(n.changed_at.desc()).limit(_NEWEST)
    people: dict[tuple[str, str], dict[str, None]] = {}
    for row in tx.conn.execute(newest):
        people.setdefault((row.medium, row.code), {})[row.person_id] = None
    found = [
        Failed(Medium(row.medium), row.code, row.count_, tuple(people.get((row.medium, row.code), ()))[:most])
        for row in tx.conn.execute(kinds)
    ]
    return sorted(found, key=lambda one: (-one.count, one.code))


def by_hour(tx: Tx, since: datetime, hours: int, caseload_of: str | None) -> Sequence[int]:
    """How many nudges are to go out in each of the next hours: those that wait, and the next of each step,
    unless its person is in a pause or hold by then. Whoever stopped or never agreed has no next step."""
    given: dict[str, Any] = {f"h{k}": since + timedelta(hours=k) for k in range(hours + 1)}
    if caseload_of is not None:
        given["coach"] = caseload_of
    counts = tx.conn.execute(_by_hour(hours, caseload_of is not None), given).one()
    return [int(one) for one in counts]


@cache
def _by_hour(hours: int, of_coach: bool) -> Any:
    """Built once: it is two counts an hour, and putting that together takes longer than the counting."""
    n, up = t.nudge.c, t.upcoming.c
    coach: Any = bindparam("coach") if of_coach else None
    p = t.person.c
    begun = or_(p.paused_from.is_(None), p.paused_from <= up.due_at)
    awake = ~exists().where(p.id == up.person_id, p.paused_until > up.due_at, begun)

    def counted(at: Any, person: Any, k: int, *waits: Any) -> Any:
        first, after = (bindparam(f"h{hour}", type_=at.type) for hour in (k, k + 1))
        within = and_(at >= first, at < after)
        return select(func.count()).where(within, *waits, *_mine(person, coach)).scalar_subquery()

    return select(
        *(
            counted(up.due_at, up.person_id, k, awake)
            + counted(n.ready_at, n.person_id, k, standing_as(Status.QUEUED), n.medium.in_(list(Medium)))
            for k in range(hours)
        )
    )


def _mine(person_id: Any, caseload_of: Any) -> list[Any]:
    if caseload_of is None:
        return []
    return [person_id.in_(select(t.caseload.c.person_id).where(t.caseload.c.staff_id == caseload_of))]
