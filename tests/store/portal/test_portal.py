"""What a person's own pages read: newest first, a page at a time, and with words only while there are any."""

from datetime import timedelta

import pytest

from nudges.core.reply.meaning import Kind
from nudges.core.vocabulary import ServiceMessage
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import people
from nudges.store.portal import portal
from tests.harness import World
from tests.store.written import nudge, reply

SECOND = timedelta(seconds=1)


def test_nudges_come_a_page_at_a_time_by_when_they_went_or_are_to_go(db: Db) -> None:
    world = World(db)
    person = world.join()
    at = world.later(days=1).now
    with db.write() as tx:
        nudge(tx, person, at, "waits", ready_at=at + 3 * SECOND, sent_at=None)
        nudge(tx, person, at, "went", ready_at=at - SECOND, sent_at=at + 2 * SECOND)
        nudge(tx, person, at, "early")
        found = portal.nudges(tx, person.id, skip=0, most=3)
        assert [(one.body, one.at) for one in found] == [
            ("waits", at + 3 * SECOND),
            ("went", at + 2 * SECOND),
            ("early", at),
        ]
        assert [one.body for one in portal.nudges(tx, person.id, skip=1, most=1)] == ["went"]
        people.erase(tx, person.id)
        assert {one.body for one in portal.nudges(tx, person.id, skip=0, most=9)} == {None}


def test_replies_come_a_page_at_a_time_and_without_words_once_they_are_erased(db: Db) -> None:
    world = World(db)
    person = world.join()
    with db.write() as tx:
        ids = [reply(tx, person, world.now + n * SECOND, Kind.NOTE, f"it rained {n}") for n in range(3)]
        same = reply(tx, person, world.now + 2 * SECOND, Kind.NOTE, "and then")
        found = portal.replies(tx, person.id, skip=0, most=9)
        assert [one.id for one in found] == [same, *reversed(ids)]
        assert [one.words for one in portal.replies(tx, person.id, skip=2, most=1)] == ["it rained 1"]
        said = portal.reply(tx, person.id, ids[0])
        assert said is not None
        people.erase(tx, person.id)
        gone = portal.reply(tx, person.id, ids[0])
        portal.change(tx, person.id, said)
        assert gone == portal.reply(tx, person.id, ids[0]), "nothing is sealed for whoever has no key"
    assert (said.words, gone and gone.words) == ("it rained 0", None)


def test_links_made_until_a_moment_end_at_it(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone="+15550104478")
    with db.write() as tx:
        assert not portal.links_ended_since(tx, her.id, world.now)
        portal.end_links(tx, her.id, world.now)
        ended = [portal.links_ended_since(tx, her.id, world.now + n * SECOND) for n in (-1, 0, 1)]
        assert (ended, portal.links_ended_since(tx, him.id, world.now)) == ([True, True, False], False)


@pytest.mark.parametrize(("seconds", "count"), [(-1, 1), (0, 0)])
def test_messages_of_a_kind_are_counted_that_were_due_after_a_moment(
    db: Db, seconds: int, count: int
) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone="+15550104478")
    at = world.later(days=1).now
    with db.write() as tx:
        for person, message in (
            (her, ServiceMessage.LINK),
            (her, ServiceMessage.ANSWER),
            (him, ServiceMessage.LINK),
        ):
            nudge(tx, person, at, step=None, message=message)
        since = at + seconds * SECOND
        assert portal.planned_since(tx, her.id, [ServiceMessage.LINK], since) == count


def test_a_reply_is_deleted_by_whose_it_is_and_once(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone="+15550104478")
    with db.write() as tx:
        mine, other = (reply(tx, her, world.now) for _ in range(2))
        dropped = [portal.drop(tx, *whose) for whose in ((him.id, mine), (her.id, mine), (her.id, mine))]
    assert (dropped, [row.id for row in world.rows(t.reply)]) == ([False, True, False], [other])
