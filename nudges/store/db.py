"""The database: its tables, its transactions, and the few places where SQLite and PostgreSQL differ."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    bindparam,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import Float
from sqlmodel import SQLModel

from nudges.core.errors import NudgesError
from nudges.store import tables as t
from nudges.store.engine import BUSY, memory_engine
from nudges.store.vault import Keys, Vault, new_lookup_key, open_vault

#: What may well succeed at once if it is tried again: a lost connection, a deadlock, a lock held too long.
PASSING = OperationalError

#: Whatever the database says no to, for any reason: full, locked, read-only, gone.
REFUSED = DBAPIError

#: Somebody else was quicker: what was to be there once is there already.
TAKEN = IntegrityError

LOOKUP_KEY = "lookup_key"

_MIGRATIONS = Path(__file__).parent / "migrations"


class NewerTablesError(NudgesError):
    """The database was upgraded by a later version of this program."""

    def __init__(self, there: str, newest: str) -> None:
        super().__init__(
            "The database is newer than this program.",
            f"Its tables are those of {there}; this version knows {newest} and would read them wrongly.",
            "Install that later version here too, or restore the backup from before the upgrade.",
        )


class db_clock(FunctionElement[float]):  # noqa: N801
    """The database's own clock, seconds since 1970: leases must not depend on whose machine is right."""

    type = Float()
    inherit_cache = True


@compiles(db_clock, "postgresql")
def _pg_clock(*_: Any, **__: Any) -> str:
    return "extract(epoch from clock_timestamp())::float8"


@compiles(db_clock, "sqlite")
def _sqlite_clock(*_: Any, **__: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


def insert_new(table: Any, conn: Connection) -> Any:
    """INSERT … ON CONFLICT DO NOTHING: what is there already stays as it is."""
    return insert_new_on(conn.dialect.name, table)


def insert_new_on(dialect: str, table: Any, columns: Sequence[str] = (), rows: Any = None) -> Any:
    """The same, for a statement that is built once; of the `rows` that a query finds, if one is given."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    given = make(table) if rows is None else make(table).from_select(columns, rows)
    return given.on_conflict_do_nothing()


def upsert(table: Table, conn: Connection, *, adding: bool = False) -> Any:
    """INSERT … ON CONFLICT DO UPDATE: what is there becomes what is given, or (`adding`) grows by it."""
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    given = make(table)
    key = [column.name for column in table.primary_key.columns]
    rest = {
        column.name: column + given.excluded[column.name] if adding else given.excluded[column.name]
        for column in table.columns
        if column.name not in key
    }
    return given.on_conflict_do_update(index_elements=key, set_=rest)


@dataclass(frozen=True, slots=True)
class Tx:
    """One open transaction, and the vault that opens what it reads.

    `tells`: what happens in it goes into the outbox for other systems (store/outbox/). `on_commit`: what is
    logged and counted once this is durable. `data_keys`: those of the people read in it, sealed; None for
    whoever was erased.
    """

    conn: Connection
    vault: Vault
    tells: bool = False
    on_commit: list[Callable[[], object]] = field(default_factory=list)
    data_keys: dict[str, bytes | None] = field(default_factory=dict, repr=False)


class Db:
    """The open database. `write()` and `read()` are its only two doors.

    `outages` counts how often a connection was lost or could not be had, also one that nobody was using.
    `tells`: what happens is written into the outbox for other systems.
    """

    def __init__(self, engine: Engine, vault: Vault, *, tells: bool = False) -> None:
        self._engine = engine
        self.vault = vault
        self.tells = tells
        self.outages = 0
        event.listen(engine, "handle_error", self._failed)
        self.name = engine.dialect.name
        # SQLite has one writer: our threads wait for each other here, since its own waiting is a sleep
        self._turn: AbstractContextManager[object] = Lock() if self.name == "sqlite" else nullcontext()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that may change things; on SQLite it takes the write lock at once."""
        with self._turn, self._engine.begin() as conn:
            tx = Tx(conn, self.vault, self.tells)
            yield tx
        for then in tx.on_commit:
            then()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that only reads; on SQLite it never waits for a writer."""
        with self._engine.connect().execution_options(only_reads=True) as conn:
            yield Tx(conn, self.vault)
            conn.commit()  # after a rollback psycopg forgets every statement it has prepared

    def leave_no_trace(self, patience: float = 1.0) -> bool:
        """What was deleted is gone from the log of changes too; False if a reader kept it for longer.

        On SQLite the deleted bytes are overwritten (`secure_delete`) in the file, but the write-ahead log
        still has the pages as they were. PostgreSQL sees to its own by vacuuming and recycling: see
        docs/decisions. `patience` in seconds; others may have to wait for as long.
        """
        if self.name != "sqlite":
            return True
        with self._turn, self._engine.connect() as conn:
            raw: Any = conn.connection.dbapi_connection
            raw.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            try:
                [busy, *_] = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.execute(f"PRAGMA busy_timeout = {BUSY}")
        return not busy

    def close(self) -> None:
        """Close every connection."""
        if event.contains(self._engine, "handle_error", self._failed):
            event.remove(self._engine, "handle_error", self._failed)
        self._engine.dispose()

    def _failed(self, context: ExceptionContext) -> None:
        if context.is_disconnect or context.connection is None:
            self.outages += 1


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest version; does nothing when they are there.

    Raises NudgesError for tables of a later version than this program's.
    """
    there, newest = revisions(engine)
    if there == newest:
        return
    if there is not None and there > newest:
        raise NewerTablesError(there, newest)
    # imported only here: Alembic is a third of the start of a command, and hardly any has to migrate
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    try:
        with engine.begin() as conn:
            config.attributes["connection"] = conn
            command.upgrade(config, "head")
    except DBAPIError:
        # web and worker were started together, and the other was first: its tables stand by now
        if revisions(engine)[0] != newest:
            raise


def make_tables(engine: Engine) -> None:
    """The newest tables at one stroke, for a database in memory, which does not outlive this process."""
    with engine.connect() as conn:
        raw: Any = conn.connection.dbapi_connection
        raw.executescript(_tables_in_words())


@cache
def _tables_in_words() -> str:
    """The statements that make every table and index in SQLite."""
    engine = memory_engine()
    SQLModel.metadata.create_all(engine)
    with engine.connect() as conn:
        made = conn.execute(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")).scalars().all()
    engine.dispose()
    return ";\n".join(made)


def revisions(engine: Engine) -> tuple[str | None, str]:
    """The revision the database is at (None: empty), and the newest there is: the last file's number."""
    if not inspect(engine).has_table("alembic_version"):
        return None, newest_revision()
    with engine.connect() as conn:
        return _revision(conn), newest_revision()


@cache
def newest_revision() -> str:
    """The revision of this program's tables."""
    return max(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def clock(tx: Tx) -> float:
    """The database's own clock, seconds since 1970."""
    return float(tx.conn.execute(select(db_clock())).scalar_one())


def revision(tx: Tx) -> str | None:
    """The revision of the tables of an open database."""
    return _revision(tx.conn)


def refuse_newer(tx: Tx) -> None:
    """Raises NewerTablesError if the tables were upgraded while this program was running."""
    there, newest = _revision(tx.conn), newest_revision()
    if there is not None and there > newest:
        raise NewerTablesError(there, newest)


def _revision(conn: Connection) -> str | None:
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def holds_people(engine: Engine) -> bool:
    """True if a lookup key was made for this database: its words were sealed with some key."""
    if revisions(engine)[0] is None:
        return False
    with engine.connect() as conn:
        return conn.execute(select(t.meta.c.value).where(t.meta.c.key == LOOKUP_KEY)).first() is not None


def open_db(engine: Engine, keys: Keys, *, tells: bool = False) -> Db:
    """The database with its vault; `tells` as in Db. Raises NudgesError if the keys are not its own."""
    with engine.begin() as conn:
        conn.execute(insert_new(t.meta, conn).values(key=LOOKUP_KEY, value=new_lookup_key(keys)))
        sealed = conn.execute(select(t.meta.c.value).where(t.meta.c.key == LOOKUP_KEY)).scalar_one()
    return Db(engine, open_vault(keys, sealed), tells=tells)


_FACT = select(t.meta.c.value).where(t.meta.c.key == bindparam("fact"))


def remembered(tx: Tx, key: str) -> str | None:
    """A fact about this database, or None."""
    return tx.conn.execute(_FACT, {"fact": key}).scalar_one_or_none()


def remember(tx: Tx, key: str, value: str) -> None:
    """Keep a fact about this database."""
    tx.conn.execute(upsert(t.meta, tx.conn).values(key=key, value=value))


def count(tx: Tx, table: Table) -> int:
    """How many rows a table holds."""
    return int(tx.conn.execute(select(func.count()).select_from(table)).scalar_one())
