"""APScheduler's ticker drives the road; it never knows who is due. A heartbeat shows that it turns."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from nudges.core.errors import NudgesError
from nudges.flow.deliver import deliver
from nudges.flow.plan_due import plan_due
from nudges.flow.schedule import outdated, reschedule_if_changed
from nudges.flow.service import Service, log
from nudges.flow.tend import tend
from nudges.store import alive

TICK = 1.0
TEND = 10.0

#: Seconds that sends in flight get to finish when asked to stop; what is not known by then is `unknown`.
GRACE = 7.0


async def run_due(
    service: Service, clock: Callable[[], datetime], stopping: Callable[[], bool] = lambda: False
) -> int:
    """Plan and deliver everything that is due; returns how many nudges were taken in hand.

    The clock is read anew for every batch: a slow provider may take us into quiet hours.
    """
    if await asyncio.to_thread(outdated, service):
        log().error("not sending: the schedule was made from other plans; restart this worker")
        return 0
    await asyncio.to_thread(plan_due, service, clock())
    taken = 0
    while not stopping() and (batch := await deliver(service, clock())):
        taken += batch
    return taken


class Worker:
    """Ticks until stopped. Any number may run beside each other on one PostgreSQL."""

    def __init__(self, service: Service, clock: Callable[[], datetime]) -> None:
        self._service = service
        self._clock = clock
        self._id = service.new_id()
        self._stopping = False
        self._under_way: set[asyncio.Task[None]] = set()
        # times live in the database, so a job missed or overlapping is simply the next tick's work
        self._ticker = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    async def start(self) -> None:
        """Bring the schedule up to date and begin to tick."""
        await asyncio.to_thread(reschedule_if_changed, self._service, self._clock())
        await self._safely(self._tend)()
        self._ticker.add_job(self._safely(self._tick), "interval", seconds=TICK)
        self._ticker.add_job(self._safely(self._tend), "interval", seconds=TEND)
        self._ticker.start()
        log().info("worker started", worker=self._id)

    async def stop(self) -> None:
        """Take on nothing new, let sends in flight finish for `GRACE` seconds, close the channels."""
        self._stopping = True
        if self._ticker.running:
            self._ticker.pause()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=GRACE)
            for task in late:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*late)
        if self._ticker.running:
            self._ticker.shutdown(wait=False)
        for channel in self._service.channels.values():
            await channel.close()
        await asyncio.to_thread(self._gone)
        log().info("worker stopped", worker=self._id)

    async def _tick(self) -> None:
        await run_due(self._service, self._clock, lambda: self._stopping)

    async def _tend(self) -> None:
        await asyncio.to_thread(tend, self._service, self._clock())
        await asyncio.to_thread(self._beat)

    def _beat(self) -> None:
        with self._service.db.write() as tx:
            alive.beat(tx, self._id)

    def _gone(self) -> None:
        with self._service.db.write() as tx:
            alive.gone(tx, self._id)

    def _safely(self, job: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], Awaitable[None]]:
        """A job that a passing fault (a database restart, say) does not end: it is told, and tried again."""

        async def safe() -> None:
            task = asyncio.create_task(job())
            self._under_way.add(task)
            try:
                await asyncio.shield(task)
            except NudgesError as error:
                log().error("tick failed", what=error.what, why=error.why, fix=error.fix)
            except Exception as error:
                log().error("tick failed", error=type(error).__name__)
            finally:
                self._under_way.discard(task)

        return safe
