"""The sentences that the weekly mail says about a week, in the person's language. All must be true."""

from collections.abc import Sequence
from datetime import date, timedelta

from nudges.core.language import Language, to_say
from nudges.core.progress.milestones import FIRST_REPLY, RATING_RISE, Milestone
from nudges.core.progress.streaks import Runs
from nudges.core.progress.trend import trend
from nudges.core.progress.weeks import Week
from nudges.core.summary.chart_png import HIGHEST

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
    """ "5 of 7 days kept". Empty if none was: a large zero helps nobody, and the sentence says enough."""
    if not week.kept:
        return ""
    # Translators: begin with the number of kept days, which the mail shows large.
    return language.ngettext(
        "%(kept)s of %(n)s day kept", "%(kept)s of %(n)s days kept", week.asked, kept=week.kept
    )


def also_words(week: Week, language: Language) -> str:
    """ "2 days of rest and 1 note written". Empty if there were neither."""
    said = []
    if week.rest:
        said.append(language.ngettext("%(n)s day of rest", "%(n)s days of rest", week.rest))
    if week.notes:
        said.append(language.ngettext("%(n)s note written", "%(n)s notes written", week.notes))
    return language.and_(said) if said else ""


def so_far_words(week: Week, runs: Runs, language: Language) -> str:
    """ "5 of 7 days kept, 1 rest day left": a week that is not over yet."""
    kept = language.ngettext(
        "%(kept)s of %(n)s day kept", "%(kept)s of %(n)s days kept", week.asked, kept=week.kept
    )
    left = language.ngettext("%(n)s rest day left", "%(n)s rest days left", runs.rest_left)
    return f"{kept}, {left}"


def run_words(runs: Runs, language: Language) -> str:
    """The current run, and the longest. Empty if the current run is short: ended runs are not mentioned."""
    if runs.current < A_RUN:
        return ""
    if runs.current == runs.best:
        said = to_say("A run of %(n)s kept days, your longest yet. Rest days are part of it.")
    else:
        said = to_say("A run of %(n)s kept days. Your longest was %(best)s, and rest days are part of both.")
    return language.gettext(said, n=runs.current, best=runs.best)


def rating_words(recent: Sequence[Week], language: Language) -> str:
    """The rating of the last of these weeks, and how it compares, as a sentence."""
    now = trend(recent)
    if now.median is None:
        return language.gettext("There is no rating from this week.")
    if len(recent[-1].ratings) == 1:
        rating = to_say("Your rating this week is %(rating)s of %(highest)s")
    else:
        rating = to_say("The middle of your ratings this week is %(rating)s of %(highest)s")
    said = [language.gettext(rating, rating=language.number(now.median), highest=HIGHEST)]
    if now.steady:
        said.append(language.gettext("steady over these weeks"))
    elif change := now.words(language):
        said.append(change)
    return f"{', '.join(said)}."


def sentence(week: Week, language: Language, *, first: bool) -> str:
    """One true sentence about the week. `first`: it is the person's first week."""
    said = _SENTENCES[_state(week, first=first)]
    # varies from week to week, but is always the same for one week
    return language.gettext(said[week.monday.toordinal() // 7 % len(said)])


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


#: By state of the week. Each must be true of every such week, praise only what was done, and never blame.
_SENTENCES = {
    "full": (
        to_say("You kept every day you were asked."),
        to_say("On each day that held a practice, you made room for it."),
    ),
    "most": (
        to_say("More often than not, you made room for this."),
        to_say("Most days you were asked, you kept."),
        to_say("You kept coming back this week."),
    ),
    "some": (
        to_say("You came back to this more than once."),
        to_say("You kept some of your days, and each one counts."),
        to_say("You made room for this when you could."),
    ),
    "little": (
        to_say("You kept one day this week, and it counts."),
        to_say("You made room for this once, and that is something to build on."),
    ),
    "rest": (
        to_say("There was rest this week, and rest is part of this too."),
        to_say("This week held some rest. The practices will wait for you."),
    ),
    "none": (
        to_say("A quiet week. There is nothing to catch up on."),
        to_say("This week stayed quiet, and the next one starts fresh."),
    ),
    "silent": (to_say("No nudge reached you this week, so there is nothing to look back on."),),
    "first, kept": (
        to_say("Your first week is behind you, and you have begun."),
        to_say("You have begun. This was your first week."),
    ),
    "first": (to_say("This was your first week. There is no hurry."),),
}


def milestone_words(milestone: Milestone, language: Language, locale: str) -> tuple[str, str]:
    """A title, and a sentence or two, to celebrate a milestone.

    `locale` is the person's; the texts of a plan's phases are given in it.
    """
    if milestone.phase is not None:
        theme = milestone.phase.theme.said_in(locale)
        text = to_say("You have come to the end of this part. What you began in it stays yours.")
        return language.gettext("“%(theme)s”, done", theme=theme), language.gettext(text)
    title, text = MILESTONES[milestone.key]
    return language.gettext(title), language.gettext(text)


MILESTONES = {
    FIRST_REPLY: (
        to_say("Your first answer"),
        to_say("You answered for the first time. That is how it begins."),
    ),
    "kept-7": (
        to_say("7 days kept"),
        to_say("Seven days since you began, each one a small victory."),
    ),
    "kept-21": (
        to_say("21 days kept"),
        to_say("Twenty-one days since you began. Small things, done again, are no small thing."),
    ),
    "kept-50": (
        to_say("50 days kept"),
        to_say("Fifty days since you began. You made room for each of them."),
    ),
    "kept-100": (
        to_say("100 days kept"),
        to_say("A hundred days since you began. Each was small, and look how many there are."),
    ),
    RATING_RISE: (
        to_say("A first step up"),
        to_say("For the first time, you rated a week higher than the one before. This one was seen."),
    ),
}
