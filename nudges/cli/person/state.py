"""Pause people, resume and erase a person."""

from datetime import timedelta
from typing import Annotated

import typer

from nudges.cli.common import PeopleArg, PersonArg, moment, out, parse_date, person_named, service
from nudges.cli.person.bulk_view import ids_of, tell_bulk
from nudges.core.office.roles import PROMPT
from nudges.flow.office import bulk
from nudges.flow.office import person as office


def add_to(person: typer.Typer) -> None:
    """Add these commands to `nudges person`."""
    person.command("pause")(pause)
    person.command("resume")(resume)
    person.command("erase")(erase)


def pause(
    ctx: typer.Context,
    person: PeopleArg,
    days: Annotated[int, typer.Option(min=1, max=366, help="The number of days.")] = 7,
    until: Annotated[str, typer.Option(help="Or until this local date, YYYY-MM-DD.")] = "",
) -> None:
    """Send nothing for a while. The days of a pause do not count against the person.

    Several at once are paused until a day; whoever rests for longer already is left alone.
    """
    with service() as ready:
        now = moment(ctx)
        if len(person) > 1:
            day = parse_date(until) if until else now.date() + timedelta(days=days)
            tell_bulk(bulk.pause_all(ready, PROMPT, ids_of(ready, person), day, now), "paused")
            return
        who = person_named(ready, person[0])
        if until:
            end = office.pause_until(ready, PROMPT, who.id, parse_date(until), now)
        else:
            end = office.pause(ready, PROMPT, who.id, now + timedelta(days=days), now)
        out.print(f"Paused until {who.local(end):%a %-d %b %Y, %H:%M}, their time.")


def resume(ctx: typer.Context, person: PersonArg) -> None:
    """End a pause. A person who said STOP can come back only by texting START."""
    with service() as ready:
        who = person_named(ready, person)
        office.resume(ready, PROMPT, who.id, moment(ctx))
        out.print("Their messages go on.")


def erase(
    ctx: typer.Context,
    person: PersonArg,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Delete a person's texts, identifiers and key for good."""
    with service() as ready:
        who = person_named(ready, person)
        shown = f"{who.id[:8]} {who.name}".rstrip()
        if not yes:
            out.print(
                f"{shown}: their words, number, address and replies cannot be brought back.", markup=False
            )
            if not typer.confirm("Erase this person?"):
                out.print("Nothing was erased.")
                raise typer.Exit(1)
        office.erase(ready, PROMPT, who.id, moment(ctx))
        out.print(f"Erased: {who.id[:8]}.")
