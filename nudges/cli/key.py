"""Keys: make one, change to a new one while the service runs, let the old one go."""

from typing import Annotated

import typer
from cryptography.fernet import Fernet

from nudges.app.database import open_store, read_keys
from nudges.cli.common import out
from nudges.core.errors import NudgesError
from nudges.flow.maintenance import rotate_keys
from nudges.settings import Settings, read_settings
from nudges.store.db import Db
from nudges.store.engine import connect
from nudges.store.people.reseal import rotate_links
from nudges.store.vault import parse_keys, write_key_file


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    key = typer.Typer(help="The keys that seal people's words, and sign their links.", no_args_is_help=True)
    key.command("new")(new)
    key.command("rotate")(rotate)
    key.command("retire")(retire)
    app.add_typer(key, name="key")


def new() -> None:
    """Print a new key, for NUDGES_KEY. Nothing is changed."""
    typer.echo(Fernet.generate_key().decode())


def rotate(
    links: Annotated[bool, typer.Option("--links", help="A new key for links instead: all end.")] = False,
) -> None:
    """Seal everybody's words under a new key.

    The service may run meanwhile. This may be stopped, and run again.
    """
    settings = read_settings()
    db = open_store(settings, make=False)
    try:
        _rotate_links(db) if links else _rotate(settings, db)
    finally:
        db.close()


def _rotate_links(db: Db) -> None:
    with db.write() as tx:
        rotate_links(tx)
    out.print(
        "Links are signed with a new key. Start web and workers again now: until then they use the old one."
    )
    out.print("Every link to a page or a note ends with that; people get new ones with their next messages.")
    out.print("Only links to unsubscribe, which end messages and open nothing, go on working.")


def _rotate(settings: Settings, db: Db) -> None:
    keys = _keys(settings)
    if len(keys) == 1 and settings.nudges_key is None and db.name == "sqlite":
        keys = [Fernet.generate_key().decode(), *keys]
        write_key_file(settings.nudges_key_file, keys)
        out.print(
            f"A new key is the first in {settings.nudges_key_file}. Back the file up again.", markup=False
        )
    if len(keys) == 1:
        raise NudgesError(
            "There is no new key to change to.",
            "Every process on every machine must have it before anything is sealed with it.",
            f"Put what `nudges key new` prints before the old one {_where(settings)}; then run this again.",
        )
    engine = connect(settings.database_url)
    try:
        done = rotate_keys.rotate(db, read_keys(settings, engine), keys[0], _progress)
    finally:
        engine.dispose()
    out.print(f"{done} {'person' if done == 1 else 'people'} sealed anew with the first key.")
    out.print("The old key still opens backups made until now. `nudges key retire` lets it go.")


def _progress(done: int) -> None:
    typer.echo(f"{done} done", err=True)


def retire() -> None:
    """Remove all keys but the first, once nothing needs them."""
    settings = read_settings()
    db, keys = open_store(settings, make=False), _keys(settings)
    try:
        if left := rotate_keys.left(db, keys[0]):
            raise NudgesError(
                f"Older keys are still needed for {left} {'person' if left == 1 else 'people'} or forms.",
                "Without it their words would be lost.",
                "Start every process that began before the new key again, then `nudges key rotate`.",
            )
    finally:
        db.close()
    if len(keys) == 1:
        out.print("There is only one key, and it stays.")
    elif settings.nudges_key is None:
        write_key_file(settings.nudges_key_file, keys[:1])
        out.print(f"{settings.nudges_key_file} holds the new key alone.", markup=False)
    else:
        out.print(
            "Nothing needs the older keys: leave only the first in NUDGES_KEY, and start everything again."
        )
    if len(keys) > 1:
        out.print(
            "Backups made before the rotation open with the old key alone: make a new one, and keep it."
        )


def _keys(settings: Settings) -> list[str]:
    """The keys as they are written, newest first. Raises NudgesError if they cannot be read."""
    if settings.nudges_key is not None:
        text = settings.nudges_key.get_secret_value()
    else:
        text = settings.nudges_key_file.read_text(encoding="ascii", errors="replace")
    parse_keys(text)
    return text.replace(",", " ").split()


def _where(settings: Settings) -> str:
    if settings.nudges_key is not None:
        return "in NUDGES_KEY, a comma between, for every process, and start them again"
    return f"in {settings.nudges_key_file}, on every machine (running processes read it by themselves)"
