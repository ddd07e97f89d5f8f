"""The hours in which somebody on the staff reads what comes in, as the operator says them."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from nudges.core.errors import NudgesError
from nudges.core.vocabulary import WEEK
from nudges.core.zones import zone_named

_DAY = "|".join(WEEK)
_SPAN = re.compile(
    rf"\s*({_DAY})(?:-({_DAY}))?\s+([01]\d|2[0-3]):([0-5]\d)-(?:(24):00|([01]\d|2[0-3]):([0-5]\d))\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Days of the week (0 is Monday), and from when until when on each; `until` None is midnight."""

    days: frozenset[int]
    begins: time
    until: time | None


@dataclass(frozen=True, slots=True)
class WatchedHours:
    """When somebody reads what comes in, in their own zone."""

    zone: str
    spans: tuple[Span, ...]

    def now(self, moment: datetime) -> bool:
        """True if somebody reads it at this moment (aware)."""
        local = moment.astimezone(zone_named(self.zone))
        return any(
            local.weekday() in span.days
            and span.begins <= local.time()
            and (span.until is None or local.time() < span.until)
            for span in self.spans
        )


def parse_watched(text: str) -> WatchedHours | None:
    """`Mon-Fri 09:00-17:00, Sat 10:00-13:00 Europe/Madrid`; None for nothing. Raises NudgesError."""
    if not text.strip():
        return None
    said, _, zone = text.strip().rpartition(" ")
    return WatchedHours(str(zone_named(zone)), tuple(_span(part) for part in said.split(",")))


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise _wrong(text)
    first, last, hour, minute, midnight, until_hour, until_minute = found.groups()
    begin = WEEK.index(first.lower())
    end = WEEK.index((last or first).lower())
    days = frozenset((begin + n) % 7 for n in range((end - begin) % 7 + 1))
    begins = time(int(hour), int(minute))
    until = None if midnight else time(int(until_hour), int(until_minute))
    if until is not None and until <= begins:
        raise _wrong(text)
    return Span(days, begins, until)


def _wrong(text: str) -> NudgesError:
    return NudgesError(
        f"{text.strip()!r} are not hours.",
        "They are days, and from when until when on the same day, before the zone.",
        "Write them like Mon-Fri 09:00-17:00 Europe/Madrid.",
    )
