"""The sentences that the weekly mail says about a week, in the person's language. All must be true.

What a kept day, a rest and a note are is said in core/progress/weeks.py.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from nudges.core.language import Language, to_say
from nudges.core.progress.milestones import FIRST_REPLY, HALF_YEAR, RATING_RISE, Milestone
from nudges.core.progress.observations import Observation, Part, Shows
from nudges.core.progress.ratings import HIGHEST, RatedWeek
from nudges.core.progress.streaks import Runs
from nudges.core.progress.trend import trend
from nudges.core.progress.weeks import Week

#: Shorter runs than this, in kept days, are not mentioned.
A_RUN = 3


def week_label(monday: date, language: Language) -> str:
    """ "16 to 22 November". If the week crosses into another month or year, both are named."""
    sunday = monday + timedelta(days=6)
    start, end = str(monday.day), language.day(sunday)
    if monday.year != sunday.year:
        start, end = language.day_and_year(monday), language.day_and_year(sunday)
    elif monday.month != sunday.month:
        start = language.day(monday)
    return language.gettext("%(start)s to %(end)s", start=start, end=end)


def kept_words(week: Week, language: Language) -> str:
    """ "5 days with something kept". Empty if there was none: a large zero helps nobody."""
    if not week.kept:
        return ""
    # Translators: begin with the number, which the mail shows large.
    return language.ngettext("%(n)s day with something kept", "%(n)s days with something kept", week.kept)


def also_words(week: Week, language: Language) -> str:
    """ "2 rests · 1 note", as many rests as the table shows. Empty if there were neither."""
    said = []
    if week.rests:
        said.append(language.ngettext("%(n)s rest", "%(n)s rests", week.rests))
    if week.notes:
        said.append(language.ngettext("%(n)s note", "%(n)s notes", week.notes))
    return " · ".join(said)


def run_words(runs: Runs, language: Language) -> str:
    """The current run, and the longest. Empty if the current run is short: ended runs are not mentioned."""
    if runs.current < A_RUN:
        return ""
    if runs.current == runs.best:
        said = to_say("A run of %(n)s kept days, your longest yet. A day off now and then does not end it.")
    else:
        said = to_say(
            "A run of %(n)s kept days; your longest was %(best)s. A day off now and then does not end it."
        )
    return language.gettext(said, n=runs.current, best=runs.best)


def rating_words(recent: Sequence[RatedWeek], language: Language, *, in_words: bool = False) -> str:
    """The answer to the weekly question in the last of these weeks, and how it compares, as a sentence.

    `in_words`: it was answered, if only without a number, and the week shows it as kept.
    """
    now = trend(recent)
    if now.median is None and in_words:
        return language.gettext("This week you answered without a number, and that is fine.")
    if now.median is None:
        return language.gettext("No answer this week, and that is fine.")
    if len(recent[-1].ratings) == 1:
        rating = to_say("Your answer this week is %(rating)s of %(highest)s")
    else:
        rating = to_say("The middle of your answers this week is %(rating)s of %(highest)s")
    said = [language.gettext(rating, rating=language.number(now.median), highest=HIGHEST)]
    if now.steady:
        said.append(language.gettext("about the same over these weeks"))
    elif change := now.words(language):
        said.append(change)
    return f"{', '.join(said)}."


_PARTS = {
    Part.MORNING: to_say("You mostly answer in the morning: %(n)s of %(of)s answers came then."),
    Part.AFTERNOON: to_say("You mostly answer in the afternoon: %(n)s of %(of)s answers came then."),
    Part.EVENING: to_say("You mostly answer in the evening: %(n)s of %(of)s answers came then."),
}
_STEPS = {
    Shows.KEEPS: to_say("What you keep most is “%(step)s”: %(n)s of %(of)s times in the last eight weeks."),
    Shows.LEAVES: to_say("What you leave most is “%(step)s”: %(n)s of %(of)s times in the last eight weeks."),
}


def observation_words(one: Observation, titles: Mapping[str, str], language: Language) -> str:
    """What was observed, with its figures, and how sure that is. `titles` names the steps."""
    said = _PARTS[Part(one.subject)] if one.shows is Shows.WHEN else _STEPS[one.shows]
    sure = to_say("That is quite clear.") if one.clear else to_say("It may also be chance.")
    words = [language.gettext(said, n=one.n, of=one.of, step=titles.get(one.subject, one.subject))]
    words.append(language.gettext(sure))
    if one.shows is Shows.LEAVES:
        words.append(language.gettext("That is fine, and you can change its time on your page."))
    return " ".join(words)


def milestone_words(milestone: Milestone, language: Language, locale: str) -> tuple[str, str]:
    """A title, and a sentence or two, to celebrate a milestone; true also in a mail that comes weeks later.

    `locale` is the person's; the texts of a plan's phases are given in it.
    """
    values = {"day": language.day(milestone.on), "kept": milestone.kept, "n": milestone.days or 0}
    if milestone.phase is not None:
        values["theme"] = milestone.phase.theme.said_in(locale)
        title, text = _PHASE
    elif milestone.years and milestone.years > 1:
        values["n"] = milestone.years
        title, text = _YEARS
    else:
        title, text = MILESTONES.get(milestone.key, _KEPT)
    return language.gettext(title, **values), language.gettext(text, **values)


_PHASE = (
    to_say("“%(theme)s”, done"),
    to_say("You have come to the end of this part. What you began in it stays yours."),
)
_KEPT = (
    to_say("%(n)s days kept"),
    to_say("%(day)s was day number %(n)s on which you kept something. Look how many small things that is."),
)
_YEARS = (
    to_say("%(n)s years"),
    to_say("On %(day)s your first message was %(n)s years ago. You kept something on %(kept)s days since."),
)
MILESTONES = {
    FIRST_REPLY: (
        to_say("Your first answer"),
        to_say("You answered for the first time. That is how it begins."),
    ),
    "kept-7": (
        to_say("7 days kept"),
        to_say("%(day)s was the seventh day on which you kept something. Each one is a small victory."),
    ),
    "kept-21": (
        to_say("21 days kept"),
        to_say(
            "%(day)s was the twenty-first day on which you kept something. Small things, done again, are no "
            "small thing."
        ),
    ),
    "kept-50": (
        to_say("50 days kept"),
        to_say("%(day)s was the fiftieth day on which you kept something. You made room for each of them."),
    ),
    "kept-100": (
        to_say("100 days kept"),
        to_say(
            "%(day)s was the hundredth day on which you kept something. Each was small, and look how many "
            "there are."
        ),
    ),
    HALF_YEAR: (
        to_say("Half a year"),
        to_say(
            "On %(day)s your first message was half a year ago. You kept something on %(kept)s days since."
        ),
    ),
    "years-1": (
        to_say("A whole year"),
        to_say("On %(day)s your first message was a year ago. You kept something on %(kept)s days since."),
    ),
    RATING_RISE: (
        to_say("A first step up"),
        to_say("For the first time, your answer to the weekly question was higher than the one before it."),
    ),
}
