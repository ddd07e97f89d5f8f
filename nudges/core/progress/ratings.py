"""Ratings, each with its own question. Only the plan's weekly question is ever compared with itself.

A rating counts if its nudge asked for one: a number beside "done" rates nothing that could be compared. Of
several answers to one nudge the last counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from nudges.core.progress.weeks import Asked, mondays, week_of
from nudges.core.vocabulary import Expects

#: The ends of the scale.
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating of 1 to 5, the practice and the take that asked for it, and the day it counts for."""

    practice: str
    take: int | None
    on: date
    rating: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class RatedWeek:
    """The ratings that answer the weekly question in one week: mostly one, as it is asked once."""

    monday: date
    ratings: tuple[tuple[date, int], ...] = field(default=(), repr=False)

    @property
    def median(self) -> float | None:
        """The middle rating, or None without one."""
        return median(rating for _, rating in self.ratings) if self.ratings else None


def rated_weeks(asked: Iterable[Asked], question: str | None, last_monday: date, n: int) -> list[RatedWeek]:
    """`n` weeks, oldest first, up to `last_monday`, with the answers to `question`, a practice id."""
    by_week: defaultdict[date, list[tuple[date, int]]] = defaultdict(list)
    for one in _ratings(asked):
        if one.practice == question:
            by_week[week_of(one.on)].append((one.on, one.rating))
    return [RatedWeek(monday, tuple(sorted(by_week[monday]))) for monday in mondays(last_monday, n)]


def other_ratings(asked: Iterable[Asked], question: str | None, monday: date) -> tuple[Rating, ...]:
    """The ratings of the week of `monday` that answer any other question, oldest first."""
    others = (one for one in _ratings(asked) if one.practice != question and week_of(one.on) == monday)
    return tuple(sorted(others, key=lambda one: (one.on, one.practice, one.take or 0, one.rating)))


def _ratings(asked: Iterable[Asked]) -> Iterator[Rating]:
    for one in asked:
        if one.expects is Expects.RATING and one.practice is not None:
            rated = [answer for answer in one.answers if answer.rating is not None]
            for last in rated[-1:]:
                assert last.rating is not None
                yield Rating(one.practice, one.take, last.local_date, last.rating)
