"""Events leave in the order of each person, and what is behind a failed one waits with it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from nudges.core.events import EventKind
from nudges.core.person.person import Person
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.outbox import sending, upkeep
from nudges.store.outbox.sending import Failed
from tests.harness import World

SECOND = timedelta(seconds=1)


def event(tx: Tx, person: Person, next_at: datetime | None, at: datetime, **given: Any) -> int:
    """An event that may be sent then; its id."""
    row = {"webhook_id": "e", "person_id": person.id, "kind": EventKind.REPLY_RECORDED, "at": at, "data": {}}
    written = insert(t.event).values(row | {"next_at": next_at} | given).returning(t.event.c.id)
    return int(tx.conn.execute(written).scalar_one())


def four(db: Db) -> tuple[World, list[Person]]:
    world = World(db)
    return world, [world.join(phone=f"+1555010447{n}") for n in range(4)]


def test_the_oldest_of_each_person_goes_first_and_nobody_overtakes_their_own(db: Db) -> None:
    world, (ada, ben, cleo, dan) = four(db)
    now = world.now
    with db.write() as tx:
        tx.conn.execute(t.event.delete())
        assert not sending.any_due(tx, now)
        ben_1 = event(tx, ben, now, now)
        assert (sending.any_due(tx, now - SECOND), sending.any_due(tx, now)) == (False, True)
        event(tx, cleo, now + SECOND, now)
        event(tx, cleo, now - SECOND, now)  # behind one that waits
        event(tx, ada, None, now)  # delivered
        ada_1 = event(tx, ada, now - SECOND, now)
        ada_2 = event(tx, ada, now + SECOND, now)
        event(tx, ada, now, now)
        dan_1 = event(tx, dan, now, now)
        picked = [[one.id for one in chain] for chain in sending.pick(tx, now, persons=3, each=2)]
        assert sorted(picked) == sorted([[ada_1, ada_2], [ben_1], [dan_1]])
        [[one]] = sending.pick(tx, now, persons=1, each=1)
        assert one.id == ada_1, "who waits longest"


def test_what_is_behind_a_failed_event_waits_as_long_and_nothing_else(db: Db) -> None:
    world, (ada, ben, *_) = four(db)
    now, later = world.now, world.now + 60 * SECOND
    with db.write() as tx:
        tx.conn.execute(t.event.delete())
        before = event(tx, ada, None, now)
        failing = event(tx, ada, now, now)
        behind = event(tx, ada, now, now)
        longer = event(tx, ada, later + SECOND, now)
        done = event(tx, ada, None, now)
        his = event(tx, ben, now, now)
        first, second = sending.pick(tx, now, persons=2, each=1)
        [hers] = [chain[0] for chain in (first, second) if chain[0].person_id == ada.id]
        sending.failed(tx, [Failed(hers, "http-503", later)], now)
        sending.failed(tx, [], now)
    rows = {row.id: row for row in world.rows(t.event)}
    assert {one: row.next_at for one, row in rows.items()} == {
        before: None,
        failing: later,
        behind: later,
        longer: later + SECOND,
        done: None,
        his: now,
    }
    assert (rows[failing].tries, rows[failing].failing_since, rows[failing].failed_why) == (
        1,
        now,
        "http-503",
    )
    assert (rows[behind].tries, rows[behind].failing_since) == (0, None)


def test_an_event_that_is_given_up_is_parked_and_tried_anew_when_asked(db: Db) -> None:
    world, (ada, *_) = four(db)
    now = world.now
    with db.write() as tx:
        tx.conn.execute(t.event.delete())
        parked, waits = event(tx, ada, now, now - 60 * SECOND), event(tx, ada, now, now - 30 * SECOND)
        assert upkeep.stand(tx, now, "us") == upkeep.Stand(2, 60.0, 0, gone=False)
        [[one, _]] = sending.pick(tx, now, persons=9, each=9)
        sending.failed(tx, [Failed(one, "http-400", None)], now)
        assert upkeep.stand(tx, now, "us") == upkeep.Stand(1, 30.0, 1, gone=False)
        for most, found in ((9, [parked, waits]), (1, [parked])):
            assert [row.id for row in upkeep.undelivered(tx, most)] == found
        assert upkeep.unpark(tx, "us", now + SECOND) == 1
        [again] = [row for row in upkeep.undelivered(tx, 9) if row.id == parked]
        assert (again.next_at, again.tries, again.parked_at) == (now + SECOND, 0, None)
        sending.delivered(tx, [parked, waits], now)
        assert upkeep.undelivered(tx, 9) == []


def test_what_was_delivered_since_a_moment_is_sent_again_within_the_ids_that_were_there(db: Db) -> None:
    world, (ada, *_) = four(db)
    now = world.now
    with db.write() as tx:
        tx.conn.execute(t.event.delete())
        assert upkeep.newest(tx) == 0
        ids = [
            event(tx, ada, None, now - SECOND, delivered_at=now),
            event(tx, ada, None, now, delivered_at=now),
            event(tx, ada, now, now),
            event(tx, ada, None, now, parked_at=now),
            event(tx, ada, None, now, delivered_at=now),
            event(tx, ada, None, now, delivered_at=now),
        ]
        up_to = ids[4]
        assert upkeep.newest(tx) == ids[5]
        assert upkeep.replay(tx, now, ids[0], up_to, now + SECOND) == (up_to, 2)
        assert upkeep.replay(tx, now, up_to, up_to, now + SECOND) == (up_to, 0)
        again = [row.id for row in tx.conn.execute(t.event.select()) if row.next_at == now + SECOND]
        assert again == [ids[1], ids[4]]
        assert upkeep.replay(tx, now - SECOND, 0, ids[0], now + SECOND) == (ids[0], 1)


def test_one_worker_sends_to_an_endpoint_until_it_lets_go_or_the_endpoint_is_gone(db: Db) -> None:
    world = World(db)
    with db.write() as tx:
        assert sending.hold(tx, "us", "a", 60)
        assert (sending.hold(tx, "us", "b", 60), sending.hold(tx, "us", "a", 60)) == (False, True)
        sending.let_go(tx, "us", "b")
        assert not sending.hold(tx, "us", "b", 60), "it is not theirs to give"
        sending.let_go(tx, "us", "a")
        assert sending.hold(tx, "us", "b", 60)
        sending.gone(tx, "us", world.now)
        assert not sending.hold(tx, "us", "b", 60)
        assert upkeep.stand(tx, world.now, "us").gone
        assert not upkeep.stand(tx, world.now, "them").gone
        upkeep.unpark(tx, "us", world.now)
        assert sending.hold(tx, "us", "b", 60)
