"""The hours of a person's day in which they may be written to, and the next moment that is inside them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nudges.core.errors import NudgesError

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the person's day in which they may be reached: from `opens` until just before `closes`.

    What counts is what their clock shows. The default is 9 to 20; their own wish widens it,
    to 8 to 21 at most (`flow/reply/carry_out.py`).
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


def next_open(moment: datetime, zone: ZoneInfo, window: Window) -> datetime:
    """`moment` if the window is open then, else the window's next opening. Aware UTC."""
    local = moment.astimezone(zone)
    clock = local.time()
    if window.opens <= clock < window.closes:
        return moment
    day = local.date() + _DAY if clock >= window.closes else local.date()
    # looked at again: on the day of a gap a short window may not open at all
    return next_open(next_shown(day, window.opens, zone, moment), zone, window)


def next_shown(day: date, clock: time, zone: ZoneInfo, after: datetime) -> datetime:
    """When clocks show `clock` on `day`, later than `after`: in a fold that may be for the second time."""
    first = instant(day, clock, zone)
    return first if first > after else instant(day, clock.replace(fold=1), zone)


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a wall time, by RFC 5545, 3.3.5; slots.py says how gaps and folds are read."""
    return datetime.combine(day, clock, zone).astimezone(UTC)
