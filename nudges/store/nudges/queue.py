"""The row is the queue: claiming due nudges for one medium, at its sender's pace, and giving them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    update,
)

from nudges.core.person.person import Person
from nudges.core.status import Status
from nudges.core.vocabulary import Expects, Medium, ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Tx, db_clock, insert_new
from nudges.store.people import people
from nudges.store.sql.rows_param import IDS
from nudges.store.vault import Box

#: Seconds a worker may hold a claimed nudge; longer than any send can take (5 s connect, 15 s read).
LEASE = 60

#: Seconds of its pace that a sender may catch up on at once; the ticker looks once a second.
_BURST = 1.0

#: At a pace, this many nudges are looked at for each that may go, so that one person's many do not hold up
#: the others.
_FAIR = 10


@dataclass(frozen=True, slots=True)
class Claimed:
    """A nudge in one worker's hands. `holder` names the claim: whoever lost it can write nothing more.

    `person` has the number or the address that this medium needs, and no more of their words; `practice`
    and `take` are what an earlier try was written with.
    """

    id: int
    holder: str
    person: Person
    plan: str | None
    step: str | None
    message: ServiceMessage | None
    local_date: date
    due_at: datetime
    expires_at: datetime
    medium: Medium
    expects: Expects | None
    tries: int
    box: Box | None = field(repr=False)  # None: the person was erased
    text: str | None = field(default=None, repr=False)
    practice: str | None = None
    take: int | None = None


def standing_as(*statuses: Status) -> ColumnElement[bool]:
    """The condition of a partial index, word for word: with bound values SQLite would not use the index."""
    if len(statuses) == 1:
        return t.nudge.c.status == literal_column(f"'{statuses[0]}'")
    return t.nudge.c.status.in_([literal_column(f"'{status}'") for status in statuses])


def still(status: Status) -> ColumnElement[bool]:
    """That a nudge, found by its key, has this status. No index is meant.

    The CAST hides the value from SQLite's planner. A bound value might meet the condition of a partial index,
    so the statement would be planned anew at each use, which takes 0.1 ms.
    """
    return t.nudge.c.status == cast(status, String)


def claim(
    tx: Tx,
    medium: Medium,
    now: datetime,
    holder: str,
    limit: int,
    pace: float | None = None,
    without: Sequence[str] = (),
) -> list[Claimed]:
    """Take due nudges for `LEASE` seconds, oldest first, but for those of some plans; none is taken twice.

    None while the sender is held. At a `pace` (a second, shared by all workers) no more than it lets go
    now, and one of each person's before a second of anybody's.
    """
    allowed = room(tx, medium, pace)
    if allowed is not None:
        limit = min(limit, allowed)
    if limit < 1:
        return []
    taken = take(tx, medium, now, holder, limit, without, fair=allowed is not None)
    if pace is not None:
        spend(tx, medium, len(taken) / pace)
    return taken


def take(
    tx: Tx,
    medium: Medium,
    now: datetime,
    holder: str,
    limit: int,
    without: Sequence[str],
    *,
    fair: bool = False,
) -> list[Claimed]:
    """Claim for a caller who knows that there is room. `fair`: one of each person's before a second."""
    given = {"medium_is": medium, "by": now, "at_most": limit, "looked_at": limit * _FAIR, "claim": holder}
    rows = tx.conn.execute(_claim(fair, tuple(without)), given).all()
    if not rows:
        return []
    ids = IDS.bound([(row.person_id,) for row in rows])
    persons = {row.id: row for row in tx.conn.execute(_persons(tx.conn.dialect.name), ids)}
    return [
        claimed_from(tx, row, holder, persons[row.person_id])
        for row in sorted(rows, key=lambda row: (row.ready_at, row.id))
    ]


@cache
def _persons(dialect: str) -> Any:
    return select(*people.COLUMNS).where(t.person.c.id.in_(select(IDS.table(dialect).c.id)))


@cache
def _claim(fair: bool, without: tuple[str, ...]) -> Any:
    """The claim, built once: the same for every batch while the same plans are set aside."""
    n = t.nudge
    # a CTE, because PostgreSQL may run a plain subquery once a row, and then the limit limits nothing
    ready = _oldest("at_most", without).cte("ready")
    if fair:
        near = _oldest("looked_at", without).cte("near")
        turn = func.row_number().over(partition_by=near.c.person_id, order_by=(near.c.ready_at, near.c.id))
        ready = (
            select(near.c.id, near.c.local_date)
            .order_by(turn, near.c.ready_at, near.c.id)
            .limit(bindparam("at_most"))
            .cte("ready")
        )
    return (
        update(n)
        .where(n.c.id == ready.c.id, n.c.local_date == ready.c.local_date, still(Status.QUEUED))
        .values(
            status=Status.SENDING,
            holder=bindparam("claim"),
            lease_until=db_clock() + LEASE,
            attempt_id=None,
            tries=n.c.tries + 1,
            changed_at=bindparam("by"),
        )
        .returning(
            *(
                n.c.id,
                n.c.person_id,
                n.c.plan,
                n.c.step,
                n.c.message,
                n.c.local_date,
                n.c.due_at,
                n.c.ready_at,
            ),
            *(n.c.ready_at, n.c.expires_at, n.c.medium, n.c.expects, n.c.tries, n.c.body, n.c.practice),
            n.c.take,
        )
    )


def _oldest(limit: str, without: tuple[str, ...]) -> Select[Any]:
    n = t.nudge
    ready = select(n.c.id, n.c.local_date, n.c.person_id, n.c.ready_at).where(
        standing_as(Status.QUEUED),
        n.c.medium == bindparam("medium_is"),
        n.c.ready_at <= bindparam("by"),
    )
    if without:
        ready = ready.where(func.coalesce(n.c.plan, "").not_in(without))
    return ready.order_by(n.c.ready_at).limit(bindparam(limit)).with_for_update(skip_locked=True)


def claimed_from(tx: Tx, row: Any, holder: str, person: Any) -> Claimed:
    """A nudge as it is sent, from its row and its person's."""
    medium, expects = Medium(row.medium), Expects(row.expects) if row.expects else None
    who, box = opened_for(tx, person, medium)
    message = ServiceMessage(row.message) if row.message else None
    return Claimed(
        *(row.id, holder, who, row.plan, row.step, message, row.local_date, row.due_at, row.expires_at),
        *(medium, expects, row.tries, box, box.open(row.body) if box else None, row.practice, row.take),
    )


def opened_for(tx: Tx, row: Sequence[Any], medium: Medium) -> tuple[Person, Box | None]:
    """The person of a row of `people.COLUMNS` as far as a medium needs them, with their box; no box if
    nothing of theirs opens."""
    # a mail greets by name; an SMS needs the number and no more
    person = people.opened(tx, row, ("phone",) if medium is Medium.SMS else people.WORDS)
    data_key = row[people.DATA_KEY]
    readable = data_key is not None and (person.phone or person.email)
    return person, tx.vault.box(data_key) if readable else None


def give_back(tx: Tx, cases: Iterable[Claimed], now: datetime) -> None:
    """Put nudges back that were claimed and not tried: this worker is stopping."""
    n = t.nudge
    for holder in {claimed.holder for claimed in cases}:
        tx.conn.execute(
            update(n)
            .where(
                standing_as(Status.SENDING, Status.UNKNOWN),  # by its index
                n.c.status == Status.SENDING,
                n.c.holder == holder,
                n.c.attempt_id.is_(None),
            )
            .values(status=Status.QUEUED, holder=None, lease_until=None, tries=n.c.tries - 1, changed_at=now)
        )


_SENDER = select(t.sender.c.next_at, t.sender.c.held_until, db_clock().label("clock")).where(
    t.sender.c.medium == bindparam("medium_is")
)
_SENDER_HELD = _SENDER.with_for_update()


def room(tx: Tx, medium: Medium, pace: float | None) -> int | None:
    """How many its sender may be given at this moment; None: as many as there are. 0 while it is held."""
    if pace is not None:  # one worker after the other: the pace is everybody's
        tx.conn.execute(
            insert_new(t.sender, tx.conn).values(medium=medium, next_at=0.0, held_until=0.0, held_why="")
        )
    sender = tx.conn.execute(_SENDER if pace is None else _SENDER_HELD, {"medium_is": medium}).first()
    if sender is not None and sender.held_until > sender.clock:
        return 0
    if pace is None or sender is None:
        return None
    behind = sender.clock + max(_BURST, 1 / pace) - max(sender.next_at, sender.clock)
    return max(0, int(behind * pace + 1e-6))


def spend(tx: Tx, medium: Medium, seconds: float) -> None:
    """Seconds of the sender's pace are taken: nothing more goes before they are over."""
    s = t.sender
    soonest = case((s.c.next_at > db_clock(), s.c.next_at), else_=db_clock())
    tx.conn.execute(update(s).where(s.c.medium == medium).values(next_at=soonest + seconds))
