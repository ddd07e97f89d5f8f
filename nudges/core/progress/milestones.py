"""Milestones: which a person has reached, and which one a summary celebrates. Each is celebrated once.

The date of a milestone is worked out from the replies each time, so a reply that was undone no longer counts.
Whether it was celebrated is stored: the summary's nudge keeps the milestone's key in its column `milestone`.
So a late reply or an UNDO causes no second celebration, and if a summary was not sent, the next one
celebrates instead. What waited for a later mail is said with its own date; a first rise does not wait, since
by then the ratings may have fallen.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from nudges.core.plan.phases import Phase
from nudges.core.progress.ratings import rated_weeks
from nudges.core.progress.trend import STEADY
from nudges.core.progress.weeks import KEEPS, RESTS, Asked, week_of
from nudges.core.status import SENT

#: Numbers of kept days that are milestones; after the last of them every `MORE` days.
KEPT_DAYS, MORE = (7, 21, 50, 100), 50

#: After so many weeks half a year has passed since the first nudge.
HALF_A_YEAR = 26

#: A milestone not celebrated within this time is dropped: a late word about it would look like a mistake.
FRESH = timedelta(weeks=4)

FIRST_REPLY, RATING_RISE, KEPT, PHASE = "first-reply", "rating-rise", "kept-", "phase-"
HALF_YEAR, YEARS = "half-year", "years-"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone and the local date on which it was reached.

    `key` never changes: first-reply, kept-7, rating-rise, half-year, years-1, phase-PLAN-2 (the plan's second
    phase). `phase` is the finished phase, if it is about one; `kept` the kept days by the end of half a year
    or of whole years since the first nudge.
    """

    key: str
    on: date
    phase: Phase | None = None
    kept: int = 0

    @property
    def days(self) -> int | None:
        """The number of kept days, if the milestone is about them; else None."""
        return self._number(KEPT)

    @property
    def years(self) -> int | None:
        """The years since the first nudge, if the milestone is about them; else None."""
        return self._number(YEARS)

    @property
    def weight(self) -> int:
        """Of several the one with the greatest weight is celebrated first."""
        if self.days is not None:
            return self.days
        if self.years is not None or self.key == HALF_YEAR:
            return 10_000
        # a rise cannot wait; the end of a phase can most easily
        return {FIRST_REPLY: 0, RATING_RISE: 1_000}.get(self.key, 1)

    def _number(self, prefix: str) -> int | None:
        return int(self.key.removeprefix(prefix)) if self.key.startswith(prefix) else None


@dataclass(frozen=True, slots=True)
class Course:
    """A plan with phases, and the local date on which a person began it."""

    plan: str
    starts_on: date
    phases: tuple[Phase, ...]


def milestones(
    asked: Iterable[Asked], until: date, courses: Iterable[Course] = (), question: str | None = None
) -> list[Milestone]:
    """Every milestone reached by the local date `until`, in order. `asked` may be in any order.

    `question` is the weekly question, a practice id: only its ratings can rise.
    """
    everything = tuple(asked)
    said = [a for one in everything for a in one.answers if a.local_date <= until and a.kind in KEEPS | RESTS]
    kept = sorted({answer.local_date for answer in said if answer.kind in KEEPS})
    reached = [Milestone(f"{KEPT}{n}", kept[n - 1]) for n in _marks(len(kept))]
    if said:
        reached.append(Milestone(FIRST_REPLY, min(answer.local_date for answer in said)))
    if question and (rose := _first_rise(everything, question, until)):
        reached.append(Milestone(RATING_RISE, rose))
    if began := first_day(everything):
        reached += _since(began, kept, until)
    for course in courses:
        reached += _finished(course, kept, until)
    return sorted(reached, key=lambda one: (one.on, -one.weight))


def first_day(asked: Iterable[Asked]) -> date | None:
    """The local date on which the first nudge reached them; None before."""
    return min((one.local_date for one in asked if one.status in SENT or one.answers), default=None)


def to_celebrate(reached: Sequence[Milestone], said: Collection[str], monday: date) -> Milestone | None:
    """The most important milestone for the summary of the week of `monday`; the others wait.

    `reached` are those reached by the end of that week; `said` are the keys that earlier summaries
    celebrated. Only the highest number of kept days counts. The first reply counts only before any other.
    """
    highest = max((one.days or 0 for one in reached), default=0)
    done = max((int(key.removeprefix(KEPT)) for key in said if key.startswith(KEPT)), default=0)
    fresh = monday + timedelta(weeks=1) - FRESH
    left = [
        one
        for one in reached
        if one.key not in said
        and one.on >= (monday if one.key == RATING_RISE else fresh)
        and (one.days is None or one.days == highest > done)
        and not (one.key == FIRST_REPLY and said)
    ]
    return max(left, key=lambda one: one.weight, default=None)


def _marks(kept: int) -> list[int]:
    """The milestones among 1 to `kept` kept days."""
    last = KEPT_DAYS[-1]
    return [n for n in (*KEPT_DAYS, *range(last + MORE, kept + 1, MORE)) if n <= kept]


def _first_rise(asked: Sequence[Asked], question: str, until: date) -> date | None:
    """The first day by which the weekly question was rated higher than the time before."""
    days = [one.local_date for one in asked if one.local_date <= until]
    if not days:
        return None
    first, last = week_of(min(days)), week_of(until)
    weeks = rated_weeks(
        (one for one in asked if one.local_date <= until), question, last, (last - first).days // 7 + 1
    )
    rated = [(week.ratings[-1][0], week.median) for week in weeks if week.median is not None]
    return next((day for (_, before), (day, now) in pairwise(rated) if now - before >= STEADY), None)


def _since(began: date, kept: Sequence[date], until: date) -> Iterable[Milestone]:
    """Half a year and whole years since the first nudge, if something was kept in the four weeks before."""
    days = [(HALF_YEAR, began + timedelta(weeks=HALF_A_YEAR))]
    days += [(f"{YEARS}{n}", _years_after(began, n)) for n in range(1, until.year - began.year + 1)]
    for key, on in days:
        before = [day for day in kept if day <= on]
        if on <= until and before and before[-1] > on - FRESH:
            yield Milestone(key, on, kept=len(before))


def _years_after(day: date, n: int) -> date:
    """The same day `n` years later; 1 March for 29 February where there is none."""
    try:
        return day.replace(year=day.year + n)
    except ValueError:
        return date(day.year + n, 3, 1)


def _finished(course: Course, kept: Sequence[date], until: date) -> Iterable[Milestone]:
    """Phases whose last day has passed and that have a kept day. Only the plan's first round counts."""
    for n, phase in enumerate(course.phases, 1):
        first = course.starts_on + timedelta(weeks=phase.weeks[0] - 1)
        last = course.starts_on + timedelta(weeks=phase.weeks[1], days=-1)
        if last <= until and any(first <= day <= last for day in kept):
            yield Milestone(f"{PHASE}{course.plan}-{n}", last, phase)
