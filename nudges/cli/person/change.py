"""Change what a person gets, on any plan."""

from typing import Annotated

import typer

from nudges.cli.common import PersonArg, out, person_named, service
from nudges.core.errors import NudgesError
from nudges.core.language import parse_locale
from nudges.flow.portal.settings import set_wishes


def change(
    person: PersonArg,
    partner: Annotated[
        bool | None, typer.Option("--partner/--alone", help="Somebody close takes part, or not.")
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
    locale = None if language is None else parse_locale(language)
    if all(wish is None for wish in (partner, care, discreet, quiet_acks, notes, locale)):
        raise NudgesError(
            "Nothing was said to change.",
            "What is not named stays as it is.",
            "Give --partner or --alone, --care, --discreet, --quiet-acks, --notes (or --no-…), --language.",
        )
    with service() as ready:
        who = person_named(ready, person)
        now = set_wishes(
            ready,
            who,
            partner=partner,
            care=care,
            discreet=discreet,
            quiet_acks=quiet_acks,
            notes=notes,
            locale=locale,
        )
    wishes = {
        "Practices for two": now.partner,
        "Practices that can stir pain": now.care,
        "Discreet": now.discreet,
        "Quiet acknowledgements": now.quiet_acks,
        "Notes in the weekly mail": now.notes_in_summary,
    }
    said = [f"{name}: {'yes' if wish else 'no'}." for name, wish in wishes.items()]
    out.print(*said, f"Language: {now.locale}.")
