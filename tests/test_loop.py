"""The worker: it ticks, survives a passing fault, and stops in good order whatever is under way."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from nudges.channels.base import Fault, Heard, Message
from nudges.core.errors import NudgesError
from nudges.core.status import Status
from nudges.flow.delivery.concurrency import FIRST
from nudges.flow.planning.enrol import Newcomer, join
from nudges.flow.planning.schedule import reschedule_if_changed
from nudges.flow.reply.backfill import relist
from nudges.loop import TICK, AtOnce, Worker
from nudges.store import tables as t
from nudges.store.db import Db, newest_revision, remember
from nudges.store.maintenance import heartbeats
from tests.harness import CONSENT, PARIS, PHONE, PLANS, FakeRecords, World, fault, local, plan, step, why
from tests.receivers import FakeEndpoint

DUE = "2026-06-02 09:15"


def ready(db: Db) -> World:
    world = World(db)
    world.join()
    reschedule_if_changed(world.service, world.now)
    return world.at(DUE)


async def until(true: Callable[[], bool], seconds: float = 8.0) -> None:
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


def workers(db: Db) -> int:
    with db.read() as tx:
        return len(heartbeats.ages(tx))


def working(world: World, then: Callable[[Worker], Awaitable[None]]) -> None:
    """Run a worker, do something, and stop it."""

    async def life() -> None:
        worker = Worker(world.service, lambda: world.now)
        await worker.start()
        await then(worker)
        await asyncio.wait_for(worker.stop(), 60)

    asyncio.run(life())


def test_a_worker_sends_what_comes_due_and_leaves_in_good_order(db: Db) -> None:
    world = ready(db)

    async def then(_: Worker) -> None:
        assert workers(db) == 1
        await until(lambda: world.nudge_is(Status.ACCEPTED))

    working(world, then)
    assert (len(world.sms.ledger), workers(db)) == (1, 0)
    assert world.sms.closed
    assert world.mail.closed


def test_what_is_due_at_a_start_does_not_wait_for_a_tick_to_pass() -> None:
    ticks, began = AtOnce(seconds=TICK), datetime(2026, 6, 2, tzinfo=UTC)
    assert ticks.get_next_fire_time(None, began) == began
    assert ticks.get_next_fire_time(began, began) == began + timedelta(seconds=TICK)


def test_a_receiver_of_events_that_hangs_holds_up_no_nudge(db: Db) -> None:
    db.tells = True
    world, receiver = ready(db), FakeEndpoint()
    world.service = replace(world.service, events=receiver)
    receiver.waits = asyncio.Event()

    async def then(_: Worker) -> None:
        assert receiver.waits is not None
        await until(lambda: bool(receiver.tried) and world.nudge_is(Status.ACCEPTED))
        assert receiver.taken == []
        receiver.waits.set()
        sent = ("nudge.sent", world.nudge().id)
        await until(lambda: sent in [(one["type"], one["data"].get("nudge")) for _, one in receiver.taken])

    working(world, then)
    assert receiver.closed
    [endpoint] = world.rows(t.event_endpoint)
    assert endpoint.lease_until == 0, "another worker may send at once"


def test_a_stop_lets_a_send_in_flight_finish(db: Db) -> None:
    world = ready(db)
    world.sms.seconds = 0.8

    async def then(_: Worker) -> None:
        await world.sms.arrived.wait()

    working(world, then)
    assert (world.nudge().status, len(world.sms.ledger)) == ("accepted", 1)


def test_a_stop_does_not_wait_for_ever_and_a_stuck_send_is_unknown(db: Db) -> None:
    world = ready(db)
    world.sms.seconds = None

    async def then(_: Worker) -> None:
        await world.sms.arrived.wait()

    working(world, then)
    assert world.sms.cancelled
    world.sms.seconds = 0
    world.let_leases_run_out()
    world.run()
    assert (world.nudge().status, len(world.sms.tried), world.sms.ledger) == ("unknown", 1, [])


def test_a_worker_that_never_began_can_be_stopped(db: Db) -> None:
    world = World(db)

    async def life() -> None:
        await Worker(world.service, lambda: world.now).stop()

    asyncio.run(life())
    assert (world.sms.closed, world.mail.closed, workers(db)) == (True, True, 0)


def test_a_stopping_worker_takes_on_nothing_new(db: Db) -> None:
    world = World(db)
    crowd = [Newcomer("daily", PARIS, phone=f"+1555{n:07}", consent=CONSENT) for n in range(5 * FIRST)]
    join(world.service, crowd, world.now)
    world.sms.seconds = 1.0

    async def then(worker: Worker) -> None:
        await world.sms.arrived.wait()

    working(world, then)
    assert 0 < len(world.sms.ledger) <= FIRST
    stands = Counter(n.status for n in world.rows(t.nudge))
    assert stands == {"accepted": len(world.sms.ledger), "queued": len(crowd) - len(world.sms.ledger)}
    assert {n.tries for n in world.rows(t.nudge) if n.status == "queued"} == {0}, "given back, not tried"


def test_a_slow_provider_does_not_take_us_into_the_night(db: Db) -> None:
    world = World(db, plans={"late": plan(late=step("19:55"))})
    crowd = [Newcomer("late", PARIS, phone=f"+1555{n:07}", consent=CONSENT) for n in range(100)]
    join(world.service, crowd, world.now)
    world.run()
    world.forget_sent()
    world.at("2026-06-01 19:59")

    def slow(_: Message) -> None:
        if len(world.sms.tried) >= 50:
            world.at("2026-06-01 20:01")

    world.sms.before, world.sms.most = slow, 10

    async def then(_: Worker) -> None:
        await until(lambda: not [n for n in world.nudges() if n.status in ("queued", "sending")])

    world.plan_due()
    working(world, then)
    assert 50 <= len(world.sms.tried) <= 50 + 10, "those on their way, and no more"
    assert {why(n)[:30] for n in world.nudges() if n.status == "missed"} == {"missed: quiet hours came befor"}


def test_a_passing_fault_does_not_end_the_worker(db: Db) -> None:
    world = ready(db)
    faults = [OSError("the database went away")]
    asked: list[datetime] = []

    def clock() -> datetime:
        asked.append(world.now)
        if len(asked) > 2 and faults:
            raise faults.pop()
        return world.now

    async def life() -> None:
        worker = Worker(world.service, clock)
        await worker.start()
        await until(lambda: world.nudge_is(Status.ACCEPTED))
        await worker.stop()

    asyncio.run(life())
    assert faults == []
    assert len(world.sms.ledger) == 1


def test_a_worker_starts_with_the_plans_as_they_are_now(db: Db) -> None:
    world = ready(db)
    world.at("2026-06-02 08:00")
    world.service = world.rebuilt({"daily": plan(daily=step("09:00"))})

    async def then(_: Worker) -> None:
        world.at("2026-06-02 09:00")
        await until(lambda: world.nudge_is(Status.ACCEPTED))

    working(world, then)
    assert len(world.nudges()) == 1


def test_a_worker_with_older_plans_leaves_them_alone_and_says_so(db: Db) -> None:
    world = ready(db)
    old = world.service
    new = world.rebuilt(PLANS | {"daily": plan(daily=step(), evening=step("10:00"))})
    reschedule_if_changed(new, world.now)
    world.at("2026-06-02 10:00")
    before = world.rows(t.upcoming)
    assert world.run() == 0
    assert (world.nudges(), world.sms.tried, world.rows(t.upcoming)) == ([], [], before)
    for day in (2, 3):
        world.at(f"2026-06-0{day} 10:00")
        for world.service in (old, new, old):
            world.run()
    assert sorted((n.local_date.day, (n.message or n.step), n.status) for n in world.nudges()) == [
        *[(2, "daily", "accepted"), (2, "evening", "accepted")],
        *[(3, "daily", "accepted"), (3, "evening", "accepted")],
    ]
    assert len(world.sms.ledger) == 4


def test_two_workers_beside_each_other(db: Db) -> None:
    world = ready(db)
    crowd = [Newcomer("daily", PARIS, phone=f"+1555{n:07}", consent=CONSENT) for n in range(60)]
    join(world.service, crowd, world.now)
    world.at("2026-06-03 09:15")
    world.sms.seconds = 0.05

    async def life() -> None:
        both = [Worker(world.service, lambda: world.now) for _ in range(2)]
        await asyncio.gather(*(worker.start() for worker in both))
        assert workers(db) == 2
        await until(lambda: len(world.sms.ledger) >= 61 + 60)
        await asyncio.gather(*(worker.stop() for worker in both))

    asyncio.run(life())
    numbers = [message.to for message in world.sms.ledger]
    assert len(numbers) == 60 * 2 + 1, "a welcome and a nudge each, and one old acquaintance"
    assert len({message.attempt_id for message in world.sms.ledger}) == len(numbers)
    assert {n.status for n in world.nudges() if n.local_date.day == 3} == {"accepted"}


def listening(world: World) -> FakeRecords:
    """The SMS provider keeps books, and its list of replies has been read once."""
    world.sms.records = records = FakeRecords()
    asyncio.run(relist(world.service, local("2026-06-02 09:00")))
    return records


def test_a_worker_looks_before_its_first_send(db: Db) -> None:
    world = ready(db)
    records = listening(world)
    records.heard.append(Heard("SM1", PHONE, "STOP", local("2026-06-02 09:10")))

    async def then(_: Worker) -> None:
        await until(lambda: world.nudge_is(Status.SUPPRESSED) or bool(world.rows(t.reply)))
        await asyncio.sleep(1.5)

    working(world, then)
    assert [message.text for message in world.sms.tried if "unsubscribed" not in message.text] == []


@pytest.mark.parametrize("absence", ["outage", "stood still", "restored"])
def test_a_worker_that_may_have_missed_something_looks_before_its_next_send(db: Db, absence: str) -> None:
    world = ready(db)
    records = listening(world)
    world.at("2026-06-02 09:00")

    async def then(_: Worker) -> None:
        await until(lambda: len(records.asked) > 0)
        await asyncio.sleep(0.2)
        records.heard.append(Heard("SM1", PHONE, "STOP", world.now))
        with db.write() as tx:
            if absence == "restored":
                remember(tx, heartbeats.RESTORED, "")
            if absence == "stood still":
                tx.conn.execute(update(t.heartbeat).values(at=t.heartbeat.c.at - 61))
        if absence == "outage":
            db.outages += 1
        world.at(DUE)
        await until(lambda: bool(world.rows(t.reply)))
        await asyncio.sleep(1.5)

    working(world, then)
    assert [message.text for message in world.sms.tried if "unsubscribed" not in message.text] == []


def test_a_worker_that_cannot_look_does_not_send_and_looks_again(db: Db) -> None:
    world = ready(db)
    records = listening(world)
    records.fails = fault(Fault.BUSY)

    async def then(_: Worker) -> None:
        await until(lambda: len(records.asked) > 1)
        assert world.sms.tried == []
        records.fails = None
        await until(lambda: world.nudge_is(Status.ACCEPTED))

    working(world, then)


def test_a_worker_notices_that_the_tables_are_a_later_versions(db: Db) -> None:
    world = ready(db)

    async def then(worker: Worker) -> None:
        with db.write() as tx:
            tx.conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        world.at("2026-06-02 09:25")  # a tick that had begun before may still take what is due today
        await asyncio.wait_for(worker.over.wait(), 20)
        world.at("2026-06-03 09:15")
        await asyncio.sleep(2 * TICK)
        assert worker.error is not None
        assert worker.error.what == "The database is newer than this program."

    working(world, then)
    with db.write() as tx:
        tx.conn.execute(text(f"UPDATE alembic_version SET version_num = '{newest_revision()}'"))
    assert [n.local_date.day for n in world.nudges()] in ([], [2])


@pytest.mark.parametrize(
    "fault", [OperationalError("x", {}, Exception()), NudgesError("No.", "Because.", "Do.")]
)
def test_what_keeps_failing_is_told_once_a_minute_with_how_often(db: Db, fault: Exception) -> None:
    world = World(db)
    worker = Worker(world.service, lambda: world.now)

    async def fails() -> None:
        raise fault

    async def tick(times: int) -> None:
        for _ in range(times):
            await worker._safely(fails)()

    with capture_logs() as logs:
        asyncio.run(tick(5))
        world.later(minutes=1)
        asyncio.run(tick(3))
    told = [one["times"] for one in logs if one["event"] == "tick failed"]
    assert told == [1, 5]
