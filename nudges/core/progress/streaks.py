"""Runs of kept days, which allow for days off: one bad day does not end a run.

The third day off of a week ends a run, and so does the fifth in a row (possible only when nudges are rare). A
day without a nudge (a pause, a missed slot, an outage of ours) is ignored: it is neither kept nor off. What a
kept day and a day off are is said in weeks.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nudges.core.progress.weeks import Asked, Cell, by_day, foremost, week_of

#: Days off allowed in a week (Monday to Sunday).
DAYS_OFF = 2

#: Days off allowed in a row: the allowance of two weeks.
OFF_IN_A_ROW = 2 * DAYS_OFF


@dataclass(frozen=True, slots=True)
class Runs:
    """The current and the longest run, in kept days, and how many days off are left this week."""

    current: int
    best: int
    off_left: int


def runs(asked: Iterable[Asked], until: date) -> Runs:
    """The runs up to the local date `until`. That day is not over, so it is not a day off yet."""
    current = best = off = in_a_row = 0
    monday = date.min
    for day, cells in by_day(asked).items():  # in order
        cell = foremost(cells.values())
        if day > until or cell is Cell.NOT_SENT or (day == until and cell is Cell.OPEN):
            continue
        if week_of(day) != monday:
            monday, off = week_of(day), 0
        if cell is Cell.KEPT:
            current, in_a_row = current + 1, 0
            best = max(best, current)
            continue
        off, in_a_row = off + 1, in_a_row + 1
        if off > DAYS_OFF or in_a_row > OFF_IN_A_ROW:
            current = in_a_row = 0
    used = off if monday == week_of(until) else 0
    return Runs(current, best, max(0, DAYS_OFF - used))
