"""A number chooses what we asked about only while that question is the last thing we said."""

import re
from typing import Any

import pytest

from nudges.core.person.person import State
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import Arrived, record_replies
from nudges.store import tables as t
from nudges.store.db import Db
from tests.callers import PUBLIC, Callers
from tests.harness import PHONE, World
from tests.my_pages import post

LIKELY_A_STOP = "don't text me at work"


def joined(db: Db, plan: str = "daily", at: str = "2026-06-02 09:15", **fields: Any) -> World:
    world = World(db)
    world.join(plan=plan, phone=PHONE, **fields)
    return world.at(at)


def stopped(world: World) -> bool:
    return world.person(world.rows(t.person)[0].id).state is State.STOPPED


def page_of(world: World) -> str:
    [path] = re.findall(rf"{PUBLIC}(/n/[a-z0-9.]+)", world.sms.ledger[-1].text)
    return str(path)


def through_the_queue(world: World, text: str) -> None:
    """A message for whose answer nobody waits any more."""
    said = Inbound("late", Medium.SMS, PHONE, text, world.now)
    assert record_replies(world.service, [Arrived(said, world.now, lambda: False)]) == [None]


def test_the_rating_on_the_page_of_another_nudge_is_that_rating(db: Db) -> None:
    world = joined(db, "pulse", "2026-06-03 19:00", discreet=True)
    world.run()
    assert "1" in (world.later(minutes=5).says(LIKELY_A_STOP) or "")
    post(Callers(world), page_of(world), {"nr": "0", "answer": "1"})
    assert not stopped(world)
    assert world.rows(t.reply)[-1].rating == 1


def test_a_question_on_a_page_is_answered_there(db: Db) -> None:
    world = joined(db, discreet=True)
    world.run()
    callers, page = Callers(world), page_of(world)
    assert "for good" in post(callers, page, {"nr": "0", "words": LIKELY_A_STOP}).text
    world.later(minutes=1)
    post(callers, page, {"nr": "1", "words": "1"})
    assert stopped(world)


@pytest.mark.parametrize("asked", [True, False])
def test_a_question_that_waits_in_the_queue_is_not_asked_yet(db: Db, asked: bool) -> None:
    world = joined(db)
    world.run()
    through_the_queue(world.later(minutes=5), LIKELY_A_STOP)
    if asked:
        world.later(minutes=1).run()
        assert "for good" in world.sms.ledger[-1].text
    world.later(minutes=1).says("1")
    assert stopped(world) is asked


def test_what_may_have_arrived_came_in_between(db: Db) -> None:
    world = joined(db)
    world.later(minutes=-5).says(LIKELY_A_STOP)
    world.later(minutes=5).run()
    with world.db.write() as tx:
        tx.conn.execute(t.nudge.update().values(status=Status.UNKNOWN, sent_at=None))
    world.later(minutes=1).says("1")
    assert not stopped(world)


def test_a_number_that_was_written_before_the_question_and_heard_after_it_chooses_nothing(db: Db) -> None:
    world = joined(db)
    world.run()
    early = Inbound("early", Medium.SMS, PHONE, "1", world.later(minutes=1).now, late=True)
    world.later(minutes=5).says(LIKELY_A_STOP)
    record_replies(world.service, [Arrived(early, world.later(minutes=15).now)])
    assert not stopped(world)


@pytest.mark.parametrize(("seconds", "chosen"), [(0, True), (1, False)])
def test_a_number_chooses_for_a_day(db: Db, seconds: int, chosen: bool) -> None:
    world = joined(db)
    world.says(LIKELY_A_STOP)
    world.later(days=1, seconds=seconds).says("1")
    assert stopped(world) is chosen
