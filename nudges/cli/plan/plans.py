"""Plans: list, check, and the JSON Schema for editors."""

import json
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import FileSystemLoader

from nudges.cli.common import AsJson, out, print_json, tell
from nudges.cli.guide import guide
from nudges.cli.plan.diff import diff
from nudges.content.plans import plan_schema
from nudges.content.usable import Content, read_content
from nudges.core.errors import NudgesError
from nudges.core.plan.describe import cadence
from nudges.core.plan.phases import After
from nudges.core.plan.plan import Plan, Step
from nudges.core.render.locale_bundle import Voices
from nudges.core.vocabulary import Expects, Medium, Sends
from nudges.settings import Settings, read_settings

_WAYS = {Medium.SMS: "by SMS", Medium.EMAIL: "by email"}


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    plan = typer.Typer(help="The plans in schedules/.", no_args_is_help=True)
    plan.command("list")(list_all)
    plan.command("new")(guide.new_plan)
    plan.command("check")(check)
    plan.command("diff")(diff)
    plan.command("schema")(schema)
    app.add_typer(plan, name="plan")


def _read() -> tuple[Settings, Content]:
    settings = read_settings()
    return settings, read_content(settings.schedules, settings.folder("guides"), settings.templates)


def _tell(mistakes: Iterable[NudgesError]) -> None:
    """What cannot be used. Exits as for any mistake, if there is one."""
    code = 0
    for mistake in mistakes:
        tell(mistake)
        code = 2
    if code:
        raise typer.Exit(code)


def list_all(as_json: AsJson = False) -> None:
    """List every plan, described in words."""
    _, content = _read()
    for name, plan in content.plans.items():
        if as_json:
            steps = [{"step": step_id, "when": cadence(step)} for step_id, step in plan.steps.items()]
            print_json({"plan": name, "title": plan.title, "about": plan.about, "steps": steps})
        else:
            _say_back(name, plan)
    _tell(content.mistakes)


def _say_back(name: str, plan: Plan) -> None:
    """Print a plan in words."""
    out.print(f"[bold]{name}[/bold]")
    _line(str(plan.about))
    for step_id, step in plan.steps.items():
        _line(f"{step_id}: {cadence(step)}; {_WAYS[step.channel]}, {_pool(step)}")
    for phase in plan.phases:
        first, last = phase.weeks
        weeks = f"weeks {first}-{last}" if last > first else f"week {first}"
        _line(f"{weeks}: {phase.theme}")
    if plan.after:
        _line("then again from week 1" if plan.after is After.REPEAT else "then a farewell, and no more")


def _pool(step: Step) -> str:
    if step.sends is Sends.SUMMARY:
        return "the week itself"
    asks = "asks whether it was done" if step.expects is Expects.DONE else f"asks for a {step.expects}"
    return f"{asks}, {len(step.practices)} {'practice' if len(step.practices) == 1 else 'practices'}"


def _line(text: str) -> None:
    """One line of a plan, as wide as the terminal; what does not fit goes on below, further in."""
    wrapped = textwrap.fill(text, max(40, out.width), initial_indent=" " * 4, subsequent_indent=" " * 6)
    out.print(wrapped, markup=False)


def check(
    names: Annotated[
        list[str] | None, typer.Argument(help="The plans to check, by name or file; all, if none is named.")
    ] = None,
) -> None:
    """Check plans, and say what is wrong with them and where.

    Each is described in words, with what may have been overlooked.
    """
    settings, content = _read()
    names = [_name_of(text, settings, content) for text in names or ()]
    plans = {name: plan for name, plan in content.plans.items() if not names or name in names}
    for name, plan in plans.items():
        out.print("[green]✓[/green] ", end="")
        _say_back(name, plan)
    _tell([content.held[name] for name in names if name in content.held] if names else content.mistakes)
    loader = FileSystemLoader(settings.template_folders)
    guide.look_at_plans(Voices(loader, content.guides, content.languages), plans)


def _name_of(text: str, settings: Settings, content: Content) -> str:
    """The plan that is meant by its name or its file. Raises NudgesError if there is none."""
    file = Path(text)
    ours = file.suffix == ".yaml" and file.absolute().parent == settings.schedules.absolute()
    name = file.stem if ours else text
    if name in {*content.plans, *content.held}:
        return name
    raise NudgesError(
        f"There is no plan {text!r}.",
        f"A plan is a file in {settings.schedules}/, and its name is the file's without .yaml.",
        f"For all plans of a folder: SCHEDULES={text} nudges plan check."
        if file.is_dir()
        else f"Write one of: {', '.join(content.plans)}.",
    )


def schema() -> None:
    """Print the JSON Schema of plan files, for editors.

    Save it as schedules/plan.schema.json.
    """
    typer.echo(json.dumps(plan_schema(), indent=2))
