"""How it goes: figures of the last weeks, and the research table as CSV or Parquet."""

from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from nudges.cli.common import AsJson, moment, not_there_yet, out, parse_date, print_json, row, service, table
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT
from nudges.flow.results import decision_points
from nudges.flow.results.keep import renew_figures
from nudges.flow.results.show import Line, Results, known_plan, results

PlanOption = Annotated[str, typer.Option(help="One plan alone.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(help="How it goes: answers, deliveries, cost.", no_args_is_help=True)
    group.command("show")(show)
    group.command("export")(export)
    app.add_typer(group, name="results")


def show(
    ctx: typer.Context,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How many weeks, this one among them.")] = 12,
    plan: PlanOption = "",
    as_json: AsJson = False,
) -> None:
    """Show how it goes: what was sent and answered.

    It goes week by week and step by step. Figures are counted by the worker every hour, and here once more.
    """
    now = moment(ctx)
    with service() as ready:
        renew_figures(ready, now, at_once=True)
        known_plan(ready, plan)
        found = results(ready, PROMPT, weeks, plan, now)
    if as_json:
        for week, line in found.weeks:
            print_json({"week": week, "stops": found.stops.get(week, 0), **asdict(line)})
        return
    out.print(_by_week(found))
    if found.steps:
        out.print()
        out.print(_by_step(found))
    for one in found.deliveries:
        if one.code:
            out.print(f"\n{one.count} by {one.medium}: {one.status}, {one.code}. {one.means}. {one.step}")


def _by_week(found: Results) -> Table:
    shown = _numbers("week from", "sent", "answered", "failed", "STOP", "segments", "billed", "cost")
    for week, line in found.weeks:
        cost = f"{line.price:.2f} {line.currency}" if line.bills else "-"
        billed = str(line.billed) if line.bills else "-"
        stops = str(found.stops.get(week, 0))
        counts = str(line.sent), _share(line), str(line.failed), stops, str(line.segments)
        row(shown, str(week), *counts, billed, cost)
    return shown


def _by_step(found: Results) -> Table:
    shown = _numbers("step", "sent", "answered", "done", "not done", "rating")
    for plan, step, line in found.steps:
        rating = "-" if line.rating is None else f"{line.rating:.1f}"
        row(shown, f"{plan}/{step}", str(line.sent), _share(line), str(line.done), str(line.not_done), rating)
    return shown


def _numbers(*columns: str) -> Table:
    made = table(*columns)
    for column in made.columns[1:]:
        column.justify = "right"
    return made


def _share(line: Line) -> str:
    return "-" if line.share is None else f"{line.share:.0%}"


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to write: NAME.csv or NAME.parquet.")],
    since: Annotated[str, typer.Option("--from", help="The first day, such as 2026-11-30.")] = "",
    until: Annotated[str, typer.Option("--until", help="The last day.")] = "",
    plan: PlanOption = "",
) -> None:
    """Write the research table as CSV or Parquet.

    It has one row for each moment at which a plan may nudge somebody, with ids, codes, kinds of answers
    and ratings, and no word of anybody. Days are the people's own.
    """
    now = moment(ctx)
    first = parse_date(since) if since else date(2000, 1, 1)
    last = parse_date(until) if until else now.date() + timedelta(days=1)
    if last < first:
        raise NudgesError(
            "The last day is before the first.",
            f"The table would begin on {first} and end on {last}.",
            "Give an --until that is not before --from.",
        )
    _check_file(file)  # whether it can be written is known before anybody waits
    with service() as ready:
        known_plan(ready, plan)
        rows = decision_points.rows(ready, PROMPT, first, last + timedelta(days=1), plan, now)
        try:
            count = decision_points.write_file(rows, file)
        except OSError as error:
            raise NudgesError(
                f"{file} cannot be written.", f"{error.strerror}.", "Give a file in a folder that is there."
            ) from None
    out.print(f"{count:,} rows written to {file}. They are about people, by id: keep the file safe.")


def _check_file(file: Path) -> None:
    """Raises NudgesError for a file of another kind, and for one that is there."""
    if file.suffix not in (".csv", ".parquet"):
        raise NudgesError(
            f"The table cannot be written to {file}.",
            "The end of the name says in which format: .csv or .parquet.",
            "Give a name such as table.csv.",
        )
    if file.suffix == ".parquet":
        decision_points.parquet()
    not_there_yet(file)
