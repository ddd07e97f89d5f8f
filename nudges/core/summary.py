"""The weekly email: true, kind, and readable as a picture, as text and aloud."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jinja2 import Environment

from nudges.core.chart import HIGHEST, RatingRow, number, rating_alt, rating_chart, rating_rows
from nudges.core.progress import Asked, Cell, Milestone, Week, milestone, trend, weeks
from nudges.core.render import Inline, Mail, render_mail
from nudges.core.status import SENT

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Our own names, so that the locale of the process cannot change a mail.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: How many weeks the ratings look back over, this one included.
LOOK_BACK = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell of the glance: a sign for the eye and a word for the ear."""

    sign: str
    word: str


MARKS = {
    Cell.KEPT: Mark("●", "kept"),
    Cell.REST: Mark("○", "rest"),
    Cell.OPEN: Mark("·", "open"),
    Cell.NOT_SENT: Mark("–", "no nudge"),
}


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One step's week: seven marks from Monday, and the same said in words."""

    title: str
    marks: tuple[Mark, ...]

    @property
    def words(self) -> tuple[tuple[Mark, str], ...]:
        """Each mark with its days: "kept on Monday and Friday". Days without a nudge are left out."""
        said = []
        for mark in (MARKS[Cell.KEPT], MARKS[Cell.REST], MARKS[Cell.OPEN]):
            days = [day for day, here in zip(WEEKDAYS, self.marks, strict=True) if here == mark]
            if days:
                said.append((mark, f"{mark.word} {'every day' if len(days) == 7 else f'on {_and(days)}'}"))
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Words:
    """A heading and what is under it."""

    title: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        """The text without the blank lines that part it."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


@dataclass(frozen=True, slots=True, repr=False)  # a name and private links: never in a repr
class SummaryView:
    """Everything the two templates say. `name` is a first name or "", `page_url` None hides the button."""

    programme: str
    name: str
    label: str
    sentence: str
    figure: str
    also: str
    glance: tuple[GlanceRow, ...]
    ratings: str
    rating_rows: tuple[RatingRow, ...]
    milestone: Words | None
    practice: Words | None
    page_url: str | None
    unsubscribe_url: str
    weeks: tuple[Week, ...]

    @property
    def week(self) -> Week:
        """The week this mail is about; `weeks` holds the ones before it too, oldest first."""
        return self.weeks[-1]


def summary_view(
    asked: Iterable[Asked],
    titles: Mapping[str, str],
    monday: date,
    *,
    programme: str,
    name: str = "",
    practice: tuple[str, str] | None = None,
    page_url: str | None = None,
    unsubscribe_url: str,
) -> SummaryView:
    """What the mail about the week of `monday` says. `titles` names the steps, in the order to show them.

    `asked` holds all nudges of one person on one plan since the beginning, in any order; `practice` is
    the (title, text) of one thing for next week.
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
    reached = milestone(everything, monday)
    rated = any(each.ratings for each in recent)
    return SummaryView(
        programme=programme,
        name=name,
        label=week_label(monday),
        sentence=_sentence(week, first=began >= monday),
        figure=kept_words(week),
        also=_also(week),
        glance=tuple(
            GlanceRow(titles.get(step, step), tuple(MARKS[day.cells[step]] for day in week.days))
            for step in order
            if any(day.cells[step] is not Cell.NOT_SENT for day in week.days)
        ),
        ratings=_ratings(recent) if rated else "",
        rating_rows=rating_rows(recent) if rated else (),
        milestone=None if reached is None else _MILESTONES[reached],
        practice=None if practice is None else Words(*practice),
        page_url=page_url,
        unsubscribe_url=unsubscribe_url,
        weeks=recent,
    )


def render_summary(env: Environment, view: SummaryView) -> Mail:
    """The mail, its chart inside it as `cid:ratings` when there are at least two ratings to show."""
    chart = rating_chart(view.weeks)
    return render_mail(
        env,
        "email/summary",
        inline=(Inline("ratings", "image/png", chart),) if chart else (),
        lang="en",
        programme=view.programme,
        unsubscribe_url=view.unsubscribe_url,
        view=view,
        weekdays=WEEKDAYS,
        legend=tuple(MARKS.values()),
        chart_alt=rating_alt(view.weeks) if chart else "",
    )


def week_label(monday: date) -> str:
    """ "16 to 22 November"; a second month or year is named where the week crosses into it."""
    sunday = monday + timedelta(days=6)
    start = str(monday.day)
    if monday.month != sunday.month:
        start += f" {MONTHS[monday.month - 1]}"
    if monday.year != sunday.year:
        return f"{start} {monday.year} to {sunday.day} {MONTHS[sunday.month - 1]} {sunday.year}"
    return f"{start} to {sunday.day} {MONTHS[sunday.month - 1]}"


def kept_words(week: Week) -> str:
    """ "5 of 7 days kept". Empty if none was: a large zero helps nobody, the sentence says what is true."""
    return f"{week.kept} of {_days(week.asked)} kept" if week.kept else ""


def _also(week: Week) -> str:
    said = [f"{_days(week.rest)} of rest"] if week.rest else []
    if week.notes:
        said.append("1 note written" if week.notes == 1 else f"{week.notes} notes written")
    return " and ".join(said)


def _ratings(recent: Sequence[Week]) -> str:
    now = trend(recent)
    if now.median is None:
        return "There is no rating from this week."
    change = {"": "", "steady": ", steady over these weeks"}.get(now.words, f", {now.words}")
    what = "Your rating" if len(recent[-1].ratings) == 1 else "The middle of your ratings"
    return f"{what} this week is {number(now.median)} of {HIGHEST}{change}."


def _sentence(week: Week, *, first: bool) -> str:
    said = _SENTENCES[_state(week, first=first)]
    return said[week.monday.toordinal() // 7 % len(said)]  # another one each week, always the same for a week


def _state(week: Week, *, first: bool) -> str:
    if week.asked == 0:
        return "silent"
    if first:
        return "first, kept" if week.kept else "first"
    if week.kept == 0:
        return "rest" if week.rest else "none"
    if week.kept == week.asked:
        return "full"
    return "most" if week.kept * 2 > week.asked else "some" if week.kept > 1 else "little"


#: By state of the week. Each must be true of every such week, praise only what was done, and blame nobody.
_SENTENCES = {
    "full": (
        "You kept every day you were asked.",
        "On each day that held a practice, you made room for it.",
    ),
    "most": (
        "More often than not, you made room for this.",
        "Most days you were asked, you kept.",
        "You kept coming back this week.",
    ),
    "some": (
        "You came back to this more than once.",
        "You kept some of your days, and each one counts.",
        "You made room for this when you could.",
    ),
    "little": (
        "You kept one day this week, and it counts.",
        "You made room for this once, and that is something to build on.",
    ),
    "rest": (
        "There was rest this week, and rest is part of this too.",
        "This week held some rest. The practices will wait for you.",
    ),
    "none": (
        "A quiet week. There is nothing to catch up on.",
        "This week stayed quiet, and the next one starts fresh.",
    ),
    "silent": ("No nudge reached you this week, so there is nothing to look back on.",),
    "first, kept": (
        "Your first week is behind you, and you have begun.",
        "You have begun. This was your first week.",
    ),
    "first": ("This was your first week. There is no hurry.",),
}

_MILESTONES = {
    Milestone.FIRST_REPLY: Words("Your first answer", "This week you answered for the first time."),
    Milestone.DAYS_7: Words("7 days kept", "This week you reached seven kept days since you began."),
    Milestone.DAYS_21: Words("21 days kept", "This week you reached twenty-one kept days since you began."),
    Milestone.DAYS_50: Words("50 days kept", "This week you reached fifty kept days. Small things add up."),
    Milestone.DAYS_100: Words("100 days kept", "This week you reached a hundred kept days since you began."),
}


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
