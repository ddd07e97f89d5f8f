"""The research table, read from the nudges a few thousand at a time: ids, codes and numbers, never a word."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, select

from nudges.core.person.person import State
from nudges.core.reply.meaning import Kind
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.results.figures import mine

#: Rows of one look at the database.
CHUNK = 2_000


def chunks(
    db: Db, since: date, until: date, plan: str, caseload_of: str | None
) -> Iterator[list[tuple[Any, list[Any]]]]:
    """Every nudge of a step in these days (local), with the answers to it, in the order of their ids.

    Each chunk is a transaction of its own, so that a long download holds nothing up.
    """
    f, after = t.week_figure.c, 0
    with db.read() as tx:
        begun = since - timedelta(days=6)  # figures are by the Monday of their week
        first = tx.conn.execute(select(func.min(f.first_id)).where(f.week >= begun)).scalar()
        after = max(0, (first or 0) - 10_000)
    while True:
        with db.read() as tx:
            rows = _nudges(tx, after, since, until, plan, caseload_of)
            answers = _answers(tx, [row.id for row in rows])
        if not rows:
            return
        yield [(row, answers.get(row.id, [])) for row in rows]
        after = rows[-1].id


def _nudges(
    tx: Tx, after: int, since: date, until: date, plan: str, caseload_of: str | None
) -> Sequence[Any]:
    n, p, e = t.nudge.c, t.person.c, t.enrolment.c
    bill = (
        select(func.sum(t.attempt.c.billed)).where(t.attempt.c.nudge_id == n.id).correlate(t.nudge)
    ).scalar_subquery()
    columns = (
        *(n.id, n.person_id, n.plan, n.step, n.local_date, n.n, n.again, n.due_at, n.medium, n.status),
        *(n.reason, n.reason_values, n.expects, n.practice, n.take, n.content_version, n.segments, n.sent_at),
        *(p.zone, e.starts_on, bill.label("billed")),
    )
    query = (
        select(*columns)
        .select_from(t.nudge)
        .join(t.person, p.id == n.person_id)
        .outerjoin(t.enrolment, and_(e.person_id == n.person_id, e.plan == n.plan))
        .where(n.id > after, n.local_date >= since, n.local_date < until, n.step.is_not(None))
        .where(p.state != State.ERASED, *mine(n.person_id, caseload_of))
        .order_by(n.id)
        .limit(CHUNK)
    )
    return tx.conn.execute(query.where(n.plan == plan) if plan else query).all()


def _answers(tx: Tx, nudge_ids: Sequence[int]) -> dict[int, list[Any]]:
    r = t.reply.c
    found: dict[int, list[Any]] = {}
    query = select(r.nudge_id, r.kind, r.rating, r.at).where(
        r.nudge_id.in_(nudge_ids), r.undone_at.is_(None), r.kind != Kind.REACTION
    )
    for row in tx.conn.execute(query.order_by(r.at, r.id)):
        found.setdefault(row.nudge_id, []).append(row)
    return found
