"""A worker's gate: open once it has looked, and shut whenever something may have been missed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import update

from nudges.channels.base import Fault
from nudges.core.vocabulary import Medium
from nudges.flow.maintenance.gate import Gate
from nudges.flow.maintenance.look_first import ABSENT
from nudges.store import tables as t
from nudges.store.db import Db, remember
from nudges.store.maintenance import heartbeats
from tests.clocks import Still
from tests.harness import FakeRecords, World, fault


def at_the_gate(world: World, act: Callable[[Gate, Still], Awaitable[None]]) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Still)
        await act(Gate(world.service, lambda: world.now, "one"), loop)

    with asyncio.Runner(loop_factory=Still) as runner:
        runner.run(run())


def listened(world: World) -> bool:
    with world.db.read() as tx:
        return heartbeats.listened_until(tx) == world.now


def test_it_looks_once_and_shuts_after_an_outage_or_a_minute_of_standing_still(db: Db) -> None:
    world, records = World(db), FakeRecords()
    world.sms.records = records

    async def act(gate: Gate, loop: Still) -> None:
        assert await gate.opens(Medium.SMS)
        looked = len(records.asked)
        assert await gate.opens(Medium.SMS)
        assert len(records.asked) == looked, "there is nothing more to look up"
        loop.now += ABSENT.total_seconds()
        assert not gate.shuts()
        loop.now += 1
        assert gate.shuts(), "this process stood still"
        assert await gate.opens(Medium.SMS)
        assert not gate.shuts()
        db.outages += 1
        assert gate.shuts(), "the database was away"

    at_the_gate(world, act)


def silent(db: Db) -> None:
    with db.write() as tx:
        tx.conn.execute(update(t.heartbeat).values(at=t.heartbeat.c.at - 2 * ABSENT.total_seconds()))


def restored(db: Db) -> None:
    with db.write() as tx:
        remember(tx, heartbeats.RESTORED, "2026-06-01")


def away(db: Db) -> None:
    db.outages += 1


@pytest.mark.parametrize(("happens", "asks"), [(silent, 1), (restored, 2), (away, 2)])
def test_what_may_have_been_missed_is_looked_for_anew(
    db: Db, happens: Callable[[Db], None], asks: int
) -> None:
    """What came in, and of a database that may not know it also what went to whoever is due."""
    world, records = World(db), FakeRecords()
    world.join()
    world.at("2026-06-02 09:15").sms.records = records

    async def act(gate: Gate, _: Still) -> None:
        assert await gate.opens(Medium.SMS)
        gate.beat()
        before = len(records.asked)
        happens(db)
        assert await gate.opens(Medium.SMS)
        assert len(records.asked) - before == asks

    at_the_gate(world, act)


def test_a_look_that_failed_waits_for_the_next_and_another_absence_does_not(db: Db) -> None:
    world, records = World(db), FakeRecords()
    world.sms.records = records
    world.service = replace(world.service, channels={Medium.SMS: world.sms})

    async def act(gate: Gate, loop: Still) -> None:
        async def looks() -> tuple[bool, bool]:
            before = len(records.asked)
            return await gate.opens(Medium.SMS), len(records.asked) > before

        assert await gate.opens(Medium.SMS)
        gate.beat()
        db.outages += 1
        records.fails = fault(Fault.BUSY)
        assert await looks() == (False, True)
        assert await gate.opens(Medium.EMAIL), "this installation has nothing to send by it"
        loop.now += 4.9
        assert await looks() == (False, False), "not again so soon"
        loop.now += 0.1
        assert await looks() == (False, True)
        records.fails = None
        loop.now += 5.0
        assert await looks() == (True, True)
        db.outages += 1
        assert await looks() == (True, True), "at once"

    at_the_gate(world, act)


def test_only_a_worker_that_missed_nothing_says_how_far_all_is_known(db: Db) -> None:
    world = World(db)

    async def act(gate: Gate, _: Still) -> None:
        gate.beat()
        assert not listened(world), "it has not looked yet"
        assert await gate.opens(Medium.SMS)
        world.later(seconds=10)
        gate.beat()
        assert listened(world)
        with db.write() as tx:
            tx.conn.execute(update(t.heartbeat).values(at=t.heartbeat.c.at - 2 * ABSENT.total_seconds()))
        world.later(seconds=10)
        gate.beat()
        assert not listened(world), "it gave no sign of life for too long"

    at_the_gate(world, act)
