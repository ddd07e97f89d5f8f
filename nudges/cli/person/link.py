"""A link to a person's own pages, for the operator to hand over."""

import typer

from nudges.cli.common import PersonArg, moment, out, person_named, service
from nudges.core.errors import NudgesError
from nudges.core.person.person import State


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(link)


def link(ctx: typer.Context, person: PersonArg) -> None:
    """Print a link to a person's own pages: their weeks, replies and settings. It works for 30 days."""
    with service() as ready:
        who = person_named(ready, person)
        if who.state in (State.STOPPED, State.ERASED):
            raise NudgesError(
                "Their pages cannot be opened.",
                f"Their state is {who.state}, and that ends every link of theirs.",
                "Ask them to text START, and make a link then.",
            )
        out.print(ready.links.page(who.id, moment(ctx)), markup=False)
