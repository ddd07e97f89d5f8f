"""Whom and what `plan diff` copies into the database of its simulation: facts, but nobody's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from cryptography.fernet import Fernet, MultiFernet

from nudges.core.person.person import State
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Db, make_tables, open_db
from nudges.store.engine import memory_engine
from nudges.store.people import preferences
from nudges.store.simulation import copy_people
from tests.harness import EMAIL, NAME, PHONE, SECRET, World

JUNE = date(2026, 6, 1)


@contextmanager
def elsewhere() -> Iterator[Db]:
    """Another, empty database, with a key of its own."""
    engine = memory_engine()
    make_tables(engine)
    try:
        yield open_db(engine, MultiFernet([Fernet(Fernet.generate_key())]))
    finally:
        engine.dispose()


def test_those_who_are_active_on_one_of_the_plans_the_first_by_id(db: Db) -> None:
    world = World(db)
    on = {}
    for n, name in enumerate(("daily", "daily", "pulse", "letters", "daily", "daily"), 1):
        zone = "Asia/Tokyo" if n == 2 else "Europe/Paris"
        on[n] = world.join(plan=name, zone=zone, phone=f"+1555010447{n}", email=f"a{n}@b.example").id
    with db.write() as tx:
        preferences.set_state(tx, on[5], State.STOPPED)
        found = copy_people.enrolled(tx, ["daily", "pulse"], 10)
        first = copy_people.enrolled(tx, ["daily", "pulse"], 2)
        nobody = copy_people.enrolled(tx, [], 10)
    paris = "Europe/Paris"
    assert found == sorted([(on[1], paris), (on[2], "Asia/Tokyo"), (on[3], paris), (on[6], paris)])
    assert first == found[:2]
    assert nobody == []


@pytest.mark.parametrize(("phone", "email"), [(PHONE, None), (None, EMAIL), (PHONE, EMAIL)])
def test_that_there_is_a_number_or_an_address_is_copied_and_not_which(
    db: Db, phone: str | None, email: str | None
) -> None:
    world = World(db)
    person = world.join(name=NAME, phone=phone, email=email)
    with elsewhere() as other:
        with db.read() as source, other.write() as target:
            copy_people.copy(source, target, [person.id], JUNE)
        [copied] = World(other).rows(t.person)
        there = World(other).person(person.id)
    assert (bool(there.phone), bool(there.email), there.name) == (bool(phone), bool(email), "")
    assert there.phone != PHONE
    assert there.email != EMAIL
    assert (copied.phone_lookup, copied.email_lookup) == (None, None)
    assert (there.zone, there.state, there.opens, there.closes) == (
        *(person.zone, person.state),
        *(person.opens, person.closes),
    )


def test_only_these_people_since_that_day_and_without_words(db: Db) -> None:
    world = World(db)
    one, another = world.join(phone=PHONE), world.join(phone="+15550104478")
    assert one.id != another.id
    for day in (2, 3, 4):
        world.at(f"2026-06-0{day} 09:15").run()
        world.later(minutes=3).says(f"done, {SECRET}")
        world.later(minutes=3).says("done", sender="+15550104478")
    world.at("2026-06-05 09:15").plan_due()  # and one of each waits
    with elsewhere() as other:
        with db.read() as source, other.write() as target:
            over = copy_people.copy(source, target, [one.id], date(2026, 6, 3))
        copied = World(other)
        nudges, replies = copied.rows(t.nudge), copied.rows(t.reply)
        assert {row.person_id for row in (*nudges, *replies)} == {one.id}
        assert [row.local_date.day for row in nudges] == [3, 4, 5]
        assert [row.local_date.day for row in replies] == [3, 4]
        assert {row.step for row in nudges} == {"daily"}, "the welcome is of no plan"
        assert {row.body for row in (*nudges, *replies)} == {None}
        assert {row.note for row in replies} == {None}
        assert over == {row.id for row in nudges if row.local_date.day < 5}
        assert {row.id for row in nudges if row.status == Status.QUEUED} == {nudges[-1].id}
        for table in (t.enrolment, t.upcoming):
            assert [row.person_id for row in copied.rows(table)] == [one.id]
        assert copied.rows(t.upcoming) == [r for r in world.rows(t.upcoming) if r.person_id == one.id]
