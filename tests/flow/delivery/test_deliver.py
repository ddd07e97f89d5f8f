"""Claim, compose, intent, send, settle: handed over once, whatever happens meanwhile."""

import asyncio
import os
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from sqlalchemy import text
from structlog.testing import capture_logs

from nudges.channels.base import Fault, Message
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person
from nudges.core.reasons import Suppression, SuppressionKind
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.consent.consent import erase, stop
from nudges.flow.consent.pause import pause
from nudges.flow.delivery.deliver import Delivery
from nudges.flow.maintenance.rescue import tend
from nudges.flow.planning.enrol import Newcomer, join
from nudges.flow.planning.plan_due import plan_due
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import queue
from nudges.store.people import suppressions
from tests.clocks import Still
from tests.harness import (
    CONSENT,
    EMAIL,
    PARIS,
    PHONE,
    PLANS,
    TEMPLATES,
    Interrupting,
    World,
    fault,
    guides,
    local,
    plan,
    step,
    why,
)

DUE = "2026-06-02 09:15"


def delivery(world: World) -> Delivery:
    """One worker's sending of SMS."""
    return Delivery(world.service, Medium.SMS, lambda: world.now)


def due(db: Db) -> tuple[World, Person]:
    """One person, whose first nudge has just come due."""
    world = World(db)
    person = world.join()
    return world.at(DUE), person


def test_the_happy_road(db: Db) -> None:
    world, _ = due(db)
    world.run()
    [message] = world.sms.ledger
    nudge, attempt = world.nudge(), world.rows(t.attempt)[-1]
    assert (nudge.status, why(nudge), nudge.sent_at, nudge.tries) == ("accepted", "sent", world.now, 1)
    assert (attempt.id, attempt.nudge_id, attempt.outcome, attempt.channel) == (
        *(message.attempt_id, nudge.id),
        *("accepted", "fake"),
    )
    assert attempt.provider_id == f"fake-{message.attempt_id}"
    practice = guides().practice(nudge.practice, nudge.take)
    assert practice.sms in message.text
    assert nudge.content_version == guides().guide(practice.guide).version
    assert nudge.segments == 1
    assert (message.to, message.callback_url) == (
        PHONE,
        f"https://nudges.example/hooks/twilio/status?attempt={message.attempt_id}",
    )
    assert message.valid_for == timedelta(hours=3)
    assert world.run() == 0


def test_a_nudge_by_mail(db: Db) -> None:
    world = World(db)
    world.join(plan="letters", email=EMAIL)
    world.at("2026-06-02 10:00").run()
    [message] = world.mail.ledger
    assert guides().practice(world.nudge().practice).title in message.subject + message.text
    assert "/unsubscribe/" in message.html
    assert "/unsubscribe/" in message.headers["List-Unsubscribe"]
    assert world.nudge().segments is None


def test_no_take_comes_again_and_no_practice_before_the_others(db: Db) -> None:
    world = World(db)
    world.join()
    for day in range(2, 8):
        world.at(f"2026-06-0{day} 09:15").run()
    said = [(n.practice, n.take) for n in world.nudges()]
    assert len(set(said)) == len(said) == 6
    assert len({practice for practice, _ in said[:3]}) == 3


def stopped(world: World, person: Person) -> None:
    with world.db.write() as tx:
        stop(tx, person, ConsentMethod.REPLY, world.now)


def paused(world: World, person: Person) -> None:
    pause(world.service, person, world.now + timedelta(days=2), world.now)


def erased(world: World, person: Person) -> None:
    erase(world.service, person, world.now)


def barred(world: World, person: Person) -> None:
    with world.db.write() as tx:
        suppressions.suppress(tx, [person.phone], Suppression(SuppressionKind.REFUSED, "21211"), world.now)


MEANWHILE = [
    (stopped, "suppressed", "not sent: the person said STOP"),
    (paused, "skipped", "not sent: paused until 2026-06-04 09:15"),
    (erased, "suppressed", "not sent: the person was erased"),
    (barred, "suppressed", "not sent: the provider refused this address (21211)"),
]


@pytest.mark.parametrize(("happens", "status", "reason"), MEANWHILE)
def test_what_happens_before_the_claim_wins(
    db: Db, happens: Callable[[World, Person], None], status: str, reason: str
) -> None:
    world, person = due(db)
    world.plan_due()
    happens(world, person)
    world.run()
    assert (world.sms.tried, world.nudge().status, why(world.nudge())) == ([], status, reason)


@pytest.mark.parametrize(("happens", "status", "reason"), MEANWHILE)
def test_what_happens_between_claim_and_intent_wins(
    db: Db, happens: Callable[[World, Person], None], status: str, reason: str
) -> None:
    world, person = due(db)
    during = Interrupting(lambda: happens(world, person))
    world.service = world.rebuilt(PLANS, loader=during)
    world.run()
    assert (world.sms.tried, world.nudge().status, why(world.nudge())) == ([], status, reason)
    world.let_leases_run_out()
    world.run()
    assert (world.sms.tried, world.nudge().status) == ([], status)


@pytest.mark.parametrize(("beyond", "status", "tried"), [(0, "accepted", 1), (1, "queued", 0)])
def test_a_process_that_stood_still_sends_nothing_after_a_third_of_its_lease(
    db: Db, beyond: int, status: str, tried: int
) -> None:
    world, _ = due(db)
    with asyncio.Runner(loop_factory=Still) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, Still)

        def stand_still() -> None:
            loop.now += queue.LEASE / 3 + beyond

        world.service = world.rebuilt(PLANS, loader=Interrupting(stand_still))
        runner.run(delivery(world).run())
    assert (world.nudge().status, len(world.sms.tried)) == (status, tried)
    assert [a.code for a in world.rows(t.attempt)[-1:]] == [None if tried else "held-up"]


@pytest.mark.parametrize("happens", [stopped, paused, erased, barred])
def test_what_happens_while_it_is_sent_is_too_late_and_harms_nothing(
    db: Db, happens: Callable[[World, Person], None]
) -> None:
    world, person = due(db)
    world.sms.before = lambda _: happens(world, person)
    world.run()
    assert (len(world.sms.ledger), world.nudge().status) == (1, "accepted")


@pytest.mark.parametrize(
    ("happens", "status"), [(stopped, "suppressed"), (paused, "skipped"), (erased, "suppressed")]
)
def test_a_refused_send_is_not_tried_again_after_a_stop(
    db: Db, happens: Callable[[World, Person], None], status: str
) -> None:
    """It goes back into the queue, the person has gone meanwhile, and others must still be reached."""
    world, person = due(db)
    world.join(phone="+15550000002", quiet=False, times={"daily": "11:00"})
    world.run()
    world.forget_sent()
    world.at("2026-06-03 09:15")
    world.sms.answers.append(fault(Fault.BUSY))
    world.sms.before = lambda _: happens(world, person)
    world.run()
    world.sms.before = None
    world.later(minutes=1).run()
    mine = [n for n in world.nudges() if n.person_id == person.id]
    assert (mine[-1].status, len(world.sms.tried)) == (status, 1)
    world.at("2026-06-03 11:00").run()
    assert [m.to for m in world.sms.ledger] == ["+15550000002"]


def test_a_busy_provider_is_tried_again_later(db: Db) -> None:
    world, _ = due(db)
    world.sms.answers += [fault(Fault.BUSY, "429", retry_after=90), fault(Fault.ACCOUNT, "20003")]
    world.run()
    nudge = world.nudge()
    assert nudge.status == "queued"
    assert 90 <= (nudge.ready_at - world.now).total_seconds() <= 90 * 1.25, "asked for, and not all at once"
    assert why(nudge) == "waiting: the provider was busy (429), trying again at 09:16"
    assert world.run() == 0
    world.later(seconds=90 * 1.25).run()
    assert why(world.nudge()).startswith("waiting: the provider refused our account (20003)")
    world.later(seconds=60)
    assert world.run() == 0, "its sender is held, for everybody"
    world.let_holds_end()
    world.run()
    assert (world.nudge().status, world.nudge().tries) == ("accepted", 3)
    assert (len(world.sms.tried), len(world.sms.ledger)) == (3, 1)
    assert len({m.attempt_id for m in world.sms.tried}) == 3
    assert [a.outcome for a in world.rows(t.attempt)][-3:] == ["queued", "queued", "accepted"]


def test_a_provider_busy_past_the_limit_is_missed(db: Db) -> None:
    world, _ = due(db)
    while world.now < local("2026-06-02 13:00"):
        world.sms.answers.append(fault(Fault.BUSY, "429"))
        world.run()
        world.later(minutes=10)
    assert world.nudge().status == "missed"
    assert why(world.nudge()) == "missed: the provider was busy (429), until it was too late"
    tries = len(world.sms.tried)
    world.sms.answers.clear()
    world.later(minutes=10).run()
    assert (len(world.sms.tried), world.sms.ledger) == (tries, [])


def test_a_wait_never_crosses_the_limit(db: Db) -> None:
    world, _ = due(db)
    world.at("2026-06-02 12:14")
    world.sms.answers.append(fault(Fault.BUSY, "503", retry_after=120))
    world.run()
    assert world.nudge().status == "missed"


def test_a_mail_may_wait_over_night_for_its_provider(db: Db) -> None:
    """Its limit is a day: quiet hours defer it, as they would without the provider's trouble."""
    world = World(db, plans={"letters": plan(letter=step("19:30", channel="email", max_late="24h"))})
    world.join(plan="letters", email=EMAIL)
    world.at("2026-06-01 19:59")
    world.mail.answers.append(fault(Fault.BUSY, "421", retry_after=300))
    world.run()
    assert world.nudge().status == "queued"
    world.at("2026-06-01 23:00").run()
    assert len(world.mail.tried) == 1
    world.at("2026-06-02 09:00").run()
    assert world.nudge().status == "accepted"


def test_a_permanent_refusal_is_the_end_of_that_nudge_only(db: Db) -> None:
    world, _ = due(db)
    world.sms.answers.append(fault(Fault.PERMANENT, "30007"))
    world.run()
    assert (world.nudge().status, why(world.nudge())) == (
        "failed",
        "failed: the provider refused it (30007)",
    )
    world.later(days=1).run()
    assert world.nudge().status == "accepted"


def test_a_refused_address_is_never_tried_again(db: Db) -> None:
    world, _ = due(db)
    world.sms.answers.append(fault(Fault.ADDRESS, "21211"))
    world.run()
    assert world.nudge().status == "failed"
    world.later(days=1).run()
    assert (world.nudge().status, len(world.sms.tried)) == ("suppressed", 1)
    assert why(world.nudge()) == "not sent: the provider refused this address (21211)"


def test_what_may_have_been_taken_is_never_sent_again(db: Db) -> None:
    world, _ = due(db)
    world.sms.answers.append(fault(Fault.UNKNOWN, "timeout"))
    world.run()
    assert (world.nudge().status, why(world.nudge())) == (
        "unknown",
        "unknown: it may or may not have been taken (timeout)",
    )
    world.let_leases_run_out()
    for _ in range(10):
        world.later(minutes=20).run()
    assert (world.nudge().status, len(world.sms.tried)) == ("missed", 1)
    assert "may have arrived" in why(world.nudge())


def test_word_after_all_resolves_the_unknown(db: Db) -> None:
    world, _ = due(db)
    world.sms.answers.append(fault(Fault.UNKNOWN, "timeout"))
    world.run()
    assert world.report(world.sms.tried[0].attempt_id, Status.DELIVERED)
    assert (world.nudge().status, world.nudge().sent_at) == ("delivered", world.now)


def test_a_channel_with_a_mistake_in_it_harms_no_other_nudge(db: Db) -> None:
    world = World(db)
    for number in range(3):
        world.join(phone=f"+1555000000{number}")
    world.at(DUE)
    world.sms.answers += [None, ValueError("a mistake"), None]
    world.run()
    assert Counter(n.status for n in world.nudges()) == {"accepted": 2, "unknown": 1}


def dead_worker(world: World, *, at_send: bool, queued: bool = True) -> None:
    """A worker dies: while composing, or with a message on its way; what it took was in the queue, or came
    straight from the schedule."""

    class Died(BaseException):
        pass

    async def run() -> None:
        task = asyncio.create_task(delivery(world).run())
        await world.sms.arrived.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def die() -> None:
        raise Died

    if queued:
        world.plan_due()
    if at_send:
        world.sms.seconds = None
        asyncio.run(run())
        world.sms.seconds = 0
    else:
        alive = world.service
        world.service = world.rebuilt(PLANS, loader=Interrupting(die))
        with pytest.raises(Died):
            asyncio.run(delivery(world).run())
        world.service = alive


@pytest.mark.parametrize("queued", [True, False])
def test_a_claim_whose_worker_died_goes_back_and_is_sent_once(db: Db, queued: bool) -> None:
    world, _ = due(db)
    dead_worker(world, at_send=False, queued=queued)
    assert world.nudge().status == "sending"
    assert world.run() == 0, "its lease is still good"
    world.let_leases_run_out()
    world.run()
    assert (world.nudge().status, world.nudge().tries, len(world.sms.ledger)) == ("accepted", 2, 1)


def test_an_attempt_whose_worker_died_is_unknown_and_not_sent_again(db: Db) -> None:
    world, _ = due(db)
    dead_worker(world, at_send=True)
    assert world.sms.cancelled
    assert world.nudge().status == "sending"
    assert tend(world.service, world.now) == 0
    world.let_leases_run_out()
    world.run()
    assert (world.nudge().status, why(world.nudge())) == (
        "unknown",
        "unknown: the worker stopped while it was being sent",
    )
    world.later(hours=4).run()
    assert (world.nudge().status, len(world.sms.tried)) == ("missed", 1)
    world.report(world.sms.tried[0].attempt_id, Status.DELIVERED)
    assert world.nudge().status == "delivered", "word came after it was given up"


def test_a_late_receipt_does_not_undo_a_callback(db: Db) -> None:
    world, _ = due(db)

    def call_back(message: Message) -> None:
        world.report(message.attempt_id, Status.DELIVERED, "ok")

    world.sms.before = call_back
    world.run()
    assert (world.nudge().status, why(world.nudge())) == ("delivered", "delivered")
    attempt = world.rows(t.attempt)[-1]
    assert (attempt.outcome, attempt.code) == ("delivered", "ok")
    assert attempt.provider_id == f"fake-{attempt.id}"


def test_a_receipt_after_the_lease_still_counts(db: Db) -> None:
    world, _ = due(db)

    def rescue(_: Message) -> None:
        world.let_leases_run_out()
        tend(world.service, world.now)

    world.sms.before = rescue
    world.run()
    assert (world.nudge().status, len(world.sms.ledger)) == ("accepted", 1)


@pytest.mark.parametrize(("answer", "status"), [(None, "accepted"), (Fault.BUSY, "missed")])
def test_a_receipt_after_it_was_given_up_still_counts(db: Db, answer: Fault | None, status: str) -> None:
    """The provider answers when the lease has run out and the nudge has expired."""
    world, _ = due(db)

    def give_up(_: Message) -> None:
        world.let_leases_run_out()
        tend(world.service, world.now + timedelta(hours=4))
        assert world.nudge().status == "missed"

    world.sms.before = give_up
    world.sms.answers.append(fault(answer) if answer else None)
    world.run()
    world.sms.before = None
    world.later(minutes=1).run()
    assert (world.nudge().status, len(world.sms.tried)) == (status, 1)
    if answer is None:
        world.says("done")
        assert [r.nudge_id for r in world.rows(t.reply)] == [world.nudge().id]


def test_a_step_that_is_no_longer_in_the_plan_is_skipped(db: Db) -> None:
    world, _ = due(db)
    world.plan_due()
    world.service = world.rebuilt({"daily": plan(other=step("12:00"))})
    world.run()
    assert (world.nudge().status, why(world.nudge())) == (
        "skipped",
        "not sent: its step is no longer in the plan",
    )


def test_a_practice_that_is_gone_is_told_by_name_and_stops_nobody_else(db: Db) -> None:
    world, _ = due(db)
    world.join(plan="pulse", phone="+15550000003", times={"pulse": "09:30"})
    world.service = world.rebuilt(PLANS | {"daily": plan(daily=step(practices=["g9-gone"]))})
    world.at("2026-06-03 09:30").run()
    by_step = {(n.message or n.step): (n.status, why(n)) for n in world.nudges()}
    waiting = "waiting: There is no practice g9-gone, trying again at 09:40"
    assert by_step["daily"] == ("queued", waiting)
    assert by_step["pulse"] == ("accepted", "sent")
    world.service = world.rebuilt(PLANS)  # mended while there is still time: nothing was lost
    world.later(minutes=10).run()
    assert {(n.message or n.step): n.status for n in world.nudges()} == {
        "daily": "accepted",
        "pulse": "accepted",
    }


def test_a_mistake_in_a_template_stops_nobody_else(db: Db) -> None:
    world, _ = due(db)
    world.join(plan="letters", email=EMAIL, phone=None, times={"letter": "09:15"})
    world.at("2026-06-03 09:15")
    slip = DictLoader({"sms/nudge.txt": "{{ 1 + programme }}"})
    world.service = world.rebuilt(PLANS, ChoiceLoader([slip, FileSystemLoader(TEMPLATES)]))
    with capture_logs() as logs:
        world.run()
    [told] = [line for line in logs if line["log_level"] == "error"]
    by_step = {(n.message or n.step): (n.status, why(n)) for n in world.nudges()}
    assert by_step["letter"] == ("accepted", "sent")
    assert by_step["daily"] == (
        *("queued", "waiting: it could not be composed (TypeError), trying again at 09:25"),
    )
    assert (told["event"], told["error"], told["nudge"]) == (
        *("cannot compose", "TypeError"),
        next(n.id for n in world.nudges("daily") if n.local_date.day == 3),
    )
    world.service = world.rebuilt(PLANS)
    world.later(minutes=10).run()
    assert world.nudges("daily")[-1].status == "accepted"


@pytest.mark.parametrize("planned", [False, True], ids=["before it was planned", "while it was queued"])
@pytest.mark.parametrize(
    "damage", [b"", os.urandom(120), Fernet.generate_key()], ids=["none", "noise", "other"]
)
def test_a_row_that_no_key_opens_stops_nobody_else(db: Db, planned: bool, damage: bytes) -> None:
    world = World(db)
    person = world.join()
    world.join(phone="+15550000002", times={"daily": "09:15"})
    world.at(DUE)
    if planned:
        world.plan_due()
    with db.write() as tx:
        tx.conn.execute(t.person.update().where(t.person.c.id == person.id).values(data_key=damage))
    world.run()
    stands = {n.person_id == person.id: (n.status, n.reason) for n in world.nudges()}
    assert stands == {True: ("suppressed", "no_address"), False: ("accepted", "sent")}
    assert [m.to for m in world.sms.tried] == ["+15550000002"]


def test_what_cannot_be_composed_in_time_is_missed(db: Db) -> None:
    world, _ = due(db)
    world.service = world.rebuilt(PLANS | {"daily": plan(daily=step(practices=["g9-gone"]))})
    world.at("2026-06-03 12:14").run()
    said = "missed: There is no practice g9-gone, until it was too late"
    assert (world.nudge().status, why(world.nudge())) == ("missed", said)


def test_results_are_written_when_the_database_is_back(db: Db) -> None:
    world, _ = due(db)

    def rename(old: str, new: str) -> None:
        with world.db.write() as tx:
            tx.conn.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    back = threading.Timer(0.4, rename, ("attempt_away", "attempt"))

    def away(_: object) -> None:
        rename("attempt", "attempt_away")
        back.start()

    world.sms.before = away
    world.run()
    back.join()
    assert (len(world.sms.ledger), world.nudge().status) == (1, "accepted")


def test_a_medium_that_cannot_be_used_any_more_is_said_so(db: Db) -> None:
    world, _ = due(db)
    world.plan_due()
    channels = dict(world.service.channels)
    del channels[Medium.SMS]
    world.service = replace(world.service, channels=channels)
    world.run()
    assert world.nudge().status == "suppressed"
    assert "no number or address that we can send to" in why(world.nudge())


def test_a_nudge_is_not_sent_in_quiet_hours_even_if_it_waited_in_the_queue(db: Db) -> None:
    world = World(db, plans={"late": plan(late=step("19:58", max_late="6h"))})
    world.join(plan="late")
    world.at("2026-06-01 19:58").plan_due()
    world.at("2026-06-01 20:01").run()
    assert (world.sms.tried, world.nudge().status) == ([], "missed")
    assert why(world.nudge()).startswith("missed: quiet hours came before it could be sent")


MANY = 200


@pytest.mark.parametrize("by", ["threads", "tasks"])
def test_workers_side_by_side_send_each_nudge_once(db: Db, by: str) -> None:
    world = World(db)
    crowd = [Newcomer("daily", PARIS, phone=f"+1555{n:07}", consent=CONSENT) for n in range(MANY)]
    join(world.service, crowd, world.now - timedelta(days=1))
    world.run()
    world.forget_sent()
    world.at(DUE)
    plan_due(world.service, world.now)
    world.sms.seconds, world.sms.most = 0.01, 5  # each claims a few, so that all have some

    async def beside() -> list[int]:
        return await asyncio.gather(*(delivery(world).run() for _ in range(4)))

    if by == "threads":
        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(lambda _: asyncio.run(delivery(world).run()), range(4)))
    else:
        taken = asyncio.run(beside())
    assert Counter(m.to for m in world.sms.tried) == Counter(n.phone for n in crowd)
    assert Counter(n.status for n in world.nudges() if n.local_date.day == 2) == {"accepted": MANY}
    assert sum(taken) == MANY


def test_what_comes_due_while_others_are_sent_goes_in_the_same_run(db: Db) -> None:
    world = World(db)
    world.join()
    world.join(plan="letters", email=EMAIL)

    def meanwhile(_: object) -> None:
        world.at("2026-06-02 10:00")

    world.sms.before = meanwhile
    assert world.at("2026-06-02 09:15").run() == 2
    assert (len(world.sms.ledger), len(world.mail.ledger)) == (1, 1)
