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
from itertools import count
from zoneinfo import ZoneInfo

from nudges.core.errors import NudgesError
from nudges.core.plan import WEEK, Every, Step
from nudges.core.zones import zone_named

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)

#: Why a slot of `catch_up` is not sent.
OVERTAKEN = "missed: a newer one was due by the time it could be sent"


@dataclass(frozen=True, slots=True)
class Slot:
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
    for slot in _from(step, times, zone_named(zone), start, since):
        if slot.due_at > until:
            return
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
    slots_ahead = _from(step, times, zone_named(zone), start, after)
    return next(slot for slot in slots_ahead if last is None or slot.key > last)


def _from(step: Step, times: Sequence[time], zone: ZoneInfo, start: date, since: datetime) -> Iterator[Slot]:
    """Every slot due after `since`, without end. `due_at` and `key` both only ever grow."""
    # A slot can fall a day after its date (a gap over midnight), at most two when a zone skips a whole
    # date as Samoa did in 2011. Beginning early makes the answer the same wherever `since` lies.
    latest = datetime.min.replace(tzinfo=UTC)
    first = max(start, since.astimezone(zone).date() - 3 * _DAY)
    for day in (first + offset * _DAY for offset in count()):
        if not _falls_on(step, day, start):
            continue
        moments = sorted({_instant(day, moment, zone) for moment in times})
        for n, due_at in enumerate(moments):
            if due_at > latest:
                latest = due_at
                if due_at > since:
                    yield Slot(day, n, due_at)


def _falls_on(step: Step, day: date, start: date) -> bool:
    match step.every:
        case Every.DAY:
            return True
        case Every.WEEK:
            return WEEK[day.weekday()] in step.on
        case Every.TWO_WEEKS:  # counted from the ISO week of `start`, which begins on a Monday
            monday = start - start.weekday() * _DAY
            return WEEK[day.weekday()] in step.on and (day - monday).days // 7 % 2 == 0
        case Every.MONTH:
            last = monthrange(day.year, day.month)[1]
            return day.day in {min(number, last) for number in step.on if isinstance(number, int)}


def _instant(day: date, moment: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, moment, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the person's day in which they may be reached: from `opens` until just before `closes`.

    The default is the hard window, which only the person's own agreement widens.
    """

    opens: time = time(9)
    closes: time = time(20)

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise NudgesError(
                "The hours for messages must end after they begin.",
                f"They were to begin at {self.opens:%H:%M} and end at {self.closes:%H:%M}.",
                "Give a beginning and a later end on the same day, such as 09:00 and 20:00.",
            )

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The two UTC instants at which the window opens and closes on that local date."""
        return _instant(day, self.opens, zone), _instant(day, self.closes, zone)


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now; after `expires_at` (UTC) it must not go any more."""

    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Defer:
    """Not now: look again at `until` (UTC)."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Miss:
    """Not any more."""

    why: str


Verdict = Send | Defer | Miss


def window_verdict(
    due_at: datetime, now: datetime, zone: str, window: Window, max_late: timedelta
) -> Verdict:
    """What may become of a slot at `now`: it is sent only inside the window and at most `max_late` late.

    A slot outside the window waits for the next opening, and its lateness counts from there. `due_at`
    and `now` are aware UTC. Raises NudgesError for an unknown zone.
    """
    local = zone_named(zone)
    ready = _inside(due_at, local, window)
    allowed = _inside(now, local, window)  # `now` itself, unless these are quiet hours
    limit = ready + max_late
    if now < ready:
        why = "waiting until" if ready == due_at else "held: quiet hours until"
        return Defer(ready, f"{why} {_clock(ready, local)}")
    if now > limit:
        return Miss(
            f"missed: {_long(now - ready)} late, the limit is {_long(max_late)} "
            "(the service was not running, or could not send)"
        )
    if allowed > limit:
        return Miss(
            f"missed: quiet hours came before it could be sent, and by {_clock(allowed, local)} "
            f"it would be past its limit of {_long(max_late)}"
        )
    if allowed > now:
        return Defer(allowed, f"held: quiet hours until {_clock(allowed, local)}")
    _, closes = window.on(now.astimezone(local).date(), local)
    return Send(min(limit, closes).astimezone(UTC))


def catch_up(came_due: Sequence[Slot]) -> tuple[list[Slot], Slot | None]:
    """Of a step's slots that came due while nothing ran: those now missed (OVERTAKEN), and the newest.

    At most the newest may be sent; `window_verdict` says whether it still may. None if none came due.
    """
    in_order = sorted(came_due, key=lambda slot: slot.key)
    return in_order[:-1], in_order[-1] if in_order else None


def _inside(moment: datetime, zone: ZoneInfo, window: Window) -> datetime:
    """`moment`, or the window's next opening if it is closed then. UTC."""
    today = moment.astimezone(zone).date()
    opens, closes = window.on(today, zone)
    if moment >= closes:
        opens, _ = window.on(today + _DAY, zone)
    return max(moment.astimezone(UTC), opens)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def _long(span: timedelta) -> str:
    """A length of time in words, whole minutes: "5 h 10 min"."""
    hours, minutes = divmod(span // _MINUTE, 60)
    words = [f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0)
    return " ".join(words) or "less than a minute"
