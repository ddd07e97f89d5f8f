"""A link to a person's own pages, for the operator to hand over, and the end of all that they have."""

from typing import Annotated

import typer

from nudges.cli.common import PersonArg, moment, out, person_named, service
from nudges.core.errors import NudgesError
from nudges.core.person.person import State
from nudges.flow.portal.settings import end_links


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(link)


def link(
    ctx: typer.Context,
    person: PersonArg,
    end: Annotated[bool, typer.Option("--end", help="End every link they have instead.")] = False,
) -> None:
    """Print a link to a person's own pages. It works for 30 days.

    The pages show their weeks and replies; there they can change their settings.
    """
    with service() as ready:
        who = person_named(ready, person)
        if end:
            end_links(ready, who.id, moment(ctx))
            out.print("Every link to their pages and notes that was made until now opens nothing any more.")
            return
        if who.state in (State.STOPPED, State.ERASED):
            raise NudgesError(
                "Their pages cannot be opened.",
                f"Their state is {who.state}, and that ends every link of theirs.",
                "Ask them to text START, and make a link then.",
            )
        out.print(ready.links.page(who.id, moment(ctx)), markup=False)
