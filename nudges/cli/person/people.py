"""The commands below `nudges person`, in the order in which they are used."""

import typer

from nudges.cli.on_demand import on_demand

PARTS = {
    "add": "person.add",
    "import": "person.import_file",
    "list": "person.list_all",
    "show": "person.show",
    "change": "person.change",
    "pause": "person.state",
    "resume": "person.state",
    "export": "person.export",
    "erase": "person.state",
    **dict.fromkeys(
        ("correct", "hours", "enrol", "leave", "times", "stop", "start", "write", "note", "words", "coach"),
        "person.telephone",
    ),
}


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    help_ = "The people who receive nudges."
    app.add_typer(typer.Typer(cls=on_demand(PARTS), help=help_, no_args_is_help=True), name="person")
