"""Opening a database by its address, and saying in three lines why it cannot be used."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.util import LRUCache

from nudges.core.errors import NudgesError
from nudges.store.private import make_file, make_folder

#: Milliseconds that one process waits on SQLite for another's write.
BUSY = 30_000

_CHECK = "Check DATABASE_URL (sqlite:///data/nudges.db or postgresql://user:pass@host/db); does it run?"

#: Several hosts as libpq's own addresses have them: "@a:5432,b:5432/"
_SEVERAL_HOSTS = re.compile(r"[@/][A-Za-z0-9.\-]+(:\d+)?(,[A-Za-z0-9.\-]+(:\d+)?)+/[^/@]*$")


#: SQLite's codes for a file or a folder that may not be used like this.
_NO_ACCESS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)

#: The statements that databases in memory have in common, compiled.
_COMPILED: LRUCache[Any, Any] = LRUCache(500)  # as many as an engine has for itself


class NoDatabaseError(NudgesError):
    """There is no SQLite file where there should be one, or no table of ours in the database."""

    def __init__(self, where: Path | str) -> None:
        super().__init__(
            f"There is no database at {where}."
            if isinstance(where, Path)
            else f"The database {where} is empty.",
            "Nobody was added here, or Nudges runs in another folder.",
            "Go to that folder, or begin with `nudges person add` or `nudges up`.",
        )


def connect(url: str, *, make: bool = True) -> Engine:
    """An engine for a database address. Raises NudgesError if it cannot be used.

    An SQLite file that is not there is made if `make`. Otherwise raises NoDatabaseError, and makes nothing.
    """
    if url.startswith("postgresql") and _SEVERAL_HOSTS.search(url.partition("?")[0]):
        raise NudgesError(
            "The database cannot be opened.",
            "DATABASE_URL names several hosts before the last slash, where there is room for one.",
            "Name each as a parameter: postgresql://user:pass@/db?host=one:5432&host=two:5432",
        )
    with usable(url):
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            engine = _sqlite(address, make=make)
        else:
            from nudges.store.postgres import postgres_engine  # psycopg is a sixth of a command's start

            engine = postgres_engine(address)
        with engine.connect():
            return engine


def memory_engine() -> Engine:
    """A database of its own in memory, for the thread that uses it.

    All of them share one dialect: a statement that was compiled for one is not compiled anew for the next,
    which is a fifth of what a short simulation takes.
    """
    first = _first_memory_engine()
    options = {"compiled_cache": _COMPILED}
    engine = Engine(
        first.pool.recreate(), first.dialect, first.url, hide_parameters=True, execution_options=options
    )
    event.listen(engine, "begin", _sqlite_begin)
    return engine


@cache
def _first_memory_engine() -> Engine:
    return connect("sqlite:///:memory:")


@contextmanager
def usable(url: str) -> Iterator[None]:
    """What goes wrong inside is told in three lines. Raises NudgesError."""
    try:
        yield
    except (ArgumentError, DBAPIError, ValueError, OSError) as error:
        first = _first_line(error)
        if url.startswith("sqlite") and (told := _of_the_file(url, error, first)):
            raise told from None
        if "read-only" in first or "readonly" in first:
            raise NudgesError(
                "The database takes no writes.",
                "It is a replica, or it was made read-only, and everything here has to be written down.",
                "Point DATABASE_URL at the leader, or name all its hosts: …@/db?host=one:5432&host=two:5432",
            ) from None
        raise NudgesError("The database cannot be opened.", _reason(url, error, first), _CHECK) from None


def _of_the_file(url: str, error: Exception, first: str) -> NudgesError | None:
    """What is wrong with an SQLite file or its folder; None if it is something else."""
    file, code = make_url(url).database, _code(error)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return NudgesError(
            f"{file} is damaged, or it is no SQLite database.",
            f"SQLite says: {first.rstrip('.')}.",
            "Move that file away, keep it, and bring back the last backup with `nudges restore`.",
        )
    if code in _NO_ACCESS or isinstance(error, OSError):
        does = "written" if code == sqlite3.SQLITE_READONLY else "opened"
        return NudgesError(
            f"The database {file} cannot be {does}.",
            f"The system says: {_said(error, first)}.",
            "Check the path in DATABASE_URL, and who may write to the file and to its folder.",
        )
    return None


def _said(error: Exception, first: str) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or first.rstrip(".")


def _code(error: BaseException | None) -> int:
    """SQLite's primary result code (https://www.sqlite.org/rescode.html); 0 if it is none of its errors."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).strip().splitlines() or [""])[0][:200]


def _reason(url: str, error: Exception, first: str) -> str:
    """The driver's first line, if the address was surely understood: else what it calls a host, a port or a
    database may be a piece of a password with an "@", a "/" or a ":" in it."""
    if named := re.match(r'(?:invalid connection option|invalid URI query parameter:) "(\w+)"', first):
        return f"PostgreSQL's driver knows no parameter {named[1]}."
    if first.startswith("prepare_threshold"):
        return f"{first}."
    understood = isinstance(error, OperationalError | OSError) and url.count("@") <= 1 and "@" not in first
    if first and understood:
        return f"{first.rstrip('.')}."
    return "The address cannot be understood (in a password, @ is written %40 and / is written %2F)."


def _sqlite(address: Any, *, make: bool) -> Engine:
    if address.database and not address.database.startswith((":memory:", "file:")):
        file = Path(address.database)
        if make:
            make_folder(file.parent)
            make_file(file)
        elif not file.exists():
            raise NoDatabaseError(file)
    engine = create_engine(address, connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _sqlite_begin
    for pragma in (
        *(f"busy_timeout = {BUSY}", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"),
        "cache_size = -65536",  # 64 MB: ids are random, so an import touches pages all over the file
    ):
        connection.execute(f"PRAGMA {pragma}")
    for tries_left in reversed(range(100)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # two processes made the file at once, and this lock has no busy timeout; all else stays as it is
            if not tries_left or _code(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            time.sleep(0.05)


def _sqlite_begin(conn: Connection) -> None:
    only_reads = conn.get_execution_options().get("only_reads", False)
    conn.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
