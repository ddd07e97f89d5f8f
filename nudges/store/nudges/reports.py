"""What a provider reports of attempts: many at once are read in three statements and written in two."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, String, case, func, null, select, update

from nudges.core.person.person import Person
from nudges.core.reasons import Reason, written
from nudges.core.status import SENT, Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.outbox import outbox
from nudges.store.people import people
from nudges.store.sql.rows_param import IDS, Given


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt and the nudge it was made for, as they stand; nobody else changes them until commit.

    `other` is the attempt that the nudge stands or falls with, if it is not this one; `failed` how many of
    its other attempts the provider took and then did not deliver. `person` is without their words, unless
    they were asked for.
    """

    id: str
    at: datetime
    outcome: Status
    nudge_id: int
    local_date: date
    status: Status
    person: Person
    medium: Medium
    plan: str | None
    step: str | None
    message: ServiceMessage | None
    due_at: datetime
    expires_at: datetime
    tries: int
    failed: int
    other: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What a provider says of an attempt, and what its nudge becomes by that; None if it stays as it is.

    With `ready_at` the nudge is tried again then.
    """

    case: Tried
    outcome: Status
    code: str | None
    provider_id: str | None
    now: datetime
    status: Status | None = None
    why: Reason | None = None
    ready_at: datetime | None = None


@cache
def _theirs(dialect: str) -> Select[Any]:
    return select(t.attempt.c.person_id).where(t.attempt.c.id.in_(select(IDS.table(dialect).c.id)))


@cache
def _held(dialect: str) -> Any:
    p = t.person.c
    query = select(p.id).where(p.id.in_(_theirs(dialect))).order_by(p.id)
    return query.with_for_update(key_share=True)


@cache
def _people(dialect: str) -> Any:
    return select(*people.COLUMNS).where(t.person.c.id.in_(_theirs(dialect)))


@cache
def _nudges(dialect: str) -> Any:
    n, a = t.nudge, t.attempt.c
    ours = select(a.nudge_id).where(a.id.in_(select(IDS.table(dialect).c.id)))
    return select(n).where(n.c.id.in_(ours)).order_by(n.c.id).with_for_update()


@cache
def _attempts(dialect: str) -> Any:
    a, one = t.attempt.c, t.attempt.alias().c
    ours = select(one.nudge_id).where(one.id.in_(select(IDS.table(dialect).c.id)))
    query = select(a.id, a.nudge_id, a.at, a.outcome).where(a.nudge_id.in_(ours)).order_by(a.id)
    return query.with_for_update()


def tried(
    tx: Tx, attempt_ids: Sequence[str], *, hold: Collection[str] = (), words: Collection[str] = ()
) -> dict[str, Tried]:
    """Those of these attempts that are ours, held, by id.

    `hold`: attempts whose person is held as well (`people.hold`); `words`: those whose person is wanted with
    number and address. Everybody locks people before nudges and nudges before attempts, each in the order
    of their ids, to avoid deadlocks.
    """
    dialect, given = tx.conn.dialect.name, IDS.bound([(one,) for one in attempt_ids])
    if hold:
        tx.conn.execute(_held(dialect), IDS.bound([(one,) for one in sorted(hold)])).all()
    nudges = {row.id: row for row in tx.conn.execute(_nudges(dialect), given)}
    if not nudges:
        return {}
    attempts = tx.conn.execute(_attempts(dialect), given).all()
    persons = {row.id: row for row in tx.conn.execute(_people(dialect), given)}
    wanted, of_nudge = set(attempt_ids), dict[int, list[Any]]()
    for row in attempts:
        of_nudge.setdefault(row.nudge_id, []).append(row)
    return {
        row.id: _case(tx, row, nudges[row.nudge_id], of_nudge[row.nudge_id], persons, row.id in words)
        for row in attempts
        if row.id in wanted
    }


def _case(
    tx: Tx, attempt: Any, nudge: Any, attempts: Sequence[Any], persons: Mapping[str, Any], words: bool
) -> Tried:
    own = nudge.attempt_id or attempt.id
    status = Status(nudge.status)
    if nudge.attempt_id is None and status is Status.SENDING:  # claimed to be tried again, not tried yet
        status = Status.QUEUED
    others = [one.outcome for one in attempts if one.id != attempt.id]
    return Tried(
        id=attempt.id,
        at=attempt.at,
        outcome=Status(attempt.outcome),
        nudge_id=nudge.id,
        local_date=nudge.local_date,
        status=status,
        person=people.opened(tx, persons[nudge.person_id], people.WORDS if words else ()),
        medium=Medium(nudge.medium),
        plan=nudge.plan,
        step=nudge.step,
        message=nudge.message and ServiceMessage(nudge.message),
        due_at=nudge.due_at,
        expires_at=nudge.expires_at,
        tries=nudge.tries,
        failed=sum(outcome == Status.FAILED for outcome in others),
        other=own if own != attempt.id else None,
    )


_NEWS = Given(
    attempt_id=String(),
    outcome=String(),
    code=String(),
    provider_id=String(),
    nudge_id=t.nudge.c.id.type,
    local_date=Date(),
    status=String(),
    reason=String(),
    reason_values=t.nudge.c.reason_values.type,
    ready_at=t.nudge.c.ready_at.type,
    now=t.nudge.c.changed_at.type,
)


@cache
def _told(dialect: str) -> Any:
    a, given = t.attempt, _NEWS.table(dialect).c
    return (
        update(a)
        .where(a.c.id == given.attempt_id)
        .values(
            outcome=given.outcome,
            code=given.code,
            provider_id=func.coalesce(given.provider_id, a.c.provider_id),
        )
    )


@cache
def _moved(dialect: str, tells: bool) -> Any:
    n, given = t.nudge, _NEWS.table(dialect).c
    again = given.ready_at.is_not(None)
    change = (
        update(n)
        .where(n.c.id == given.nudge_id, n.c.local_date == given.local_date, given.status.is_not(None))
        .values(
            status=given.status,
            reason=given.reason,
            reason_values=given.reason_values,
            attempt_id=given.attempt_id,
            ready_at=func.coalesce(given.ready_at, n.c.ready_at),
            sent_at=case((again, null()), else_=func.coalesce(n.c.sent_at, given.now)),
            # nobody holds it then, so that a receipt which comes after its own report does not call the new
            # try off
            holder=case((again, null()), else_=n.c.holder),
            lease_until=None,
            changed_at=given.now,
        )
    )
    return change.returning(*outbox.NUDGE) if tells else change


def told(tx: Tx, news: Sequence[News]) -> None:
    """Write down what the provider says of held attempts, each of another nudge."""
    if not news:
        return
    tx.conn.execute(_told(tx.conn.dialect.name), _bound(news))
    moving = [one for one in news if one.status]
    if tx.tells:  # of those whose report was quicker than their receipt, that they were accepted
        quick = [one for one in moving if one.status is Status.DELIVERED and one.case.status not in SENT]
        _move(tx, [replace(one, status=Status.ACCEPTED) for one in quick])
    _move(tx, moving)


def _move(tx: Tx, news: Sequence[News]) -> None:
    if news:
        moved = tx.conn.execute(_moved(tx.conn.dialect.name, tx.tells), _bound(news))
        if tx.tells:
            outbox.write_moved(tx, moved.all())


def _bound(news: Sequence[News]) -> dict[str, object]:
    return _NEWS.bound(
        [
            (
                *(one.case.id, one.outcome, one.code, one.provider_id),
                *(one.case.nudge_id, one.case.local_date, one.status, *written(one.why)),
                *(one.ready_at, one.now),
            )
            for one in news
        ]
    )
