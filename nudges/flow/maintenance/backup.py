"""A copy of everything, and putting it back so that nothing is sent twice after it."""

import os
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import Engine

from nudges.core.errors import NudgesError
from nudges.store import tables as t
from nudges.store.db import Db, count, remember, revisions
from nudges.store.maintenance import backup
from nudges.store.maintenance.backup import BACKED_UP, Copy, in_use
from nudges.store.vault import Keys


def back_up(engine: Engine, db: Db, file: Path, now: datetime) -> int:
    """Write a copy of the database into `file`, whole or not at all; returns how many people are in it.

    It does not hold the key. Raises NudgesError; a file that is there is never overwritten.
    """
    if file.exists():
        raise NudgesError(
            f"{file} is there already.", "A copy may be the only one.", "Choose another name for this one."
        )
    with db.write() as tx:
        remember(tx, BACKED_UP, _written(now))
        people = count(tx, t.person)
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        backup.copy(engine, draft)
        backup.look(engine, draft)
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return people


def restore(engine: Engine, keys: Keys, file: Path, now: datetime, *, over: bool = False) -> Copy:
    """Put a copy back in place of all that the database holds, and mark it: a worker looks before it sends.

    Raises NudgesError, and changes nothing, if the copy cannot be used, is newer than this version, or was
    sealed with another key; if a worker is running; and if there are people already, unless told to (`over`).
    """
    found = backup.look(engine, file)
    there, newest = revisions(engine)
    if found.revision > newest:
        raise NudgesError(
            f"{file} is of a newer version of Nudges.",
            f"Its tables are at {found.revision}, and this version knows them up to {newest}.",
            "Install the version that made it, or a newer one, and restore again.",
        )
    try:
        keys.decrypt(found.lookup_key.encode())
    except InvalidToken:
        raise NudgesError(
            f"The key at hand does not open {file}.",
            "Its words were sealed with another one, and could never be read.",
            "Put the key of that time into NUDGES_KEY or its file, and restore again.",
        ) from None
    if there is not None:
        _check_target(engine, over=over)
    backup.put_back(engine, file, _written(now))
    return found


def _check_target(engine: Engine, *, over: bool) -> None:
    alive, people = in_use(engine)
    if alive:
        raise NudgesError(
            "A worker is running.",
            "It would go on sending from what it has in memory.",
            "Stop every worker and web server, wait a minute, and restore again.",
        )
    if people and not over:
        raise NudgesError(
            f"The database holds {people} {'person' if people == 1 else 'people'}.",
            "All that happened since the copy was made would be gone, every STOP among it.",
            "Back it up first; then restore with --over.",
        )


def _written(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds")
