"""`nudges simulate`: shows what a plan will do, before anybody receives it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from nudges.cli import log
from nudges.cli.common import AsJson, moment, parse_date
from nudges.cli.simulate.parallel import played
from nudges.cli.simulate.screens import Price, as_json_lines, show
from nudges.core.errors import NudgesError
from nudges.core.language import parse_locale
from nudges.core.person.person import Person
from nudges.core.zones import zone_named
from nudges.flow.simulation.scenario import WORLD, Scenario, parse_move, parse_outage, read_replies
from nudges.settings import read_settings

#: Also used by `plan diff`.
PriceOption = Annotated[
    str,
    typer.Option(
        "--price",
        help="What one SMS segment costs. 0.0083 USD is Twilio's list price to the United States "
        "(twilio.com/sms/pricing, 2026), without carriers' fees.",
    ),
]

#: Up to this many people, the text of weekly summaries is rendered even without --out.
_FEW = 20


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(simulate)


def simulate(
    ctx: typer.Context,
    plan: Annotated[str, typer.Argument(help="The plan; see `nudges plan list`.")],
    zone: Annotated[
        list[str] | None,
        typer.Option(help="The zone people live in; repeatable. `world` is 25 zones round the globe."),
    ] = None,
    start: Annotated[str, typer.Option("--from", help="The day they join, YYYY-MM-DD; default today.")] = "",
    days: Annotated[int, typer.Option(min=1, max=1_000, help="The number of days.")] = 28,
    people: Annotated[
        int,
        typer.Option(
            min=0, max=100_000, help="The number of people, spread over the zones; default one in each."
        ),
    ] = 0,
    replies: Annotated[
        Path | None,
        typer.Option(
            help="A file of replies, one a line: 2026-12-01 09:40  done 4 (local time; #2 before "
            "the text for person 2; or JSON with at, text, person). Without it nobody answers."
        ),
    ] = None,
    outage: Annotated[
        list[str] | None,
        typer.Option(
            help="FROM..TO without a worker: 2026-12-01T10:00..2026-12-01T16:00, in UTC. Repeatable."
        ),
    ] = None,
    move: Annotated[
        list[str] | None,
        typer.Option(help="DATE=ZONE, they move at noon: 2026-12-10=Asia/Tokyo. Repeatable."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for the weekly summaries: text and page.")
    ] = None,
    language: Annotated[str, typer.Option(help="Their language: en, es.")] = "en",
    partner: Annotated[
        bool, typer.Option("--partner/--alone", help="Whether somebody close takes part.")
    ] = True,
    care: Annotated[
        bool, typer.Option("--care/--no-care", help="Whether they asked for practices that can stir pain.")
    ] = True,
    price: PriceOption = "0.0083 USD",
    as_json: AsJson = False,
) -> None:
    """Run a plan on a simulated clock, and print what it would send.

    It shows every message that would be sent, and why others would not.

    Nothing is sent, and no database is opened. With more than 20 people the text of weekly summaries is left
    out unless --out is given. That does not change what is sent, or when.
    """
    each = Price.read(price)
    settings = read_settings()
    zones = tuple(place for one in zone or ["UTC"] for place in (WORLD if one == "world" else (one,)))
    for one in zones:
        zone_named(one)
    scenario = Scenario(
        plan=plan,
        zones=zones,
        start=parse_date(start) if start else Person(id="", zone=zones[0]).local(moment(ctx)).date(),
        days=days,
        people=people or len(zones),
        outages=tuple(parse_outage(one) for one in outage or ()),
        moves=tuple(parse_move(one) for one in move or ()),
        language=parse_locale(language),
        partner=partner,
        care=care,
    )
    if replies is not None:
        scenario = replace(scenario, replies=tuple(read_replies(_lines(replies), scenario)))
    log.only_errors()
    with progress(f"Simulating {scenario.people} people") as seen:
        lines = played(settings, scenario, out, scenario.people > _FEW and out is None, seen)
    if as_json:
        as_json_lines(lines)
    else:
        show(scenario, lines, each, out)


def _lines(path: Path) -> Sequence[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise NudgesError(
            f"The file {path.name} cannot be read.",
            "--replies names a text file with one reply a line.",
            "Correct the name, or save the file as UTF-8 text.",
        ) from None


@contextmanager
def progress(what: str) -> Iterator[Callable[[float], None]]:
    """A progress bar, if stderr is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda part: bar.update(task, completed=part)
