"""Kept days in a row, with room to rest: a run is not a chain that one bad day breaks.

Two rest days a week never end a run: asked days that were not kept, whether somebody said so or not. The
third of a week does, and so does the fifth in a row, which only those meet who are asked seldom. A day
without a nudge (a pause, a missed slot, our own outage) is passed over: it is neither kept nor rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nudges.core.progress.weeks import Asked, Cell, by_day, foremost, week_of

#: So many rest days of a week (Monday to Sunday) never end a run.
REST_DAYS = 2

#: Nor do so many in a row: what two weeks have between them.
REST_IN_A_ROW = 2 * REST_DAYS


@dataclass(frozen=True, slots=True)
class Runs:
    """The run that goes on, the longest there was, in kept days, and the rest days this week still has."""

    current: int
    best: int
    rest_left: int


def runs(asked: Iterable[Asked], until: date) -> Runs:
    """The runs up to `until`, a local date that is not over yet: as long as it is open it is no rest day."""
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
