"""Progress by day and by week: what counts as what. Mails, pages and commands follow these words.

slot        one step on one local date. What comes twice on a date (several times a day, or again because
            they asked for it later) is one slot.
kept        a slot that was answered with done, a rating or words of their own (`KEEPS`).
rest        a slot that was answered with "not today", and not kept (`RESTS`).
open        a slot whose nudge reached them, and that is neither.
not sent    nothing of the slot reached them: a pause, a fault of ours. It counts nowhere.
kept day    a date with at least one kept slot; it may hold rests beside it.
asked day   a date with at least one slot that is kept, rest or open.
day off     an asked day that is not a kept day.
note        words of their own, as an answer or beside one that keeps a slot. An unclear reply, an excuse, a
            bare number and thanks are none.

An answer counts for the local date it is about, however late it comes. docs/progress.md says the same to
people who run the service.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from nudges.core.reply.understand import Kind
from nudges.core.status import SENT, Status
from nudges.core.vocabulary import Expects

KEEPS = frozenset({Kind.DONE, Kind.RATING, Kind.NOTE})
RESTS = frozenset({Kind.NOT_DONE})


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer. `rating` is 1 to 5; `local_date`, in their zone, is the day it counts for.

    `noted`: it holds words of their own, as in "done 4, felt good". `at`: when it came, aware UTC; None if
    that is not known.
    """

    kind: Kind = field(repr=False)
    rating: int | None = field(repr=False)
    local_date: date
    noted: bool = False
    at: datetime | None = None

    @property
    def is_note(self) -> bool:
        """True if it counts as a note."""
        return self.noted and self.kind in KEEPS


class Asked(NamedTuple):
    """One nudge of a step, its status, and the answers to it, oldest first.

    `practice` and `take` name the words it came with, and `expects` what it asked for.
    """

    step: str
    local_date: date
    status: Status
    answers: tuple[Answer, ...] = ()
    practice: str | None = None
    take: int | None = None
    expects: Expects | None = None


class Cell(StrEnum):
    """The result of one step on one day."""

    KEPT = "kept"
    REST = "rest"
    OPEN = "open"
    NOT_SENT = "not sent"


@dataclass(frozen=True)
class Day:
    """One local date, and the cell of each of the week's steps."""

    date: date
    cells: Mapping[str, Cell]

    @cached_property
    def cell(self) -> Cell:
        """The day as a whole: it is kept if any step is."""
        return foremost(self.cells.values())


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday, and their totals, which a summary asks for some dozen times."""

    monday: date
    days: tuple[Day, ...]
    notes: int = 0

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of this week, by name."""
        return tuple(self.days[0].cells)

    @cached_property
    def kept(self) -> int:
        """Kept days."""
        return self._days_that_are(Cell.KEPT)

    @cached_property
    def asked(self) -> int:
        """Asked days."""
        return 7 - self._days_that_are(Cell.NOT_SENT)

    @cached_property
    def rests(self) -> int:
        """Slots that rested: as many as the table shows."""
        return self.slots(Cell.REST)

    def slots(self, cell: Cell) -> int:
        """Slots of this kind, over all steps."""
        return sum(list(day.cells.values()).count(cell) for day in self.days)

    def count(self, step: str) -> Counter[Cell]:
        """How often each cell occurred for one step."""
        return Counter(day.cells[step] for day in self.days)

    def _days_that_are(self, cell: Cell) -> int:
        return [day.cell for day in self.days].count(cell)


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
    cells = by_day(everything)
    notes = Counter(week_of(a.local_date) for one in everything for a in one.answers if a.is_note)
    return [Week(m, _days(cells, m), notes[m]) for m in mondays(last_monday, n)]


def mondays(last: date, n: int) -> list[date]:
    """`n` Mondays, oldest first, up to `last`."""
    return [last - timedelta(weeks=back) for back in reversed(range(n))]


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
    """The cell that stands for several: the first that occurs of kept, rest and open."""
    found = Cell.NOT_SENT
    for cell in cells:
        if cell is Cell.KEPT:
            return cell
        if cell is Cell.REST or (cell is Cell.OPEN and found is Cell.NOT_SENT):
            found = cell
    return found
