"""Export everything stored about a person into a file, if they ask the operator for it."""

from pathlib import Path
from typing import Annotated

import typer

from nudges.cli.common import PersonArg, moment, not_there_yet, out, person_named, service
from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT
from nudges.flow.office import person as office
from nudges.store.private import write_private


def add_to(person: typer.Typer) -> None:
    """Add this command to `nudges person`."""
    person.command("export")(export)


def export(
    ctx: typer.Context,
    person: PersonArg,
    file: Annotated[Path, typer.Option("--out", help="The file to write, such as maya.json.")],
) -> None:
    """Write all that is kept of a person into one JSON file.

    It is for them alone.
    """
    not_there_yet(file)
    with service() as ready:
        text = office.export(ready, PROMPT, person_named(ready, person).id, moment(ctx))
    try:
        write_private(file, text.encode())
    except OSError as error:
        raise NudgesError(
            f"{file} cannot be written.", f"{error.strerror}.", "Give a file in a folder that is there."
        ) from None
    out.print(f"Written to {file}. It holds their words: hand it over, and delete it.")
