"""A new key: people's words stay readable at every moment, and at the end the old key can go."""

import itertools
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from nudges.core.errors import NudgesError
from nudges.core.person.person import Person
from nudges.flow.accounts import accounts
from nudges.flow.maintenance import rotate_keys
from nudges.flow.maintenance.rotate_keys import left
from nudges.flow.office.broadcasts import broadcasts
from nudges.flow.office.broadcasts.broadcasts import Draft
from nudges.store import tables as t
from nudges.store.db import Db, open_db
from nudges.store.office.find import Filter
from nudges.store.people import asked, people
from nudges.store.vault import KeyFile, parse_keys, write_key_file
from tests.harness import MONDAY, Databases, World, engine_at
from tests.office_staff import hire

rotate = partial(rotate_keys.rotate, batch=3)


def key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def old() -> str:
    return key()


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.migrated()


def opened(url: str, *keys: str) -> Db:
    return open_db(engine_at(url), parse_keys(",".join(keys)))


def seven(db: Db) -> None:
    with db.write() as tx:
        crowd = [Person(f"p{n}", "Europe/Paris", f"Name {n}", f"+1555010000{n}") for n in range(7)]
        people.add(tx, crowd, MONDAY)


def names(db: Db) -> list[str]:
    with db.read() as tx:
        return [person.name for person in people.everyone(tx)]


ALL = [f"Name {n}" for n in range(7)]


def test_staff_and_their_messages_to_many_are_read_with_the_new_key(url: str, old: str) -> None:
    new, world = key(), World(opened(url, old))
    world.join()
    ada = hire(world)
    accounts.set_phone(world.service, ada.acting, ada.id, "+33612345678", world.now)
    when = world.now.replace(tzinfo=None) + timedelta(days=1)
    draft = Draft(Filter(), when, timedelta(), {"en": "We meet on Friday."})
    number = broadcasts.send(world.service, ada.acting, draft, "t", world.now)
    rotate(opened(url, new, old), parse_keys(f"{new} {old}"), new)
    after = World(opened(url, new))
    assert broadcasts.find(after.service, ada.acting, number)[0].words == {"en": "Nudges: We meet on Friday."}
    assert [one.phone for one in accounts.everybody(after.service, ada.acting)] == ["+33612345678"]


def test_after_a_rotation_the_old_key_can_go(url: str, old: str) -> None:
    new = key()
    seven(opened(url, old))
    db = opened(url, new, old)
    assert left(db, new) == 7
    assert rotate(db, parse_keys(f"{new} {old}"), new) == 7
    assert left(db, new) == 0
    assert names(opened(url, new)) == ALL
    with opened(url, new).read() as tx:
        assert people.find(tx, "+15550100003") is not None, "numbers are still found"
    with pytest.raises(NudgesError, match="does not open this database"):
        opened(url, old)


def test_a_form_that_waits_is_sealed_with_the_new_key(url: str, old: str) -> None:
    db, new = opened(url, old), key()
    with db.write() as tx:
        asked.ask(tx, "join", "+15550100003", "the form", MONDAY, most=1)
    db = opened(url, new, old)
    assert left(db, new) == 1
    rotate(db, parse_keys(f"{new} {old}"), new)
    assert left(db, new) == 0
    with opened(url, new).write() as tx:
        request = asked.take(tx)
    assert request is not None
    assert request.words == "the form"


def test_a_rotation_that_is_killed_between_batches_goes_on(url: str, old: str) -> None:
    new = key()
    seven(opened(url, old))
    db, keys = opened(url, new, old), parse_keys(f"{new} {old}")

    class Killed(BaseException):
        pass

    def die(done: int) -> None:
        raise Killed

    for _ in range(2):
        with pytest.raises(Killed):
            rotate(db, keys, new, die)
    assert left(db, new) == 4
    assert names(opened(url, new, old)) == ALL, "half way both keys are needed, and both are there"
    assert rotate(db, keys, new) == 4
    assert names(opened(url, new)) == ALL


def test_whoever_runs_meanwhile_goes_on_with_the_file(url: str, old: str, tmp_path: Path) -> None:
    file, new = tmp_path / "nudges.key", key()
    write_key_file(file, [old])
    running = open_db(engine_at(url), KeyFile(file))
    seven(running)
    write_key_file(file, [new, old])
    rotate(opened(url, new, old), parse_keys(f"{new} {old}"), new)
    assert names(running) == ALL
    with running.write() as tx:
        people.add(tx, [Person("p7", "Europe/Paris", "Name 7")], MONDAY)
    assert left(running, new) == 0, "whoever joins meanwhile is sealed with the new key"
    write_key_file(file, [new])
    assert names(running) == [*ALL, "Name 7"]


def test_a_key_file_that_is_spoiled_meanwhile_leaves_the_keys_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "nudges.key"
    write_key_file(file, [key()])
    keys = KeyFile(file)
    sealed = keys.encrypt(b"words")
    for spoil in (lambda: file.write_text("nonsense"), file.unlink):
        spoil()
        assert keys.decrypt(sealed) == b"words"


def test_somebody_erased_meanwhile_stays_erased(url: str, old: str) -> None:
    new = key()
    seven(opened(url, old))
    db, turn = opened(url, new, old), itertools.count()

    def erase_next(_: int) -> None:
        if next(turn) == 0:
            with db.write() as tx:
                people.erase(tx, "p5")

    assert rotate(db, parse_keys(f"{new} {old}"), new, erase_next) == 6
    with db.read() as tx:
        erased = select(t.person.c.data_key).where(t.person.c.id == "p5")
        assert tx.conn.execute(erased).scalar_one() is None
