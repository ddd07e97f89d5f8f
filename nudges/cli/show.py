"""What became of it all: one person's progress, and the reason of every nudge."""

from datetime import datetime
from typing import Annotated

import typer

from nudges.app import wall_clock
from nudges.cli.common import AsJson, PersonArg, out, person_named, print_json, row, service, table
from nudges.core.language import ENGLISH
from nudges.core.progress import Cell, Week, trend, week_of, weeks
from nudges.core.summary import MARKS
from nudges.core.summary_words import kept_words, week_label
from nudges.flow.summarise import BEGINNING, step_title
from nudges.store import planning, replies


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(progress)
    app.command()(explain)


def progress(
    person: PersonArg,
    n: Annotated[int, typer.Option("--weeks", min=1, max=104, help="How many weeks back.")] = 4,
    as_json: AsJson = False,
) -> None:
    """Kept days and ratings, week by week of their own local weeks."""
    with service() as ready:
        who = person_named(ready, person)
        with ready.db.read() as tx:
            asked = replies.asked(tx, who.id, BEGINNING)
    shown = weeks(asked, week_of(who.local(wall_clock()).date()), n)
    if as_json:
        for week in shown:
            print_json(_as_dict(week))
        return
    drawn = table("week", *("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), "kept", "ratings")
    for week in shown:
        marks = [MARKS[day.cell].sign for day in week.days]
        ratings = " ".join(str(rating) for _, rating in week.ratings)
        row(drawn, week_label(week.monday, ENGLISH), *marks, kept_words(week, ENGLISH), ratings or "-")
    out.print(drawn)
    out.print("  ".join(f"{MARKS[cell].sign} {MARKS[cell].word}" for cell in Cell), style="dim")
    if words := trend(shown).words(ENGLISH):
        out.print(f"Ratings: {words}.")


def _as_dict(week: Week) -> dict[str, object]:
    return {
        "week": str(week.monday),
        "kept": week.kept,
        "rest": week.rest,
        "asked": week.asked,
        "ratings": [rating for _, rating in week.ratings],
        "median": week.median,
        "notes": week.notes,
        "steps": {step: {str(cell): n for cell, n in week.count(step).items()} for step in week.steps},
    }


def explain(
    person: PersonArg,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many lines.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Why each nudge was sent, held or missed, what was answered, and what comes next."""
    with service() as ready:
        who = person_named(ready, person)
        with ready.db.read() as tx:
            told = replies.story(tx, who.id, limit)
            coming = planning.upcoming(tx, who.id)

    def local(moment: datetime) -> str:
        return f"{who.local(moment):%Y-%m-%d %H:%M}"

    if as_json:
        for line in told:
            print_json(
                {
                    "local": local(line.at),
                    "utc": line.at.isoformat(),
                    "status": line.status,
                    "step": line.step,
                    "practice": line.practice,
                    "medium": line.medium,
                    "segments": line.segments,
                    "why": line.why,
                    "nudge": line.nudge_id,
                }
            )
        return
    drawn = table("their time", "what", "status", "why")
    for up in reversed(coming):
        row(drawn, local(up.slot.due_at), step_title(up.step), "upcoming", "")
    for line in told:
        row(drawn, local(line.at), step_title(line.step) or "They answered", line.status, line.why)
    out.print(drawn)
