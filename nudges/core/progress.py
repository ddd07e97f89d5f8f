"""What the replies add up to: kept days, rest days, ratings, milestones. Nothing here blames anyone.

A day counts as asked only if a nudge reached the person, so our own faults and their pauses never
count against them; "skip" and "not done" are rest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from statistics import median

from nudges.core.language import Language, to_say
from nudges.core.reply import Kind
from nudges.core.status import SENT, Status

KEEPS = frozenset({Kind.DONE, Kind.RATING, Kind.NOTE})
RESTS = frozenset({Kind.NOT_DONE})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said. `rating` is 1 to 5; `local_date`, in their zone, is the day it counts for."""

    kind: Kind = field(repr=False)
    rating: int | None = field(repr=False)
    local_date: date


@dataclass(frozen=True, slots=True)
class Asked:
    """One nudge of one step, where it stands, and what was answered to it."""

    step: str
    local_date: date
    status: Status
    answers: tuple[Answer, ...] = ()


class Cell(StrEnum):
    """What one step came to on one day."""

    KEPT = "kept"
    REST = "rest"
    OPEN = "open"
    NOT_SENT = "not sent"


#: The cell of a step that was nudged several times in a day is the first of these that occurred.
_FIRST = (Cell.KEPT, Cell.REST, Cell.OPEN)


@dataclass(frozen=True, slots=True)
class Day:
    """One local date and the cell of each step of the week."""

    date: date
    cells: Mapping[str, Cell]

    @property
    def cell(self) -> Cell:
        """The day as a whole: one kept step keeps the day."""
        return _foremost(self.cells.values())


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, and what they add up to."""

    monday: date
    days: tuple[Day, ...]
    ratings: tuple[tuple[date, int], ...] = field(default=(), repr=False)
    notes: int = 0

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of this week, by name."""
        return tuple(self.days[0].cells)

    @property
    def kept(self) -> int:
        """Days with at least one kept step."""
        return self._days_that_are(Cell.KEPT)

    @property
    def rest(self) -> int:
        """Days answered with rest and nothing kept."""
        return self._days_that_are(Cell.REST)

    @property
    def asked(self) -> int:
        """Days on which at least one nudge reached the person."""
        return 7 - self._days_that_are(Cell.NOT_SENT)

    @property
    def median(self) -> float | None:
        """The middle rating of the week, or None without ratings."""
        return median(rating for _, rating in self.ratings) if self.ratings else None

    def count(self, step: str) -> Counter[Cell]:
        """How often each cell occurred for one step."""
        return Counter(day.cells[step] for day in self.days)

    def _days_that_are(self, cell: Cell) -> int:
        return sum(day.cell is cell for day in self.days)


class Milestone(IntEnum):
    """Moments worth a word: the first reply, then days kept since the beginning."""

    FIRST_REPLY = 0
    DAYS_7 = 7
    DAYS_21 = 21
    DAYS_50 = 50
    DAYS_100 = 100


_AGO = {1: to_say("last week"), 2: to_say("two weeks ago"), 3: to_say("three weeks ago")}


@dataclass(frozen=True, slots=True)
class Trend:
    """The newest week's median rating, and how far it is from an earlier week's (None without one)."""

    median: float | None
    by: float | None = None
    weeks_ago: int = 0

    @property
    def steady(self) -> bool:
        """True if it hardly changed: less than half a point on the scale of 1 to 5."""
        return self.by is not None and abs(self.by) < 0.5

    def words(self, language: Language) -> str:
        """How it compares: "a little higher than last week"; empty without an earlier week."""
        if self.by is None:
            return ""
        if self.steady:
            return language.gettext("steady")
        little = abs(self.by) < 1.5
        if self.by > 0:
            said = to_say("a little higher than %(then)s") if little else to_say("higher than %(then)s")
        else:
            said = to_say("a little lower than %(then)s") if little else to_say("lower than %(then)s")
        return language.gettext(said, then=self._then(language))

    def _then(self, language: Language) -> str:
        if self.weeks_ago in _AGO:
            return language.gettext(_AGO[self.weeks_ago])
        return language.ngettext("%(n)s week ago", "%(n)s weeks ago", self.weeks_ago)


def week_of(day: date) -> date:
    """The Monday of the week that `day` is in."""
    return day - timedelta(days=day.weekday())


def week(asked: Iterable[Asked], monday: date) -> Week:
    """The week that begins on `monday`. Everything outside it is left aside, order does not matter."""
    dates = tuple(monday + timedelta(days=n) for n in range(7))
    seen: defaultdict[tuple[str, date], set[Cell]] = defaultdict(set)
    ratings: list[tuple[date, int]] = []
    notes = 0
    for one in asked:
        if one.local_date in dates:
            seen[one.step, one.local_date].add(Cell.OPEN if one.status in SENT else Cell.NOT_SENT)
        for answer in one.answers:
            if answer.local_date not in dates:
                continue
            seen[one.step, answer.local_date].add(_cell(answer))
            notes += answer.kind is Kind.NOTE
            if answer.rating is not None:  # also "done, 4"
                ratings.append((answer.local_date, answer.rating))
    steps = sorted({step for step, _ in seen})
    days = tuple(Day(day, {step: _foremost(seen.get((step, day), ())) for step in steps}) for day in dates)
    return Week(monday, days, tuple(sorted(ratings)), notes)


def weeks(asked: Iterable[Asked], last_monday: date, n: int) -> list[Week]:
    """`n` weeks, oldest first, the last of which begins on `last_monday`."""
    everything = tuple(asked)
    return [week(everything, last_monday - timedelta(weeks=back)) for back in reversed(range(n))]


def trend(weeks: Sequence[Week]) -> Trend:
    """How the last of `weeks` (oldest first) was rated, against the oldest that has ratings."""
    if not weeks or weeks[-1].median is None:
        return Trend(None)
    last = weeks[-1]
    now = last.median or 0.0
    for earlier in weeks[:-1]:
        if earlier.median is not None:
            return Trend(now, now - earlier.median, (last.monday - earlier.monday).days // 7)
    return Trend(now)


def milestone(asked: Iterable[Asked], monday: date) -> Milestone | None:
    """The highest milestone that the week of `monday` reached; only that week gives it."""
    answers = [answer for one in asked for answer in one.answers if answer.kind in KEEPS | RESTS]
    sunday = monday + timedelta(days=6)
    kept = {answer.local_date for answer in answers if answer.kind in KEEPS}
    before = sum(day < monday for day in kept)
    by_now = sum(day <= sunday for day in kept)
    crossed = [mark for mark in Milestone if before < mark <= by_now]
    if crossed:
        return crossed[-1]
    first = min((answer.local_date for answer in answers), default=None)
    return Milestone.FIRST_REPLY if first is not None and monday <= first <= sunday else None


def _cell(answer: Answer) -> Cell:
    # A pause, a stop or a question is no answer to the practice, but shows that the nudge arrived.
    return Cell.KEPT if answer.kind in KEEPS else Cell.REST if answer.kind in RESTS else Cell.OPEN


def _foremost(cells: Iterable[Cell]) -> Cell:
    found = set(cells)
    return next((cell for cell in _FIRST if cell in found), Cell.NOT_SENT)
