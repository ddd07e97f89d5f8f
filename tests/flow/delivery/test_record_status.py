"""What providers say of an attempt: recorded once, never backwards, and a refused address is left alone."""

import pytest
from structlog.testing import capture_logs

from nudges.channels.base import Fault
from nudges.channels.twilio_codes import fault_of
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.maintenance import tallies
from nudges.store.maintenance.tallies import Count
from tests.harness import EMAIL, World, fault, why


def sent(db: Db) -> tuple[World, str]:
    world = World(db)
    world.join()
    world.at("2026-06-02 09:15").run()
    return world, world.sms.ledger[0].attempt_id


def test_an_unknown_attempt_is_none_of_ours(db: Db) -> None:
    world, _ = sent(db)
    assert not world.report("no-such-attempt", Status.FAILED, "30003", fault=Fault.ADDRESS)
    assert world.nudge().status == "accepted"


def test_a_repeated_report_changes_nothing(db: Db) -> None:
    world, attempt = sent(db)
    assert world.report(attempt, Status.DELIVERED)
    before = world.nudge()
    world.later(minutes=5)
    assert world.report(attempt, Status.DELIVERED)
    assert world.nudge() == before


def test_what_providers_say_is_counted_by_way_status_and_code(db: Db) -> None:
    world, attempt = sent(db)
    world.sms.answers.append(fault(Fault.BUSY, "20429"))
    world.at("2026-06-03 09:15").run()
    world.report(attempt, None, "30010")
    world.report(attempt, Status.FAILED, "30005")
    world.report(attempt, Status.FAILED)
    world.service.tally.save(db)
    with db.read() as tx:
        counted = {said: n for (count, said), n in tallies.read(tx).items() if count is not Count.TIMES}
    assert counted == {
        ("sms", "accepted", ""): 2,  # with the welcome
        ("sms", "busy", "20429"): 1,
        ("sms", "", "30010"): 1,
        ("sms", "failed", "30005"): 1,
        ("sms", "failed", ""): 1,
    }


@pytest.mark.parametrize("late", [Status.ACCEPTED, Status.FAILED])
def test_delivered_is_the_end(db: Db, late: Status) -> None:
    world, attempt = sent(db)
    world.report(attempt, Status.DELIVERED)
    assert world.report(attempt, late, "late")
    assert (world.nudge().status, why(world.nudge())) == ("delivered", "delivered")


def test_not_delivered_after_all(db: Db) -> None:
    world, attempt = sent(db)
    world.report(attempt, Status.FAILED, "30003")
    assert (world.nudge().status, why(world.nudge())) == ("failed", "failed: not delivered (30003)")
    world.report(attempt, Status.DELIVERED)
    assert world.nudge().status == "failed"


def test_an_address_refused_in_a_report_is_not_written_to_again(db: Db) -> None:
    world, attempt = sent(db)
    world.report(attempt, Status.FAILED, "30006", fault=Fault.ADDRESS)
    world.at("2026-06-03 09:15").run()
    assert (world.nudge().status, len(world.sms.tried)) == ("suppressed", 1)
    assert why(world.nudge()) == "not sent: the provider refused this address (30006)"


def test_a_refusal_that_is_reported_again_takes_back_no_start(db: Db) -> None:
    world, attempt = sent(db)
    for _ in range(2):
        world.report(attempt, Status.FAILED, "30006", fault=Fault.ADDRESS)
        world.says("START")
    world.report(attempt, Status.FAILED, "30006", fault=Fault.ADDRESS)
    assert world.rows(t.suppression) == []
    world.at("2026-06-03 09:15").run()
    assert world.nudge().status == "accepted"


def test_a_complaint_is_only_about_the_address(db: Db) -> None:
    world = World(db)
    world.join(plan="letters", email=EMAIL)
    world.at("2026-06-02 10:00").run()
    world.report(world.mail.ledger[0].attempt_id, None, "spam", fault=Fault.ADDRESS)
    assert world.nudge().status == "accepted"
    world.at("2026-06-03 10:00").run()
    assert world.nudge().status == "suppressed"


def tried_again(db: Db) -> tuple[World, str]:
    """A nudge whose first try the provider was too busy for; its second is due in a minute."""
    world = World(db)
    world.join()
    world.sms.answers.append(fault(Fault.BUSY))
    world.at("2026-06-02 09:15").run()
    return world, world.sms.tried[0].attempt_id


@pytest.mark.parametrize("said", [Status.ACCEPTED, Status.DELIVERED])
def test_what_arrived_after_all_is_not_tried_again(db: Db, said: Status) -> None:
    world, first = tried_again(db)
    assert world.report(first, said)
    assert world.nudge().status == said
    world.later(minutes=1).run()
    assert len(world.sms.tried) == 1


def test_a_report_about_an_earlier_attempt_does_not_settle_the_next(db: Db) -> None:
    world, first = tried_again(db)
    assert world.report(first, Status.FAILED, "30007")
    assert world.nudge().status == "queued"
    world.later(minutes=1).run()
    assert world.report(first, Status.FAILED, "30007")
    assert world.nudge().status == "accepted"
    with capture_logs() as logs:
        world.report(first, Status.DELIVERED)
    assert world.nudge().status == "accepted"
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["sent twice"]


FAILED = "failed: not delivered ({})"


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("30003", "waiting: the phone was not reached ({}), trying again at 09:25", FAILED),
        ("30008", "waiting: the phone was not reached ({}), trying again at 09:25", FAILED),
        (
            "30001",
            "waiting: the provider was busy ({}), trying again at 09:16",
            "waiting: the provider was busy",
        ),
        *(
            (
                code,
                "waiting: the provider refused our account ({}), trying again at 09:16",
                "waiting: the provider",
            )
            for code in ("30002", "30034")
        ),
        *((code, FAILED, None) for code in ("30004", "30005", "30006", "30007", "30036", "31337")),
    ],
)
def test_what_a_code_in_a_callback_comes_to(db: Db, code: str, first: str, second: str | None) -> None:
    world, _ = sent(db)
    world.later(seconds=30)
    for number, said in enumerate(filter(None, (first, second)), 1):
        world.report(world.nudge().attempt_id, Status.FAILED, code, fault=fault_of(code))
        nudge = world.nudge()
        assert nudge.status == ("failed" if said is FAILED else "queued")
        assert why(nudge).startswith(said.format(code))
        assert (nudge.sent_at is None) == (said is not FAILED)
        assert len(world.sms.tried) == number
        let_the_sender_go(world)
        world.later(minutes=10).run()
    assert world.nudge().status == ("failed" if FAILED in (first, second) else "accepted")


def let_the_sender_go(world: World) -> None:
    """What five minutes of waiting do."""
    with world.db.write() as tx:
        tx.conn.execute(t.sender.update().values(held_until=0.0))


def test_what_keeps_coming_back_has_an_end(db: Db) -> None:
    world, _ = sent(db)
    while world.nudge().status == "accepted":
        world.report(world.nudge().attempt_id, Status.FAILED, "30001", fault=Fault.BUSY)
        world.later(minutes=13).run()
    assert (world.nudge().status, len(world.sms.tried)) == ("failed", 6)


def test_a_phone_that_was_off_is_not_tried_again_in_the_night(db: Db) -> None:
    world = World(db)
    world.join(times={"daily": "19:55"})
    world.at("2026-06-02 19:55").run()
    world.report(world.nudge().attempt_id, Status.FAILED, "30003", fault=Fault.AWAY)
    assert (world.nudge().status, why(world.nudge())) == ("failed", FAILED.format("30003"))


def test_a_late_word_of_what_came_back_does_not_call_off_the_new_try(db: Db) -> None:
    world, first = sent(db)
    world.report(first, Status.FAILED, "30003", fault=Fault.AWAY)
    for late in (Status.ACCEPTED, Status.DELIVERED, Status.FAILED):
        world.report(first, late, "30003", fault=Fault.AWAY)
    assert world.nudge().status == "queued"
    world.later(minutes=10).run()
    assert (world.nudge().status, len(world.sms.ledger)) == ("accepted", 2)


def test_a_receipt_after_its_own_report_does_not_call_off_the_new_try(db: Db) -> None:
    world = World(db)
    world.join()
    world.sms.before = lambda message: (
        world.report(message.attempt_id, Status.FAILED, "30003", fault=Fault.AWAY),
        None,
    )[1]
    world.at("2026-06-02 09:15").run()
    world.sms.before = None
    assert (world.nudge().status, world.nudge().holder) == ("queued", None)
    world.later(minutes=10).run()
    assert (world.nudge().status, len(world.sms.ledger)) == ("accepted", 2)


def test_the_providers_name_for_the_message_is_kept(db: Db) -> None:
    world = World(db)
    world.join()
    world.sms.answers.append(fault(Fault.UNKNOWN))
    world.at("2026-06-02 09:15").run()
    world.report(world.nudge().attempt_id, Status.ACCEPTED, provider_id="SM1")
    assert {a.id: a.provider_id for a in world.rows(t.attempt)}[world.nudge().attempt_id] == "SM1"
