"""backup and restore: a copy of everything but the key, and back."""

from pathlib import Path
from typing import Annotated

import typer

from nudges.app.database import open_store
from nudges.cli.common import fitted, moment, out
from nudges.core.errors import NudgesError
from nudges.flow.maintenance import backup as backups
from nudges.settings import Settings, read_settings
from nudges.store.db import migrate
from nudges.store.engine import connect
from nudges.store.maintenance.backup import in_use
from nudges.store.vault import KeyFile, Keys, parse_keys


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(help="Where to write it; never over another.")]
) -> None:
    """Copy the database into a file, while it is in use. The key is not in it: keep that elsewhere."""
    if not file.absolute().parent.is_dir():
        raise NudgesError(
            f"The folder {file.parent} does not exist.",
            "A backup is written into a folder that is there.",
            "Name a file in another folder, or make this one.",
        )
    settings = read_settings()
    db, engine = open_store(settings, make=False), connect(settings.database_url)
    try:
        people = backups.back_up(engine, db, file, moment(ctx))
    finally:
        engine.dispose()
        db.close()
    counted = f"{people} {'person' if people == 1 else 'people'}"
    _say("✓", "green", f"{file}: {counted}, with all that was sent and answered")
    lost = f"The key is NOT in it ({_place(settings)}). Without it nobody can read a word of it, nor can you."
    _say("!", "bold red", lost)
    out.print(fitted("  Keep a copy of the key in another place: beside the backup it protects nothing.", 2))


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `nudges backup` wrote.")],
    over: Annotated[
        bool, typer.Option("--over", help="Also if the database holds people: all is replaced.")
    ] = False,
) -> None:
    """Put a backup in place of the database. Stop web and workers first."""
    settings = read_settings()
    keys, engine = _keys(settings), connect(settings.database_url)
    try:
        found = backups.restore(engine, keys, file, moment(ctx), over=over)
        migrate(engine)
        _, people = in_use(engine)
    finally:
        engine.dispose()
    since = found.backed_up_at or "an unknown moment"
    _say("✓", "green", f"{people} {'person' if people == 1 else 'people'}, as it was at {since}")
    asks = " Before its first message a worker asks the providers." if settings.live else ""
    out.print(fitted(f"What was sent and said since is not in it.{asks}"))


def _say(sign: str, style: str, text: str) -> None:
    out.print(sign, style=style, end="")
    out.print(fitted(f"{sign} {text}", 2)[1:], markup=False)


def _keys(settings: Settings) -> Keys:
    """The key at hand: none is ever made for a copy. Raises NudgesError."""
    if settings.nudges_key is not None:
        return parse_keys(settings.nudges_key.get_secret_value())
    if settings.nudges_key_file.exists():
        return KeyFile(settings.nudges_key_file)
    raise NudgesError(
        f"There is no key: NUDGES_KEY is not set, and {settings.nudges_key_file} is not there.",
        "A backup is of no use without the key that sealed it, and no other can take its place.",
        f"Put {settings.nudges_key_file} back from where you keep it, or set NUDGES_KEY.",
    )


def _place(settings: Settings) -> str:
    return "NUDGES_KEY" if settings.nudges_key is not None else str(settings.nudges_key_file)
