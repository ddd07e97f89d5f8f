"""Change what a person gets, on any plan."""

from typing import Annotated, Any

import typer

from nudges.cli.common import PersonArg, moment, out, person_named, row, service, table
from nudges.cli.person.view import settings_in_words
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT
from nudges.core.person.person import Person
from nudges.core.vocabulary import Who
from nudges.core.zones import zone_to_live_in
from nudges.flow.office import person as office


def add_to(person: typer.Typer) -> None:
    """Add this command to `nudges person`."""
    person.command("change")(change)


def change(
    ctx: typer.Context,
    person: PersonArg,
    who: Annotated[
        Who | None,
        typer.Option(help="Whether they were hurt, repair what they did, or both.", show_default=False),
    ] = None,
    partner: Annotated[
        bool | None, typer.Option("--partner/--alone", help="Whether somebody close takes part.")
    ] = None,
    partner_safe: Annotated[
        bool | None,
        typer.Option(
            "--partner-safe/--partner-not-safe",
            help="Whether they said it is safe to be around that person; practices for two need it.",
        ),
    ] = None,
    care: Annotated[
        bool | None,
        typer.Option("--care/--no-care", help="Whether they asked for practices that can stir pain."),
    ] = None,
    discreet: Annotated[
        bool | None,
        typer.Option(
            "--discreet/--no-discreet", help="Messages contain only a link to their text, or the text."
        ),
    ] = None,
    quiet_acks: Annotated[
        bool | None,
        typer.Option("--quiet-acks/--no-quiet-acks", help="Do not acknowledge replies that change nothing."),
    ] = None,
    notes: Annotated[
        bool | None,
        typer.Option("--notes/--no-notes", help="Whether the weekly mail quotes their own notes."),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="They live in another zone now: Europe/Madrid.", show_default=False)
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="The language of their messages: en, es, es-MX.", show_default=False)
    ] = None,
) -> None:
    """Change what a person gets, how, and in which zone. Options not given stay as they are."""
    wishes: dict[str, Any] = {
        "who": who,
        "partner": partner,
        "partner_safe": partner_safe,
        "care": care,
        "discreet": discreet,
        "quiet_acks": quiet_acks,
        "notes": notes,
        "language": language,
    }
    wished = any(wish is not None for wish in wishes.values())
    if not wished and zone is None:
        raise NudgesError(
            "Nothing was said to change.",
            "What is not named stays as it is.",
            "See the options with `nudges person change --help`.",
        )
    if zone is not None:
        zone_to_live_in(zone)  # nothing is changed if there is none
    with service() as ready:
        before = person_named(ready, person)
        if wished:
            office.change(ready, PROMPT, before.id, moment(ctx), **wishes)
        if zone is not None:
            office.move(ready, PROMPT, before.id, zone, moment(ctx))
        now = person_named(ready, before.id)
    was = _in_words(before)
    changed = {key: value for key, value in _in_words(now).items() if value != was[key]}
    out.print(
        f"{now.id[:8]} {now.name}".rstrip() + ("" if changed else ": all of it was so already."), markup=False
    )
    shown = table("", "")
    shown.show_header = False
    for key, value in changed.items():
        row(shown, f"  {key}", value)
    if changed:
        out.print(shown, soft_wrap=False)


def _in_words(person: Person) -> dict[str, str]:
    return {"zone": person.zone, **settings_in_words(person)}
