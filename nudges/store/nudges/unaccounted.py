"""Nudges that may have been sent without this database knowing: due while nobody looked, never tried here."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from nudges.core.reasons import Reason
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges.queue import Claimed, claimed_from, standing_as
from nudges.store.outbox import outbox
from nudges.store.people import people


def untried(
    tx: Tx, medium: Medium, now: datetime, after: str, limit: int, missed_since: datetime | None
) -> list[Claimed]:
    """Nudges that are due and were never tried, all of each person's, by the persons' ids after `after`.

    Nobody claims them by this. With `missed_since` also those that were due from then on and were written
    off as missed.
    """
    n = t.nudge.c
    due = and_(standing_as(Status.QUEUED), n.ready_at <= now)
    if missed_since is not None:
        due = or_(due, and_(n.status == Status.MISSED, n.ready_at.between(missed_since, now)))
    rows = tx.conn.execute(
        select(
            *(n.id, n.person_id, n.plan, n.step, n.message, n.local_date, n.due_at),
            *(n.ready_at, n.expires_at, n.medium, n.expects, n.tries, n.body, n.practice, n.take),
        )
        .where(due, n.medium == medium, n.attempt_id.is_(None), n.person_id > after)
        .order_by(n.person_id, n.id)
        .limit(limit)
    ).all()
    if len(rows) == limit and rows[0].person_id != rows[-1].person_id:  # the last person may have more
        rows = [row for row in rows if row.person_id != rows[-1].person_id]
    ids = {row.person_id for row in rows}
    persons = {row.id: row for row in tx.conn.execute(select(*people.COLUMNS).where(t.person.c.id.in_(ids)))}
    return [claimed_from(tx, row, "", persons[row.person_id]) for row in rows]


def known(tx: Tx, provider_ids: Collection[str]) -> set[str]:
    """Of these messages those whose attempt is written here."""
    a = t.attempt.c
    return set(tx.conn.execute(select(a.provider_id).where(a.provider_id.in_(provider_ids))).scalars())


def unnamed(tx: Tx, person_id: str) -> list[str]:
    """The words of a person's attempts of which it is not known what the provider calls them, if it does."""
    n, a = t.nudge, t.attempt
    rows = tx.conn.execute(
        select(n.c.body, t.person.c.data_key)
        .join(a, a.c.id == n.c.attempt_id)
        .join(t.person, t.person.c.id == n.c.person_id)
        .where(n.c.person_id == person_id, a.c.provider_id.is_(None))
    )
    opened = [tx.vault.box(row.data_key).open(row.body) for row in rows if row.data_key]
    return [text for text in opened if text]


def accounted(
    tx: Tx,
    case: Claimed,
    attempt: dict[str, Any],
    at: datetime,
    why: Reason,
    said: tuple[str | None, int | None],
) -> bool:
    """This nudge was sent, as `attempt` says; False if it has moved on since it was read.

    `said`: the practice it said, and in which take.
    """
    n = t.nudge
    stands = or_(n.c.status == Status.QUEUED, n.c.status == Status.MISSED)
    sent = (
        update(n)
        .where(n.c.id == case.id, n.c.local_date == case.local_date, stands, n.c.attempt_id.is_(None))
        .values(
            status=Status.ACCEPTED,
            reason=why.code,
            reason_values=why.values(),
            attempt_id=attempt["id"],
            body=attempt.pop("body"),
            practice=said[0],
            take=said[1],
            tries=n.c.tries + 1,
            sent_at=at,
            changed_at=at,
        )
    )
    if not outbox.moved(tx, sent):
        return False
    same = {"nudge_id": case.id, "person_id": case.person.id, "at": at, "outcome": Status.ACCEPTED}
    tx.conn.execute(insert(t.attempt).values(same | attempt))
    return True


def write_off(tx: Tx, media: Sequence[Medium], now: datetime, why: Reason) -> int:
    """Untried nudges that are due by these media end as missed; returns how many."""
    n = t.nudge
    due = and_(standing_as(Status.QUEUED), n.c.ready_at <= now, n.c.attempt_id.is_(None))
    missed = {"status": Status.MISSED, "reason": why.code, "reason_values": why.values(), "changed_at": now}
    return outbox.moved(tx, update(n).where(due, n.c.medium.in_(media)).values(missed))
