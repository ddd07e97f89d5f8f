"""Messages to many: what was confirmed, how far it was planned, and what became of its nudges."""

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from cryptography.fernet import InvalidToken
from sqlalchemy import Select, and_, func, or_, select, update

from nudges.core.person.person import Person, State
from nudges.core.reasons import Reason, ReasonCode, SuppressionKind
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx, insert_new
from nudges.store.nudges.outcomes import waiting
from nudges.store.office import find
from nudges.store.office.find import Filter
from nudges.store.people import people
from nudges.store.vault import Box


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A message to many. `words` by language, none if they are older than words are kept; `at` is each
    person's own wall time.

    `people` and `segments` as counted when it was confirmed. It is being planned until `filled_at`.
    """

    id: int
    made_at: datetime
    made_by: str | None
    wanted: Filter
    at: datetime
    spread: timedelta
    people: int
    segments: int
    filled_to: str
    filled_at: datetime | None
    stopped_at: datetime | None
    stopped_by: str | None
    words: Mapping[str, str] = field(repr=False)


class Reached(NamedTuple):
    """How many people are alike in what a message to them costs; `phone` and `email`: can be used."""

    locale: str
    phone: bool
    email: bool
    prefers: Medium | None
    discreet: bool
    people: int


def add(tx: Tx, token: str, new: Broadcast) -> int | None:
    """Keep one that was confirmed; returns its id, None if this form was sent before."""
    data_key, box = tx.vault.new_box()
    row = {
        "token": token,
        "made_at": new.made_at,
        "made_by": new.made_by,
        "plan": new.wanted.plan,
        "locale": new.wanted.locale,
        "coach": new.wanted.coach,
        "chosen": " ".join(new.wanted.ids),
        "caseload_of": new.wanted.caseload_of,
        "at": new.at.isoformat(timespec="minutes"),
        "spread": int(new.spread / timedelta(minutes=1)),
        "people": new.people,
        "segments": new.segments,
        "filled_to": "",
        "data_key": data_key,
        "words": box.seal(json.dumps(dict(new.words), ensure_ascii=False)),
    }
    made = insert_new(t.broadcast, tx.conn).values(row).returning(t.broadcast.c.id)
    return tx.conn.execute(made).scalar_one_or_none()


def by_token(tx: Tx, token: str) -> int | None:
    """The one that was made of this form."""
    b = t.broadcast.c
    return tx.conn.execute(select(b.id).where(b.token == token)).scalar_one_or_none()


def get(tx: Tx, broadcast_id: int, *, hold: bool = False) -> Broadcast | None:
    """The one with this id; `hold` it until commit."""
    query = select(t.broadcast).where(t.broadcast.c.id == broadcast_id)
    row = tx.conn.execute(query.with_for_update() if hold else query).first()
    return _broadcast(tx, row) if row else None


def newest(tx: Tx, made_by: str | None, most: int) -> list[Broadcast]:
    """The newest ones, of everybody or one member of staff."""
    b = t.broadcast.c
    query = select(t.broadcast).order_by(b.id.desc()).limit(most)
    if made_by is not None:
        query = query.where(b.made_by == made_by)
    return [_broadcast(tx, row) for row in tx.conn.execute(query)]


_by_phone, _by_email = t.suppression.alias(), t.suppression.alias()


def counted(tx: Tx, wanted: Filter, now: datetime) -> list[Reached]:
    """Everybody who would get it now, counted by what it costs to reach them."""
    p = t.person.c
    phone = and_(p.phone.is_not(None), _by_phone.c.lookup.is_(None))
    email = and_(p.email.is_not(None), _by_email.c.lookup.is_(None))
    kinds = p.locale, phone, email, p.prefers, p.discreet
    query = _meant(wanted, now).with_only_columns(*kinds, func.count()).group_by(*kinds)
    return [
        Reached(locale, bool(phone), bool(email), prefers and Medium(prefers), discreet, n)
        for locale, phone, email, prefers, discreet, n in tx.conn.execute(query)
    ]


def hours(tx: Tx, wanted: Filter, now: datetime) -> list[tuple[time, time, int]]:
    """When those who would get it now may be written to, from and until, and how many share these hours."""
    p = t.person.c
    query = _meant(wanted, now).with_only_columns(p.opens, p.closes, func.count())
    rows = tx.conn.execute(query.group_by(p.opens, p.closes).order_by(p.opens, p.closes))
    return [(people.time_of(opens), people.time_of(closes), n) for opens, closes, n in rows]


def recipients(
    tx: Tx, wanted: Filter, now: datetime, after: str, most: int
) -> list[tuple[Person, Box | None]]:
    """Whoever gets it, by id, those after `after`, each with what seals words for them. Theirs stay sealed,
    and a number or an address that the provider refuses is left out."""
    query = _meant(wanted, now).add_columns(_by_phone.c.lookup, _by_email.c.lookup)
    rows = tx.conn.execute(query.where(t.person.c.id > after).order_by(t.person.c.id).limit(most))
    found: list[tuple[Person, Box | None]] = []
    for row in rows:
        *of_person, no_phone, no_email = row
        person = people.opened(tx, of_person, ())
        person = replace(
            person, phone=None if no_phone else person.phone, email=None if no_email else person.email
        )
        data_key = of_person[people.DATA_KEY]
        found.append((person, tx.vault.box(data_key) if data_key else None))
    return found


def _meant(wanted: Filter, now: datetime) -> Select[Any]:
    """Whom it is for, and nobody who is paused, stopped, only invited or suppressed by a STOP."""
    stop = SuppressionKind.STOP
    return (
        find.matching(replace(wanted, state=State.ACTIVE), now)
        .outerjoin_from(t.person, _by_phone, _by_phone.c.lookup == t.person.c.phone_lookup)
        .outerjoin(_by_email, _by_email.c.lookup == t.person.c.email_lookup)
        .where(or_(_by_phone.c.kind.is_(None), _by_phone.c.kind != stop))
        .where(or_(_by_email.c.kind.is_(None), _by_email.c.kind != stop))
    )


def unfilled(tx: Tx) -> list[tuple[int, datetime]]:
    """Those whose nudges are not all planned yet, and their wall time; the oldest first."""
    b = t.broadcast.c
    query = select(b.id, b.at).where(b.filled_at.is_(None), b.stopped_at.is_(None)).order_by(b.id)
    return [(row.id, datetime.fromisoformat(row.at)) for row in tx.conn.execute(query)]


def filled(tx: Tx, broadcast_id: int, to: str, ended_at: datetime | None) -> None:
    """The people up to this id have their nudges; `ended_at`: that was everybody."""
    b = t.broadcast
    tx.conn.execute(update(b).where(b.c.id == broadcast_id).values(filled_to=to, filled_at=ended_at))


def stop(tx: Tx, broadcast_id: int, staff_id: str | None, now: datetime) -> bool:
    """Nothing more of it goes out; False if it was stopped already."""
    b = t.broadcast
    fresh = update(b).where(b.c.id == broadcast_id, b.c.stopped_at.is_(None))
    return bool(tx.conn.execute(fresh.values(stopped_at=now, stopped_by=staff_id)).rowcount)


def stopped_since(tx: Tx, since: datetime) -> list[int]:
    """Those that were stopped since then."""
    b = t.broadcast.c
    return list(tx.conn.execute(select(b.id).where(b.stopped_at >= since)).scalars())


def call_off(tx: Tx, broadcast_id: int, most: int, now: datetime) -> int:
    """End up to so many of its nudges that were not handed over yet; returns how many.

    Rows that a worker is writing at this moment are left out, so that neither waits for the other.
    """
    n = t.nudge
    some = select(n.c.id).where(n.c.broadcast_id == broadcast_id, waiting()).limit(most)
    why = Reason(ReasonCode.CALLED_OFF)
    became = {"status": Status.SKIPPED, "reason": why.code, "reason_values": why.values()}
    ended = update(n).where(
        n.c.broadcast_id == broadcast_id, n.c.id.in_(some.with_for_update(skip_locked=True))
    )
    return tx.conn.execute(ended.values(**became, holder=None, lease_until=None, changed_at=now)).rowcount


def stands(tx: Tx, broadcast_id: int) -> Counter[Status]:
    """What became of its nudges so far."""
    n = t.nudge.c
    query = select(n.status, func.count()).where(n.broadcast_id == broadcast_id).group_by(n.status)
    return Counter({Status(status): count for status, count in tx.conn.execute(query)})


def _broadcast(tx: Tx, row: Any) -> Broadcast:
    words = {}
    if row.data_key:
        with suppress(InvalidToken):
            words = json.loads(tx.vault.box(row.data_key).open(row.words) or "{}")
    return Broadcast(
        id=row.id,
        made_at=row.made_at,
        made_by=row.made_by,
        wanted=Filter(
            *(row.plan, State.ACTIVE, row.coach, row.locale, row.caseload_of), ids=tuple(row.chosen.split())
        ),
        at=datetime.fromisoformat(row.at),
        spread=timedelta(minutes=row.spread),
        people=row.people,
        segments=row.segments,
        filled_to=row.filled_to,
        filled_at=row.filled_at,
        stopped_at=row.stopped_at,
        stopped_by=row.stopped_by,
        words=words,
    )
