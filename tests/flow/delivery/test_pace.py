"""A sender's pace: kept in the claim by the database's clock, shared by all workers, fair to everybody."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import outcomes, queue
from tests.harness import PARIS, World, plan, step, why

#: One in a thousand seconds: while a test runs, no time passes.
SLOW = 0.001


def crowd(db: Db, people: int = 3, times: int = 1) -> World:
    """People with nudges that have come due: one each, or the first of them several."""
    world = World(db, plans={"daily": plan(daily=step("09:15", max_late="12h"))})
    for number in range(people):
        several = {"daily": ", ".join(f"09:{15 + n}" for n in range(times))} if number == 0 else {}
        world.join(phone=f"+1555000{number:04}", zone=PARIS, times=several)
    world.at("2026-06-02 09:15")
    for _ in range(times):
        world.plan_due()
        world.later(minutes=1)
    world.forget_sent()
    world.sms.pace = SLOW
    world.service = world.rebuilt(world.plans)
    return world


def seconds_pass(world: World, seconds: float) -> None:
    with world.db.write() as tx:
        tx.conn.execute(update(t.sender).values(next_at=t.sender.c.next_at - seconds))


def test_no_more_goes_than_the_pace_lets_go(db: Db) -> None:
    world = crowd(db)
    assert [world.run() for _ in range(3)] == [1, 0, 0]
    seconds_pass(world, 900)
    assert world.run() == 0
    seconds_pass(world, 100)
    assert world.run() == 1
    seconds_pass(world, 10_000)
    assert world.run() == 1, "what was not used is not saved up"
    assert len(world.sms.ledger) == 3


def test_another_worker_has_no_pace_of_its_own(db: Db) -> None:
    world = crowd(db)
    world.run()
    world.service = world.rebuilt(world.plans)  # another process
    assert world.run() == 0


def test_mail_has_its_own_pace(db: Db) -> None:
    world = crowd(db)
    world.run()
    with db.read() as tx:
        assert list(tx.conn.execute(select(t.sender.c.medium)).scalars()) == ["sms"]


def test_one_of_each_person_goes_before_a_second_of_anybody(db: Db) -> None:
    world = crowd(db, people=3, times=4)
    world.sms.pace = 3.0
    with db.write() as tx:
        first = queue.claim(tx, Medium.SMS, world.now, "a", 100, 3.0)
    assert Counter(case.person.id for case in first) == Counter({n.person_id for n in world.nudges()})


def test_a_long_text_takes_the_pace_of_each_of_its_segments(db: Db) -> None:
    world = crowd(db, people=2)
    world.service = world.rebuilt(world.plans)
    with db.write() as tx:
        queue.claim(tx, Medium.SMS, world.now, "a", 1, SLOW)
        queue.spend(tx, Medium.SMS, 2 / SLOW)
    seconds_pass(world, 2_000)
    assert world.run() == 0
    seconds_pass(world, 1_000)
    assert world.run() == 1


def test_a_held_sender_sends_nothing_and_the_other_medium_goes_on(db: Db) -> None:
    world = crowd(db)
    world.sms.pace = None
    held = {"medium": Medium.SMS, "next_at": 0.0, "held_until": 1e12, "held_why": "20003"}
    with db.write() as tx:
        tx.conn.execute(t.sender.insert().values(held))
    world.service = world.rebuilt(world.plans)
    assert world.run() == 0
    with db.write() as tx:
        tx.conn.execute(update(t.sender).values(held_until=0.0))
    assert world.run() == 3


def test_what_waits_for_its_sender_is_given_up_after_its_last_moment_and_not_at_it(db: Db) -> None:
    world = crowd(db)
    world.run()
    last = world.nudge().expires_at
    moved = []
    for seconds in (0, 1):
        with db.write() as tx:
            moved.append(outcomes.rescue(tx, last + timedelta(seconds=seconds)).total())
    assert moved == [0, 2]


@pytest.mark.parametrize(("held_until", "given_up"), [(1e12, 3), (0.0, 0)])
def test_what_is_late_is_given_up_here_only_if_no_claim_will_come_to_it(
    db: Db, held_until: float, given_up: int
) -> None:
    world = crowd(db)
    late = world.nudge().expires_at + timedelta(seconds=1)
    with db.write() as tx:
        tx.conn.execute(
            t.sender.insert().values(medium="sms", next_at=0.0, held_until=held_until, held_why="20003")
        )
        assert outcomes.rescue(tx, late).total() == given_up


def test_what_waited_too_long_for_its_sender_ends_with_that_reason(db: Db) -> None:
    world = crowd(db)
    world.run()
    world.later(hours=13).run()
    assert Counter((n.status, why(n)) for n in world.nudges()) == {
        ("accepted", "sent"): 1,
        (
            "missed",
            "missed: the provider refused our account, or its pace was full, until it was too late",
        ): 2,
    }
