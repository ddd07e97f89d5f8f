"""What people told us is theirs: sealed at rest, gone when they say so, and in no log."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel
from structlog.testing import capture_logs

from nudges.channels.base import Fault
from nudges.core.person.person import State
from nudges.core.status import Status
from nudges.flow.consent.consent import erase, opted_out
from nudges.flow.planning.enrol import Newcomer
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import upcoming
from nudges.store.people import people
from nudges.store.replies import replies
from tests.harness import EMAIL, KEYS, NAME, PARIS, PHONE, SECRET, SQLITE, World, fault, why

WORDS = [*NAME.split(), PHONE, PHONE.removeprefix("+1"), EMAIL, EMAIL.split("@")[0] + "@", SECRET]


def whole_road(db: Db) -> World:
    """A person joins, is nudged by SMS and mail with every kind of trouble, answers, stops and starts."""
    world = World(db)
    world.join(phone=PHONE, email=EMAIL)
    world.joined(Newcomer("letters", PARIS, phone=PHONE, email=EMAIL))
    kinds = [Fault.BUSY, Fault.UNKNOWN, Fault.PERMANENT, Fault.ACCOUNT]
    for day in range(2, 6):
        world.sms.answers += [fault(kinds[day % 4])]
        for hour in ("09:15", "09:20", "10:00", "18:00"):
            world.at(f"2026-06-0{day} {hour}").run()
        world.says(f"done, {SECRET}")
        world.says(f"we spoke of {SECRET}", sender=EMAIL)
        world.run()
    world.says(f"it was {SECRET}", sender="+15558887777")
    for message in world.sent:
        world.report(message.attempt_id, Status.DELIVERED)
    world.says("STOP")
    world.says("START")
    return world


def every_value(world: World) -> list[object]:
    tables = SQLModel.metadata.sorted_tables
    return [value for table in tables for row in world.rows(table) for value in row]


def folder(db: Db) -> Path:
    with db.read() as tx:
        return Path(str(tx.conn.engine.url.database)).parent


def raw(world: World) -> bytes:
    """Everything the database holds: the files of SQLite, the rows of PostgreSQL."""
    if world.db.name == SQLITE:
        return b"".join(file.read_bytes() for file in folder(world.db).iterdir())
    return repr(every_value(world)).encode()


def test_no_word_of_a_person_is_readable_at_rest(db: Db) -> None:
    world = whole_road(db)
    held = raw(world).lower()
    assert b"daily" in held, "we are looking at the right bytes"
    for word in WORDS:
        assert word.lower().encode() not in held


def test_no_word_of_a_person_is_logged(db: Db) -> None:
    with capture_logs() as logs:
        world = whole_road(db)
        person = world.person(world.nudges()[0].person_id)
        world.sms.answers.append(ValueError(f"{PHONE} {SECRET}"))
        world.at("2026-06-08 09:15").run()
        erase(world.service, person, world.now)
    said = repr(logs).lower()
    assert len(logs) > 20
    for word in WORDS:
        assert word.lower() not in said


def test_no_word_of_a_person_is_in_a_repr(db: Db) -> None:
    world = whole_road(db)
    person = world.person(world.nudges()[0].person_id)
    with db.read() as tx:
        shown = [person, replies.story(tx, person.id), replies.asked(tx, person.id, world.now.date())]
    shown += [Newcomer("daily", PARIS, NAME, PHONE, EMAIL), world.sent]
    for word in WORDS:
        assert word.lower() not in repr(shown).lower()


def test_erasing_leaves_counts_and_no_words(db: Db) -> None:
    world = whole_road(db)
    person_id = world.nudges()[0].person_id
    sent = [n.status for n in world.nudges()]
    erase(world.service, world.person(person_id), world.now)
    person = world.person(person_id)
    assert (person.state, person.name, person.phone, person.email) == (State.ERASED, "", None, None)
    assert not [value for value in every_value(world) if isinstance(value, bytes | memoryview)]
    assert world.rows(t.reply) == []
    assert len(world.nudges()) == len(sent)
    with db.read() as tx:
        assert upcoming.of(tx, person_id) == []
        assert people.enrolments(tx, [person_id]) == []
        assert [people.find(tx, address) for address in (PHONE, EMAIL)] == [None, None]
        assert {told.text for told in replies.story(tx, person_id)} == {""}
        assert people.everyone(tx) == []
    world.forget_sent()
    world.later(days=8).run()
    assert (world.sms.tried, world.mail.tried) == ([], [])


def test_what_was_erased_is_in_no_file_even_sealed(db: Db) -> None:
    """The database is closed in good order, as at the end of every command, so SQLite folds in its log."""
    world = whole_road(db)
    sealed = [bytes(value) for value in every_value(world) if isinstance(value, bytes | memoryview)]
    assert len(sealed) > 15
    erase(world.service, world.person(world.nudges()[0].person_id), world.now)
    if db.name == SQLITE:
        files = folder(db)
        db.close()
        left = b"".join(file.read_bytes() for file in files.iterdir())
    else:
        left = raw(world)
    assert [value for value in sealed if value[20:60] in left] == []


def test_a_stop_is_honoured_after_the_words_are_gone(db: Db) -> None:
    world = whole_road(db)
    world.says("STOP")
    erase(world.service, world.person(world.nudges()[0].person_id), world.now)
    world.forget_sent()
    world.let_holds_end()
    world.join(quiet=False)
    world.later(days=1).run()
    assert world.sms.tried == []
    assert {why(n) for n in world.nudges("welcome")} >= {"not sent: the person said STOP"}


def test_words_open_only_with_their_own_key(db: Db) -> None:
    world = whole_road(db)
    world.join(phone="+15550000009")
    keys = [KEYS.decrypt(bytes(row.data_key)) for row in world.rows(t.person)]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(("seconds", "state"), [(-1, State.ACTIVE), (0, State.STOPPED), (1, State.STOPPED)])
def test_a_stop_to_the_provider_is_taken_back_by_a_later_start_alone(
    db: Db, seconds: int, state: State
) -> None:
    world = World(db)
    her = world.join(phone=PHONE)
    world.says("STOP")
    world.later(minutes=1).says("START")
    with db.write() as tx:
        opted_out(tx, [her.id], world.now + timedelta(seconds=seconds), world.later(hours=1).now)
    assert world.person(her.id).state is state
