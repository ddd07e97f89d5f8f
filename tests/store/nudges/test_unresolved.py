"""Attempts to ask the provider about, and what of them can still be read."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from nudges.core.person.person import Person
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.nudges import unresolved
from nudges.store.people import people
from tests.harness import PHONE, World
from tests.store.written import nudge

SECOND = timedelta(seconds=1)


def in_doubt(tx: Tx, person: Person, world: World) -> None:
    attempt = {"id": "x", "nudge_id": 0, "person_id": person.id, "channel": "fake", "at": world.now}
    attempt["nudge_id"] = nudge(tx, person, world.now, "a text", status=Status.UNKNOWN, attempt_id="x")
    tx.conn.execute(t.attempt.insert().values(attempt | {"outcome": "unknown"}))


@pytest.mark.parametrize("gone", ["", "erased", "key"])
def test_whoever_cannot_be_read_is_asked_about_without_words(db: Db, gone: str) -> None:
    world = World(db)
    person = world.join()
    with db.write() as tx:
        in_doubt(tx, person, world)
        if gone == "erased":
            people.erase(tx, person.id)
        if gone == "key":  # one that no key of ours opens
            tx.conn.execute(update(t.person).values(data_key=b"damaged"))
    with db.write() as tx:
        [doubt] = unresolved.unknown(tx, [Medium.SMS], world.now + unresolved.FIRST, 9)
    assert (doubt.to, doubt.text) == ((None, None) if gone else (PHONE, "a text"))
