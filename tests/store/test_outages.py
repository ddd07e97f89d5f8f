"""The database goes away in every way it can, and comes back; what cannot be used is said in three lines."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select, text

from nudges.app.database import open_store
from nudges.core.errors import NudgesError
from nudges.settings import Settings
from nudges.store import tables as t
from nudges.store.db import PASSING, Db, migrate, open_db
from nudges.store.engine import connect
from tests.harness import KEYS, Databases
from tests.proxy import Proxy

#: Limits that let a test see in seconds what takes half a minute by the defaults.
SOON = "connect_timeout=2&tcp_user_timeout=1500&keepalives_idle=1&keepalives_interval=1&keepalives_count=1"

on_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


@pytest.fixture
def proxy(databases: Databases) -> Iterator[Proxy]:
    with Proxy(f"{make_url(databases.migrated()).query['host']}/.s.PGSQL.5432") as proxy:
        yield proxy


@contextmanager
def behind(databases: Databases, *ports: int, asks: str = SOON) -> Iterator[Db]:
    """A migrated database as it is reached at these ports."""
    url = databases.migrated()
    hosts = "&".join(f"host=127.0.0.1:{port}" for port in ports)
    name = make_url(url).database
    db = open_db(connect(f"postgresql+psycopg://postgres@/{name}?{hosts}&{asks}"), KEYS)
    try:
        yield db
    finally:
        db.close()
        databases.drop(url)


def answers(db: Db) -> bool:
    try:
        with db.read() as tx:
            return bool(tx.conn.execute(select(1)).scalar_one())
    except PASSING:
        return False


@on_postgresql
@pytest.mark.parametrize("fails", ["refuse", "vanish", "freeze"])
def test_a_database_that_is_away_is_noticed_and_used_again(
    databases: Databases, proxy: Proxy, fails: str
) -> None:
    with behind(databases, proxy.port) as db:
        assert answers(db)
        before = db.outages
        getattr(proxy, fails)()
        assert not answers(db)
        assert db.outages > before
        proxy.come_back()
        assert answers(db)


@on_postgresql
@pytest.mark.parametrize("fails", ["refuse", "vanish", "freeze"])
def test_who_waits_for_an_answer_when_it_goes_away_does_not_wait_for_ever(
    databases: Databases, proxy: Proxy, fails: str
) -> None:
    with behind(databases, proxy.port) as db, pytest.raises(PASSING), db.write() as tx:  # noqa: PT012
        threading.Timer(0.3, getattr(proxy, fails)).start()
        tx.conn.execute(text("SELECT pg_sleep(60)"))


@on_postgresql
def test_a_statement_may_take_its_time_while_the_server_answers_others(
    databases: Databases, proxy: Proxy
) -> None:
    with behind(databases, proxy.port) as db, db.read() as tx:
        assert tx.conn.execute(text("SELECT 1 FROM pg_sleep(5)")).scalar_one() == 1


@on_postgresql
def test_an_outage_that_only_an_idle_connection_saw_is_noticed(databases: Databases, proxy: Proxy) -> None:
    with behind(databases, proxy.port) as db:
        assert answers(db)
        proxy.cut()
        assert answers(db), "a new connection is made at once"
        assert db.outages == 1


@on_postgresql
def test_of_several_hosts_the_one_that_takes_writes_is_used(databases: Databases, proxy: Proxy) -> None:
    with Proxy(proxy.target) as other, behind(databases, proxy.port, other.port) as db:
        proxy.refuse()
        assert answers(db)
        proxy.come_back()
        other.refuse()
        assert answers(db)


@on_postgresql
def test_a_leader_that_became_a_replica_is_passing(databases: Databases, proxy: Proxy) -> None:
    with behind(databases, proxy.port) as db:
        with pytest.raises(PASSING), db.write() as tx:  # noqa: PT012
            tx.conn.execute(text("SET TRANSACTION READ ONLY"))
            tx.conn.execute(insert(t.meta).values(key="a", value="b"))
        assert db.outages == 1
        with db.write() as tx:
            tx.conn.execute(insert(t.meta).values(key="a", value="b"))


@on_postgresql
def test_a_database_that_takes_no_writes_is_said_so(databases: Databases) -> None:
    url = databases.migrated()
    engine = connect(url)
    with engine.begin() as conn:
        conn.execute(text(f"ALTER DATABASE {engine.url.database} SET default_transaction_read_only = on"))
    engine.dispose()
    with pytest.raises(NudgesError) as told:
        connect(url)
    assert told.value.what == "The database takes no writes."


def test_a_file_that_takes_no_writes_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "nudges.db"
    settings = Settings(
        _env_file=None, database_url=f"sqlite:///{path}", nudges_key_file=tmp_path / "nudges.key"
    )
    open_store(settings).close()
    read_only = f"sqlite:///file:{path}?mode=ro&uri=true"
    with pytest.raises(NudgesError) as told:
        open_store(settings.model_copy(update={"database_url": read_only}))
    assert told.value.what == f"The database file:{path} cannot be written."


def test_a_newer_database_is_left_alone(databases: Databases) -> None:
    url = databases.migrated()
    engine = connect(url)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NudgesError) as told:
        migrate(engine)
    assert told.value.what == "The database is newer than this program."
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()


@on_postgresql
@pytest.mark.parametrize(("asks", "prepared"), [("", True), ("prepare_threshold=none", False)])
def test_preparing_can_be_turned_off_for_a_pooler_that_mixes_it_up(
    databases: Databases, proxy: Proxy, asks: str, prepared: bool
) -> None:
    with behind(databases, proxy.port, asks=asks) as db, db.read() as tx:
        for _ in range(10):
            tx.conn.execute(select(t.meta)).all()
        there = tx.conn.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
        assert (there > 0) is prepared


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("u:p@one:5432,two:5432/db", "DATABASE_URL names several hosts before the last slash"),
        ("u:p@one,two/db?target_session_attrs=any", "DATABASE_URL names several hosts"),
        ("u:p@127.0.0.1:1/db?prepare_treshold=0", "PostgreSQL's driver knows no parameter prepare_treshold."),
        ("u:p@127.0.0.1:1/db?prepare_threshold=off", "prepare_threshold must be a number, or none."),
        ("u:p@127.0.0.1:1/db?target_session_attrs=rw", "invalid target_session_attrs"),
    ],
)
def test_an_address_that_asks_for_something_odd_is_refused(address: str, said: str) -> None:
    with pytest.raises(NudgesError) as told:
        connect(f"postgresql+psycopg://{address}")
    assert said in told.value.why
    assert "p@" not in told.value.why


def test_a_password_with_a_comma_is_no_list_of_hosts() -> None:
    with pytest.raises(NudgesError) as told:
        connect("postgresql+psycopg://u:p,x@127.0.0.1:1/db")
    assert "several hosts" not in told.value.why
