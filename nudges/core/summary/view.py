"""The content of the weekly mail, for its page, its plain text and screen readers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from jinja2 import Environment

from nudges.core.language import Language, to_say
from nudges.core.progress.milestones import Milestone, first_day
from nudges.core.progress.observations import observation
from nudges.core.progress.ratings import rated_weeks
from nudges.core.progress.streaks import runs
from nudges.core.progress.weeks import KEEPS, Asked, Cell, Week, week_of, weeks
from nudges.core.render.templates import Mail, render_mail
from nudges.core.summary.chart import Bar, bars
from nudges.core.summary.openings import opening
from nudges.core.summary.sentences import (
    also_words,
    kept_words,
    milestone_words,
    observation_words,
    rating_words,
    run_words,
    week_label,
)

#: Quoted notes are cut to this many characters.
NOTE_LENGTH = 240

#: The number of weeks whose answers to the weekly question are shown, including this one.
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


@dataclass(frozen=True, slots=True)
class Question:
    """The weekly question in its own words, what was answered in a sentence, and the weeks as bars."""

    words: str
    sentence: str = field(repr=False)
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Rated:
    """Another question that was asked in the week, in its own words, and the rating it got."""

    words: str
    rating: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Extras:
    """What a mail may show beside the figures.

    `celebrates`: the week may be praised and observed; else the mail only shows it (docs/safety.md).
    `milestone` is the one to celebrate. `notes` are what they wrote, with the local date. `theme` is
    (title, text) of next week's.
    """

    celebrates: bool = True
    milestone: Milestone | None = None
    notes: Sequence[tuple[date, str]] = field(default=(), repr=False)
    theme: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, repr=False)  # no repr: it holds a name and private links
class SummaryView:
    """Everything the mail shows. Empty texts and None are left out; without `page_url` there is no button.

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
    question: Question | None
    others: tuple[Rated, ...]
    milestone: Words | None
    observation: str
    notes: tuple[Words, ...]
    theme: Words | None
    page_url: str | None
    unsubscribe_url: str
    week: Week
    language: Language


def summary_view(
    asked: Iterable[Asked],
    titles: Mapping[str, str],
    monday: date,
    language: Language,
    *,
    programme: str,
    unsubscribe_url: str,
    today: date | None = None,
    name: str = "",
    locale: str = "en",
    zone: str = "UTC",
    question: tuple[str, str] | None = None,
    others: Sequence[tuple[str, int]] = (),
    extras: Extras | None = None,
    page_url: str | None = None,
) -> SummaryView:
    """The content of the mail about the week of `monday`. `titles` names the steps in the order shown.

    `asked` holds all of the person's nudges since they began, in any order. `today` is their local date, if
    the week may not be over. `question` is the weekly question, a practice id and its words; `others` are the
    other questions that were rated in this week, in their words.
    """
    everything, extras = tuple(asked), extras or Extras()
    began = first_day(everything) or monday
    course = weeks(everything, monday, max(0, (monday - week_of(began)).days // 7) + 1)
    this, sunday = course[-1], monday + timedelta(days=6)
    order = [step for step in titles if step in this.steps] + [s for s in this.steps if s not in titles]
    answered = any(this.slots(cell) for cell in (Cell.KEPT, Cell.REST))
    praised = answered and extras.celebrates
    noticed = observation(everything, zone, began, monday) if praised else None
    reached, marks = extras.milestone, {cell: _mark(cell, language) for cell in MARKS}
    return SummaryView(
        programme=programme,
        name=name,
        label=week_label(monday, language),
        sentence=opening(course, language, over=(today or sunday) >= sunday, plain=not extras.celebrates),
        figure=kept_words(this, language) if extras.celebrates else "",
        also=also_words(this, language) if extras.celebrates else "",
        run=run_words(runs(everything, sunday), language) if praised else "",
        glance=tuple(
            _glance_row(titles.get(step, step), tuple(day.cells[step] for day in this.days), language, marks)
            for step in order
            if answered and any(day.cells[step] is not Cell.NOT_SENT for day in this.days)
        ),
        question=_question(everything, question, began, monday, language) if praised and question else None,
        others=tuple(Rated(*one) for one in others) if extras.celebrates else (),
        milestone=Words(*milestone_words(reached, language, locale)) if reached else None,
        observation=observation_words(noticed, titles, language) if noticed else "",
        notes=tuple(Words(language.weekdays[day.weekday()], shortened(text)) for day, text in extras.notes),
        theme=Words(*extras.theme) if extras.theme and extras.celebrates else None,
        page_url=page_url,
        unsubscribe_url=unsubscribe_url,
        week=this,
        language=language,
    )


def _question(
    asked: Sequence[Asked], question: tuple[str, str], began: date, monday: date, language: Language
) -> Question | None:
    """The line of the weekly question over the last weeks; None if none of them has an answer to it."""
    practice, words = question
    recent = [
        one
        for one in rated_weeks(asked, practice, monday, LOOK_BACK)
        if one.monday == monday or began < one.monday + timedelta(days=7)
    ]
    if all(one.median is None for one in recent):
        return None
    in_words = any(
        one.practice == practice and answer.kind in KEEPS and week_of(answer.local_date) == monday
        for one in asked
        for answer in one.answers
    )
    return Question(words, rating_words(recent, language, in_words=in_words), bars(recent, language))


def shortened(note: str) -> str:
    """A note for the mail: on one line, and cut at a word if it is too long."""
    words = " ".join(note.split())
    if len(words) <= NOTE_LENGTH:
        return words
    return f"{words[:NOTE_LENGTH].rpartition(' ')[0] or words[:NOTE_LENGTH]} …"


def render_summary(env: Environment, view: SummaryView) -> Mail:
    """The mail. `env` must be for the view's language."""
    language = view.language
    return render_mail(
        env,
        "email/summary",
        programme=view.programme,
        unsubscribe_url=view.unsubscribe_url,
        view=view,
        weekdays=tuple(zip(language.weekdays_short, language.weekdays, strict=True)),
        legend=tuple(_mark(cell, language) for cell in MARKS),
    )


def _mark(cell: Cell, language: Language) -> Mark:
    mark = MARKS[cell]
    return replace(mark, word=language.gettext(mark.word))


def _glance_row(
    title: str, cells: Sequence[Cell], language: Language, marks: Mapping[Cell, Mark]
) -> GlanceRow:
    said = []
    for cell, (always, sometimes) in _ON.items():
        days = [day for day, here in zip(language.weekdays, cells, strict=True) if here is cell]
        if len(days) == 7:
            said.append((marks[cell], language.gettext(always)))
        elif days:
            said.append((marks[cell], language.gettext(sometimes, days=language.and_(days))))
    return GlanceRow(title, tuple(marks[cell] for cell in cells), tuple(said))
