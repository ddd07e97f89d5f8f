"""Events go out: at least once, and those of one person one after the other, in the order they were written.

One worker sends at a time, by a lease. What fails is tried again for three days and then parked; what comes
after it for the same person waits until then. A receiver that takes nothing gets one event now and then until
it takes one.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zlib import crc32

from nudges.channels.base import Endpoint, Fault, SendError
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.outbox import sending
from nudges.store.outbox.sending import Failed, Waiting

#: Seconds before the second, third, … try of an event; after the last as long again.
PAUSES = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600)

#: An event that failed is tried for so long, and then parked.
TRIED_FOR = timedelta(days=3)

#: Seconds that the lease lasts. A round begins no new post after `_ROUND` of them; a post takes 15 at most.
LEASE, _ROUND = 60.0, 5.0

#: In one round so many people at most, of each so many events, and so many posts at once.
PERSONS, EACH, AT_ONCE = 128, 20, 16

#: After so many failures in a row the receiver is taken to be down. Then it is tried with one event after a
#: pause of some seconds, each longer than the last.
_DOWN, _FIRST_REST, _LONGEST_REST = 16, 1.0, 60.0

#: However long the receiver asks us to wait, it is tried again within a day.
_LONGEST = 86_400.0


@dataclass(slots=True)
class _Round:
    """What became of the events of one round."""

    until: float  # seconds on the loop's clock
    delivered: list[int] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    gone: bool = False


class Dispatch:
    """Sends events to the endpoint of a service; it lives as long as its worker."""

    def __init__(self, service: Service, endpoint: Endpoint, clock: Callable[[], datetime]) -> None:
        self._service, self._endpoint, self._clock = service, endpoint, clock
        self._id = service.new_id()
        self._failures = 0  # in a row
        self._rest, self._rests_until = 0.0, datetime.min.replace(tzinfo=UTC)

    async def run(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Send until nothing is due, or the receiver is down; returns how many events were delivered."""
        delivered = 0
        while not stopping() and self._clock() >= self._rests_until:
            chains = await asyncio.to_thread(self._picked)
            if not chains:
                break
            done = await self._sent(chains, stopping)
            delivered += len(done.delivered)
            if self._failures >= _DOWN:
                self._rest = min(_LONGEST_REST, max(_FIRST_REST, 2 * self._rest))
                self._rests_until = self._clock() + timedelta(seconds=self._rest)
                log().warning("events are not taken", failures=self._failures, again_in=self._rest)
        return delivered

    def let_go(self) -> None:
        """Another worker may send."""
        with self._service.db.write() as tx:
            sending.let_go(tx, self._endpoint.id, self._id)

    def _picked(self) -> list[list[Waiting]]:
        now = self._clock()
        with self._service.db.read() as tx:
            if not sending.any_due(tx, now):
                return []
        with self._service.db.write() as tx:
            if not sending.hold(tx, self._endpoint.id, self._id, LEASE):
                return []
        with self._service.db.read() as tx:
            return sending.pick(tx, now, 1 if self._failures >= _DOWN else PERSONS, EACH)

    async def _sent(self, chains: Sequence[Sequence[Waiting]], stopping: Callable[[], bool]) -> _Round:
        done = _Round(asyncio.get_running_loop().time() + _ROUND)
        places = asyncio.Semaphore(AT_ONCE)

        async def one(chain: Sequence[Waiting]) -> None:
            async with places:
                for event in chain:
                    # a process that stood still finds that its round is over: others may have the lease
                    over = stopping() or asyncio.get_running_loop().time() > done.until or done.gone
                    if over or (self._failures >= _DOWN and done.failed) or not await self._post(event, done):
                        return

        try:
            await asyncio.gather(*(one(chain) for chain in chains))
        finally:  # however it ends, what was taken is written down
            await asyncio.to_thread(self._settle, done)
        return done

    async def _post(self, event: Waiting, done: _Round) -> bool:
        """Post one event, and note what became of it; True if it was taken."""
        now = self._clock()
        try:
            await self._endpoint.post(event.webhook_id, body_of(event), now)
        except SendError as error:
            self._failures += 1
            if error.kind is Fault.STOPPED:
                done.gone = True
            else:
                done.failed.append(_failed(event, error, now))
            return False
        self._failures, self._rest = 0, 0.0
        done.delivered.append(event.id)
        return True

    def _settle(self, done: _Round) -> None:
        now = self._clock()
        with self._service.db.write() as tx:
            sending.delivered(tx, sorted(done.delivered), now)
            sending.failed(tx, sorted(done.failed, key=lambda one: one.event.id), now)
            if done.gone:
                sending.gone(tx, self._endpoint.id, now)
        for one in done.failed:
            if one.next_at is None:
                log().error("event parked", webhook=one.event.webhook_id, kind=one.event.kind, code=one.why)
        if done.gone:
            log().error("events are parked: the receiver answers 410", fix="nudges events unpark")


def body_of(event: Waiting) -> str:
    """What is posted: the same in every try."""
    said = {
        "type": event.kind,
        "timestamp": event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": {"person": event.person_id, **event.data},
    }
    return json.dumps(said, separators=(",", ":"))


def _failed(event: Waiting, error: SendError, now: datetime) -> Failed:
    """When it is tried again; parked if it has been tried for long enough."""
    if now - (event.failing_since or now) >= TRIED_FOR:
        return Failed(event, error.code, None)
    # up to a quarter longer, always the same for this try, so that what failed together comes apart
    longer = 1 + crc32(f"{event.id}:{event.tries}".encode()) / 2**34
    seconds = max(PAUSES[min(event.tries, len(PAUSES) - 1)] * longer, min(error.retry_after, _LONGEST))
    return Failed(event, error.code, now + timedelta(seconds=seconds))
