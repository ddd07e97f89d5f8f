"""When a step is due for one person, and whether a slot may be sent now, later, or not at all.

Every slot belongs to one of the person's local dates. The date, the time of day and the IANA zone give
one instant, by the rule for wall times in RFC 5545 (3.3.5): in a gap (clocks go forward) the time moves
forward by the gap; in a fold (clocks go back) the first of the two counts. `fold=0` means the same to
`zoneinfo` (PEP 495), so plain datetimes are enough. The tests compare the results with `whenever`.
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

#: The reason for a slot that is not sent because a later slot of its step is due as well.
OVERTAKEN = Reason(ReasonCode.OVERTAKEN)


class Slot(NamedTuple):
    """One slot of a step: the local date, its number within that day (from 0), and the UTC instant."""

    local_date: date
    n: int
    due_at: datetime

    @property
    def key(self) -> tuple[date, int]:
        """Unique within its step and enrolment, even if the zone or the time changes."""
        return (self.local_date, self.n)


def slots(
    step: Step, times: Sequence[time], zone: str, start: date, since: datetime, until: datetime
) -> Iterator[Slot]:
    """Slots with `since` < due_at <= `until` (aware), earliest first, none before the date `start`.

    `times` are local times of day in `zone`. Two times that a gap moves to the same instant are one slot.
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

    `last` keeps it at one slot per local date when a person changes zone or time: going west they do not
    get the same date twice, and going east they keep the day if its time is still ahead.
    """
    local = zone_named(zone)
    first = _first_date(after, local)
    ahead = _from(step, times, local, start, max(first, last[0]) if last else first)
    return next(slot for slot in ahead if slot.due_at > after and (last is None or slot.key > last))


def came_due(
    step: Step, times: Sequence[time], zone: str, start: date, waiting: Slot, now: datetime
) -> tuple[list[Slot], Slot]:
    """The slots due by `now`, in order, beginning with `waiting`; and the next one after them.

    Only the newest due slot may be sent, if `window_verdict` allows it. The others are missed (OVERTAKEN).
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
    """The slot a step waits for after its times, its plan file, the person's zone or the zone data change.

    `last` is the key of the last slot planned; `waiting` is the slot the step was waiting for. No slot is
    lost and none is sent twice:

    - If the slot's new time is still ahead, the slot moves there.
    - If the new time has already passed today, today's slot keeps its old time, and the new time applies
      from the next date. A slot that was already due when the edit was made also stays.
    - If the old time is impossible (it falls on another date in the person's zone, or after the step's next
      slot), the slot counts as due at its new time: sent if that is not too late, else missed.

    A date on which the step no longer comes is dropped, unless its slot was already due.
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
    """The earliest date of a slot due after `after`: a gap can push a slot past midnight."""
    return after.astimezone(zone).date() - _DAY


def _from(step: Step, times: Sequence[time], zone: ZoneInfo, start: date, first: date) -> Iterator[Slot]:
    """The slots from the date `first` on, without end. `due_at` and `key` always increase.

    If a zone skips a date (Samoa skipped 30 December 2011), its slot moves by that gap of a day onto the
    next date and replaces the slot there.
    """
    latest, times = _LONG_AGO, tuple(times)
    for day in _dates(step, start, first):
        for n, due_at in enumerate(_moments(day, times, zone)):
            if due_at > latest:
                latest = due_at
                yield Slot(day, n, due_at)


def _dates(step: Step, start: date, first: date) -> Iterator[date]:
    """The dates from `first` on which the step comes, in order and without end, none before `start`."""
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
    monday = start - start.weekday() * _DAY  # "every two weeks" counts from the ISO week of `start`
    weeks = 2 if step.every is Every.TWO_WEEKS else 1
    while True:
        if day.weekday() in weekdays and (day - monday).days // 7 % weeks == 0:
            yield day
        day += _DAY


@lru_cache(maxsize=1_000)  # people due in the same minute share these
def _moments(day: date, times: tuple[time, ...], zone: ZoneInfo) -> tuple[datetime, ...]:
    return tuple(sorted({instant(day, moment, zone) for moment in times}))


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now, but not after `expires_at` (UTC)."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Defer:
    """Not now: check again at `until` (UTC)."""

    until: datetime
    why: Reason


@dataclass(frozen=True, slots=True)
class Miss:
    """Too late to send."""

    why: Reason


Verdict = Send | Defer | Miss


@lru_cache(maxsize=1_000)  # many people in one zone are due in the same minute
def window_verdict(
    due_at: datetime, now: datetime, zone: str, window: Window, max_late: timedelta
) -> Verdict:
    """Whether to send, defer or miss a slot at `now`: send only in the window, at most `max_late` late.

    A slot due outside the window waits until it opens, and its lateness counts from then. `due_at` and
    `now` are aware UTC. Raises NudgesError for an unknown zone.
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
    """`times`, all delayed by one person's share of `within`, so that not everybody is due at once.

    The share is 0 <= share < `within`, in whole seconds. It depends only on `who`, a text of opaque ids, so
    it is the same every day and on every machine. If less than `within` is left until the person's hours
    close, or until midnight, it is a share of that time, so that no slot leaves its window or its date.
    """
    clocks = [moment.hour * 3600 + moment.minute * 60 + moment.second for moment in times]
    end = closes.hour * 3600 + closes.minute * 60
    room = min(within // _SECOND, *((end if clock < end else 86_400) - clock for clock in clocks))
    share = int.from_bytes(blake2b(who.encode(), digest_size=8).digest()) * room >> 64
    return tuple(time(at // 3600, at // 60 % 60, at % 60) for at in (clock + share for clock in clocks))
