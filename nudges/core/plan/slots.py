"""When a step is due for one person, and whether a slot may be sent now, later, or no more.

Every slot belongs to a local date, the person's own. From that date, the time of day and the IANA
zone comes one instant, by the rule of RFC 5545 (3.3.5) for wall times: in a gap (clocks forward) the
time shifts forward by the gap; in a fold (clocks back) only the first of the two counts. That is what
`fold=0` means to `zoneinfo` (PEP 495), so plain datetimes suffice; the tests hold `whenever` against it.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from zoneinfo import ZoneInfo

from nudges.core.person.hours import Window, instant, next_open, next_shown
from nudges.core.plan import recurrence
from nudges.core.plan.plan import Step
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.vocabulary import WEEK, Every
from nudges.core.zones import zone_named

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

#: Why a slot is not sent that came due while nothing ran, and a later one of its step too.
OVERTAKEN = Reason(ReasonCode.OVERTAKEN)


class Slot(NamedTuple):
    """One moment of a step: the person's date, which of that day's moments (from 0), and the UTC instant."""

    local_date: date
    n: int
    due_at: datetime

    @property
    def key(self) -> tuple[date, int]:
        """What makes it unique within its step and enrolment, whatever happens to zone or time."""
        return (self.local_date, self.n)


def slots(
    step: Step, times: Sequence[time], zone: str, start: date, since: datetime, until: datetime
) -> Iterator[Slot]:
    """Every slot with `since` < due_at <= `until` (aware), earliest first, none before the date `start`.

    `times` are local times of day in `zone`. Two times that a gap pushes onto one moment are one slot.
    Raises NudgesError for an unknown zone.
    """
    local = zone_named(zone)
    for slot in _from(step, times, local, start, _first_date(since, local)):
        if slot.due_at > until:
            return
        if slot.due_at > since:
            yield slot


def next_slot(
    step: Step,
    times: Sequence[time],
    zone: str,
    start: date,
    after: datetime,
    last: tuple[date, int] | None = None,
) -> Slot:
    """The first slot due after `after` (aware) that is later than `last`, the key of the last one planned.

    `last` keeps a person who moves zone, or moves the time, at one slot per local date: going west they
    do not get the same date twice, and going east they keep the day if its time still lies ahead.
    """
    local = zone_named(zone)
    first = _first_date(after, local)
    ahead = _from(step, times, local, start, max(first, last[0]) if last else first)
    return next(slot for slot in ahead if slot.due_at > after and (last is None or slot.key > last))


def came_due(
    step: Step, times: Sequence[time], zone: str, start: date, waiting: Slot, now: datetime
) -> tuple[list[Slot], Slot]:
    """What has come once `waiting` has: it and every later slot due by `now`, in order, and the next.

    At most the newest of those that came may be sent, and `window_verdict` says whether it still may; the
    others are missed (OVERTAKEN).
    """
    all_from_then = _from(step, times, zone_named(zone), start, waiting.local_date)
    later = (slot for slot in all_from_then if slot.key > waiting.key)
    came = [waiting]
    while (slot := next(later)).due_at <= now:
        came.append(slot)
    return came, slot


def slot_after_edit(
    step: Step,
    times: Sequence[time],
    zone: str,
    start: date,
    now: datetime,
    last: tuple[date, int] | None,
    waiting: Slot | None,
) -> Slot:
    """What a step waits for once its times, its plan file, the person's zone or the zone data have changed.

    `last` is the key of the last slot planned, `waiting` the slot the step waited for until now; neither is
    lost and nothing comes twice:

    - The new moment of the slot takes the place of the old one if it is still ahead.
    - If the new time has already gone by today, today's slot stays at its old moment, and the new time
      begins with the next date. A slot that had come when the edit was made stays as well.
    - If the old moment cannot stand (where the person is now it is on another date, or it is behind the
      step's next slot), the slot has come at its new moment: sent if that is not too late, else missed.

    A date on which the step no longer falls is dropped, unless its slot had come.
    """
    ahead = next_slot(step, times, zone, start, now, last)
    if waiting is None or waiting.key >= ahead.key:
        return ahead
    local, day = zone_named(zone), waiting.local_date
    holds = next(_dates(step, start, day)) == day and waiting.due_at.astimezone(local).date() == day
    if waiting.due_at <= now or (holds and waiting.due_at < ahead.due_at):
        return waiting
    return next(slot for slot in _from(step, times, local, start, day) if last is None or slot.key > last)


def _first_date(after: datetime, zone: ZoneInfo) -> date:
    """The first date a slot due after `after` can belong to: a gap can carry one over midnight."""
    return after.astimezone(zone).date() - _DAY


def _from(step: Step, times: Sequence[time], zone: ZoneInfo, start: date, first: date) -> Iterator[Slot]:
    """Every slot of the dates from `first`, without end. `due_at` and `key` both only ever grow.

    A date that a zone skips, as Samoa did 30 December 2011, is shifted by its gap of a day onto the next
    one, whose own slot then gives way.
    """
    latest, times = _LONG_AGO, tuple(times)
    for day in _dates(step, start, first):
        for n, due_at in enumerate(_moments(day, times, zone)):
            if due_at > latest:
                latest = due_at
                yield Slot(day, n, due_at)


def _dates(step: Step, start: date, first: date) -> Iterator[date]:
    """The dates from `first` on which the step falls, in order and without end, none before `start`."""
    day = max(start, first)
    if step.rrule is not None:
        yield from recurrence.dates(step.rrule, start, day)
        return
    if step.every is Every.MONTH:
        numbers = [number for number in step.on if isinstance(number, int)]
        month = day.replace(day=1)
        while True:
            length = monthrange(month.year, month.month)[1]
            falls = (month.replace(day=number) for number in sorted({min(n, length) for n in numbers}))
            yield from (one for one in falls if one >= day)
            month += length * _DAY
    weekdays = range(7) if step.every is Every.DAY else [WEEK.index(name) for name in step.on]
    monday = start - start.weekday() * _DAY  # every second week counts from the ISO week of `start`
    weeks = 2 if step.every is Every.TWO_WEEKS else 1
    while True:
        if day.weekday() in weekdays and (day - monday).days // 7 % weeks == 0:
            yield day
        day += _DAY


@lru_cache(maxsize=1_000)  # a minute's people share them
def _moments(day: date, times: tuple[time, ...], zone: ZoneInfo) -> tuple[datetime, ...]:
    return tuple(sorted({instant(day, moment, zone) for moment in times}))


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now; after `expires_at` (UTC) it must not go any more."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Defer:
    """Not now: look again at `until` (UTC)."""

    until: datetime
    why: Reason


@dataclass(frozen=True, slots=True)
class Miss:
    """Not any more."""

    why: Reason


Verdict = Send | Defer | Miss


@lru_cache(maxsize=1_000)  # many are due at one minute in one zone
def window_verdict(
    due_at: datetime, now: datetime, zone: str, window: Window, max_late: timedelta
) -> Verdict:
    """What may become of a slot at `now`: it is sent only inside the window and at most `max_late` late.

    A slot outside the window waits for the next opening, and its lateness counts from there. `due_at`
    and `now` are aware UTC. Raises NudgesError for an unknown zone.
    """
    local = zone_named(zone)
    ready = next_open(due_at, local, window)
    allowed = next_open(now, local, window)  # `now` itself, unless these are quiet hours
    limit = ready + max_late
    if now < ready:
        code = ReasonCode.NOT_YET if ready == due_at else ReasonCode.QUIET_HOURS
        return Defer(ready, Reason(code, at=ready))
    if now > limit:
        return Miss(Reason(ReasonCode.TOO_LATE, late=now - ready, limit=max_late))
    if allowed > limit:
        return Miss(Reason(ReasonCode.QUIET_TOO_LONG, at=allowed, limit=max_late))
    if allowed > now:
        return Defer(allowed, Reason(ReasonCode.QUIET_HOURS, at=allowed))
    return Send(min(limit, next_shown(now.astimezone(local).date(), window.closes, local, now)))


def spread(times: Sequence[time], within: timedelta, closes: time, who: str) -> tuple[time, ...]:
    """`times`, all moved on by one person's share of `within`, so that not everybody's come at one moment.

    The share is 0 <= share < `within`, in whole seconds, and hangs on `who` alone, a text of opaque ids: it
    is the same on every day and every machine. Where less than `within` is left until the person's hours
    close, or until midnight, it is a share of that, so that no slot leaves its window or its date.
    """
    clocks = [moment.hour * 3600 + moment.minute * 60 + moment.second for moment in times]
    end = closes.hour * 3600 + closes.minute * 60
    room = min(within // _SECOND, *((end if clock < end else 86_400) - clock for clock in clocks))
    share = int.from_bytes(blake2b(who.encode(), digest_size=8).digest()) * room >> 64
    return tuple(time(at // 3600, at // 60 % 60, at % 60) for at in (clock + share for clock in clocks))
