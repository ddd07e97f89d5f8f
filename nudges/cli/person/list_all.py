"""List everybody."""

from collections.abc import Iterator

import typer

from nudges.cli.common import AsJson, database, looked, moment, out, print_json, row, table
from nudges.cli.person.view import as_dict, state
from nudges.core.office.roles import Action
from nudges.core.person.person import Person
from nudges.store.db import Db
from nudges.store.people import people


def add_to(person: typer.Typer) -> None:
    """Add this command to `nudges person`."""
    person.command("list")(list_all)


def list_all(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List everyone who is not erased."""
    now = moment(ctx)
    with database() as db:
        looked(db, Action.LIST, now)
        shown = table("id", "name", "state", "zone", "plans")
        for person, plans in _everyone(db):
            if as_json:
                print_json(as_dict(person, now) | {"plans": plans})
            else:
                row(shown, person.id[:8], person.name, state(person, now), person.zone, ", ".join(plans))
        if shown.row_count:
            out.print(shown)
        elif not as_json:
            out.print("Nobody yet. Add someone with `nudges person add --help`.")


def _everyone(db: Db) -> Iterator[tuple[Person, list[str]]]:
    """Everybody with their plans, read page by page."""
    after = ""
    while True:
        with db.read() as tx:
            page = people.everyone(tx, after)
            enrolled = people.enrolments(tx, [person.id for person in page])
        for person in page:
            yield person, [e.plan for e in enrolled if e.person_id == person.id]
        if not page:
            return
        after = page[-1].id
