"""Attempts to ask the provider's records about: those that may have gone, and those nothing was heard of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select, update

from nudges.core.person.person import Person
from nudges.core.reasons import Reason
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges.queue import standing_as
from nudges.store.people import people

#: So many looks that find nothing, and the nudge is tried once more.
LOOKS = 2

#: How long after the attempt the first look is worth it, from the first to the second, and between more.
FIRST, SECOND, MORE = timedelta(seconds=45), timedelta(seconds=60), timedelta(minutes=10)

#: What was accepted is asked about this long after it was sent, as often again, and no more after the last.
SILENT, FORGOTTEN = timedelta(hours=24), timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One attempt to ask about. `to` and `text` are its message; None if the person was erased.

    `earlier` is the attempt of the same nudge that was in doubt before it, made at `since` (else `since` is
    its own moment). `looks` were in vain so far.
    """

    attempt_id: str
    provider_id: str | None
    nudge_id: int
    local_date: date
    person: Person
    medium: Medium
    plan: str | None
    step: str | None
    message: ServiceMessage | None
    due_at: datetime
    expires_at: datetime
    since: datetime
    looks: int
    earlier: str | None
    to: str | None = field(repr=False)
    text: str | None = field(repr=False)


def unknown(tx: Tx, media: Collection[Medium], now: datetime, limit: int) -> list[Doubt]:
    """Unknown attempts it is time to look for; nobody else looks for them in the next minute."""
    n, a = t.nudge, t.attempt
    time_to_look = or_(
        and_(a.c.looked_at.is_(None), a.c.at <= now - FIRST),
        and_(a.c.looks < LOOKS, a.c.looked_at <= now - SECOND),
        a.c.looked_at <= now - MORE,
        # our clock was hours ahead then: it is time by any other
        and_(a.c.looked_at.is_(None), a.c.at > now + MORE),
        a.c.looked_at > now + MORE,
    )
    in_doubt = and_(
        standing_as(Status.SENDING, Status.UNKNOWN),  # by its index
        n.c.status == Status.UNKNOWN,
        n.c.medium.in_(media),
        time_to_look,
    )
    return _taken(tx, _about(in_doubt).order_by(a.c.at, n.c.id), now, limit)


def unreported(tx: Tx, media: Collection[Medium], now: datetime, limit: int) -> list[Doubt]:
    """Accepted texts of which nothing was heard for a day, each at most once a day, oldest first."""
    if Medium.SMS not in media:
        return []
    n, a = t.nudge, t.attempt
    silent = and_(
        standing_as(Status.ACCEPTED),  # with the next, by its index
        n.c.medium == literal_column(f"'{Medium.SMS}'"),
        n.c.sent_at.between(now - FORGOTTEN, now - SILENT),
        a.c.provider_id.is_not(None),
        or_(a.c.looked_at.is_(None), a.c.looked_at <= now - SILENT),
    )
    return _taken(tx, _about(silent).order_by(n.c.sent_at, n.c.id), now, limit)


def _about(which: ColumnElement[bool]) -> Select[Any]:
    n, a = t.nudge, t.attempt
    before = a.alias("before")
    doubted = and_(before.c.nudge_id == n.c.id, before.c.looks >= LOOKS, before.c.id != a.c.id)
    return (
        select(
            *(
                n.c.id,
                n.c.local_date,
                n.c.person_id,
                n.c.medium,
                n.c.plan,
                n.c.step,
                n.c.message,
                n.c.due_at,
                n.c.expires_at,
            ),
            *(n.c.body, a.c.id.label("attempt_id"), a.c.provider_id, a.c.at, a.c.looks),
            *(before.c.id.label("earlier"), before.c.at.label("earlier_at")),
        )
        .join(a, a.c.id == n.c.attempt_id)
        .outerjoin(before, doubted)
        .where(which)
    )


def _taken(tx: Tx, query: Select[Any], now: datetime, limit: int) -> list[Doubt]:
    held = query.limit(limit).with_for_update(of=t.attempt, skip_locked=True)
    rows = {row.attempt_id: row for row in tx.conn.execute(held)}
    if not rows:
        return []
    tx.conn.execute(update(t.attempt).where(t.attempt.c.id.in_(rows)).values(looked_at=now))
    ids = {row.person_id for row in rows.values()}
    persons = {row.id: row for row in tx.conn.execute(select(*people.COLUMNS).where(t.person.c.id.in_(ids)))}
    return [_doubt(tx, row, persons[row.person_id]) for row in rows.values()]


def _doubt(tx: Tx, row: Any, person: Any) -> Doubt:
    who, medium = people.opened(tx, person), Medium(row.medium)
    readable = person.data_key and (who.phone or who.email)
    return Doubt(
        attempt_id=row.attempt_id,
        provider_id=row.provider_id,
        nudge_id=row.id,
        local_date=row.local_date,
        person=who,
        medium=medium,
        plan=row.plan,
        step=row.step,
        message=row.message and ServiceMessage(row.message),
        due_at=row.due_at,
        expires_at=row.expires_at,
        since=row.earlier_at or row.at,
        looks=row.looks,
        earlier=row.earlier,
        to=who.phone if medium is Medium.SMS else who.email,
        text=tx.vault.box(person.data_key).open(row.body) if readable else None,
    )


def of_others(tx: Tx, provider_ids: Sequence[str], attempt_id: str) -> set[str]:
    """Of these messages those that are known to be another attempt's."""
    a = t.attempt
    theirs = and_(a.c.provider_id.in_(provider_ids), a.c.id != attempt_id)
    return set(tx.conn.execute(select(a.c.provider_id).where(theirs)).scalars())


def in_vain(tx: Tx, doubt: Doubt) -> None:
    """The provider's records did not show it this time."""
    a = t.attempt
    tx.conn.execute(update(a).where(a.c.id == doubt.attempt_id).values(looks=doubt.looks + 1))


def try_again(tx: Tx, doubt: Doubt, why: Reason, now: datetime) -> bool:
    """Put a nudge that is still in doubt back into the queue; False if word of it came meanwhile.

    It keeps the attempt it had, so that word of that one can still settle it, until a worker claims it.
    """
    n = t.nudge
    moved = tx.conn.execute(
        update(n)
        .where(
            n.c.id == doubt.nudge_id,
            n.c.local_date == doubt.local_date,
            n.c.attempt_id == doubt.attempt_id,
            n.c.status == Status.UNKNOWN,
        )
        .values(
            status=Status.QUEUED,
            reason=why.code,
            reason_values=why.values(),
            ready_at=now,
            lease_until=None,
            changed_at=now,
        )
    )
    return bool(moved.rowcount)
