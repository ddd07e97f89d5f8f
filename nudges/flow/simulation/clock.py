"""Time that is played: a clock that stands until it is moved on, from due moment to due moment."""

from datetime import datetime


class PlayedClock:
    """Stands where it was last moved to, and never goes back. All instants are aware UTC."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment that was reached."""
        return self._now

    def reach(self, moment: datetime) -> None:
        """Move on to a moment. One that is past already changes nothing."""
        self._now = max(self._now, moment)
