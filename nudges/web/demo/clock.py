"""The demo's own time: paused, or faster than the world's, and never backwards."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nudges.flow.simulation.clock import PlayedClock

#: How many times faster than the wall the demo may go; 0 is paused.
SPEEDS = (0, 60, 3_600)

#: A wall that jumps by more than this (a laptop that slept) counts for no more.
_AT_MOST = timedelta(seconds=1)

_SUNDAY, _EVENING = 6, time(18)


class DemoClock(PlayedClock):
    """Time that stands where it was last moved to, so that whoever asks is told a moment that was played.

    `wall` is only read to see how much time passes, never what time it is. All instants are aware UTC.
    """

    def __init__(self, start: datetime, wall: Callable[[], datetime]) -> None:
        super().__init__(start)
        self.speed = 0
        self._wall = wall
        self._seen = wall()

    def run(self, speed: int) -> None:
        """From now on go at one of `SPEEDS`."""
        self.target()
        self.speed = speed

    def target(self) -> datetime:
        """Where time should be by now. Each call counts the wall's time since the last one."""
        seen = self._wall()
        passed = min(max(seen - self._seen, timedelta()), _AT_MOST)
        self._seen = seen
        return self._now + passed * self.speed


def after_sunday_evening(now: datetime, zones: Iterable[str]) -> datetime:
    """The next moment at which it is a minute past Sunday 18:00 in the last of these zones. UTC."""
    places = [ZoneInfo(zone) for zone in zones]
    day = now.date() - timedelta(days=1)
    while True:
        last = max(datetime.combine(day, _EVENING, place) for place in places).astimezone(UTC)
        if day.weekday() == _SUNDAY and last >= now:
            return last + timedelta(minutes=1)
        day += timedelta(days=1)
