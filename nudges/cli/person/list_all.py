"""List everybody."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer

from nudges.cli.common import AsJson, database, looked, moment, out, print_json, row, table
from nudges.cli.person import view
from nudges.cli.person.view import as_dict
from nudges.core.office.roles import Action
from nudges.core.person.person import Person, State
from nudges.store.db import Db
from nudges.store.office import find
from nudges.store.office.find import Filter, LastAnswer
from nudges.store.people import people

#: People that are read at once.
_PAGE = 1_000

#: Columns for a name; a longer one is cut off.
_NAME = 32


def add_to(person: typer.Typer) -> None:
    """Add this command to `nudges person`."""
    person.command("list")(list_all)


def list_all(
    ctx: typer.Context,
    plan: Annotated[str, typer.Option(help="Only people on this plan.")] = "",
    week: Annotated[int, typer.Option(min=0, max=520, help="Only people in this week of it; 0: any.")] = 0,
    state: Annotated[
        State | None, typer.Option(help="Only people in this state.", show_default=False)
    ] = None,
    coach: Annotated[str, typer.Option(help="Only people of this coach: id or address.")] = "",
    language: Annotated[str, typer.Option(help="Only people who read this language: es.")] = "",
    answered: Annotated[
        LastAnswer | None,
        typer.Option(
            help="Only people who answered within 7 days, or have not for 7 or 28 days, or ever.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List everyone who is not erased, or some of them."""
    now = moment(ctx)
    with database() as db:
        looked(db, Action.LIST, now)
        wanted = Filter(plan, state, _coach(db, coach), language, week=week, answered=answered)
        shown = table("id", "name", "state", "zone", "plans")
        shown.columns[1].max_width = _NAME
        for person, plans in _everyone(db, wanted, now):
            if as_json:
                print_json(as_dict(person, now) | {"plans": plans})
            else:
                stands = view.state(person, now)
                row(shown, person.id[:8], person.name, stands, person.zone, ", ".join(plans))
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("Nobody yet. Add someone with `nudges person add --help`.")


def _coach(db: Db, name: str) -> str:
    """The id of this member of staff, "" for none. Raises NudgesError if unsure."""
    if not name:
        return ""
    from nudges.cli.staff.staff import member_named

    return member_named(db, name).id


def _everyone(db: Db, wanted: Filter, now: datetime) -> Iterator[tuple[Person, list[str]]]:
    """Everybody with their plans, read page by page."""
    after = ""
    while True:
        with db.read() as tx:
            page = find.page(tx, wanted, now, after, _PAGE, people.WORDS)
            enrolled = people.enrolments_of(tx, [person.id for person in page])
        for person in page:
            yield person, [one.plan for one in enrolled[person.id]]
        if not page:
            return
        after = page[-1].id
