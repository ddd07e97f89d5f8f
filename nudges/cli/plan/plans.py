"""Plans: list, check, preview, and the schema for editors."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from jinja2 import FileSystemLoader
from rich.text import Text

from nudges.cli.common import AsJson, moment, out, parse_date, print_json, table
from nudges.cli.guide import guide
from nudges.cli.plan.diff import diff
from nudges.content.guides import read_guides
from nudges.content.plans import plan_schema, read_plans
from nudges.core.errors import NudgesError
from nudges.core.person.person import Person
from nudges.core.plan.describe import cadence
from nudges.core.plan.phases import After
from nudges.core.plan.plan import Plan
from nudges.core.render.templates import environment
from nudges.core.vocabulary import Expects, Medium, Sends
from nudges.core.zones import zone_named
from nudges.flow.simulation.preview import Previewed, preview
from nudges.settings import read_settings


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    plan = typer.Typer(help="The plans in schedules/.", no_args_is_help=True)
    plan.command("list")(list_all)
    plan.command("new")(guide.new_plan)
    plan.command("check")(check)
    plan.command("preview")(show_preview)
    plan.command("diff")(diff)
    plan.command("schema")(schema)
    app.add_typer(plan, name="plan")


def _plans() -> dict[str, Plan]:
    settings = read_settings()
    return read_plans(settings.schedules, read_guides(settings.templates / "guides"))


def list_all(as_json: AsJson = False) -> None:
    """Every plan, said back in words."""
    plans = _plans()
    if as_json:
        for name, plan in plans.items():
            steps = [{"step": step_id, "when": cadence(step)} for step_id, step in plan.steps.items()]
            print_json({"plan": name, "title": plan.title, "about": plan.about, "steps": steps})
        return
    for name, plan in plans.items():
        _say_back(name, plan)


def _say_back(name: str, plan: Plan) -> None:
    """A plan in words, as a person would tell it."""
    out.print(f"[bold]{name}[/bold]  {plan.about}")
    for step_id, step in plan.steps.items():
        asks = (
            f"asks for a {step.expects}" if step.expects is not Expects.DONE else "asks whether it was done"
        )
        pool = (
            "the week itself" if step.sends is Sends.SUMMARY else f"{asks}, {len(step.practices)} practices"
        )
        out.print(f"    {step_id}: {cadence(step)}; by {step.channel}, {pool}", markup=False)
    for phase in plan.phases:
        first, last = phase.weeks
        weeks = f"weeks {first}-{last}" if last > first else f"week {first}"
        out.print(f"    {weeks}: {phase.theme}", markup=False)
    if plan.after:
        out.print(
            "    then again from week 1" if plan.after is After.REPEAT else "    then a farewell, and no more"
        )


def check() -> None:
    """Read every plan, say it back in words, and name what is wrong or may have been overlooked."""
    _, voices, plans = guide.read_content()
    for name, plan in plans.items():
        out.print("[green]✓[/green] ", end="")
        _say_back(name, plan)
    guide.look_at_plans(voices, plans)


def show_preview(
    ctx: typer.Context,
    plan: Annotated[str, typer.Argument(help="The plan; see `nudges plan list`.")],
    zone: Annotated[str, typer.Option(help="The zone of an imagined person.")] = "UTC",
    start: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD; today unless given.")] = "",
    days: Annotated[int, typer.Option(min=1, max=366, help="For how many days.")] = 14,
    as_json: AsJson = False,
) -> None:
    """What somebody new would get, and when, before anybody does."""
    settings = read_settings()
    guides = read_guides(settings.templates / "guides")
    plans = read_plans(settings.schedules, guides)
    if plan not in plans:
        raise NudgesError(
            f"There is no plan {plan!r}.",
            "A plan is a file in schedules/.",
            f"Write one of: {', '.join(plans)}.",
        )
    zone_named(zone)
    first = parse_date(start) if start else Person(id="", zone=zone).local(moment(ctx)).date()
    templates = environment(FileSystemLoader(settings.templates))
    lines = preview(plans, guides, templates, settings.programme, plan, zone, first, days)
    if as_json:
        for line in lines:
            print_json(_as_dict(line, zone))
        return
    shown = table("their time", "step", "text")
    for line in lines:
        about = ", ".join(
            filter(None, (line.practice, line.why, "by email" if line.channel == Medium.EMAIL else ""))
        )
        text = Text(line.text.partition("\n")[0])
        shown.add_row(
            f"{line.local:%a %-d %b %H:%M}", line.step, text.append(f" ({about})" if about else "", "dim")
        )
    out.print(shown)


def _as_dict(line: Previewed, zone: str) -> dict[str, object]:
    return asdict(line) | {"local": f"{line.local:%Y-%m-%dT%H:%M}", "utc": line.utc.isoformat(), "zone": zone}


def schema() -> None:
    """The JSON Schema of a plan file, for editors: save it as schedules/plan.schema.json."""
    typer.echo(json.dumps(plan_schema(), indent=2))
