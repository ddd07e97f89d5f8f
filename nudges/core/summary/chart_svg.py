"""The ratings of the last weeks as coordinates for an SVG on a page, in whole SVG units."""

from collections.abc import Sequence
from dataclasses import dataclass

from nudges.core.language import Language
from nudges.core.progress.weeks import Week
from nudges.core.summary.chart_png import HIGHEST, LOWEST, rating_alt

#: The size of the drawing, and its margins for numbers on the left and dates below.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 260, 34, 12, 16, 36


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw. `lines`: y and label; `weeks`: x and date; `dots`: single ratings; `middles`: weekly
    medians as horizontal segments (from x, to x, y).
    """

    width: int
    height: int
    lines: tuple[tuple[int, int], ...]
    weeks: tuple[tuple[int, str], ...]
    dots: tuple[tuple[int, int], ...]
    middles: tuple[tuple[int, int, int], ...]
    alt: str


def rating_drawing(weeks: Sequence[Week], language: Language) -> Drawing | None:
    """The drawing of `weeks` (consecutive, oldest first). None if there are fewer than two ratings."""
    if sum(len(week.ratings) for week in weeks) < 2:
        return None
    day = (WIDTH - LEFT - RIGHT) / (7 * len(weeks))
    first = weeks[0].monday

    def across(days: float) -> int:
        return round(LEFT + (days + 0.5) * day)

    def up(rating: float) -> int:
        return round(TOP + (HIGHEST - rating) / (HIGHEST - LOWEST) * (HEIGHT - TOP - BOTTOM))

    return Drawing(
        WIDTH,
        HEIGHT,
        lines=tuple((up(rating), rating) for rating in range(LOWEST, HIGHEST + 1)),
        weeks=tuple(
            (across((week.monday - first).days - 0.4), language.day_short(week.monday)) for week in weeks
        ),
        dots=tuple((across((on - first).days), up(rating)) for week in weeks for on, rating in week.ratings),
        middles=tuple(
            (across((week.monday - first).days), across((week.monday - first).days + 6), up(week.median))
            for week in weeks
            if week.median is not None
        ),
        alt=rating_alt(weeks, language),
    )
