"""Shows one person's progress, as a small chart on the screen or as JSON."""

from typing import Annotated

import typer
from rich.text import Text

from nudges.cli.common import (
    AsJson,
    PersonArg,
    moment,
    out,
    person_named,
    print_json,
    row,
    service,
    table,
)
from nudges.core.guide.library import Guides
from nudges.core.language import ENGLISH
from nudges.core.progress.ratings import HIGHEST, LOWEST
from nudges.core.progress.trend import trend
from nudges.core.progress.weeks import Cell, Week, response
from nudges.core.summary.sentences import milestone_words, rating_words, run_words, week_label
from nudges.flow.summary.compose import step_title
from nudges.flow.summary.progress import Progress, progress_of

#: A letter and a colour for each cell, so that it is readable without colour.
_CELLS = {
    Cell.KEPT: ("K", "bold green", "kept"),
    Cell.REST: ("R", "cyan", "rest"),
    Cell.OPEN: ("o", "yellow", "open"),
    Cell.NOT_SENT: ("-", "dim", "no nudge"),
}
_BARS = "▁▂▄▆█"


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(progress)


def progress(
    ctx: typer.Context,
    person: PersonArg,
    n: Annotated[int, typer.Option("--weeks", min=1, max=104, help="The number of weeks.")] = 4,
    as_json: AsJson = False,
) -> None:
    """Show the weeks of one person: kept days, ratings, milestones.

    Weeks are those of the person's own clock, with their runs and days off.
    """
    with service() as ready:
        who = person_named(ready, person)
        with ready.db.read() as tx:
            shown = progress_of(ready, tx, who, n, moment(ctx))
        if as_json:
            for week in shown.weeks:
                print_json(_as_dict(week, shown))
            return
        steps = {name: step for plan in ready.plans.values() for name, step in plan.steps.items()}
    _show(shown, {name: step_title(name, step) for name, step in steps.items()}, ready.guides)


def _show(shown: Progress, titles: dict[str, str], guides: Guides) -> None:
    now, this = shown.runs(shown.weeks[-1]), shown.weeks[-1]
    so_far = f"{this.kept} of {this.asked} days kept, {_days_off(now.off_left)} left"
    out.print(f"This week: {so_far if this.asked else 'no nudge has come yet'}.")
    if now.best:
        out.print(run_words(now, ENGLISH) or f"The longest run was of {_days(now.best)}.")
    out.print()
    drawn = table("week", "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "kept", "question")
    for week, rated in zip(shown.weeks, shown.rated, strict=True):
        cells = [Text(*_CELLS[day.cell][:2]) for day in week.days]
        ratings = " ".join(str(rating) for _, rating in rated.ratings)
        label = Text(week_label(week.monday, ENGLISH))
        drawn.add_row(label, *cells, f"{week.kept} of {week.asked}" if week.asked else "-", ratings or "-")
    out.print(drawn, soft_wrap=False)
    out.print("   ".join(f"{letter} {word}" for letter, _, word in _CELLS.values()), style="dim")
    medians = [week.median for week in shown.rated]
    if shown.question and any(medians):
        bars = "".join("·" if median is None else _bar(median) for median in medians)
        numbers = " ".join("-" if median is None else ENGLISH.number(median) for median in medians)
        out.print(f"\nWeekly question  {bars}  {numbers}")
        out.print(shown.question[1], markup=False, soft_wrap=False)
        out.print(rating_words(shown.rated, ENGLISH))
    if others := [one for week in shown.weeks for one in shown.others_in(week)]:
        out.print("\nOther questions, each for itself")
        for one in others:
            asked = guides.find(one.practice, one.take)
            out.print(
                f"{one.on}  {one.rating}  {asked.sms if asked else one.practice}",
                markup=False,
                soft_wrap=False,
            )
    if answered := response(shown.weeks):
        out.print()
        drawn = table("step", "kept", "answered", "days asked")
        for step, said in answered.items():
            row(
                drawn, titles.get(step, step_title(step)), str(said.kept), str(said.answered), str(said.asked)
            )
        out.print(drawn, soft_wrap=False)
    if shown.reached:
        out.print()
        drawn = table("milestone", "reached on")
        for milestone in shown.reached:
            row(drawn, milestone_words(milestone, ENGLISH, "en")[0], str(milestone.on))
        out.print(drawn, soft_wrap=False)


def _bar(median: float) -> str:
    """A bar for a rating. Even the lowest is visible."""
    return _BARS[round((median - LOWEST) / (HIGHEST - LOWEST) * (len(_BARS) - 1))]


def _days_off(n: int) -> str:
    return "1 day off" if n == 1 else f"{n} days off"


def _days(n: int) -> str:
    return "1 kept day" if n == 1 else f"{n} kept days"


def _as_dict(week: Week, shown: Progress) -> dict[str, object]:
    run, at = shown.runs(week), shown.weeks.index(week)
    change, rated = trend(shown.rated[: at + 1]), shown.rated[at]
    return {
        "week": str(week.monday),
        "kept": week.kept,
        "rests": week.rests,
        "asked": week.asked,
        "question": shown.question[0] if shown.question else None,
        "ratings": [rating for _, rating in rated.ratings],
        "median": rated.median,
        "trend": {"by": change.by, "weeks_ago": change.weeks_ago, "words": change.words(ENGLISH)},
        "other_ratings": [
            {"practice": one.practice, "take": one.take, "day": str(one.on), "rating": one.rating}
            for one in shown.others_in(week)
        ],
        "notes": week.notes,
        "run": {"current": run.current, "best": run.best, "off_left": run.off_left},
        "milestones": [one.key for one in shown.reached_in(week)],
        "days": {str(day.date): str(day.cell) for day in week.days},
        "steps": {step: {str(cell): n for cell, n in week.count(step).items()} for step in week.steps},
    }
