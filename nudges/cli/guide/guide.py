"""For authors: create a new plan or guide, and check for mistakes."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from jinja2 import FileSystemLoader

from nudges.cli.common import out
from nudges.cli.guide import skeletons
from nudges.content.guides import read_guides, read_languages
from nudges.content.plans import read_plans
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.guide.practice import CARE, Load, Mode
from nudges.core.lint.lint import Finding, look_at_guides, look_at_plan, told_in, unused
from nudges.core.lint.phrases import WORDS, common
from nudges.core.plan.fields import NAME
from nudges.core.plan.fit import meant
from nudges.core.plan.plan import Plan
from nudges.core.render.locale_bundle import Voices
from nudges.core.vocabulary import Expects, Who
from nudges.settings import Settings, read_settings

NewName = Annotated[str, typer.Argument(help="A name: lower-case words joined by hyphens.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    guide = typer.Typer(help="The guides in templates/guides/.", no_args_is_help=True)
    guide.command("new")(new_guide)
    guide.command("check")(check_guides)
    app.add_typer(guide, name="guide")


def read_content() -> tuple[Settings, Voices, dict[str, Plan]]:
    """The settings, every language with its guides, and every plan."""
    settings = read_settings()
    guides = read_guides(settings.folder("guides"))
    plans = read_plans(settings.schedules, guides)
    loader = FileSystemLoader(settings.template_folders)
    return settings, Voices(loader, guides, read_languages(settings.templates, guides)), plans


def new_plan(name: NewName) -> None:
    """Write schedules/NAME.yaml, a small and complete plan to edit.

    Every line of it has a comment.
    """
    settings = read_settings()
    practices = _to_begin_with(read_guides(settings.folder("guides")))
    lines = "\n".join(f"      - {practice}" for practice in practices)
    _write(settings.schedules / f"{name}.yaml", name, skeletons.PLAN, practices=lines)
    out.print("Change it, then look at what it will do:", markup=False)
    out.print(f"  nudges plan check {name}\n  nudges simulate {name}", markup=False)


def _to_begin_with(guides: Guides) -> list[str]:
    """Practices that suit everybody, as many as the skeleton needs for twelve weeks without a repeat."""
    suit = [
        take
        for take in meant(guides.takes, Who.HURT, Expects.DONE)
        if take.mode is not Mode.PARTNER and take.load is not Load.HEAVY and CARE not in take.flags
    ]
    chosen: list[str] = []
    for take in suit:
        if take.id not in chosen and sum(one.id in chosen for one in suit) < skeletons.DUE:
            chosen.append(take.id)
    return chosen


def new_guide(name: NewName) -> None:
    """Write templates/guides/NAME.md, a small guide to edit."""
    settings = read_settings()
    _write(settings.templates / "guides" / f"{name}.md", name, skeletons.GUIDE)
    out.print(skeletons.LINES, markup=False)
    out.print("Change it, then:  nudges guide check", markup=False)


def _write(path: Path, name: str, skeleton: str, **values: str) -> None:
    if not re.fullmatch(NAME, name):
        raise NudgesError(
            "The name cannot be used.", "It names a file and stands in ids.", "Write it like evening-walk."
        )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton.format(name=name, title=name.replace("-", " ").capitalize(), **values))
    except FileExistsError:
        raise NudgesError(
            f"{path} is there already.",
            "What is in it would be lost.",
            "Choose another name, or edit that file.",
        ) from None
    except OSError as error:
        raise NudgesError(
            f"{path} cannot be written.", f"{error.strerror}.", "Check the folder and who may write to it."
        ) from None
    out.print(f"[green]✓[/green] {path}")


def check_guides() -> None:
    """Check every guide and translation, text by text.

    It reports texts that are too long, missing or repeated.
    """
    settings, voices, plans = read_content()
    for guide in voices.base.guides.guides:
        sizes = f"{len(guide.practices)} practices in {len(guide.takes)} takes"
        out.print(f"[green]✓[/green] {guide.id}  {guide.title}: {sizes}")
    for voice in voices:
        texts, counts = common(told_in(voice, voices.base))
        phrase, times = next(iter(counts.most_common(1)), ("", 0))
        same = f'at most {times} of them have the same {WORDS} words ("{phrase}")'
        out.print(f"  {voice.language.code}: {texts} texts; {same}", markup=False)
    _tell([*look_at_guides(voices, settings.programme), *unused(plans, voices.base.guides)])


def look_at_plans(voices: Voices, plans: Mapping[str, Plan]) -> None:
    """Report what may have been overlooked in the plans."""
    languages = frozenset(voice.language.code for voice in voices)
    _tell(
        finding
        for name, plan in plans.items()
        for finding in look_at_plan(name, plan, voices.base.guides, languages)
    )


def _tell(findings: Iterable[Finding]) -> None:
    """Print each finding with its place and what to do. Exits with 1 if one of them must not be sent."""
    grave = False
    for finding in findings:
        out.print("[red]✗[/red] " if finding.grave else "[yellow]![/yellow] ", end="")
        out.print(f"{finding.place}: {finding.what}\n  {finding.fix}", markup=False)
        grave |= finding.grave
    if grave:
        raise typer.Exit(1)
