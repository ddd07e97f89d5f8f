"""What a person wants to get: settings that any plan heeds."""

from typing import Annotated

import typer

from nudges.cli.common import PersonArg, out, person_named, service
from nudges.core.errors import NudgesError
from nudges.store import people


def change(
    person: PersonArg,
    partner: Annotated[
        bool | None, typer.Option("--partner/--alone", help="Somebody close takes part, or nobody does.")
    ] = None,
    care: Annotated[
        bool | None,
        typer.Option("--care/--no-care", help="They asked for practices that can stir pain, or not."),
    ] = None,
    notes: Annotated[
        bool | None,
        typer.Option("--notes/--no-notes", help="Their weekly mail quotes their own notes, or not."),
    ] = None,
) -> None:
    """Say what somebody wants: practices for two, those that can stir pain, notes. None comes unasked."""
    if partner is None and care is None and notes is None:
        raise NudgesError(
            "Nothing was said to change.",
            "What is not named stays as it is.",
            "Give --partner or --alone, --care or --no-care, --notes or --no-notes.",
        )
    with service() as ready:
        who = person_named(ready, person)
        together = who.partner if partner is None else partner
        cared_for = who.care if care is None else care
        quoted = who.notes_in_summary if notes is None else notes
        with ready.db.write() as tx:
            people.set_wishes(tx, who.id, partner=together, care=cared_for)
            people.set_notes_in_summary(tx, who.id, quoted)
        out.print(f"Practices for two: {_word(together)}. Practices that can stir pain: {_word(cared_for)}.")
        if notes is not None:
            out.print(f"Notes in the weekly mail: {_word(quoted)}.")


def _word(yes: bool) -> str:
    return "yes" if yes else "no"
