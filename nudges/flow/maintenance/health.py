"""What `nudges doctor` and `GET /health` look at: each finding is a code with its values.

No finding names a person, or says how many there are: strangers can ask for `/health`.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nudges.channels import sendgrid
from nudges.core.render.sms_segments import count
from nudges.core.vocabulary import Medium
from nudges.core.zones import all_zones
from nudges.flow.planning.agreement import Apart, set_aside, workers_apart
from nudges.flow.service import Service
from nudges.settings import Settings
from nudges.store import db
from nudges.store.db import Tx
from nudges.store.maintenance import heartbeats
from nudges.store.maintenance.movement import STILL, Movement, movement, zones
from nudges.store.nudges import senders
from nudges.store.nudges.senders import Refusal
from nudges.store.office import staff
from nudges.store.outbox.upkeep import Stand, stand

#: Seconds that our clock and the database's may be apart; leases go by the one, slots by the other.
CLOCKS_APART = 5.0

#: Bytes below which a disk is as good as full: a day of a small installation, with SQLite's log beside it.
LEAST_DISK = 500_000_000

#: Seconds that an event may wait for its receiver before the operator is told.
EVENTS_LATE = 3_600.0

#: Seconds after its lease ran out that a result may still be written.
_LATE = 30.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `ok` is None where it does not apply; `stops`: nothing is sent for it."""

    code: str
    ok: bool | None
    values: Mapping[str, float | str] = field(default_factory=dict)
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What the database tells at one moment. `ahead`: seconds that this machine's clock is ahead of its own;
    `aside`, `apart`: see agreement.py; `ages`: of the workers' heartbeats. `outbox` is None without events.
    `owner`, `on_duty`: there is one on the staff.
    """

    now: datetime
    ahead: float
    aside: tuple[str, ...]
    moves: Movement
    ages: Sequence[float]
    refusals: Mapping[Medium, Refusal]
    restored: bool
    tables: tuple[str | None, str]
    apart: Sequence[Apart]
    outbox: Stand | None
    owner: bool
    on_duty: bool


def look(service: Service, tx: Tx, clock: Callable[[], datetime]) -> Look:
    """Read all of it, each thing once."""
    now = clock()
    # one after the other, or the time between is taken for a difference
    ahead = round(clock().timestamp() - db.clock(tx), 1)
    aside = set_aside(service, tx)
    return Look(
        now=now,
        ahead=ahead,
        aside=aside,
        moves=movement(tx, now, aside),
        ages=heartbeats.ages(tx),
        refusals=senders.refusals(tx),
        restored=heartbeats.restored(tx),
        tables=(db.revision(tx), db.newest_revision()),
        apart=workers_apart(service, tx),
        outbox=stand(tx, now, service.events.id) if service.events else None,
        owner=staff.has_owner(tx),
        on_duty=bool(staff.on_duty(tx)),
    )


def findings(service: Service, settings: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    """What the database, the settings and this machine tell. Raises what the database does."""
    with service.db.read() as tx:
        seen = look(service, tx, clock)
    return found_in(service, seen, settings)


def found_in(service: Service, seen: Look, settings: Settings) -> list[Finding]:
    """The same of what was read already."""
    return [*_moving(service, seen), *_office(seen, settings), *set_up(settings)]


def set_up(settings: Settings) -> list[Finding]:
    """What the settings and this machine tell, also where there is no database yet."""
    return [*_machine(settings), *_settings(settings)]


def _moving(service: Service, seen: Look) -> Iterator[Finding]:
    there, newest = seen.tables
    yield Finding("tables", there == newest, {"there": there or "", "newest": newest}, stops=there != newest)
    alive = [age for age in seen.ages if age < heartbeats.SILENT]
    values: dict[str, float | str] = {"alive": len(alive)}
    if seen.ages:
        values["silent"] = round(seen.ages[0])
    yield Finding("worker", bool(alive), values, stops=not alive)
    if seen.restored:
        yield Finding("restored", False, stops=True)
    yield from _due(seen.moves)
    unwritten = seen.moves.unwritten
    yield Finding("results", unwritten < _LATE, {"late": round(max(0.0, unwritten))})
    differ = [one for one in seen.aside if one not in service.held]
    yield Finding("plans", not differ, {"plans": ", ".join(differ)})
    for one in seen.apart:
        values = {"worker": one.worker[:8], "plans": ", ".join(one.differ), "waits": ", ".join(one.waits)}
        yield Finding("apart", False, values)
    if service.db.name != "sqlite":  # which has no clock but this machine's
        yield Finding("clock", abs(seen.ahead) <= CLOCKS_APART, {"ahead": seen.ahead})
    if seen.outbox is not None:
        in_time = seen.outbox.age < EVENTS_LATE and not seen.outbox.gone
        yield Finding("events", in_time, {"seconds": round(seen.outbox.age)})
        if seen.outbox.parked:
            yield Finding("parked", False)
    for medium, refusal in seen.refusals.items():
        values = {"medium": medium, "code": refusal.why, "seconds": round(refusal.seconds)}
        yield Finding("refused", False, values, stops=refusal.seconds > 0)


def _due(moves: Movement) -> Iterator[Finding]:
    """What is due and waits for its turn at a sender's pace moves all the same."""
    for medium, seconds in moves.due.items():
        still = seconds > STILL and medium not in moves.busy
        yield Finding("due", not still, {"medium": medium, "seconds": round(seconds)}, stops=still)
    if not moves.due:
        yield Finding("due", True, {"seconds": 0})
    if moves.unplanned > STILL:
        yield Finding("unplanned", False, {"seconds": round(moves.unplanned)}, stops=True)


def _office(seen: Look, settings: Settings) -> Iterator[Finding]:
    """Whether anybody on the staff would be told of a case of danger, and anybody manages accounts."""
    if settings.office == "off":
        return
    yield Finding("owner", seen.owner)
    yield Finding("duty", seen.on_duty)
    mails = settings.sendgrid_api_key.get_secret_value() or settings.smtp_url.get_secret_value()
    if settings.live and not (mails and settings.mail_from):
        yield Finding("calls", False)


def _machine(settings: Settings) -> Iterator[Finding]:
    folder = Path(settings.database_url.removeprefix("sqlite:///")).parent
    local = settings.database_url.startswith("sqlite")
    usage = shutil.disk_usage(folder if local and folder.exists() else Path.cwd())
    values = {"free": usage.free, "least": LEAST_DISK}
    yield Finding("disk", usage.free >= LEAST_DISK, values, stops=local and usage.free < LEAST_DISK // 50)


def _settings(settings: Settings) -> Iterator[Finding]:
    """Settings that are well formed and yet cannot be meant."""
    sender = settings.twilio_from
    if sender and not (sender.startswith(("+", "MG")) or sender.isdigit()):
        yield Finding("sender", False)
    for name in ("sendgrid_events_key", "sendgrid_inbound_key"):
        if (key := getattr(settings, name)) and not sendgrid.is_key(key):
            yield Finding("key", False, {"setting": name.upper()})
    if (costly := count(settings.programme).forced_by) is not None:
        yield Finding("programme", False, {"character": costly})


def unknown_zones(service: Service) -> list[str]:
    """Zones of people that nobody knows: they get nothing until it is mended. It reads everybody."""
    with service.db.read() as tx:
        return sorted(zones(tx) - set(all_zones()))
