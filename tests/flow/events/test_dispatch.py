"""Events go out once each in their person's order, again if they must, and hold up nothing."""

import asyncio
import contextlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete

from nudges.channels.base import Fault, SendError
from nudges.core.events import EventKind
from nudges.flow.events.dispatch import PAUSES, TRIED_FOR, Dispatch
from nudges.flow.events.operate import replay, unpark
from nudges.flow.maintenance.retention import EVENTS_KEPT, forget
from nudges.flow.planning.enrol import Newcomer, join
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.outbox import outbox, sending, upkeep
from nudges.store.outbox.outbox import Event
from tests.clocks import Still
from tests.harness import CONSENT, PARIS, World
from tests.receivers import FakeEndpoint


def busy(code: str = "503", retry_after: float = 0.0) -> SendError:
    return SendError(Fault.BUSY, code, retry_after=retry_after)


class Out:
    """One installation with an outbox, a receiver, and Ann and Ben, of whom nothing is told yet."""

    def __init__(self, db: Db) -> None:
        db.tells = True
        self.world, self.endpoint = World(db), FakeEndpoint()
        self.ann, self.ben = (self.world.join(phone=phone).id for phone in ("+33612345678", "+33612345679"))
        with db.write() as tx:
            tx.conn.execute(delete(t.event))
        self.dispatch = self.another()

    def another(self) -> Dispatch:
        return Dispatch(self.world.service, self.endpoint, lambda: self.world.now)

    def happens(self, person_id: str, *numbers: int) -> None:
        with self.world.db.write() as tx:
            told = EventKind.NUDGE_SENT
            outbox.write(tx, [Event(told, person_id, self.world.now, {"nr": nr}) for nr in numbers])

    def goes(self) -> list[int]:
        """A tick of the worker; returns what the receiver has taken by now."""
        asyncio.run(self.dispatch.run())
        return self.endpoint.numbers()

    def later(self, seconds: float) -> "Out":
        self.world.later(seconds=seconds)
        return self

    def stand(self) -> upkeep.Stand:
        with self.world.db.read() as tx:
            return upkeep.stand(tx, self.world.now, self.endpoint.id)


@pytest.fixture
def out(db: Db) -> Out:
    return Out(db)


def test_each_goes_once_and_says_what_happened_to_whom_and_when(out: Out) -> None:
    out.happens(out.ann, 1, 2, 3)
    assert out.goes() == [1, 2, 3]
    assert out.goes() == [1, 2, 3]
    [(webhook_id, said), *_] = out.endpoint.taken
    at = "2026-06-01T08:00:00.000Z"
    assert said == {"type": "nudge.sent", "timestamp": at, "data": {"person": out.ann, "nr": 1}}
    assert webhook_id.startswith("evt_")
    assert out.stand() == upkeep.Stand(0, 0.0, 0, gone=False)


def test_what_fails_holds_up_its_person_alone_and_comes_again_as_it_was(out: Out) -> None:
    out.endpoint.answers = lambda nr, tries: busy() if nr == 1 and tries == 1 else None
    out.happens(out.ann, 1, 2)
    out.happens(out.ben, 4)
    assert out.goes() == [4]
    out.happens(out.ann, 3)  # what comes meanwhile waits its turn too
    out.happens(out.ben, 5)
    assert out.goes() == [4, 5]
    assert out.later(PAUSES[0] * 1.25 + 0.1).goes() == [4, 5, 1, 2, 3]
    assert all(len(bodies) == 1 for bodies in out.endpoint.bodies.values())


def test_the_pauses_grow_and_a_receiver_may_ask_for_a_longer_one(out: Out) -> None:
    out.endpoint.answers = lambda nr, tries: busy("429", 900.0) if tries == 2 else busy()
    out.happens(out.ann, 1)
    waited = []
    for _ in range(4):
        out.goes()
        [row] = out.world.rows(t.event)
        waited.append((row.next_at - out.world.now).total_seconds())
        out.world.now = row.next_at
    bounds = [PAUSES[0], 900, PAUSES[2], PAUSES[3]]
    assert [low <= one <= 1.25 * low for low, one in zip(bounds, waited, strict=True)] == [True] * 4
    assert (row.tries, row.failed_why) == (4, "503")


def test_after_three_days_it_is_parked_and_the_next_go_on_until_it_is_tried_anew(out: Out) -> None:
    out.endpoint.answers = lambda nr, tries: busy("500") if nr == 1 else None
    out.happens(out.ann, 1, 2)
    began = out.world.now
    while not out.stand().parked:
        assert out.world.now - began < TRIED_FOR + timedelta(hours=8)
        out.goes()
        out.later(3_600)
    assert out.world.now - began > TRIED_FOR
    assert len(out.endpoint.tried) > 12
    assert out.goes() == [2]
    out.endpoint.answers = lambda nr, tries: None
    assert unpark(out.world.service, out.world.now) == 1
    assert out.goes() == [2, 1]
    assert out.stand().parked == 0


def test_410_stops_it_all_until_the_operator_says_so(out: Out) -> None:
    out.endpoint.answers = lambda nr, tries: SendError(Fault.STOPPED, "410")
    out.happens(out.ann, 1)
    out.happens(out.ben, 4)
    out.goes()
    assert out.endpoint.tried == [1], "nor does anybody else's follow in the same round"
    assert out.later(86_400).goes() == []
    assert out.endpoint.tried == [1]
    assert out.stand().gone
    out.endpoint.answers = lambda nr, tries: None
    out.world.service = replace(out.world.service, events=out.endpoint)
    unpark(out.world.service, out.world.now)
    assert sorted(out.goes()) == [1, 4]


def test_a_receiver_that_is_down_is_asked_now_and_then(out: Out) -> None:
    out.endpoint.answers = lambda nr, tries: busy("ClientConnectorError")
    out.happens(out.ann, *range(10))
    out.happens(out.ben, *range(10, 20))
    for _ in range(60):
        out.goes()
        out.later(60)
    assert len(out.endpoint.tried) < 70  # once a minute at most, but for the first
    out.endpoint.answers = lambda nr, tries: None
    assert sorted(out.later(86_400).goes()) == list(range(20))


def test_a_round_ends_with_the_failure_that_says_it_is_down_and_not_before(out: Out) -> None:
    out.endpoint.answers = lambda nr, tries: busy()
    crowd = [Newcomer("daily", PARIS, phone=f"+3361234{n:04}", consent=CONSENT) for n in range(20)]
    joined = join(out.world.service, crowd, out.world.now)
    with out.world.db.write() as tx:
        tx.conn.execute(delete(t.event))
    for nr, one in enumerate(joined):
        out.happens(one.person_id, nr)
    out.goes()
    assert out.endpoint.tried == list(range(16))


def test_a_worker_that_is_to_stop_begins_no_other_post(out: Out) -> None:
    out.happens(out.ann, 1, 2)
    out.happens(out.ben, 4)
    assert asyncio.run(out.dispatch.run(lambda: bool(out.endpoint.tried))) == 1
    assert out.endpoint.tried == [1]
    assert out.goes() == [1, 2, 4]


@pytest.mark.parametrize(("seconds", "tried"), [(5.0, [1, 2]), (5.1, [1])])
def test_a_process_that_stood_still_finds_its_round_over(out: Out, seconds: float, tried: list[int]) -> None:
    async def round_after_round() -> int:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Still)

        def stand_still(nr: int, tries: int) -> None:
            if nr == 1:
                loop.now += seconds
                out.dispatch.let_go()  # what the lease does by itself a little later
                with out.world.db.write() as tx:
                    sending.hold(tx, out.endpoint.id, "another", 60.0)

        out.endpoint.answers = stand_still
        return await out.dispatch.run()

    out.happens(out.ann, 1, 2)
    with asyncio.Runner(loop_factory=Still) as runner:
        assert runner.run(round_after_round()) == len(tried)
    assert out.endpoint.tried == tried


def test_two_workers_do_not_send_the_same(out: Out) -> None:
    out.happens(out.ann, 1)
    out.goes()
    out.happens(out.ann, 2)
    other = out.another()
    assert asyncio.run(other.run()) == 0
    out.dispatch.let_go()
    assert asyncio.run(other.run()) == 1
    assert out.endpoint.numbers() == [1, 2]


def test_whatever_cuts_a_round_short_what_was_taken_is_not_sent_again(out: Out) -> None:
    async def cut() -> None:
        running = asyncio.create_task(out.dispatch.run())
        await arrived.wait()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    async def hang(webhook_id: str, body: str, now: datetime) -> None:
        if json.loads(body)["data"]["nr"] == 2:
            arrived.set()
            await asyncio.Event().wait()
        await post(webhook_id, body, now)

    arrived, post = asyncio.Event(), out.endpoint.post
    out.endpoint.post = hang  # type: ignore[method-assign]
    out.happens(out.ann, 1, 2)
    asyncio.run(cut())
    out.endpoint.post = post  # type: ignore[method-assign]
    assert out.goes() == [1, 2]


def test_a_replay_sends_the_same_again_from_a_moment_on(out: Out) -> None:
    out.happens(out.ann, 1)
    out.later(60).happens(out.ann, 2)
    out.happens(out.ben, 4)
    out.goes()
    ids = {said["data"]["nr"]: one for one, said in out.endpoint.taken}
    out.endpoint.taken.clear()
    assert replay(out.world.service, out.world.now, out.later(600).world.now) == 2
    assert sorted(out.goes()) == [2, 4]
    assert {said["data"]["nr"]: one for one, said in out.endpoint.taken} == {nr: ids[nr] for nr in (2, 4)}
    assert all(len(bodies) == 1 for bodies in out.endpoint.bodies.values())


def test_delivered_ones_go_after_a_month_and_no_others(out: Out) -> None:
    out.endpoint.answers = lambda nr, tries: busy() if nr == 2 else None
    out.happens(out.ann, 1, 2)
    out.goes()
    out.world.now += EVENTS_KEPT + timedelta(days=1)
    out.happens(out.ben, 4)
    out.goes()
    forget(out.world.service, out.world.now, 0, 0)
    assert [row.data["nr"] for row in out.world.rows(t.event)] == [2, 4]
    forget(out.world.service, out.world.now, 0, 1)  # months before the last are dropped, whatever there is
    assert [row.data["nr"] for row in out.world.rows(t.event)] == [2, 4]
    forget(out.world.service, out.world.now + timedelta(days=30), 0, 1)
    assert [row.data["nr"] for row in out.world.rows(t.event)] == [4]
