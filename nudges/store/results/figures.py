"""Figures by week. For everybody they are read from tables that are made again now and then, so that a page
answers at once however many people there are; for one coach's people they are counted when asked for.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, and_, case, delete, func, insert, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from nudges.core.person.person import State
from nudges.core.reply.meaning import Kind
from nudges.core.status import SENT
from nudges.core.vocabulary import Agreement
from nudges.store import tables as t
from nudges.store.db import Tx

#: Somebody is silent who did not answer so many nudges in a row.
SILENT = 5

#: Ids are given out in order, and committed a little out of order.
_SLACK = 10_000

WEEK = timedelta(days=7)

#: What a figure counts, and what the provider says of it.
_COUNTS = ("nudges", "segments", "asked", "answered", "done", "not_done", "rated", "sum_ratings")
_BILL = ("bills", "billed", "price")

#: One row, by the names of its columns.
Row = Mapping[Any, Any]


class monday(FunctionElement[date]):  # noqa: N801
    """The Monday of a date's week."""

    type = Date()
    inherit_cache = True


@compiles(monday, "postgresql")
def _pg_monday(element: Any, compiler: Any, **given: Any) -> str:
    day = compiler.process(element.clauses, **given)
    return f"({day} - (extract(isodow FROM {day})::int - 1))"


@compiles(monday, "sqlite")
def _sqlite_monday(element: Any, compiler: Any, **given: Any) -> str:
    return f"date({compiler.process(element.clauses, **given)}, 'weekday 0', '-6 days')"


def mine(person_id: Any, caseload_of: str | None) -> list[Any]:
    """Limits a query to the people whom this coach looks after; None: to nobody."""
    if caseload_of is None:
        return []
    return [person_id.in_(select(t.caseload.c.person_id).where(t.caseload.c.staff_id == caseload_of))]


def _answers(limits: Sequence[Any]) -> Any:
    """What was answered to each nudge. A phone's reaction is no answer, nor is what was taken back."""
    r = t.reply.c
    counts = r.undone_at.is_(None), r.kind != Kind.REACTION, r.nudge_id.is_not(None)
    return (
        select(
            r.nudge_id,
            func.max(case((r.kind == Kind.DONE, 1), else_=0)).label("done"),
            func.max(case((r.kind == Kind.NOT_DONE, 1), else_=0)).label("not_done"),
            func.max(r.rating).label("rating"),
        )
        .where(*counts, *limits)
        .group_by(r.nudge_id)
        .subquery()
    )


def _bills(limits: Sequence[Any]) -> Any:
    a = t.attempt.c
    sums = func.sum(a.billed).label("billed"), func.sum(a.price).label("price")
    query = select(a.nudge_id, *sums, func.max(a.currency).label("currency"))
    return query.where(a.billed.is_not(None), *limits).group_by(a.nudge_id).subquery()


def counted(since: date, until: date, first_id: int = 0, caseload_of: str | None = None) -> Select[Any]:
    """The figures of the weeks from `since` until before `until`, counted from the nudges themselves."""
    n, r, a = t.nudge.c, t.reply.c, t.attempt.c
    told = _answers([r.nudge_id >= first_id, *mine(r.person_id, caseload_of)])
    bill = _bills([a.nudge_id >= first_id, *mine(a.person_id, caseload_of)])
    asked = and_(n.status.in_(SENT), n.expects.is_not(None))
    answered = and_(asked, told.c.nudge_id.is_not(None))

    def total(value: Any) -> Any:
        return func.coalesce(func.sum(value), 0)

    def number(when: Any) -> Any:
        return total(case((when, 1), else_=0))

    of = {
        "week": monday(n.local_date),
        "plan": case((n.step.is_(None), ""), else_=func.coalesce(n.plan, "")),
        "step": func.coalesce(n.step, n.message, ""),
        "practice": func.coalesce(n.practice, ""),
        "take": func.coalesce(n.take, 0),
        "medium": n.medium,
        "status": n.status,
        "reason": func.coalesce(n.reason, ""),
        "code": func.coalesce(n.reason_values["provider_code"].as_string(), ""),
    }
    counts = {
        "nudges": func.count(),
        "segments": total(case((n.status.in_(SENT), n.segments))),
        "asked": number(asked),
        "answered": number(answered),
        "done": number(and_(answered, told.c.done == 1)),
        "not_done": number(and_(answered, told.c.done == 0, told.c.not_done == 1)),
        "rated": number(and_(answered, told.c.rating.is_not(None))),
        "sum_ratings": total(case((asked, told.c.rating))),
        "bills": number(bill.c.nudge_id.is_not(None)),
        "billed": total(bill.c.billed),
        "price": total(bill.c.price),
        "currency": func.coalesce(func.max(bill.c.currency), ""),
        "first_id": func.min(n.id),
    }
    return (
        select(*(column.label(name) for name, column in (of | counts).items()))
        .select_from(t.nudge)
        .outerjoin(told, told.c.nudge_id == n.id)
        .outerjoin(bill, bill.c.nudge_id == n.id)
        .where(n.local_date >= since, n.local_date < until, n.id >= first_id)
        .where(*mine(n.person_id, caseload_of))
        .group_by(*of.values())
    )


def cohorts_counted(
    since: date, until: date, first_id: int = 0, caseload_of: str | None = None
) -> Select[Any]:
    """Nudges that were asked and answered, by week, plan, and the week in which these people began it."""
    n, e, r = t.nudge.c, t.enrolment.c, t.reply.c
    told = _answers([r.nudge_id >= first_id, *mine(r.person_id, caseload_of)])
    of = {"week": monday(n.local_date), "plan": e.plan, "began": monday(e.starts_on)}
    same = and_(e.person_id == n.person_id, e.plan == n.plan)
    return (
        select(
            *(column.label(name) for name, column in of.items()),
            func.count().label("asked"),
            func.count(told.c.nudge_id).label("answered"),
        )
        .select_from(t.nudge)
        .join(t.enrolment, same)
        .outerjoin(told, told.c.nudge_id == n.id)
        .where(n.local_date >= since, n.local_date < until, n.id >= first_id)
        .where(n.status.in_(SENT), n.expects.is_not(None), *mine(n.person_id, caseload_of))
        .group_by(*of.values())
    )


def standing(caseload_of: str | None = None) -> Select[Any]:
    """How those who began a plan in the same week stand now."""
    e, p = t.enrolment.c, t.person.c
    gone = p.state.in_([State.STOPPED, State.ERASED])
    of = {"plan": e.plan, "began": monday(e.starts_on)}

    def number(when: Any) -> Any:
        return func.coalesce(func.sum(case((when, 1), else_=0)), 0)

    return (
        select(
            *(column.label(name) for name, column in of.items()),
            func.count().label("people"),
            number(gone).label("stopped"),
            number(and_(~gone, e.quiet >= SILENT)).label("silent"),
        )
        .join(t.person, p.id == e.person_id)
        .where(*mine(e.person_id, caseload_of))
        .group_by(*of.values())
    )


def renew(tx: Tx, since: date, until: date) -> tuple[list[Row], list[Row]]:
    """The rows of both tables for the weeks from `since`, counted anew; they are not written yet."""
    first = max(0, _first_id(tx, since) - _SLACK)
    figures: list[Row] = [row._mapping for row in tx.conn.execute(counted(since, until, first))]
    last = until - WEEK
    none = dict.fromkeys(("people", "stopped", "silent", "asked", "answered"), 0)
    cohorts: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in tx.conn.execute(cohorts_counted(since, until, first)):
        cohorts[row.week, row.plan, row.began] = none | dict(row._mapping)
    for row in tx.conn.execute(standing()):
        key = (last, row.plan, row.began)
        cohorts[key] = none | {"week": last} | cohorts.get(key, {}) | dict(row._mapping)
    return figures, [*cohorts.values()]


def _first_id(tx: Tx, since: date) -> int:
    f = t.week_figure.c
    later = select(func.min(f.first_id)).where(f.week >= since)
    before = select(func.max(f.first_id)).where(f.week < since)
    return tx.conn.execute(later).scalar() or tx.conn.execute(before).scalar() or 0


def write(tx: Tx, since: date, figures: Sequence[Row], cohorts: Sequence[Row]) -> None:
    """These are the figures of the weeks from `since` now."""
    for table, rows in ((t.week_figure, figures), (t.week_cohort, cohorts)):
        tx.conn.execute(delete(table).where(table.c.week >= since))
        if rows:
            tx.conn.execute(insert(table), [dict(row) for row in rows])


def newest_week(tx: Tx) -> date | None:
    """The last week that was counted; None if none was."""
    return tx.conn.execute(select(func.max(t.week_figure.c.week))).scalar()


def has_plan(tx: Tx, plan: str) -> bool:
    """True if anybody was ever on this plan, or it has figures."""
    queries = (select(of.c.plan).where(of.c.plan == plan).limit(1) for of in (t.enrolment, t.week_figure))
    return any(tx.conn.execute(query).first() for query in queries)


def summed(
    tx: Tx, by: Sequence[str], since: date, until: date, plan: str = "", caseload_of: str | None = None
) -> list[Row]:
    """Figures of these weeks, added up by these columns; of one plan or all."""
    source: Any = t.week_figure if caseload_of is None else counted(since, until, 0, caseload_of).subquery()
    f = source.c
    within = [f.week >= since, f.week < until, *([f.plan == plan] if plan else [])]
    sums = (func.sum(f[name]).label(name) for name in (*_COUNTS, *_BILL))
    query = select(*(f[name] for name in by), *sums, func.max(f.currency).label("currency"))
    rows = tx.conn.execute(query.where(*within).group_by(*(f[name] for name in by)))
    return [row._mapping for row in rows]


def cohorts(
    tx: Tx, since: date, until: date, plan: str = "", caseload_of: str | None = None
) -> tuple[list[Row], list[Row]]:
    """By week and week of beginning what was asked and answered; and by week of beginning how they stand."""
    if caseload_of is not None:
        weeks = tx.conn.execute(cohorts_counted(since, until, 0, caseload_of))
        stands = tx.conn.execute(standing(caseload_of))
    else:
        c = t.week_cohort
        newest = select(func.max(c.c.week)).scalar_subquery()
        weeks = tx.conn.execute(select(c).where(c.c.week >= since, c.c.week < until, c.c.asked > 0))
        stands = tx.conn.execute(select(c).where(c.c.week == newest))
    return [row._mapping for row in weeks if plan in ("", row.plan)], [
        row._mapping for row in stands if plan in ("", row.plan)
    ]


def stops(tx: Tx, since: datetime, caseload_of: str | None = None) -> list[datetime]:
    """When each person first said STOP since then: whoever says it again after START counts once."""
    c = t.consent.c
    said = c.given.is_(False), c.about == Agreement.MESSAGES, c.at >= since
    first = select(func.min(c.at)).where(*said, *mine(c.person_id, caseload_of)).group_by(c.person_id)
    return list(tx.conn.execute(first).scalars())
