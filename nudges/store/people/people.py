"""People and their enrolments."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Select, and_, bindparam, delete, func, or_, select, update

from nudges.core.danger.after import NOTHING_DISCLOSED, Disclosed
from nudges.core.person.person import Person, State
from nudges.core.vocabulary import Danger, Medium, Who
from nudges.core.zones import is_zone
from nudges.store import tables as t
from nudges.store.db import Tx, insert_new
from nudges.store.sql import bulk_insert
from nudges.store.vault import Box


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One person on one plan, from a local date on, with their own times by step."""

    person_id: str
    plan: str
    starts_on: date
    times: dict[str, str] = field(default_factory=dict)


#: What a message needs of what is sealed, all that is sealed, and how a part reads that was not asked for.
WORDS = ("name", "phone", "email")
_ALL = (*WORDS, "external_id")
SEALED = "(sealed)"

#: What `opened` reads, in this order; the rest of a row is for looking people up.
COLUMNS = tuple(
    t.person.c[name]
    for name in (
        *("id", "state", "zone", "locale", "opens", "closes", "paused_from", "paused_until"),
        *("who", "partner", "partner_safe", "care", "discreet", "quiet_acks", "notes_in_summary"),
        *("prefers", "disclosed"),
        *("data_key", "name", "phone", "email", "external_id"),
    )
)
DATA_KEY = COLUMNS.index(t.person.c.data_key)
_PEOPLE = select(*COLUMNS)


def opened(tx: Tx, row: Sequence[Any], words: Collection[str] = _ALL) -> Person:
    """The person of a row of `COLUMNS`, with their words or those that are needed: each costs a decryption.

    An erased person has none left. Words that no key of ours opens are as good as erased: one damaged row
    must not stop everybody, and its nudges end with the reason that there is nowhere to send them.
    """
    # by place, since a row takes five times as long to be asked by name
    (person_id, state, zone, locale, opens, closes, paused_from, paused_until, *rest) = row
    *wishes, data_key, name, phone, email, external_id = rest
    who, partner, partner_safe, care, discreet, quiet_acks, notes_in_summary, prefers, disclosed = wishes
    tx.data_keys[person_id] = data_key

    def part(sealed: bytes | None, of: str) -> str | None:
        if sealed is None or data_key is None:
            return None
        return tx.vault.box(data_key).open(sealed) if of in words else SEALED

    try:
        name, phone, email = part(name, "name"), part(phone, "phone"), part(email, "email")
        external_id = part(external_id, "external_id")
    except InvalidToken:
        name = phone = email = external_id = None
    zone, zone_known = zone_of(zone)
    return Person(
        id=person_id,
        zone=zone,
        zone_known=zone_known,
        name=name or "",
        phone=phone,
        email=email,
        external_id=external_id,
        state=state_of(state),
        locale=locale,
        opens=time_of(opens),
        closes=time_of(closes),
        paused_from=paused_from,
        paused_until=paused_until,
        who=who_of(who),
        partner=partner,
        partner_safe=partner_safe,
        care=care,
        discreet=discreet,
        quiet_acks=quiet_acks,
        notes_in_summary=notes_in_summary,
        prefers=prefers and Medium(prefers),
        disclosed=_disclosed(disclosed) if disclosed else NOTHING_DISCLOSED,
    )


@lru_cache
def zone_of(name: str) -> tuple[str, bool]:
    """The zone to reckon with, and whether it is the one that is kept: an unknown one stops nobody else."""
    return (name, True) if is_zone(name) else ("UTC", False)


def _disclosed(kept: Mapping[str, str]) -> Disclosed:
    return tuple((Danger(danger), date.fromisoformat(day)) for danger, day in sorted(kept.items()))


# people share a few of these, and a batch holds hundreds of people
time_of, state_of, who_of = lru_cache(time.fromisoformat), lru_cache(State), lru_cache(Who)


_NEW = (
    *("id", "state", "zone", "locale", "opens", "closes", "paused_from", "paused_until", "created_at"),
    *("data_key", "name", "phone", "email", "external_id"),
    *("phone_lookup", "email_lookup", "external_lookup"),
    *("who", "partner", "partner_safe", "care", "discreet", "quiet_acks", "notes_in_summary", "prefers"),
)


def add(tx: Tx, people: Iterable[Person], now: datetime) -> None:
    """Insert new people, each with a data key of their own. Raises IntegrityError for a known address."""
    bulk_insert.insert(tx, t.person, _NEW, (_sealed(tx, person, now) for person in people))


def _sealed(tx: Tx, person: Person, now: datetime) -> tuple[object, ...]:
    data_key, box = tx.vault.new_box()
    return (
        *(person.id, person.state, person.zone, person.locale),
        *(person.opens.isoformat("minutes"), person.closes.isoformat("minutes")),
        *(person.paused_from, person.paused_until, now),
        *(data_key, box.seal(person.name), box.seal(person.phone), box.seal(person.email)),
        box.seal(person.external_id),
        tx.vault.lookup(person.phone) if person.phone else None,
        tx.vault.lookup(person.email) if person.email else None,
        tx.vault.external_lookup(person.external_id) if person.external_id else None,
        *(person.who, person.partner, person.partner_safe, person.care),
        *(person.discreet, person.quiet_acks),
        *(person.notes_in_summary, person.prefers),
    )


_BY_ID = _PEOPLE.where(t.person.c.id == bindparam("who"))
_KEY = select(t.person.c.data_key).where(t.person.c.id == bindparam("who"))
_BY_ADDRESS = _PEOPLE.where(
    or_(t.person.c.phone_lookup == bindparam("lookup"), t.person.c.email_lookup == bindparam("lookup"))
)
# "no key update" on PostgreSQL: the planner's inserts, which only need the person to exist, do not wait
_HELD_BY_ADDRESS = _BY_ADDRESS.with_for_update(key_share=True)
_HELD = select(t.person.c.id).where(t.person.c.id == bindparam("who")).with_for_update(key_share=True)


def get(tx: Tx, person_id: str) -> Person | None:
    """The person with this id, or None."""
    row = tx.conn.execute(_BY_ID, {"who": person_id}).first()
    return opened(tx, row) if row else None


def sealed(tx: Tx, person_id: str, words: str) -> bytes | None:
    """Words sealed for one person's rows; None once they are erased."""
    box = box_of(tx, person_id)
    return box.seal(words) if box else None


def box_of(tx: Tx, person_id: str) -> Box | None:
    """What seals and opens one person's words; None once they are erased."""
    if person_id not in tx.data_keys:
        tx.data_keys[person_id] = tx.conn.execute(_KEY, {"who": person_id}).scalar_one()
    key = tx.data_keys[person_id]
    return tx.vault.box(key) if key else None


def find(tx: Tx, address: str, *, hold: bool = False) -> Person | None:
    """The person with this number or address, or None; see `hold` for what that means here."""
    query, lookup = _HELD_BY_ADDRESS if hold else _BY_ADDRESS, tx.vault.lookup(address)
    row = tx.conn.execute(query, {"lookup": lookup}).first()
    return opened(tx, row) if row else None


def hold(tx: Tx, person_id: str) -> None:
    """Until commit, whoever else is about to change this person or to write to them waits."""
    tx.conn.execute(_HELD, {"who": person_id}).all()


def like(tx: Tx, beginning: str) -> list[Person]:
    """The people whose id begins like this; two at most, enough to tell that it names nobody for sure."""
    ours = and_(t.person.c.id.startswith(beginning, autoescape=True), t.person.c.state != State.ERASED)
    exact = get(tx, beginning)
    return [exact] if exact else [opened(tx, row) for row in tx.conn.execute(_PEOPLE.where(ours).limit(2))]


def several(tx: Tx, person_ids: Iterable[str]) -> list[Person]:
    """The people with these ids."""
    if not (person_ids := list(person_ids)):
        return []
    rows = tx.conn.execute(_PEOPLE.where(t.person.c.id.in_(person_ids)))
    return [opened(tx, row) for row in rows]


def everyone(tx: Tx, after: str = "", limit: int = 1_000) -> list[Person]:
    """The people who are not erased, a page at a time by id: those after `after`."""
    ours = and_(t.person.c.id > after, t.person.c.state != State.ERASED)
    rows = tx.conn.execute(_PEOPLE.where(ours).order_by(t.person.c.id).limit(limit))
    return [opened(tx, row) for row in rows]


def set_times(tx: Tx, person_id: str, plan: str, times: dict[str, str]) -> None:
    """Record a person's own times on one plan, by step."""
    mine = and_(t.enrolment.c.person_id == person_id, t.enrolment.c.plan == plan)
    tx.conn.execute(update(t.enrolment).where(mine).values(times=times))


def erase(tx: Tx, person_id: str) -> None:
    """Delete the person's words, identifiers and data key. Counts by id remain; nothing opens them.

    So does what they agreed to and took back: it holds no word of theirs, and proves what was sent.
    """
    tx.data_keys[person_id] = None
    tx.conn.execute(delete(t.reply).where(t.reply.c.person_id == person_id))
    tx.conn.execute(delete(t.upcoming).where(t.upcoming.c.person_id == person_id))
    tx.conn.execute(delete(t.enrolment).where(t.enrolment.c.person_id == person_id))
    tx.conn.execute(update(t.nudge).where(t.nudge.c.person_id == person_id).values(body=None))
    tx.conn.execute(
        update(t.person)
        .where(t.person.c.id == person_id)
        .values(
            state=State.ERASED,
            data_key=None,
            name=None,
            phone=None,
            email=None,
            phone_lookup=None,
            email_lookup=None,
            external_id=None,
            external_lookup=None,
            paused_from=None,
            paused_until=None,
            zone="UTC",
            locale="en",
            opens="09:00",
            closes="20:00",
            who=Who.HURT,
            partner=False,
            partner_safe=False,
            care=False,
            discreet=False,
            quiet_acks=False,
            notes_in_summary=False,
            prefers=None,
            disclosed=None,
        )
    )


def enrol(tx: Tx, enrolments: Sequence[Enrolment]) -> None:
    """Add enrolments; a person who is on a plan already stays as they are."""
    if enrolments:
        tx.conn.execute(insert_new(t.enrolment, tx.conn), [asdict(one) for one in enrolments])


def enrolled(tx: Tx) -> dict[str, int]:
    """How many people are on each plan."""
    rows = tx.conn.execute(select(t.enrolment.c.plan, func.count()).group_by(t.enrolment.c.plan))
    return {row.plan: row[1] for row in rows}


_ENROLMENT = select(
    t.enrolment.c.person_id, t.enrolment.c.plan, t.enrolment.c.starts_on, t.enrolment.c.times
).order_by(t.enrolment.c.person_id, t.enrolment.c.plan)


_ENROLMENTS_OF = _ENROLMENT.where(t.enrolment.c.person_id.in_(bindparam("who", expanding=True)))


def enrolments(tx: Tx, person_ids: Iterable[str]) -> list[Enrolment]:
    """The enrolments of these people, by person and plan."""
    who = list(person_ids)
    return _enrolled(tx, _ENROLMENTS_OF, {"who": who}) if who else []


def enrolments_of(tx: Tx, person_ids: Collection[str]) -> dict[str, list[Enrolment]]:
    """The same for each of these people, none left out."""
    found: dict[str, list[Enrolment]] = {one: [] for one in person_ids}
    for enrolment in enrolments(tx, person_ids):
        found[enrolment.person_id].append(enrolment)
    return found


def enrolment_page(tx: Tx, after: tuple[str, str], limit: int = 1_000) -> list[Enrolment]:
    """Everybody's enrolments, a page at a time: those after a (person, plan)."""
    e, (person_id, plan) = t.enrolment.c, after
    beyond = or_(e.person_id > person_id, and_(e.person_id == person_id, e.plan > plan))
    return _enrolled(tx, _ENROLMENT.where(beyond).limit(limit))


def _enrolled(tx: Tx, query: Select[Any], given: Mapping[str, Any] | None = None) -> list[Enrolment]:
    rows = tx.conn.execute(query, given)
    return [Enrolment(row.person_id, row.plan, row.starts_on, dict(row.times)) for row in rows]


def begin_on(tx: Tx, person_id: str, day: date) -> None:
    """Enrolments that were to begin before this local date begin on it: nothing came until then."""
    e = t.enrolment
    early = and_(e.c.person_id == person_id, e.c.starts_on < day)
    tx.conn.execute(update(e).where(early).values(starts_on=day))
