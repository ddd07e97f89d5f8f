"""People's words are sealed, the keys are checked, and a key is never made where one was lost."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from nudges.app.database import open_store
from nudges.core.errors import NudgesError
from nudges.core.person.person import Person
from nudges.settings import Settings
from nudges.store.db import open_db
from nudges.store.engine import connect
from nudges.store.people import people
from nudges.store.vault import Box, make_key_file, parse_keys
from tests.harness import MONDAY, NAME, PHONE, Databases


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    url = databases.migrated()
    yield url
    databases.drop(url)


def key() -> str:
    return Fernet.generate_key().decode()


def add(url: str, keys: str) -> str:
    """Open the database, add a person, and return what their number is found by."""
    engine = connect(url)
    db = open_db(engine, parse_keys(keys))
    with db.write() as tx:
        people.add(tx, [Person("p1", "Europe/Paris", NAME, PHONE)], MONDAY)
    db.close()
    return db.vault.lookup(PHONE)


def found(url: str, keys: str) -> Person | None:
    engine = connect(url)
    try:
        with open_db(engine, parse_keys(keys)).read() as tx:
            return people.find(tx, PHONE)
    finally:
        engine.dispose()


def test_another_key_does_not_open_the_database(url: str) -> None:
    add(url, key())
    with pytest.raises(NudgesError, match="does not open this database"):
        found(url, key())


def test_after_a_rotation_the_new_key_comes_first_and_the_old_still_opens(url: str) -> None:
    old, new = key(), key()
    add(url, old)
    person = found(url, f"{new},{old}")
    assert person is not None
    assert (person.name, person.phone) == (NAME, PHONE)


def test_lookups_differ_from_database_to_database(databases: Databases) -> None:
    keys = key()
    urls = [databases.migrated(), databases.migrated()]
    assert len({add(url, keys) for url in urls}) == 2
    for url in urls:
        databases.drop(url)


def settings(url: str, file: Path, **fields: object) -> Settings:
    given = {"database_url": url, "nudges_key_file": file, "nudges_key": None} | fields
    return Settings.model_validate(given)


def test_a_first_run_makes_the_key_file_once(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url, file = databases.empty(), tmp_path / "keys" / "nudges.key"
    open_store(settings(url, file)).close()
    made = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    open_store(settings(url, file)).close()
    assert file.read_bytes() == made
    assert make_key_file(file) == made.decode().strip()  # never over another
    assert file.read_bytes() == made
    databases.drop(url)


def test_those_who_start_at_once_use_one_key(tmp_path: Path) -> None:
    file = tmp_path / "nudges.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(make_key_file, [file] * 32))
    assert keys == {file.read_text().strip()}
    assert [path.name for path in tmp_path.iterdir()] == ["nudges.key"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_lost_key_file_is_not_replaced(databases: Databases, tmp_path: Path) -> None:
    url, file = databases.empty(), tmp_path / "nudges.key"
    open_store(settings(url, file)).close()
    file.unlink()
    with pytest.raises(NudgesError, match="is gone"):
        open_store(settings(url, file))
    assert not file.exists()
    databases.drop(url)


def test_the_key_of_the_environment_comes_before_the_file(databases: Databases, tmp_path: Path) -> None:
    url, file = databases.empty(), tmp_path / "nudges.key"
    open_store(settings(url, file, nudges_key=SecretStr(key()))).close()
    assert not file.exists()
    databases.drop(url)


@pytest.mark.parametrize(
    "text",
    ["", "not a key", f"{Fernet.generate_key().decode()[:-4]}", "é" * 44],
    ids=["nothing", "words", "cut short", "accents"],
)
def test_what_is_no_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(NudgesError) as caught:
        parse_keys(text)
    assert not text or text not in str(caught.value)


@given(words=st.text())
def test_a_box_gives_back_what_was_put_in_and_no_other_box_does(words: str) -> None:
    box = Box(Fernet.generate_key())
    sealed = box.seal(words)
    assert sealed is not None
    assert box.open(sealed) == words
    assert len(words) < 8 or words.encode() not in sealed
    with pytest.raises(InvalidToken):
        Box(Fernet.generate_key()).open(sealed)


def test_nothing_in_nothing_out() -> None:
    box = Box(Fernet.generate_key())
    assert (box.seal(None), box.open(None)) == (None, None)


def test_a_number_is_found_however_it_is_spelt(url: str) -> None:
    engine = connect(url)
    vault = open_db(engine, parse_keys(key())).vault
    engine.dispose()
    assert vault.lookup(" Ana@Example.org ") == vault.lookup("ana@example.org")
    assert vault.lookup("ana@example.org") != vault.lookup("bo@example.org")
