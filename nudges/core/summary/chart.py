"""The answers to the weekly question as a table of bars, for the mail and the page alike.

It is no picture: the bars are cells with a colour, so the numbers can be read, spoken and searched, follow
light and dark, and need no other program to be drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nudges.core.language import Language
from nudges.core.progress.ratings import HIGHEST, RatedWeek


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: "16 Nov", its rating "4", and how much of the scale that is in per cent; 0 without a rating.

    Of several ratings in a week, `rating` is the middle one and `each` says them all: "3, 4".
    """

    week: str
    rating: str = field(repr=False)
    share: int = field(repr=False)
    each: str = field(default="", repr=False)


def bars(weeks: Sequence[RatedWeek], language: Language) -> tuple[Bar, ...]:
    """A bar for each of `weeks`, oldest first. None if fewer than two have a rating: one makes no line."""
    if sum(week.median is not None for week in weeks) < 2:
        return ()
    return tuple(_bar(week, language) for week in weeks)


def _bar(week: RatedWeek, language: Language) -> Bar:
    day, middle = language.day_short(week.monday), week.median
    if middle is None:
        return Bar(day, language.gettext("none"), 0)
    each = ", ".join(str(rating) for _, rating in week.ratings) if len(week.ratings) > 1 else ""
    return Bar(day, language.number(middle), round(100 * middle / HIGHEST), each)
