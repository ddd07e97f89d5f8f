"""What became of sends is written in groups: few commits, and little that a crash would leave in doubt."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from nudges.core.reasons import Suppression, SuppressionKind
from nudges.flow.consent.consent import opted_out
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.nudges.settle import Settled, settle
from nudges.store.people import suppressions

#: Results wait for others of their kind: at most so many rows, and at most so many seconds.
ROWS, GROUP = 100, 0.1

#: Seconds to wait before results are written again when the database is away; well within a lease.
_AGAIN = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Results:
    """Results on their way into the database."""

    def __init__(self, service: Service, clock: Callable[[], datetime]) -> None:
        self._service, self._clock = service, clock
        self._waiting: list[Settled] = []
        self._writing: asyncio.Task[None] | None = None
        self._now = asyncio.Event()

    def add(self, settled: Settled) -> None:
        """Take one result; it is written soon."""
        self._waiting.append(settled)
        if len(self._waiting) >= ROWS:
            self._now.set()
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def written(self) -> None:
        """Wait until everything taken is written. Raises what kept the database from taking it."""
        while self._writing is not None:
            self._now.set()
            writing = self._writing
            try:
                await writing
            finally:
                if self._writing is writing and writing.done():
                    self._writing = None

    async def _write(self) -> None:
        while self._waiting:
            try:
                async with asyncio.timeout(GROUP):
                    await self._now.wait()
            except TimeoutError:
                pass
            self._now.clear()
            group, self._waiting = self._waiting, []
            await self._kept(group)
        self._writing = None

    async def _kept(self, group: Sequence[Settled]) -> None:
        """Write, and again if the database is away for a moment: unwritten, they would be unknown."""
        for pause in (*_AGAIN, None):
            try:
                await asyncio.to_thread(write, self._service, group, self._clock())
                return
            except Exception as error:
                if pause is None:
                    raise
                log().warning("results not written yet", nudges=len(group), error=type(error).__name__)
                await asyncio.sleep(pause)


def write(service: Service, group: Sequence[Settled], now: datetime) -> None:
    """Write what became of these, and never write again to a number or address that was refused.

    Nor to a person who told the provider to stop, on any channel.
    """
    with service.db.write() as tx:
        opted_out(tx, {one.opted_out for one in group if one.opted_out is not None}, now, now)
        settle(tx, group, now)
        # one order for all workers, to avoid deadlocks
        for address, code in sorted((one.refused, one.code) for one in group if one.refused is not None):
            suppressions.suppress(tx, [address], Suppression(SuppressionKind.REFUSED, code), now)
