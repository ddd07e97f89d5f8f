"""The commands below `nudges person`, in the order in which they are used."""

import typer

from nudges.cli.person import telephone
from nudges.cli.person.add import add
from nudges.cli.person.change import change
from nudges.cli.person.export import export
from nudges.cli.person.import_file import import_file
from nudges.cli.person.show import list_all, show
from nudges.cli.person.state import erase, pause, resume


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    person = typer.Typer(help="The people who receive nudges.", no_args_is_help=True)
    person.command("add")(add)
    person.command("import")(import_file)
    person.command("list")(list_all)
    person.command("show")(show)
    person.command("change")(change)
    person.command("pause")(pause)
    person.command("resume")(resume)
    person.command("export")(export)
    person.command("erase")(erase)
    telephone.add_to(person)
    app.add_typer(person, name="person")
