"""What providers say of an attempt: recorded once, never backwards, and a refused address is left alone."""

import pytest

from nudges.channels.base import Fault
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Db
from tests.house import EMAIL, World, fault


def sent(db: Db) -> tuple[World, str]:
    world = World(db)
    world.join()
    world.at("2026-06-02 09:15").run()
    return world, world.sms.ledger[0].attempt_id


def test_an_unknown_attempt_is_none_of_ours(db: Db) -> None:
    world, _ = sent(db)
    assert not world.report("no-such-attempt", Status.FAILED, "30003", refuses_address=True)
    assert world.nudge().status == "accepted"


def test_a_repeated_report_changes_nothing(db: Db) -> None:
    world, attempt = sent(db)
    assert world.report(attempt, Status.DELIVERED)
    before = world.nudge()
    world.later(minutes=5)
    assert world.report(attempt, Status.DELIVERED)
    assert world.nudge() == before


@pytest.mark.parametrize("late", [Status.ACCEPTED, Status.FAILED])
def test_delivered_is_the_end(db: Db, late: Status) -> None:
    world, attempt = sent(db)
    world.report(attempt, Status.DELIVERED)
    assert world.report(attempt, late, "late")
    assert (world.nudge().status, world.nudge().why) == ("delivered", "delivered")


def test_not_delivered_after_all(db: Db) -> None:
    world, attempt = sent(db)
    world.report(attempt, Status.FAILED, "30003")
    assert (world.nudge().status, world.nudge().why) == ("failed", "failed: not delivered (30003)")
    world.report(attempt, Status.DELIVERED)
    assert world.nudge().status == "failed"


def test_an_address_refused_in_a_report_is_not_written_to_again(db: Db) -> None:
    world, attempt = sent(db)
    world.report(attempt, Status.FAILED, "30006", refuses_address=True)
    world.at("2026-06-03 09:15").run()
    assert (world.nudge().status, len(world.sms.tried)) == ("suppressed", 1)
    assert world.nudge().why == "not sent: the provider refused this address (30006)"


def test_a_refusal_that_is_reported_again_takes_back_no_start(db: Db) -> None:
    world, attempt = sent(db)
    for _ in range(2):
        world.report(attempt, Status.FAILED, "30006", refuses_address=True)
        world.says("START")
    world.report(attempt, Status.FAILED, "30006", refuses_address=True)
    assert world.rows(t.suppression) == []
    world.at("2026-06-03 09:15").run()
    assert world.nudge().status == "accepted"


def test_a_complaint_is_only_about_the_address(db: Db) -> None:
    world = World(db)
    world.join(plan="letters", email=EMAIL)
    world.at("2026-06-02 10:00").run()
    world.report(world.mail.ledger[0].attempt_id, None, "spam", refuses_address=True)
    assert world.nudge().status == "accepted"
    world.at("2026-06-03 10:00").run()
    assert world.nudge().status == "suppressed"


def test_a_report_about_an_earlier_attempt_does_not_settle_the_next(db: Db) -> None:

    world = World(db)
    world.join()
    world.sms.answers.append(fault(Fault.BUSY))
    world.at("2026-06-02 09:15").run()
    first = world.sms.tried[0].attempt_id
    assert world.report(first, Status.DELIVERED)
    assert world.nudge().status == "queued"
    world.later(minutes=1).run()
    assert world.report(first, Status.FAILED, "30007")
    assert world.nudge().status == "accepted"
