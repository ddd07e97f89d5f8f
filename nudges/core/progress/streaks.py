"""Runs of kept days, which allow for rest days: one bad day does not end a run.

A rest day is a day with a nudge that was not kept, whether or not the person said so. The third rest day of
a week ends a run, and so does the fifth in a row (possible only when nudges are rare). A day without a nudge
(a pause, a missed slot, an outage of ours) is ignored: it is neither kept nor rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nudges.core.progress.weeks import Asked, Cell, by_day, foremost, week_of

#: Rest days allowed in a week (Monday to Sunday).
REST_DAYS = 2

#: Rest days allowed in a row: the allowance of two weeks.
REST_IN_A_ROW = 2 * REST_DAYS


@dataclass(frozen=True, slots=True)
class Runs:
    """The current and the longest run, in kept days, and how many rest days are left this week."""

    current: int
    best: int
    rest_left: int


def runs(asked: Iterable[Asked], until: date) -> Runs:
    """The runs up to the local date `until`. That day is not over, so it is not a rest day yet."""
    current = best = rested = in_a_row = 0
    monday = date.min
    for day, cells in by_day(asked).items():  # in order
        cell = foremost(cells.values())
        if day > until or cell is Cell.NOT_SENT or (day == until and cell is Cell.OPEN):
            continue
        if week_of(day) != monday:
            monday, rested = week_of(day), 0
        if cell is Cell.KEPT:
            current, in_a_row = current + 1, 0
            best = max(best, current)
            continue
        rested, in_a_row = rested + 1, in_a_row + 1
        if rested > REST_DAYS or in_a_row > REST_IN_A_ROW:
            current = in_a_row = 0
    used = rested if monday == week_of(until) else 0
    return Runs(current, best, max(0, REST_DAYS - used))
