"""What may have gone is looked up: found, tried once more, or given up, and never sent twice unseen."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from nudges.channels.base import Fault, Outcome
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.status import Status
from nudges.flow.consent.consent import erase, stop
from nudges.flow.maintenance.reconcile import AT_ONCE, ROUND, poll, resolve
from nudges.flow.planning.schedule import move
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.nudges import senders, unresolved
from tests.harness import EMAIL, SQLITE, FakeRecords, World, fault, why

DUE = "2026-06-02 09:15"
STATED = "waiting: the provider has no record of the first try, so it is tried once more"


def in_doubt(db: Db, crowd: int = 1) -> tuple[World, FakeRecords]:
    """Somebody whose nudge may or may not have been taken, by a provider that keeps records."""
    world, records = World(db), FakeRecords()
    for number in range(crowd):
        world.join(phone=f"+1555000{number:04}")
    world.sms.records = records
    world.at(DUE)
    world.sms.answers += [fault(Fault.UNKNOWN, "timeout") for _ in range(crowd)]
    world.run()
    assert {n.status for n in world.nudges()} == {"unknown"}
    return world, records


def looks(world: World, seconds: float) -> str:
    """Let time pass, and look; how the nudge stands then."""
    world.later(seconds=seconds).look()
    return str(world.nudge().status)


def errors(run: Callable[[], object]) -> list[str]:
    with capture_logs() as logs:
        run()
    return [line["event"] for line in logs if line["log_level"] == "error"]


def test_what_the_records_show_was_sent(db: Db) -> None:
    world, records = in_doubt(db)
    message = world.sms.tried[0]
    records.keep(message, "SM1")
    assert looks(world, 45) == "accepted"
    nudge, attempt = world.nudge(), world.rows(t.attempt)[-1]
    assert (why(nudge), nudge.sent_at) == ("sent: the provider's records show it", world.now)
    assert (attempt.id, attempt.outcome, attempt.provider_id) == (message.attempt_id, "accepted", "SM1")
    assert world.run() == 0
    world.report(message.attempt_id, Status.DELIVERED)
    assert world.nudge().status == "delivered"


def test_it_is_looked_for_when_it_can_be_there_and_tried_once_more_after_two_looks(db: Db) -> None:
    world, records = in_doubt(db)
    assert (looks(world, 44), len(records.asked)) == ("unknown", 0), "the list may lag"
    assert (looks(world, 1), len(records.asked)) == ("unknown", 1)
    assert (looks(world, 59), len(records.asked)) == ("unknown", 1)
    assert (looks(world, 1), len(records.asked)) == ("queued", 2)
    assert why(world.nudge()) == STATED
    first = world.sms.tried[0]
    world.run()
    assert world.nudge().status == "accepted"
    [second] = world.sms.ledger
    assert (second.to, second.text) == (first.to, first.text)
    outcomes = {a.id: a.outcome for a in world.rows(t.attempt)}
    assert (outcomes[first.attempt_id], outcomes[second.attempt_id]) == ("unknown", "accepted")


@pytest.mark.parametrize("looked", [False, True])
def test_it_is_looked_for_at_once_if_our_clock_was_far_ahead_before(db: Db, looked: bool) -> None:
    world, records = in_doubt(db)
    if looked:
        looks(world, 45)
    for seconds, more in ((-600, 0), (-1, 1)):
        before = len(records.asked)
        looks(world, seconds)
        assert len(records.asked) - before == more, seconds


def test_a_dead_workers_nudge_is_sent_within_three_minutes(db: Db) -> None:
    world, records = in_doubt(db)
    began = world.now
    with db.write() as tx:  # it never came to write down what it knew
        ours = t.nudge.c.id == world.nudge().id
        tx.conn.execute(t.nudge.update().where(ours).values(status="sending", lease_until=1.0))
        tx.conn.execute(t.attempt.update().values(outcome="sending"))
    world.later(seconds=70)  # the lease, and the tick after it
    while world.nudge().status != "accepted":
        world.look()
        world.run()
        world.later(seconds=10)
    assert world.now - began < timedelta(minutes=3)
    assert (len(world.sms.tried), len(records.asked)) == (2, 2)


def test_only_one_new_attempt_is_ever_made(db: Db) -> None:
    world, _ = in_doubt(db)
    looks(world, 45)
    looks(world, 60)
    world.sms.answers.append(fault(Fault.UNKNOWN, "timeout"))
    world.run()
    for _ in range(40):
        looks(world, 300)
        world.run()
    assert (world.nudge().status, len(world.sms.tried)) == ("missed", 2)
    assert "may have arrived" in why(world.nudge())


def test_the_second_attempt_is_looked_for_too(db: Db) -> None:
    world, records = in_doubt(db)
    looks(world, 45)
    looks(world, 60)
    world.sms.answers.append(fault(Fault.UNKNOWN, "timeout"))
    world.run()
    records.keep(world.sms.tried[1], "SM2")
    assert looks(world, 45) == "accepted"
    assert {a.id: a.provider_id for a in world.rows(t.attempt)}[world.nudge().attempt_id] == "SM2"


def test_a_second_attempt_that_was_not_taken_is_the_same_new_attempt(db: Db) -> None:
    world, _ = in_doubt(db)
    looks(world, 45)
    looks(world, 60)
    world.sms.answers.append(fault(Fault.BUSY, "20429"))
    world.run()
    world.later(minutes=2).run()
    assert (world.nudge().status, len(world.sms.ledger)) == ("accepted", 1)


def late_callback(world: World, records: FakeRecords, first: str) -> None:
    world.report(first, Status.DELIVERED)


def late_list(world: World, records: FakeRecords, first: str) -> None:
    """No callback ever comes, but the list has both by the next day."""
    records.keep(world.sms.tried[0], "SM1")
    for attempt in world.rows(t.attempt):
        if attempt.provider_id:
            records.kept.append((attempt.provider_id, *records.kept[0][1:]))
    world.later(hours=25)
    asyncio.run(poll(world.service, world.now))


@pytest.mark.parametrize("word_comes", [late_callback, late_list])
def test_what_arrived_twice_is_told(db: Db, word_comes: Callable[[World, FakeRecords, str], None]) -> None:
    """The list showed nothing for too long, and then the first try had arrived after all."""
    world, records = in_doubt(db)
    looks(world, 45)
    looks(world, 60)
    world.run()
    first, second = (message.attempt_id for message in world.sms.tried)
    assert errors(lambda: word_comes(world, records, first)) == ["sent twice"]
    outcomes = {a.id: a.outcome for a in world.rows(t.attempt)}
    assert (outcomes[first] in ("accepted", "delivered"), outcomes[second]) == (True, "accepted")
    assert world.nudge().attempt_id == second


def test_both_attempts_in_the_list_are_told(db: Db) -> None:
    world, records = in_doubt(db)
    looks(world, 45)
    looks(world, 60)
    world.sms.answers.append(fault(Fault.UNKNOWN, "timeout"))
    world.run()
    for number, message in enumerate(world.sms.tried):
        records.keep(message, f"SM{number}")
    assert errors(lambda: looks(world, 45)) == ["sent twice"]
    assert world.nudge().status == "accepted"


@pytest.mark.parametrize("when", ["queued", "claimed"])
def test_word_of_the_first_attempt_stops_the_second(db: Db, when: str) -> None:
    world, _ = in_doubt(db)
    looks(world, 45)
    assert looks(world, 60) == "queued"
    first = world.sms.tried[0].attempt_id
    if when == "claimed":
        with db.write() as tx:
            ours = t.nudge.c.id == world.nudge().id
            tx.conn.execute(t.nudge.update().where(ours).values(status="sending", attempt_id=None))
    assert errors(lambda: world.report(first, Status.DELIVERED)) == []
    assert (world.nudge().status, world.nudge().attempt_id) == ("delivered", first)
    world.run()
    assert len(world.sms.tried) == 1


@pytest.mark.parametrize("when", ["queued", "claimed"])
def test_that_the_first_attempt_failed_does_not_stop_the_second(db: Db, when: str) -> None:
    world, _ = in_doubt(db)
    looks(world, 45)
    looks(world, 60)
    if when == "claimed":
        with db.write() as tx:
            ours = t.nudge.c.id == world.nudge().id
            tx.conn.execute(t.nudge.update().where(ours).values(status="sending", attempt_id=None))
    stood = world.nudge().status
    world.report(world.sms.tried[0].attempt_id, Status.FAILED, "30007")
    assert world.nudge().status == stood
    with db.write() as tx:
        tx.conn.execute(t.nudge.update().where(t.nudge.c.status == stood).values(lease_until=1.0))
    world.run()
    assert (world.nudge().status, len(world.sms.ledger)) == ("accepted", 1)


def test_it_is_not_tried_once_more_where_it_is_night_by_now(db: Db) -> None:
    world, _ = in_doubt(db)
    looks(world, 45)
    move(world.service, world.nudge().person_id, "America/New_York", world.now)
    assert (looks(world, 60), looks(world, 600)) == ("unknown", "unknown")


def test_after_the_second_look_it_is_looked_for_every_ten_minutes(db: Db) -> None:
    world, records = in_doubt(db)
    looks(world, 45)
    move(world.service, world.nudge().person_id, "America/New_York", world.now)
    looks(world, 60)
    for seconds, more in ((599, 0), (1, 1), (599, 0), (1, 1)):
        before = len(records.asked)
        looks(world, seconds)
        assert len(records.asked) - before == more, seconds


def test_a_callback_while_it_is_looked_for_wins(db: Db) -> None:
    world, records = in_doubt(db)
    looks(world, 45)
    first = world.sms.tried[0].attempt_id
    records.before = lambda: world.report(first, Status.ACCEPTED)
    assert looks(world, 60) == "accepted"
    assert world.run() == 0


@pytest.mark.parametrize("why", ["drop", "no records", "the channel is held", "erased"])
def test_what_nobody_can_or_may_ask_about_is_given_up(db: Db, why: str) -> None:
    world, records = in_doubt(db)
    match why:
        case "drop":
            world.service = replace(world.service, resolves=False)
        case "no records":
            world.sms.records = None
        case "the channel is held":
            with db.write() as tx:
                senders.hold(tx, world.sms.medium, "20003", 300)
        case "erased":
            erase(world.service, world.person(world.nudge().person_id), world.now)
    for seconds in (45, 60, 600):
        assert looks(world, seconds) == "unknown"
    assert records.asked == []
    assert looks(world, 4 * 3600) == "missed"
    world.run()
    assert len(world.sms.tried) == 1


def test_a_provider_that_does_not_answer_is_asked_again_and_nothing_is_concluded(db: Db) -> None:
    world, records = in_doubt(db)
    records.fails = fault(Fault.BUSY, "http-503")
    for _ in range(5):
        assert looks(world, 60) == "unknown"
    assert len(records.asked) == 5
    records.fails = None
    assert looks(world, 60) == "unknown"
    assert looks(world, 60) == "queued"


def test_it_is_not_tried_once_more_after_its_time(db: Db) -> None:
    world = World(db)
    records = world.sms.records = FakeRecords()
    world.join(times={"daily": "19:59"})
    world.at("2026-06-02 19:59")
    world.sms.answers.append(fault(Fault.UNKNOWN))
    world.run()
    assert looks(world, 45) == "unknown"
    assert (looks(world, 60), len(world.sms.tried)) == ("missed", 1), "quiet hours have begun"
    assert len(records.asked) == 1


def test_a_stop_meanwhile_ends_it(db: Db) -> None:
    world, _ = in_doubt(db)
    looks(world, 45)
    with db.write() as tx:
        stop(tx, world.person(world.nudge().person_id), ConsentMethod.REPLY, world.now)
    assert looks(world, 60) == "queued"
    world.run()
    assert (world.nudge().status, len(world.sms.tried)) == ("suppressed", 1)


def test_another_message_in_the_same_words_is_not_taken_for_it(db: Db) -> None:
    world, records = in_doubt(db)
    known = next(a for a in world.rows(t.attempt) if a.provider_id is not None)
    records.keep(world.sms.tried[0], str(known.provider_id))
    assert looks(world, 45) == "unknown"
    assert looks(world, 60) == "queued"


def test_many_are_looked_for_a_few_at_once(db: Db) -> None:
    world, records = in_doubt(db, crowd=3)
    with db.write() as tx:
        assert len(unresolved.unknown(tx, [world.sms.medium], world.now + timedelta(minutes=1), 2)) == 2
        assert len(unresolved.unknown(tx, [world.sms.medium], world.now + timedelta(minutes=1), 2)) == 1
        assert unresolved.unknown(tx, [world.sms.medium], world.now + timedelta(minutes=1), 2) == []
    world.later(minutes=2)
    assert asyncio.run(resolve(world.service, world.now)) == 3
    assert len(records.asked) == 3
    assert AT_ONCE < ROUND


def test_a_long_past_slows_no_look(db: Db) -> None:
    """What is in doubt, and what nothing was heard of, is found by the small indexes made for it."""
    world, _ = in_doubt(db)
    nudge, tried = world.nudge()._asdict(), world.rows(t.attempt)[-1]._asdict()
    past = [{**nudge, "id": 10_000 + n, "n": n + 1, "status": "delivered"} for n in range(3_000)]
    with db.write() as tx:
        tx.conn.execute(t.nudge.insert(), past)
        tx.conn.execute(
            t.attempt.insert(), [tried | {"id": f"a{n}", "nudge_id": 10_000 + n} for n in range(3_000)]
        )
        tx.conn.exec_driver_sql("ANALYZE")
    media = [world.sms.medium]
    ways = [
        way(db, lambda tx: unresolved.unknown(tx, media, world.now, 10)),
        way(db, lambda tx: unresolved.unreported(tx, media, world.now, 10)),
    ]
    # tables that hold none of the 3,000 are read through in no time: at a cost of two figures
    whole = re.compile(r"Seq Scan on .*?\.\.\d{3,}\.\d\d |SCAN (?!nudge USING INDEX nudge_leased)")
    assert [one for one in ways if whole.search(one)] == []


def way(db: Db, run: Callable[[Tx], object]) -> str:
    """How the database goes about the first statement of `run`."""
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        seen.append((statement, given))

    with db.write() as tx:
        event.listen(tx.conn, "before_cursor_execute", note)
        run(tx)
        event.remove(tx.conn, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN " if db.name == SQLITE else "EXPLAIN "
        plan = tx.conn.exec_driver_sql(explain + seen[0][0], seen[0][1]).all()
        return "\n".join(str(row[-1]) for row in plan)


def test_one_that_cannot_be_looked_for_stops_no_other(db: Db) -> None:
    world, records = in_doubt(db, crowd=2)
    records.keep(world.sms.tried[1], "SM2")
    asked = iter([ValueError("a mistake")])

    def stumble() -> None:
        for mistake in asked:
            raise mistake

    records.before = stumble
    looks(world, 45)
    looks(world, 60)
    assert sorted(n.status for n in world.nudges()) == ["accepted", "unknown"]


def accepted(db: Db) -> tuple[World, FakeRecords]:
    """Somebody whose nudge was taken, and then no callback came."""
    world, records = World(db), FakeRecords()
    world.join()
    world.sms.records = records
    world.report(world.nudge("welcome").attempt_id, Status.DELIVERED)
    world.at(DUE).run()
    return world, records


def polled(world: World, **span: float) -> int:
    world.later(**span)
    return asyncio.run(poll(world.service, world.now))


def test_a_text_of_which_nothing_was_heard_is_asked_about_after_a_day(db: Db) -> None:
    world, records = accepted(db)
    nudge = world.nudge()
    records.outcomes[f"fake-{nudge.attempt_id}"] = Outcome(Status.FAILED, "30006", Fault.ADDRESS)
    assert polled(world, hours=23) == 0
    assert polled(world, hours=1) == 1
    assert (world.nudge().status, why(world.nudge())) == ("failed", "failed: not delivered (30006)")
    assert len(world.rows(t.suppression)) == 1


def test_it_is_asked_about_once_a_day_for_five_days(db: Db) -> None:
    world, _ = accepted(db)
    asked = [polled(world, hours=6) for _ in range(30)]
    assert [6 * n for n, count in enumerate(asked, 1) if count] == [24, 48, 72, 96, 120]
    assert max(asked) == 1


def test_what_is_known_or_goes_by_mail_is_not_asked_about(db: Db) -> None:
    world, records = accepted(db)
    world.join(plan="letters", email=EMAIL, phone=None, times={"letter": "09:15"})
    world.mail.records = FakeRecords()
    for nudge in world.rows(t.nudge):
        world.report(nudge.attempt_id, Status.DELIVERED)
    assert polled(world, hours=24) == 0
    assert records.asked == []


def test_workers_take_turns_at_asking(db: Db) -> None:
    world, _ = accepted(db)
    world.later(hours=24)
    assert [polled(world, minutes=minutes) for minutes in (0, 1, 13)] == [1, 0, 0]
