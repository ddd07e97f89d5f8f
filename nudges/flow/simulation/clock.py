"""The simulated clock: it stands still until it is moved to the next due moment."""

from datetime import datetime


class PlayedClock:
    """Shows the moment it was last moved to, and never goes back. All instants are aware UTC."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The present simulated moment."""
        return self._now

    def reach(self, moment: datetime) -> None:
        """Move forward to a moment. A moment in the past changes nothing."""
        self._now = max(self._now, moment)
