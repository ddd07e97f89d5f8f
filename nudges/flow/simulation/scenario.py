"""What to simulate: people, dates, outages, moves and replies, parsed from the operator's options."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from nudges.core.errors import NudgesError
from nudges.core.zones import zone_named

#: People move at local noon, so that neither day is lost completely.
_NOON = time(12)

#: The years in which a simulation can begin, and people can move.
_YEARS = range(1970, 2201)

#: `--zone world`: about one zone for each hour of the day, with half-hour offsets and unusual clock changes.
WORLD = (
    *("Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago"),
    *("America/New_York", "America/Halifax", "America/St_Johns", "America/Sao_Paulo", "Atlantic/Azores"),
    *("Europe/London", "Europe/Paris", "Africa/Lagos", "Africa/Cairo", "Europe/Istanbul", "Asia/Tehran"),
    *("Asia/Dubai", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo"),
    *("Australia/Sydney", "Pacific/Auckland", "Pacific/Apia"),
)


@dataclass(frozen=True, slots=True)
class Outage:
    """No worker runs from `since` until just before `until` (UTC)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """Everybody moves to `zone` at noon on `day`, in the local time of where they have lived until then."""

    day: date
    zone: str


@dataclass(frozen=True, slots=True)
class Said:
    """What person number `person` texts; `at` is their local time (naive)."""

    person: int
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`people` new people, numbered from 1 and spread over `zones`, for `days` local days from `start`.

    `language` and `care`: see `core.person.Person`. `partner`: somebody close takes part, and is safe to be
    around. They are on the side that the plan is for. Raises NudgesError for a day outside the years 1970
    to 2200.
    """

    plan: str
    zones: tuple[str, ...]
    start: date
    days: int
    people: int
    outages: tuple[Outage, ...] = ()
    moves: tuple[Move, ...] = ()
    replies: tuple[Said, ...] = ()
    language: str = "en"
    partner: bool = True
    care: bool = True

    def __post_init__(self) -> None:
        far = [day for day in (self.start, *(move.day for move in self.moves)) if day.year not in _YEARS]
        if far:
            raise NudgesError(
                f"Nothing can be simulated on {far[0]}.",
                f"Days are counted in the years {_YEARS[0]} to {_YEARS[-1]}.",
                "Choose another day.",
            )

    def zone(self, person: int) -> str:
        """The zone this person lives in at first."""
        return self.zones[(person - 1) % len(self.zones)]

    def stays(self, person: int) -> "Stays":
        """The zones this person lives in over time."""
        return Stays(self.zone(person), sorted(self.moves, key=lambda move: move.day))


class Stays:
    """One person's zones, in order."""

    def __init__(self, first: str, moves: Sequence[Move]) -> None:
        self._zones = [first, *(move.zone for move in moves)]
        self._clocks = [datetime.combine(move.day, _NOON) for move in moves]
        #: When each move happens (UTC).
        self.moves = [
            clock.replace(tzinfo=zone_named(zone)).astimezone(UTC)
            for clock, zone in zip(self._clocks, self._zones, strict=False)
        ]

    def zone_at(self, moment: datetime) -> str:
        """The zone they are in at an instant."""
        return self._zones[sum(moved <= moment for moved in self.moves)]

    def instant(self, clock: datetime) -> datetime:
        """The instant (UTC) of a local time (naive) of theirs."""
        zone = self._zones[sum(moved <= clock for moved in self._clocks)]
        return clock.replace(tzinfo=zone_named(zone)).astimezone(UTC)


def parse_outage(text: str) -> Outage:
    """Parse an outage, FROM..TO in ISO 8601; UTC unless it has an offset. Raises NudgesError."""
    try:
        since, until = (_utc(part) for part in text.split(".."))
    except (ValueError, OverflowError):
        raise NudgesError(
            f"The outage {text!r} cannot be read.",
            "It is two moments in UTC with two dots between them.",
            "Write it like 2026-12-01T10:00..2026-12-01T16:00.",
        ) from None
    if not since < until:
        raise NudgesError(
            "The outage ends before it begins.",
            f"It was to begin at {since:%Y-%m-%dT%H:%M} and to end at {until:%Y-%m-%dT%H:%M} UTC.",
            "Write the earlier moment first: 2026-12-01T10:00..2026-12-01T16:00.",
        )
    return Outage(since, until)


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def parse_move(text: str) -> Move:
    """Parse a move, DATE=ZONE. Raises NudgesError."""
    day, _, zone = text.partition("=")
    try:
        if not zone.strip():
            raise ValueError(text)
        moved = Move(date.fromisoformat(day.strip()), zone.strip())
    except ValueError:
        raise NudgesError(
            f"The move {text!r} cannot be read.",
            "It is the date on which they move, and the zone they move to.",
            "Write it like 2026-12-10=Asia/Tokyo.",
        ) from None
    zone_named(moved.zone)
    return moved


_LINE = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d?:\d\d)\s+(?:#(\d+)\s+)?(\S.*)")


def read_replies(lines: Iterable[str], scenario: Scenario) -> Iterator[Said]:
    """Parse replies, one per line: `2026-12-01 09:40  done 4, felt good`; `#2` before the text for person 2.

    A line that begins with { is JSON with `at`, `text` and optionally `person`. Empty lines and lines that
    begin with # are ignored. Raises NudgesError with the number of the first line that cannot be used.
    """
    for number, line in enumerate(lines, 1):
        if (text := line.strip().removeprefix("\ufeff")) and not text.startswith("#"):
            try:
                said = _from_json(text) if text.startswith("{") else _from_words(text)
            except (ValueError, KeyError, TypeError):
                raise NudgesError(
                    f"Line {number} of the replies cannot be read.",
                    "A reply is the date and the time on the person's clock, and then their words.",
                    "Write it like: 2026-12-01 09:40  done 4, felt good",
                ) from None
            last = scenario.start + timedelta(days=scenario.days - 1)
            if not scenario.start <= said.at.date() <= last:
                raise NudgesError(
                    f"Line {number} of the replies is from {said.at.date()}.",
                    f"The simulation goes from {scenario.start} to {last}.",
                    "Correct the date, or simulate more days.",
                )
            if not 1 <= said.person <= scenario.people:
                raise NudgesError(
                    f"Line {number} of the replies is from person {said.person}.",
                    f"People are numbered from 1, and {scenario.people} are simulated.",
                    "Correct the number, or simulate more people (--people).",
                )
            yield said


def _from_words(text: str) -> Said:
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError
    return Said(int(found[3] or 1), datetime.fromisoformat(f"{found[1]} {found[2]:0>5}"), found[4])


def _from_json(text: str) -> Said:
    given: dict[str, Any] = json.loads(text)
    at = datetime.fromisoformat(given["at"]).replace(tzinfo=None)
    if not isinstance(given["text"], str):
        raise TypeError
    return Said(int(given.get("person", 1)), at, given["text"])
