"""The settings' database and its keys."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from nudges.core.errors import NudgesError
from nudges.flow.log import log
from nudges.settings import Settings
from nudges.store.db import Db, holds_people, migrate, open_db, revisions
from nudges.store.engine import NoDatabaseError, connect, usable
from nudges.store.vault import KeyFile, Keys, make_key_file, parse_keys


def read_keys(settings: Settings, engine: Engine) -> Keys:
    """The encryption keys: from NUDGES_KEY, else from the key file, which a first run makes.

    Raises NudgesError rather than make a new key for a database that already holds people.
    """
    if settings.nudges_key is not None:
        return parse_keys(settings.nudges_key.get_secret_value())
    path = settings.nudges_key_file
    if path.exists():
        return KeyFile(path)
    if holds_people(engine):
        raise NudgesError(
            f"The key file {path} is gone, but the database holds people's words sealed with it.",
            "A new key could not read them, so none was made.",
            f"Put {path} back from your backup, or set NUDGES_KEY.",
        )
    make_key_file(path)
    if engine.dialect.name != "sqlite":
        log().warning(
            "a key was made; it seals every name, number, address and reply of this database",
            file=str(path),
            lost_with_it="all of these, for good",
            fix="back the file up; where the disk does not outlive the process, stop now, set NUDGES_KEY to "
            "what `nudges key new` prints, and begin with an empty database",
        )
    return KeyFile(path)


def open_store(settings: Settings, *, make: bool = True) -> Db:
    """The database, migrated, with its keys. Raises NudgesError if either cannot be used.

    A database that is not there, or is empty, is made if `make`; otherwise raises NoDatabaseError, and
    nothing is changed.
    """
    engine = connect(settings.database_url, make=make)
    try:
        with usable(settings.database_url):
            if not make and revisions(engine)[0] is None:
                raise NoDatabaseError(engine.url.database or "")
            keys = read_keys(settings, engine)
            migrate(engine)
            return open_db(engine, keys, tells=bool(settings.events_url))
    except BaseException:
        engine.dispose()
        raise


@contextmanager
def database(settings: Settings, *, make: bool = True) -> Iterator[Db]:
    """The database for one command, closed at the end. `make` as in `open_store`."""
    db = open_store(settings, make=make)
    try:
        yield db
    finally:
        db.close()
