"""init: a folder to run Nudges in, with copies of the plans and the templates to edit, and settings."""

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from nudges.cli.common import fitted, out
from nudges.core.errors import NudgesError
from nudges.settings import HOUSE


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(init)


def init(
    folder: Annotated[Path, typer.Argument(help="Made if it is not there; nothing in it is overwritten.")],
) -> None:
    """Lay out a folder to run Nudges in.

    It gets plans and templates to edit, and an .env that sends nothing yet.
    """
    laid = [folder / name for name in ("schedules", "templates", ".env")]
    for path in laid:
        if path.exists() or path.is_symlink():
            raise NudgesError(
                f"{path} is there already.",
                "What is in it would be lost, so nothing was written.",
                "Choose another folder, or move that one aside.",
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in laid[:2]:
            shutil.copytree(HOUSE / path.name, path, ignore=shutil.ignore_patterns("__pycache__"))
        # credentials will be written into it, so it is its owner's from the first moment
        descriptor = os.open(laid[2], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(_settings())
    except OSError as error:
        raise NudgesError(
            f"{error.filename or folder} cannot be written.",
            f"{error.strerror or error}.",
            "Check the folder, who may write to it and the room on the disk; remove what was begun.",
        ) from None
    for path, what in zip(laid, ("plans", "guides, texts, mails and pages", "settings"), strict=True):
        out.print(f"[green]✓[/green] {path}", end="")
        out.print(f"  {what}", style="dim", markup=False)
    out.print(f"Next:\n  cd {folder}\n  nudges doctor", markup=False)
    out.print(
        fitted(
            "A folder you do not mean to edit can go: take its line out of .env as well, and what came with "
            "Nudges is used, and renewed by every upgrade."
        )
    )
    out.print(fitted("Keep .env to yourself: it will hold credentials."))


def _settings() -> str:
    """The example, with the folders that were laid out in use."""
    text = (HOUSE / ".env.example").read_text(encoding="utf-8")
    text = "# Fill in what you use. As it stands" + text.partition("As it stands")[2]
    return text.replace("#SCHEDULES=", "SCHEDULES=").replace("#TEMPLATES=", "TEMPLATES=")
