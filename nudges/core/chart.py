"""The ratings of the last weeks as a picture a mail can carry, and as the same numbers for readers."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from nudges.core.language import Language
from nudges.core.progress import Week

#: Twice the 520 px that a card of the mail has room for, so that it is sharp on dense screens.
WIDTH, HEIGHT, DPI = 1040, 500, 200
#: The accent of the mails on a pale sheet of its own: opaque, so that a dark client cannot swallow the ink.
INK, QUIET, GRID, PAPER = "#0f6b66", "#56605d", "#cbd7d2", "#e6eeeb"
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One week of the picture in words: "16 Nov", its ratings "3, 4, 4" and their median "4"."""

    week: str
    ratings: str = field(repr=False)
    median: str = field(repr=False)


def rating_rows(weeks: Sequence[Week], language: Language) -> tuple[RatingRow, ...]:
    """The numbers of the picture, a row a week, in the order given."""
    return tuple(
        RatingRow(
            language.day_short(week.monday),
            ", ".join(str(rating) for _, rating in week.ratings) or language.gettext("none"),
            _median(week, language),
        )
        for week in weeks
    )


def rating_alt(weeks: Sequence[Week], language: Language) -> str:
    """The picture in one sentence, for people who do not see it."""
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
    """A PNG of WIDTH x HEIGHT px: a dot a rating, a line a weekly median. None for fewer than two ratings.

    `weeks` are consecutive, oldest first. The same weeks give the same bytes.
    """
    dots = [(day, rating) for week in weeks for day, rating in week.ratings]
    if len(dots) < 2:
        return None
    # Half a second of import that only a summary should pay, not every start of the service.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes((0.075, 0.2, 0.89, 0.73), facecolor=PAPER)
    first = weeks[0].monday
    for week in weeks:
        start = (week.monday - first).days
        if start:
            axes.axvline(start - 0.5, color=GRID, linewidth=0.8)
        if week.median is not None:
            axes.hlines(week.median, start - 0.1, start + 6.1, color=INK, linewidth=2.2, capstyle="round")
    days, values = [(day - first).days for day, _ in dots], [rating for _, rating in dots]
    axes.scatter(days, values, s=56, color=INK, alpha=0.75, linewidths=0, zorder=3, clip_on=False)
    axes.set_xlim(-0.5, 7 * len(weeks) - 0.5)
    axes.set_ylim(LOWEST - 0.35, HIGHEST + 0.35)
    axes.set_yticks(range(LOWEST, HIGHEST + 1))
    mondays = [(week.monday - first).days - 0.1 for week in weeks]
    axes.set_xticks(mondays, [language.day_short(week.monday) for week in weeks], ha="left")
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=12.5, labelcolor=QUIET, pad=7, labelfontfamily="DejaVu Sans")
    for spine in axes.spines.values():
        spine.set_visible(False)
    png = io.BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None})
    return png.getvalue()
