"""What is from before a moment is blanked or deleted, and what is from that moment on stays."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Table

from nudges.core.events import EventKind
from nudges.core.person.person import Person
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.maintenance import retention
from tests.harness import World
from tests.store.written import nudge, reply

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def event(tx: Tx, person: Person, at: datetime, delivered: bool = True) -> None:
    row = {"webhook_id": "e", "person_id": person.id, "kind": EventKind.NUDGE_SENT, "at": at, "data": {}}
    tx.conn.execute(t.event.insert().values(row | {"delivered_at": at if delivered else None}))


def nobodys(db: Db) -> tuple[World, Person]:
    """Somebody of whom nothing was written yet."""
    world = World(db)
    person = world.join()
    with db.write() as tx:
        for table in (t.attempt, t.nudge, t.event):
            tx.conn.execute(table.delete())
    return world, person


@pytest.mark.parametrize(
    ("blank", "write", "table"),
    [
        (retention.blank_nudges, lambda tx, person, at: nudge(tx, person, at, "words"), t.nudge),
        (retention.blank_replies, lambda tx, person, at: reply(tx, person, at, words="words"), t.reply),
    ],
    ids=["nudges", "replies"],
)
def test_words_from_before_a_moment_are_blanked_each_once(
    db: Db, blank: Callable[[Tx, datetime], int], write: Callable[[Tx, Person, datetime], int], table: Table
) -> None:
    world, person = nobodys(db)
    before = world.now
    with db.write() as tx:
        for seconds in (-2, -1, 0, -1):  # the last waits for the one before it
            write(tx, person, before + seconds * SECOND)
        assert [blank(tx, before) for _ in range(2)] == [2, 0]
    assert [row.body is None for row in world.rows(table)] == [True, True, False, False]
    with db.write() as tx:
        assert [blank(tx, before + SECOND) for _ in range(2)] == [2, 0]


def test_nudges_of_a_day_before_go_with_their_attempts(db: Db) -> None:
    world, person = nobodys(db)
    with db.write() as tx:
        ids = [nudge(tx, person, world.now + n * DAY) for n in (-1, 0, -1)]
        for n in ids:
            attempt = {"id": f"x{n}", "nudge_id": n, "person_id": person.id, "channel": "fake"}
            tx.conn.execute(t.attempt.insert().values(attempt | {"at": world.now, "outcome": "accepted"}))
        assert retention.drop_nudges(tx, world.now.date()) == 1
        assert retention.drop_nudges(tx, world.now.date()) == 0
    assert [row.id for row in world.rows(t.nudge)] == ids[1:]
    assert [row.nudge_id for row in world.rows(t.attempt)] == ids[1:]


def test_replies_from_before_a_moment_go(db: Db) -> None:
    world, person = nobodys(db)
    with db.write() as tx:
        ids = [reply(tx, person, world.now + n * SECOND) for n in (-1, 0, -1)]
        assert [retention.drop_replies(tx, world.now) for _ in range(2)] == [1, 0]
    assert [row.id for row in world.rows(t.reply)] == ids[1:]


@pytest.mark.parametrize(("delivered", "gone"), [(True, 1), (False, 2)])
def test_events_from_before_a_moment_go_that_were_delivered_or_all(
    db: Db, delivered: bool, gone: int
) -> None:
    world, person = nobodys(db)
    with db.write() as tx:
        event(tx, person, world.now - 2 * SECOND, delivered=False)
        event(tx, person, world.now - SECOND)
        event(tx, person, world.now)
        assert retention.drop_events(tx, world.now, delivered=delivered) == gone
        assert retention.drop_events(tx, world.now, delivered=delivered) == 0
    assert len(world.rows(t.event)) == 3 - gone
