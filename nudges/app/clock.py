"""The only caller of the wall clock."""

from collections.abc import Callable
from datetime import UTC, datetime

#: Tells the time as aware UTC.
Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
