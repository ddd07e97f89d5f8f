"""Progress by day and by week.

A day counts as asked only if a nudge reached the person, so our own faults and their pauses never
count against them. "skip" and "not done" count as rest. `runs`, `trend` and `milestones` use this.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from nudges.core.reply.understand import Kind
from nudges.core.status import SENT, Status

KEEPS = frozenset({Kind.DONE, Kind.RATING, Kind.NOTE})
RESTS = frozenset({Kind.NOT_DONE})


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer. `rating` is 1 to 5; `local_date`, in their zone, is the day it counts for.

    `noted`: they added words of their own, as in "done 4, felt good".
    """

    kind: Kind = field(repr=False)
    rating: int | None = field(repr=False)
    local_date: date
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One nudge of a step, its status, and the answers to it."""

    step: str
    local_date: date
    status: Status
    answers: tuple[Answer, ...] = ()


class Cell(StrEnum):
    """The result of one step on one day."""

    KEPT = "kept"
    REST = "rest"
    OPEN = "open"
    NOT_SENT = "not sent"


#: If a step has several nudges in a day, its cell is the first of these that occurs.
_FIRST = (Cell.KEPT, Cell.REST, Cell.OPEN)


@dataclass(frozen=True, slots=True)
class Day:
    """One local date, and the cell of each of the week's steps."""

    date: date
    cells: Mapping[str, Cell]

    @property
    def cell(self) -> Cell:
        """The day as a whole: it is kept if any step is."""
        return foremost(self.cells.values())


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, and their totals."""

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
        """The median rating of the week, or None without ratings."""
        return median(rating for _, rating in self.ratings) if self.ratings else None

    def count(self, step: str) -> Counter[Cell]:
        """How often each cell occurred for one step."""
        return Counter(day.cells[step] for day in self.days)

    def _days_that_are(self, cell: Cell) -> int:
        return sum(day.cell is cell for day in self.days)


@dataclass(frozen=True, slots=True)
class Response:
    """One step over several weeks: days on which it reached the person, days answered, days kept."""

    asked: int
    answered: int
    kept: int


def week_of(day: date) -> date:
    """The Monday of the week that `day` is in."""
    return day - timedelta(days=day.weekday())


def week(asked: Iterable[Asked], monday: date) -> Week:
    """The week that begins on `monday`. Anything outside it is ignored. `asked` may be in any order."""
    return weeks(asked, monday, 1)[0]


def weeks(asked: Iterable[Asked], last_monday: date, n: int) -> list[Week]:
    """`n` weeks, oldest first, the last of which begins on `last_monday`."""
    everything = tuple(asked)
    cells, ratings = by_day(everything), defaultdict[date, list[tuple[date, int]]](list)
    notes: Counter[date] = Counter()
    for answer in (answer for one in everything for answer in one.answers):
        notes[week_of(answer.local_date)] += answer.noted or answer.kind is Kind.NOTE
        if answer.rating is not None:  # "done, 4" has one too
            ratings[week_of(answer.local_date)].append((answer.local_date, answer.rating))
    mondays = [last_monday - timedelta(weeks=back) for back in reversed(range(n))]
    return [Week(m, _days(cells, m), tuple(sorted(ratings[m])), notes[m]) for m in mondays]


def by_day(asked: Iterable[Asked]) -> dict[date, dict[str, Cell]]:
    """The cell of each step on each day with a nudge, in order. An answer counts for the day it names."""
    seen: defaultdict[date, defaultdict[str, set[Cell]]] = defaultdict(lambda: defaultdict(set))
    for one in asked:
        seen[one.local_date][one.step].add(Cell.OPEN if one.status in SENT else Cell.NOT_SENT)
        for answer in one.answers:
            seen[answer.local_date][one.step].add(_cell(answer))
    return {
        day: {step: foremost(cells) for step, cells in steps.items()} for day, steps in sorted(seen.items())
    }


def response(weeks: Iterable[Week]) -> dict[str, Response]:
    """The response to each step over these weeks, by step name."""
    counts: defaultdict[str, Counter[Cell]] = defaultdict(Counter)
    for one in weeks:
        for step in one.steps:
            counts[step] += one.count(step)
    return {
        step: Response(
            asked=count[Cell.KEPT] + count[Cell.REST] + count[Cell.OPEN],
            answered=count[Cell.KEPT] + count[Cell.REST],
            kept=count[Cell.KEPT],
        )
        for step, count in sorted(counts.items())
    }


def quiet_weeks(first_sent: date | None, last_answer: date | None, monday: date) -> int | None:
    """Weeks in a row without an answer, up to that of `monday`: 0 if it has one, None if nothing was sent.

    `first_sent` and `last_answer` are local dates, neither after that week's Sunday.
    """
    if first_sent is None and last_answer is None:
        return None
    since = week_of(last_answer) + timedelta(weeks=1) if last_answer else week_of(first_sent or monday)
    return (monday - since).days // 7 + 1


def _days(cells: Mapping[date, Mapping[str, Cell]], monday: date) -> tuple[Day, ...]:
    dates = [monday + timedelta(days=n) for n in range(7)]
    steps = sorted({step for day in dates for step in cells.get(day, ())})
    return tuple(
        Day(day, {step: cells.get(day, {}).get(step, Cell.NOT_SENT) for step in steps}) for day in dates
    )


def _cell(answer: Answer) -> Cell:
    # A pause, a stop or a question does not answer the practice, but shows that the nudge arrived.
    return Cell.KEPT if answer.kind in KEEPS else Cell.REST if answer.kind in RESTS else Cell.OPEN


def foremost(cells: Iterable[Cell]) -> Cell:
    """The cell that stands for several: kept if any is kept."""
    found = set(cells)
    return next((cell for cell in _FIRST if cell in found), Cell.NOT_SENT)
