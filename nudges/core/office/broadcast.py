"""When a message to many is due for each of them."""

from datetime import datetime, timedelta
from zlib import crc32

from nudges.core.person.hours import instant
from nudges.core.zones import zone_named

#: Whoever a message is for is somewhere between these hours of UTC.
EASTERNMOST, WESTERNMOST = timedelta(hours=14), timedelta(hours=-12)


def due_at(wall: datetime, zone: str, spread: timedelta, who: str, now: datetime) -> datetime:
    """When clocks in `zone` show this wall time (without a zone of its own), some part of `spread` later.

    Which part is always the same for one person. Where that is over already it is due now.
    """
    seconds = int(spread.total_seconds())
    later = timedelta(seconds=crc32(who.encode()) % seconds if seconds else 0)
    return max(now, instant(wall.date(), wall.time(), zone_named(zone)) + later)


def over_everywhere(wall: datetime, now: datetime) -> bool:
    """True if clocks have shown this wall time already, wherever on Earth."""
    return wall < _utc(now) + WESTERNMOST


def begins(wall: datetime, now: datetime, before: timedelta) -> bool:
    """True if it is `before` this wall time, or later, where it comes first."""
    return wall <= _utc(now) + EASTERNMOST + before


def _utc(now: datetime) -> datetime:
    return now.replace(tzinfo=None)
