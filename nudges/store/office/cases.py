"""Cases of danger, and what staff wrote about a person: sealed with that person's key, and gone with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, insert, select, update

from nudges.core.danger.detect import Tier
from nudges.core.events import EventKind
from nudges.core.vocabulary import Danger
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.outbox import outbox
from nudges.store.outbox.outbox import Event
from nudges.store.people import people


@dataclass(frozen=True, slots=True)
class Case:
    """A disclosure of danger. `dangers`: every kind that was said, the worst first.

    `of_somebody`: all of it was told of somebody else, not of themselves.
    Whoever is missing in `seen_by` or `closed_by`, with its time there, was at the prompt.
    """

    id: int
    person_id: str
    dangers: Sequence[Danger]
    certain: bool
    of_somebody: bool
    times: int
    opened_at: datetime
    said_at: datetime
    seen_at: datetime | None
    seen_by: str | None
    closed_at: datetime | None
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """What a member of staff wrote, or did for a case; `words` None if it can no longer be opened."""

    id: int
    case_id: int | None
    staff_id: str | None
    at: datetime
    words: str | None = field(repr=False)


def disclosed(
    tx: Tx, person_id: str, danger: Danger, certain: bool, at: datetime, *, of_somebody: bool = False
) -> int:
    """Open a case, or add to the one that is open: it has every kind that was said. Returns its id.

    Once something is certain, what was only possible counts no more. Something certain has to be seen again,
    whatever was seen before.
    """
    c = t.person_case
    row = tx.conn.execute(select(c).where(c.c.person_id == person_id, c.c.closed_at.is_(None))).first()
    if row is None:
        said = {"dangers": [danger], "certain": certain, "times": 1, "opened_at": at, "said_at": at}
        said["of_somebody"] = of_somebody
        made = tx.conn.execute(insert(c).values(person_id=person_id, **said).returning(c.c.id))
        return _told(tx, int(made.scalar_one()), person_id, certain, at)
    if row.certain and not certain:
        return int(row.id)
    as_sure = row.certain == certain
    dangers, times = _by_gravity([danger, *(row.dangers if as_sure else ())]), row.times if as_sure else 0
    again: dict[str, Any] = {"dangers": dangers, "certain": certain, "times": times + 1, "said_at": at}
    again["of_somebody"] = of_somebody and (row.of_somebody or not as_sure)
    if not as_sure:
        again["opened_at"] = at
    if certain:
        again |= {"seen_at": None, "seen_by": None}
    tx.conn.execute(update(c).where(c.c.id == row.id).values(again))
    return _told(tx, int(row.id), person_id, certain, at)


def _told(tx: Tx, case_id: int, person_id: str, certain: bool, at: datetime) -> int:
    """Tell other systems that somebody has to look, and not of what danger."""
    data = {"case": case_id, "tier": Tier.CERTAIN if certain else Tier.POSSIBLE}
    outbox.write(tx, [Event(EventKind.DANGER_NOTICED, person_id, at, data)])
    return case_id


def get(tx: Tx, case_id: int) -> Case | None:
    """The case with this id."""
    row = tx.conn.execute(select(t.person_case).where(t.person_case.c.id == case_id)).first()
    return _case(row) if row else None


def still_open(tx: Tx, caseload_of: str | None = None, most: int = 200) -> list[Case]:
    """Cases nobody has closed: those nobody has seen first, certain before possible, the newest first."""
    c = t.person_case.c
    query = select(t.person_case).where(c.closed_at.is_(None))
    if caseload_of is not None:
        mine = select(t.caseload.c.person_id).where(t.caseload.c.staff_id == caseload_of)
        query = query.where(c.person_id.in_(mine))
    first = (c.certain.desc(), c.seen_at.is_not(None), c.said_at.desc())
    return [_case(row) for row in tx.conn.execute(query.order_by(*first).limit(most))]


def page(tx: Tx, still_open: bool | None, before: int | None, most: int) -> list[Case]:
    """Cases by number, the newest first, those before `before`: open ones, closed ones or (None) all."""
    c = t.person_case.c
    query = select(t.person_case).order_by(c.id.desc()).limit(most)
    if still_open is not None:
        query = query.where(c.closed_at.is_(None) if still_open else c.closed_at.is_not(None))
    if before is not None:
        query = query.where(c.id < before)
    return [_case(row) for row in tx.conn.execute(query)]


def unseen(tx: Tx) -> list[Case]:
    """Certain ones that nobody has seen, of which staff are to be told."""
    c = t.person_case.c
    query = select(t.person_case).where(c.closed_at.is_(None), c.seen_at.is_(None), c.certain)
    return [_case(row) for row in tx.conn.execute(query.order_by(c.said_at))]


def of(tx: Tx, person_id: str) -> list[Case]:
    """All cases of one person, the newest first."""
    c = t.person_case.c
    query = select(t.person_case).where(c.person_id == person_id).order_by(c.id.desc())
    return [_case(row) for row in tx.conn.execute(query)]


def seen(tx: Tx, case_id: int, staff_id: str | None, now: datetime) -> None:
    """This one has seen it, unless somebody was before them."""
    c = t.person_case
    tx.conn.execute(
        update(c).where(c.c.id == case_id, c.c.seen_at.is_(None)).values(seen_at=now, seen_by=staff_id)
    )


def close(tx: Tx, case_id: int, staff_id: str | None, now: datetime) -> bool:
    """It is over; False if it was already."""
    c = t.person_case
    over = update(c).where(c.c.id == case_id, c.c.closed_at.is_(None))
    return bool(tx.conn.execute(over.values(closed_at=now, closed_by=staff_id)).rowcount)


def write(
    tx: Tx, person_id: str, words: str, staff_id: str | None, now: datetime, case_id: int | None = None
) -> None:
    """Keep what somebody wrote about a person, or did for a case of theirs."""
    sealed = people.sealed(tx, person_id, words)
    if sealed is not None:
        row = {"person_id": person_id, "case_id": case_id, "staff_id": staff_id, "at": now, "words": sealed}
        tx.conn.execute(insert(t.staff_note).values(row))


def notes(tx: Tx, person_id: str) -> list[Note]:
    """Everything staff wrote about a person, the oldest first."""
    n = t.staff_note.c
    try:
        box = people.box_of(tx, person_id)
    except InvalidToken:  # no key of ours opens it: what is sealed is as good as erased
        box = None

    def words(sealed: bytes) -> str | None:
        try:
            return box.open(sealed) if box else None
        except InvalidToken:
            return None

    rows = tx.conn.execute(select(t.staff_note).where(n.person_id == person_id).order_by(n.id))
    return [Note(row.id, row.case_id, row.staff_id, row.at, words(row.words)) for row in rows]


def erased(tx: Tx, person_id: str, now: datetime) -> None:
    """The person is erased: what was written about them goes, nobody looks after them, their case is over."""
    tx.conn.execute(delete(t.staff_note).where(t.staff_note.c.person_id == person_id))
    tx.conn.execute(delete(t.caseload).where(t.caseload.c.person_id == person_id))
    c = t.person_case
    over = update(c).where(c.c.person_id == person_id, c.c.closed_at.is_(None))
    tx.conn.execute(over.values(closed_at=now))


def _by_gravity(dangers: Iterable[str]) -> list[Danger]:
    return sorted({Danger(one) for one in dangers}, key=list(Danger).index)


def _case(row: Any) -> Case:
    said = (
        row.id,
        row.person_id,
        _by_gravity(row.dangers),
        row.certain,
        row.of_somebody,
        row.times,
        row.opened_at,
        row.said_at,
    )
    return Case(*said, row.seen_at, row.seen_by, row.closed_at, row.closed_by)
