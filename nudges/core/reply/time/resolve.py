"""A time as somebody said it, and what it comes to: always ahead of the person's own local time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

#: A part of the day stands for this time unless an hour is said.
PARTS = {"morning": time(9), "afternoon": time(15), "evening": time(19), "night": time(20)}
#: A bare hour ("at 8") is the next such hour between these two, both included.
_DAY_OPENS, _DAY_CLOSES = 7, 21
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class When:
    """A time as it was said; what was not said is None, and a vague one ("later") says nothing.

    `day` is the date named, or the first date after a stretch of days, which begins on `first` (None: now).
    `over`: what was named is longer than that day ("next week"), and this is the first date after it.
    `again`: they may as well be these of the next month, and `between` has begun. `hour`
    and `minute` as written, `late` whether they are past noon (None: not said). `minutes` from now. `until`,
    `usual` ("mornings"), `bare` ("at 8"), `stretch` ("for 3 days"), `between` ("from monday to friday") and
    `each` ("on mondays") tell in what sense it stands.
    """

    day: date | None = None
    first: date | None = None
    over: date | None = None
    again: tuple[date, date] | None = None
    hour: int | None = None
    minute: int = 0
    late: bool | None = None
    part: str | None = None
    minutes: int | None = None
    until: bool = False
    usual: bool = False
    bare: bool = False
    stretch: bool = False
    between: bool = False
    each: bool = False

    @property
    def says_something(self) -> bool:
        """False for "later" and "a few days"."""
        return (
            self.minutes is not None or self.day is not None or self.hour is not None or self.part is not None
        )

    @property
    def mark(self) -> str:
        """What stands for it in a spotted sentence."""
        if self.minutes is not None:
            return "@in"
        if self.until:
            return "@until"
        if self.stretch:
            return "@days"
        if self.usual:
            return "@usual"
        if self.day is not None:
            return "@day"
        if self.hour is None and self.part is None:
            return "@later"
        return "@hour" if self.bare and self.part is None else "@at"


def moment(when: When, local: datetime) -> datetime | None:
    """The moment meant, in the zone of `local` and after it; None if none can be told, or not within a year.

    Hours count in real time, also over a change of the clocks; a wall time that does not exist is moved
    forward by the gap, of one that comes twice the first counts (RFC 5545, 3.3.5; see `core.due`). What has
    passed goes to the next day it fits.
    """
    try:
        now = local.astimezone(UTC)
        if when.minutes is not None:
            return _near((now + timedelta(minutes=when.minutes)).astimezone(local.tzinfo), now)
        if when.stretch and when.day:
            return _near(_on(when.day, local.time().replace(second=0, microsecond=0), local), now)
        if when.day is None and when.hour is None and when.part is None:
            return None
        days = [when.day] if when.day else [local.date() + timedelta(days=n) for n in range(3)]
        if when.day:
            days += [when.day + timedelta(days=n) for n in ((1, 2) if when.day <= local.date() else ())]
        for day_ in days:
            for at in _hours(when):
                if found := _near(_on(day_, at, local), now):
                    return found
    except (OverflowError, ValueError):  # at the ends of the calendar
        return None
    return None


def _near(found: datetime, now: datetime) -> datetime | None:
    return found if timedelta() < found.astimezone(UTC) - now <= _FARTHEST else None


def _on(day_: date, at: time, local: datetime) -> datetime:
    wall = datetime.combine(day_, at, tzinfo=local.tzinfo)
    return wall.astimezone(UTC).astimezone(local.tzinfo)


def _hours(when: When) -> list[time]:
    """The times of day it may mean, the earliest first."""
    if when.hour is None:
        return [PARTS[when.part or "morning"]]
    late = when.late
    if late is None and when.part:
        small = when.part == "night" and (when.hour == 12 or when.hour < 5)
        late = not small and (when.part != "morning" or when.hour == 12)
    if late is None:
        both = sorted((when.hour % 12, when.hour % 12 + 12))
        return [time(hour, when.minute) for hour in both if _DAY_OPENS <= hour <= _DAY_CLOSES]
    return [time(when.hour % 12 + 12 * late, when.minute)]


def day(when: When, local: datetime) -> datetime | None:
    """00:00 of the day named, in the zone of `local`; None if none is, or it is not ahead within a year."""
    return _midnight(when.day, local)


def days(when: When, local: datetime) -> tuple[datetime | None, datetime | None]:
    """When the days named begin, None if they have, and end, in the zone of `local`; None and None if none
    are, or they are not ahead within a year."""
    if when.day is None or when.until:
        return None, day(when, local)
    try:
        over = when.day if when.stretch else when.over or when.day + timedelta(days=1)
    except OverflowError:  # at the end of the calendar
        return None, None
    ends = _midnight(over, local)
    return (_midnight(when.first if when.stretch else when.day, local), ends) if ends else (None, None)


def _midnight(day_: date | None, local: datetime) -> datetime | None:
    try:
        return _near(_on(day_, time(), local), local.astimezone(UTC)) if day_ else None
    except (OverflowError, ValueError):
        return None


def clock(when: When) -> time | None:
    """The time of day named, None if there is none. A bare hour is the first such one by day."""
    if (when.hour is None and when.part is None) or when.minutes is not None:
        return None
    return _hours(when)[0]
