"""The migrations lead to exactly the tables the code uses, on both databases, there and back."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, select
from sqlmodel import SQLModel

from nudges.store import migrations
from nudges.store import tables as t
from nudges.store.db import holds_people, migrate, open_db, revisions
from nudges.store.engine import connect
from nudges.store.sql.partitions import is_part
from tests.harness import KEYS, SQLITE, Databases


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    """An empty database."""
    url = databases.empty()
    engine = connect(url)
    yield engine
    engine.dispose()
    databases.drop(url)


def differences(engine: Engine) -> list[object]:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or name is None or not is_part(name)

    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"include_name": ours})
        return list(compare_metadata(context, SQLModel.metadata))


def go(engine: Engine, way: Callable[[Config, str], None], revision: str) -> None:
    """Up or down to a revision."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as conn:
        config.attributes["connection"] = conn
        way(config, revision)


def test_migrations_lead_to_the_tables_the_code_uses(engine: Engine) -> None:
    migrate(engine)
    assert differences(engine) == []


def test_migrating_again_changes_nothing_and_loses_nothing(engine: Engine) -> None:
    assert revisions(engine)[0] is None
    migrate(engine)
    lookup = open_db(engine, KEYS).vault.lookup("a")
    migrate(engine)
    there, newest = revisions(engine)
    assert there == newest
    assert open_db(engine, KEYS).vault.lookup("a") == lookup


def test_a_database_holds_people_once_it_was_opened(engine: Engine) -> None:
    assert not holds_people(engine)
    migrate(engine)
    assert not holds_people(engine)
    open_db(engine, KEYS)
    assert holds_people(engine)


#: A process that makes the tables of each database it is told of, at the moment it is told to.
STARTING = """
import sys
from alembic import command
from nudges.store.db import migrate
from nudges.store.engine import connect
for url in sys.stdin:
    engine = connect(url.strip())
    print("ready", flush=True)
    sys.stdin.readline()
    migrate(engine)
    engine.dispose()
    print("done", flush=True)
"""


def test_two_processes_may_start_at_once_on_an_empty_database(databases: Databases) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", STARTING], stdin=-1, stdout=-1, stderr=-1, text=True, bufsize=1
        )
        for _ in range(2)
    ]

    def tell(words: str) -> list[str]:
        for process in both:
            assert process.stdin is not None
            process.stdin.write(words + "\n")
        return [process.stdout.readline().strip() for process in both if process.stdout is not None]

    for _ in range(3):
        url = databases.empty()
        assert tell(url) == ["ready", "ready"]
        ended = tell("go")
        engine = connect(url)
        assert (ended, differences(engine)) == (["done", "done"], [])
        engine.dispose()
        databases.drop(url)
    assert [process.communicate(timeout=120) for process in both] == [("", "")] * 2


def test_down_and_up_again(engine: Engine) -> None:
    migrate(engine)
    open_db(engine, KEYS)
    go(engine, command.downgrade, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    assert differences(engine) == []
    with engine.connect() as conn:
        assert conn.execute(select(t.meta)).all() == []


def test_on_postgresql_the_months_to_come_are_there_from_the_start(engine: Engine) -> None:
    migrate(engine)
    parts = [name for name in inspect(engine).get_table_names() if is_part(name)]
    assert len(parts) == (0 if engine.dialect.name == SQLITE else 2 * (3 + len(["rest"])))
