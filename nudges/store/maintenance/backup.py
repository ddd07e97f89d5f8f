"""Whole copies of the database, taken while it is in use, and put back in one step.

SQLite by its online backup API: a copied file lacks what is only in the write-ahead log. PostgreSQL by its
own pg_dump, pg_restore and psql, which must be as new as the server.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel

from nudges.core.errors import NudgesError
from nudges.store import tables as t
from nudges.store.db import LOOKUP_KEY, db_clock
from nudges.store.maintenance import heartbeats
from nudges.store.private import make_file, make_folder

#: What a copy begins with, and of which kind of database it is then.
_MAGIC = {b"SQLite format 3\x00": "sqlite", b"PGDMP": "postgresql"}

#: A fact kept with the database: when it was copied last.
BACKED_UP = "backed_up_at"

#: Run by psql in the transaction that puts everything back; pg_dump's script leaves no search path.
_MARK = """RESET search_path;
DELETE FROM heartbeat;
INSERT INTO meta VALUES (:'key', :'moment') ON CONFLICT (key) DO UPDATE SET value = excluded.value;
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy says of itself. `lookup_key` is sealed with the key that opens it."""

    kind: str
    revision: str
    lookup_key: str
    backed_up_at: str


def copy(engine: Engine, file: Path) -> None:
    """Write a copy of the database as it is now into a new file, its owner's only. Raises NudgesError."""
    if engine.dialect.name == "sqlite":
        make_file(file)
        with (
            closing(sqlite3.connect(str(engine.url.database))) as source,
            closing(sqlite3.connect(file)) as to,
        ):
            source.backup(to)
            to.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    else:
        make_file(file)
        _ran(engine, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def look(engine: Engine, file: Path) -> Copy:
    """What this copy is. Raises NudgesError if it is none, is damaged, or is of another kind of database."""
    try:
        with file.open("rb") as opened:
            start = opened.read(16)
    except OSError as error:
        why = f"{error.strerror or type(error).__name__}."
        raise NudgesError(f"{file} cannot be read.", why, "Name a file that `nudges backup` made.") from None
    kind = next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), "")
    if kind != engine.dialect.name:
        if kind:
            what = f"{file} is a backup of another kind of database."
            why = f"It is one of {kind}, and DATABASE_URL is {engine.dialect.name}."
        else:
            what, why = f"{file} is not a backup.", "It is not a database file."
        raise NudgesError(what, why, "Name a file that `nudges backup` made.")
    facts = _sqlite_facts(file) if kind == "sqlite" else _dumped_facts(engine, file)
    return Copy(kind, facts.get("", ""), facts.get(LOOKUP_KEY, ""), facts.get(BACKED_UP, ""))


def in_use(engine: Engine) -> tuple[bool, int]:
    """Whether a worker is alive, and how many people the database holds."""
    with engine.connect() as conn:
        alive = select(t.heartbeat.c.worker).where(t.heartbeat.c.at > db_clock() - heartbeats.SILENT)
        people = select(func.count()).select_from(t.person)
        return conn.execute(alive).first() is not None, int(conn.execute(people).scalar_one())


def put_back(engine: Engine, file: Path, restored_at: str) -> None:
    """Replace all that the database holds by this copy, marked as restored, in one step or not at all."""
    if engine.dialect.name == "sqlite":
        _put_sqlite_back(Path(str(engine.url.database)), file, restored_at)
    else:
        _put_dump_back(engine, file, restored_at)


def _put_sqlite_back(target: Path, file: Path, restored_at: str) -> None:
    make_folder(target.parent)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(descriptor)
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(name)) as marked:
            source.backup(marked)
            marked.execute("PRAGMA journal_mode = DELETE")
            with marked:
                marked.execute("DELETE FROM heartbeat")
                marked.execute(
                    "INSERT OR REPLACE INTO meta VALUES (?, ?)", (heartbeats.RESTORED, restored_at)
                )
            make_file(target)
            with closing(sqlite3.connect(target, timeout=30)) as to:
                marked.backup(to)
    finally:
        os.unlink(name)


def _put_dump_back(engine: Engine, file: Path, restored_at: str) -> None:
    # pg_restore's own --clean cannot drop what partitions inherit
    ours = (
        f"DROP TABLE IF EXISTS {name} CASCADE;\n" for name in (*SQLModel.metadata.tables, "alembic_version")
    )
    # not straight from one into the other: half of a damaged copy would look like the whole of a small one
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".restore-") as folder:
        drop, script, mark = (Path(folder) / name for name in ("drop.sql", "script.sql", "mark.sql"))
        # the audit's trigger goes with its table, the function it calls does not
        drop.write_text("".join(ours) + "DROP FUNCTION IF EXISTS audit_refuses();\n", encoding="ascii")
        mark.write_text(_MARK, encoding="ascii")
        _ran(engine, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
        strict = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        given = (f"--set=key={heartbeats.RESTORED}", f"--set=moment={restored_at}", "--output=/dev/null")
        _ran(engine, "psql", *strict, *given, *(f"--file={one}" for one in (drop, script, mark)))


def _sqlite_facts(file: Path) -> dict[str, str]:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            [[healthy]] = conn.execute("PRAGMA quick_check(1)").fetchall()
            if healthy != "ok":
                raise sqlite3.DatabaseError(healthy)
            [[revision]] = conn.execute("SELECT version_num FROM alembic_version").fetchall()
            return {"": str(revision), **dict(conn.execute("SELECT key, value FROM meta").fetchall())}
    except (sqlite3.Error, ValueError) as error:
        why = f"SQLite says: {error}."
        raise NudgesError(f"{file} is damaged, or no database of Nudges.", why, "Take another one.") from None


def _dumped_facts(engine: Engine, file: Path) -> dict[str, str]:
    said = _ran(
        engine, "pg_restore", "--data-only", "--table=alembic_version", "--table=meta", "--file=-", str(file)
    )
    facts, table = {}, ""
    for line in said.splitlines():
        if line.startswith("COPY "):
            table = "revision" if "alembic_version" in line else "meta"
        elif line == "\\.":
            table = ""
        elif table:
            key, tab, value = line.partition("\t")
            facts[key if tab else ""] = value if tab else key
    return facts


def _ran(engine: Engine, tool: str, *words: str) -> str:
    """Run one of PostgreSQL's programs on this database; the password is in no command line."""
    path = shutil.which(tool)
    if path is None:
        raise NudgesError(
            f"{tool} is not installed.",
            "A PostgreSQL database is copied and put back by PostgreSQL's own programs.",
            "Install its client, as new as the server (Debian: apt install postgresql-client); then again.",
        )
    env = _environment(engine)  # no shell, and all words are our own
    ran = subprocess.run([path, *words], env=env, capture_output=True, text=True)  # noqa: S603
    if ran.returncode:
        lines = [line for line in ran.stderr.splitlines() if "error" in line.lower()] or [ran.stderr.strip()]
        reads = (
            "The copy may be damaged or cut off: take another one. Else: is" if tool == "pg_restore" else "Is"
        )
        raise NudgesError(
            f"{tool} did not finish, and nothing was changed.",
            f"It says: {lines[0][:300].rstrip('.')}.",
            f"{reads} {tool} as new as the server, and has the disk room? Then again.",
        )
    return ran.stdout


def _environment(engine: Engine) -> dict[str, str]:
    """The address as PostgreSQL's programs read it from the environment."""
    _, given = engine.dialect.create_connect_args(engine.url)
    known = {one.keyword.decode(): one.envvar for one in psycopg.pq.Conninfo.get_defaults()}
    named = {envvar.decode(): str(given[key]) for key, envvar in known.items() if envvar and key in given}
    # this machine's own zone and language would only stand in messages
    return {**os.environ, "LC_MESSAGES": "C", **named}
