"""Change what a person gets, on any plan."""

from typing import Annotated

import typer

from nudges.cli.common import PersonArg, moment, out, person_named, row, service, table
from nudges.cli.person.show import settings_in_words
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT
from nudges.core.vocabulary import Who
from nudges.flow.office import person as office


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
    language: Annotated[
        str | None, typer.Option(help="The language of their messages: en, es, es-MX.", show_default=False)
    ] = None,
) -> None:
    """Change what a person gets, and how. Options not given stay as they are."""
    if all(
        wish is None for wish in (who, partner, partner_safe, care, discreet, quiet_acks, notes, language)
    ):
        raise NudgesError(
            "Nothing was said to change.",
            "What is not named stays as it is.",
            "See the options with `nudges person change --help`.",
        )
    with service() as ready:
        now = office.change(
            ready,
            PROMPT,
            person_named(ready, person).id,
            moment(ctx),
            who=who,
            partner=partner,
            partner_safe=partner_safe,
            care=care,
            discreet=discreet,
            quiet_acks=quiet_acks,
            notes=notes,
            language=language,
        )
    shown = table("", "")
    shown.show_header = False
    for key, value in settings_in_words(now).items():
        row(shown, key, value)
    out.print(shown, soft_wrap=False)
