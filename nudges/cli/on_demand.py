"""A group whose commands are imported when they are used: the libraries of the database and the web take
longer to import than most commands to run."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup


def on_demand(parts: Mapping[str, str]) -> type[TyperGroup]:
    """A group of these commands, each with its module below `nudges.cli`, in the order of their use.

    A module's `add_to` adds its commands.
    """

    class OnDemand(TyperGroup):
        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            self.commands = dict.fromkeys(parts)  # type: ignore[assignment]  # by their names others are suggested

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name not in parts:
                return None
            part = typer.Typer(rich_markup_mode=None, add_completion=False)
            import_module(f"nudges.cli.{parts[cmd_name]}").add_to(part)
            return typer.main.get_group(part).commands[cmd_name]

    return OnDemand
