"""The keys at the prompt: made, changed, let go; links that end; files that are nobody else's."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet

from nudges.app.database import open_store
from nudges.app.service import build
from nudges.flow.links import Links
from nudges.settings import read_settings
from tests.harness import MONDAY as NOW
from tests.harness import Databases
from tests.typed import Run, typed

pytestmark = pytest.mark.both_databases


PHONE = "+447700900123"
ADD = ("person", "add", "--plan", "check-in", "--zone", "Europe/Paris", "--phone", PHONE, "--name", "Maya")


@pytest.fixture
def nudges(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Run one command in a folder of its own, with somebody added."""
    url = databases.migrated()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("NUDGES_KEY", raising=False)
    run = typed(monkeypatch, capsys)
    assert run(*ADD).code == 0
    yield run
    structlog.reset_defaults()  # the command's log went to this test's own stderr
    databases.drop(url)


def name_of(nudges: Run) -> object:
    return nudges("person", "show", PHONE, "--json").json[0]["name"]


def test_a_new_key_is_printed_and_nothing_changed(nudges: Run) -> None:
    assert len(nudges("key", "new").out.strip()) == 44
    assert name_of(nudges) == "Maya"


def test_a_key_is_changed_and_the_old_one_retired(nudges: Run, databases: Databases) -> None:
    file = Path("data/nudges.key")
    [old] = file.read_text().split()
    if databases.name != "sqlite":  # other machines may have a copy: each must know the new key first
        refused = nudges("key", "rotate")
        assert (refused.code, len(refused.err.splitlines())) == (2, 3)
        file.write_text(f"{nudges('key', 'new').out}{old}\n")
    assert "1 person sealed anew" in nudges("key", "rotate").out
    assert "0 people sealed anew" in nudges("key", "rotate").out, "again, it does nothing"
    new, still = file.read_text().split()
    assert still == old
    assert "alone" in nudges("key", "retire").out
    assert file.read_text().split() == [new]
    assert name_of(nudges) == "Maya"
    assert "only one key" in nudges("key", "retire").out


def test_a_key_is_not_retired_while_somebody_needs_it(nudges: Run) -> None:
    file = Path("data/nudges.key")
    file.write_text(f"{Fernet.generate_key().decode()}\n{file.read_text()}")
    said = nudges("key", "retire")
    assert (said.code, len(said.err.splitlines())) == (2, 3)
    assert "Older keys are still needed for 1 person" in said.err
    assert name_of(nudges) == "Maya"


def test_it_all_works_from_the_environment_without_a_file(
    nudges: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path("data/nudges.key")
    old, new = file.read_text().strip(), Fernet.generate_key().decode()
    file.unlink()
    monkeypatch.setenv("NUDGES_KEY", old)
    assert nudges("key", "rotate").code == 2
    monkeypatch.setenv("NUDGES_KEY", f"{new},{old}")
    assert "1 person sealed anew" in nudges("key", "rotate").out
    assert "NUDGES_KEY" in nudges("key", "retire").out
    monkeypatch.setenv("NUDGES_KEY", new)
    assert name_of(nudges) == "Maya"
    assert not file.exists()


def test_a_made_key_says_what_is_lost_with_it_where_disks_come_and_go(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = databases.empty()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("NUDGES_KEY", raising=False)
    said = typed(monkeypatch, capsys)("staff", "link")
    assert ("nudges key new" in said.err) is (databases.name == "postgresql")
    structlog.reset_defaults()
    databases.drop(url)


def test_the_key_of_links_is_changed(nudges: Run) -> None:
    def links() -> Links:
        settings = read_settings()
        db = open_store(settings)
        try:
            return build(settings, db, {}).links
        finally:
            db.close()

    before = links()
    page, leave = before.page("p1", NOW), before.unsubscribe("p1")
    assert "signed with a new key" in nudges("key", "rotate", "--links").out
    after = links()
    assert after.paged(page.rpartition("/")[2]) is None
    assert after.unsubscriber(leave.rpartition("/")[2]) == "p1"
    assert after.paged(after.page("p1", NOW).rpartition("/")[2]) is not None


def test_database_key_and_folder_are_their_owners_alone(nudges: Run, databases: Databases) -> None:
    assert stat.S_IMODE(Path("data").stat().st_mode) == 0o700
    assert stat.S_IMODE(Path("data/nudges.key").stat().st_mode) == 0o600
    nudges("person", "export", PHONE, "--out", "maya.json")
    assert stat.S_IMODE(Path("maya.json").stat().st_mode) == 0o600
    if databases.name == "sqlite":
        database = Path(read_settings().database_url.removeprefix("sqlite:///"))
        assert stat.S_IMODE(database.stat().st_mode) == 0o600
