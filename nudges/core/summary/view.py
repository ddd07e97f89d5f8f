"""The content of the weekly mail, for its page, its plain text and screen readers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jinja2 import Environment

from nudges.core.language import Language, to_say
from nudges.core.progress.milestones import Milestone
from nudges.core.progress.streaks import runs
from nudges.core.progress.weeks import Asked, Cell, Week, weeks
from nudges.core.render.templates import Inline, Mail, render_mail
from nudges.core.status import SENT
from nudges.core.summary.chart_png import RatingRow, rating_alt, rating_chart, rating_rows
from nudges.core.summary.sentences import (
    also_words,
    kept_words,
    milestone_words,
    rating_words,
    run_words,
    sentence,
    week_label,
)

#: Quoted notes are cut to this many characters.
NOTE_LENGTH = 240

#: The number of weeks whose ratings are shown, including this one.
LOOK_BACK = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell of the overview: a sign, and a word for screen readers. `cell` is its meaning."""

    cell: Cell
    sign: str
    word: str


MARKS = {
    Cell.KEPT: Mark(Cell.KEPT, "✓", to_say("kept")),
    Cell.REST: Mark(Cell.REST, "○", to_say("rest")),
    Cell.OPEN: Mark(Cell.OPEN, "·", to_say("open")),
    Cell.NOT_SENT: Mark(Cell.NOT_SENT, "–", to_say("no nudge")),
}
#: The words for the days of a mark: for all seven days, and for some of them.
_ON = {
    Cell.KEPT: (to_say("kept every day"), to_say("kept on %(days)s")),
    Cell.REST: (to_say("rest every day"), to_say("rest on %(days)s")),
    Cell.OPEN: (to_say("open every day"), to_say("open on %(days)s")),
}


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One step's week: seven marks from Monday, and the same in words.

    `words` gives each mark with its days: "kept on Monday and Friday". Days without a nudge are left out.
    """

    title: str
    marks: tuple[Mark, ...]
    words: tuple[tuple[Mark, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A heading and the text under it."""

    title: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        """The text split at blank lines."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


@dataclass(frozen=True, slots=True, repr=False)  # no repr: it holds a name and private links
class SummaryView:
    """All values for the two templates. `name` is a first name or ""; without `page_url` there is no button.

    `glance` is empty for a week without an answer, since a table of open days would read as a reproach.
    `notes` are the person's own words, each with its day.
    """

    programme: str
    name: str
    label: str
    sentence: str
    figure: str
    also: str
    run: str
    glance: tuple[GlanceRow, ...]
    ratings: str
    rating_rows: tuple[RatingRow, ...]
    milestone: Words | None
    notes: tuple[Words, ...]
    theme: Words | None
    practice: Words | None
    page_url: str | None
    unsubscribe_url: str
    weeks: tuple[Week, ...]
    language: Language

    @property
    def week(self) -> Week:
        """The week this mail is about. `weeks` also holds the ones before it, oldest first."""
        return self.weeks[-1]


def summary_view(
    asked: Iterable[Asked],
    titles: Mapping[str, str],
    monday: date,
    language: Language,
    *,
    programme: str,
    name: str = "",
    locale: str = "en",
    milestone: Milestone | None = None,
    notes: Sequence[tuple[date, str]] = (),
    theme: tuple[str, str] | None = None,
    practice: tuple[str, str] | None = None,
    page_url: str | None = None,
    unsubscribe_url: str,
) -> SummaryView:
    """The content of the mail about the week of `monday`. `titles` names the steps in the order shown.

    `asked` holds all of the person's nudges since they began, in any order. `milestone` is the one to
    celebrate, in the person's `locale`. `notes` are what they wrote, with the local date. `theme` and
    `practice` are (title, text) of next week's theme and of one thing to do in it.
    """
    everything = tuple(asked)
    began = min((one.local_date for one in everything if one.status in SENT or one.answers), default=monday)
    recent = tuple(
        week
        for week in weeks(everything, monday, LOOK_BACK)
        if week.monday == monday or began < week.monday + timedelta(days=7)
    )
    week = recent[-1]
    order = [step for step in titles if step in week.steps] + [s for s in week.steps if s not in titles]
    answered = week.kept or week.rest or week.ratings
    rated = answered and any(each.ratings for each in recent)
    return SummaryView(
        programme=programme,
        name=name,
        label=week_label(monday, language),
        sentence=sentence(week, language, first=began >= monday),
        figure=kept_words(week, language),
        also=also_words(week, language),
        run=run_words(runs(everything, monday + timedelta(days=6)), language) if answered else "",
        glance=tuple(
            _glance_row(titles.get(step, step), tuple(day.cells[step] for day in week.days), language)
            for step in order
            if answered and any(day.cells[step] is not Cell.NOT_SENT for day in week.days)
        ),
        ratings=rating_words(recent, language) if rated else "",
        rating_rows=rating_rows(recent, language) if rated else (),
        milestone=None if milestone is None else Words(*milestone_words(milestone, language, locale)),
        notes=tuple(Words(language.weekdays[day.weekday()], shortened(text)) for day, text in notes),
        theme=None if theme is None else Words(*theme),
        practice=None if practice is None else Words(*practice),
        page_url=page_url,
        unsubscribe_url=unsubscribe_url,
        weeks=recent,
        language=language,
    )


def shortened(note: str) -> str:
    """A note for the mail: on one line, and cut at a word if it is too long."""
    words = " ".join(note.split())
    if len(words) <= NOTE_LENGTH:
        return words
    return f"{words[:NOTE_LENGTH].rpartition(' ')[0] or words[:NOTE_LENGTH]} …"


def render_summary(env: Environment, view: SummaryView) -> Mail:
    """The mail, with its chart attached as `cid:ratings` if there is one.

    `env` must be for the view's language.
    """
    language = view.language
    chart = rating_chart(view.weeks, language)
    return render_mail(
        env,
        "email/summary",
        inline=(Inline("ratings", "image/png", chart),) if chart else (),
        programme=view.programme,
        unsubscribe_url=view.unsubscribe_url,
        view=view,
        weekdays=tuple(zip(language.weekdays_short, language.weekdays, strict=True)),
        legend=tuple(_mark(cell, language) for cell in MARKS),
        chart_alt=rating_alt(view.weeks, language) if chart else "",
    )


def _mark(cell: Cell, language: Language) -> Mark:
    mark = MARKS[cell]
    return replace(mark, word=language.gettext(mark.word))


def _glance_row(title: str, cells: Sequence[Cell], language: Language) -> GlanceRow:
    said = []
    for cell, (always, sometimes) in _ON.items():
        days = [day for day, here in zip(language.weekdays, cells, strict=True) if here is cell]
        if len(days) == 7:
            said.append((_mark(cell, language), language.gettext(always)))
        elif days:
            said.append((_mark(cell, language), language.gettext(sometimes, days=language.and_(days))))
    return GlanceRow(title, tuple(_mark(cell, language) for cell in cells), tuple(said))
