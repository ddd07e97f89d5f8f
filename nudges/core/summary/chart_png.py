"""The ratings of the last weeks as a PNG for the mail, and as text with the same numbers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

from nudges.core.language import Language
from nudges.core.progress.weeks import Week

#: Twice the 520 px that the mail has room for, so that it is sharp on high-resolution screens.
WIDTH, HEIGHT, DPI = 1040, 480, 200
#: The mail's accent colour on a pale, opaque background, so that it stays readable in dark mode.
INK, QUIET, GRID, PAPER = "#0f6b66", "#56605d", "#d3ddd9", "#eaf1ee"
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One week of the chart in words: "16 Nov", its ratings "3, 4, 4" and their median "4"."""

    week: str
    ratings: str = field(repr=False)
    median: str = field(repr=False)


def rating_rows(weeks: Sequence[Week], language: Language) -> tuple[RatingRow, ...]:
    """The numbers of the chart, one row per week, in the order given."""
    return tuple(
        RatingRow(
            language.day_short(week.monday),
            ", ".join(str(rating) for _, rating in week.ratings) or language.gettext("none"),
            _median(week, language),
        )
        for week in weeks
    )


def rating_alt(weeks: Sequence[Week], language: Language) -> str:
    """The chart in one sentence, as alternative text."""
    medians = [
        language.gettext(
            "%(median)s in the week of %(day)s",
            median=_median(week, language),
            day=language.day_short(week.monday),
        )
        for week in weeks
    ]
    return language.gettext(
        "Chart of your ratings, from %(lowest)s to %(highest)s. The middle rating was %(medians)s.",
        lowest=LOWEST,
        highest=HIGHEST,
        medians=", ".join(medians),
    )


def _median(week: Week, language: Language) -> str:
    return language.gettext("none") if week.median is None else language.number(week.median)


def rating_chart(weeks: Sequence[Week], language: Language) -> bytes | None:
    """A PNG of WIDTH x HEIGHT px: the median of each week, with its ratings in a paler colour behind.

    None if fewer than two weeks have ratings. `weeks` are consecutive, oldest first. The same weeks give the
    same bytes.
    """
    if sum(week.median is not None for week in weeks) < 2:
        return None
    rated = ((week.monday, tuple(sorted(n for _, n in week.ratings)), week.median) for week in weeks)
    return _drawn(tuple(rated), language)


#: One week to draw: its Monday, its ratings and their median.
_Rated = tuple[date, tuple[int, ...], float | None]


@lru_cache(maxsize=2_000)  # many charts of one Sunday are identical, and one takes 40 ms to draw
def _drawn(weeks: tuple[_Rated, ...], language: Language) -> bytes:
    # Imported here because it takes half a second, and only summaries need it.
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes((0.08, 0.2, 0.89, 0.76), facecolor=PAPER)
    places = range(len(weeks))
    middles = [(at, middle) for at, (_, _, middle) in zip(places, weeks, strict=True) if middle is not None]
    for (at, middle), (then, later) in pairwise(middles):  # a guess across a week without ratings
        style = "-" if then == at + 1 else (0, (1, 2.5))
        axes.plot((at, then), (middle, later), color=INK, linewidth=3, linestyle=style)
    dots = [(at, rating) for at, (_, ratings, _) in zip(places, weeks, strict=True) for rating in ratings]
    (across, up), (at_dots, at_ratings) = zip(*middles, strict=True), zip(*dots, strict=True)
    axes.scatter(at_dots, at_ratings, s=70, color=INK, alpha=0.22, linewidths=0, zorder=2)
    axes.scatter(across, up, s=150, color=INK, edgecolors=PAPER, linewidths=2.5, zorder=3)
    for at, middle in middles:
        above = middle < HIGHEST - 0.4
        axes.annotate(
            language.number(middle),
            (at, middle),
            xytext=(0, 11 if above else -11),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            color=INK,
            fontsize=15,
            fontweight="bold",
            fontfamily="DejaVu Sans",
        )
    axes.set_xlim(-0.5, len(weeks) - 0.5)
    axes.set_ylim(LOWEST - 0.4, HIGHEST + 0.4)
    axes.set_yticks(range(LOWEST, HIGHEST + 1))
    axes.set_xticks(places, [language.day_short(monday) for monday, *_ in weeks])
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=14.5, labelcolor=QUIET, pad=7, labelfontfamily="DejaVu Sans")
    for spine in axes.spines.values():
        spine.set_visible(False)
    drawn, png = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="rgba")
    picture = Image.frombytes("RGBA", (WIDTH, HEIGHT), drawn.getvalue())
    # few colours take a third of the time and of the bytes
    picture.convert("RGB").quantize(32, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(png, "PNG")
    return png.getvalue()
