"""APScheduler's ticker drives the road; it never knows who is due. A heartbeat shows that it turns."""

import asyncio
import contextlib
import gc
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from nudges.core.errors import NudgesError
from nudges.flow.consent.requests import deal_with_requests
from nudges.flow.delivery.deliver import Delivery, deliveries
from nudges.flow.events.dispatch import Dispatch
from nudges.flow.log import log
from nudges.flow.maintenance.delete_provider_copies import remove_copies
from nudges.flow.maintenance.gate import Gate
from nudges.flow.maintenance.look_first import look_first
from nudges.flow.maintenance.operator_notices import tell_operator
from nudges.flow.maintenance.reconcile import poll, resolve
from nudges.flow.maintenance.rescue import tend
from nudges.flow.maintenance.retention import forget, make_months
from nudges.flow.office.broadcasts.fan_out import fan_out
from nudges.flow.planning.agreement import set_aside
from nudges.flow.planning.invite_live import invite_live
from nudges.flow.planning.schedule import reschedule_if_changed, schedule_left_over
from nudges.flow.reply.backfill import relist
from nudges.flow.reply.mail.poll_mailbox import read_mailbox
from nudges.flow.results.keep import read_bills, renew_figures
from nudges.flow.service import Service
from nudges.store.db import PASSING, NewerTablesError
from nudges.store.maintenance import heartbeats
from nudges.store.nudges import upcoming

TICK = 1.0
TEND = 10.0
LOOK = 60.0
FORGET = 600.0

#: Seconds that sends in flight get to finish when asked to stop; what is not known by then is `unknown`.
GRACE = 7.0

#: Seconds for each of the last things: what was cancelled, and the word to the database that we are gone.
_LAST = 0.5

#: What keeps failing, as while the database is away, is told so often.
_SAY_AGAIN = timedelta(minutes=1)


async def run_due(
    service: Service,
    clock: Callable[[], datetime],
    running: Sequence[Delivery] | None = None,
) -> int:
    """Plan and deliver everything that is due; returns how many nudges were taken in hand to be sent.

    The clock is read anew for every batch: a slow provider may take us into quiet hours.
    """
    await asyncio.to_thread(deal_with_requests, service, clock())
    await asyncio.to_thread(fan_out, service, clock)
    each = deliveries(service, clock) if running is None else running
    total = 0
    while True:
        ends = await asyncio.gather(*(one.run() for one in each), return_exceptions=True)
        for failure in ends:
            if isinstance(failure, BaseException):
                raise failure
        taken = sum(count for count in ends if isinstance(count, int))
        total += taken
        # each may have planned for the other; what is due and still not taken may not go now
        if not taken or not await asyncio.to_thread(_any_due, service, clock()):
            return total


def _any_due(service: Service, now: datetime) -> bool:
    with service.db.read() as tx:
        return upcoming.any_due(tx, now)


async def once(service: Service, clock: Callable[[], datetime]) -> int:
    """All that a worker does, one time, for cron; returns how many nudges were taken in hand to be sent."""
    await asyncio.to_thread(_ready, service, clock())
    await asyncio.to_thread(tend, service, clock())
    barred = service.channels.keys() - await look_first(service, clock, outage=False)
    running = [one for one in deliveries(service, clock) if one.medium not in barred]
    taken = await run_due(service, clock, running)
    await resolve(service, clock())
    await look(service, clock())
    await asyncio.to_thread(_forget, service, clock())
    await asyncio.to_thread(service.tally.save, service.db)
    if service.events:
        dispatch = Dispatch(service, service.events, clock)
        await dispatch.run()
        await asyncio.to_thread(dispatch.let_go)
    await _close(service)
    return taken


async def _close(service: Service) -> None:
    for channel in service.channels.values():
        await channel.close()
    if service.events:
        await service.events.close()


async def look(service: Service, now: datetime) -> None:
    """See what the provider knows and did not tell, and tell the operator; the workers take turns."""
    await relist(service, now)
    await poll(service, now)
    await tell_operator(service, now)
    await remove_copies(service, now)
    await read_bills(service, now)
    await asyncio.to_thread(renew_figures, service, now)


def _ready(service: Service, now: datetime) -> None:
    """The schedule is that of these plans and zones, the coming months have a place, and all were invited."""
    reschedule_if_changed(service, now)
    schedule_left_over(service, now)
    make_months(service, now)
    invite_live(service, now)


def _forget(service: Service, now: datetime) -> None:
    """What is kept no longer goes, a bounded part of it each time; what is left goes the next time."""
    make_months(service, now)
    forget(service, now, service.keep_words_days, service.keep_months)
    service.db.leave_no_trace()


def collect_less() -> None:
    """What is loaded by now stays, so the collector need not look at it again and again while we send.

    At the rest it looks less often: a batch makes many things that go with it, and hardly a circle. It is not
    made to look first: that takes a sixth of a second of the start, and finds next to nothing.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class AtOnce(IntervalTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires at once, and then after each interval: what is due at a start does not wait for the first."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The next moment, as APScheduler asks for it."""
        if previous_fire_time is None:
            return now
        after: datetime | None = super().get_next_fire_time(previous_fire_time, now)
        return after


class Worker:
    """Ticks until stopped. Any number may run beside each other on one PostgreSQL."""

    def __init__(self, service: Service, clock: Callable[[], datetime]) -> None:
        self._service = service
        self._clock = clock
        self._id = service.new_id()
        self._stopping = False
        self._gate = Gate(service, clock, self._id)
        #: Set when this worker cannot go on; `error` says why.
        self.over = asyncio.Event()
        self.error: NudgesError | None = None
        self._aside: tuple[str, ...] = ()
        self._deliveries = deliveries(service, clock)
        self._dispatch = Dispatch(service, service.events, clock) if service.events else None
        self._under_way: set[asyncio.Task[object]] = set()
        self._failures: dict[str, tuple[datetime, int]] = {}
        # times live in the database, so a job missed or overlapping is simply the next tick's work
        self._ticker = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    async def start(self) -> None:
        """Bring the schedule up to date and begin to tick; a database away for a moment is waited for."""
        for pause in (1, 2, 4, None):
            try:
                await asyncio.to_thread(_ready, self._service, self._clock())
                break
            except PASSING as error:
                if pause is None:
                    raise NudgesError(
                        "The worker cannot start.",
                        f"The database was lost again and again ({type(error).__name__}).",
                        "See the database's own log; `nudges doctor` tells whether it can be used.",
                    ) from None
                log().warning("not ready yet", error=type(error).__name__)
                await asyncio.sleep(pause)
        await self._safely(self._tend)()
        collect_less()
        for delivery in self._deliveries:  # each on its own: a provider that hangs holds up no other's
            self._ticker.add_job(self._safely(partial(self._tick, delivery)), AtOnce(seconds=TICK))
        if self._dispatch:
            events = partial(self._dispatch.run, lambda: self._stopping)
            self._ticker.add_job(self._safely(events), "interval", seconds=TICK)
        self._ticker.add_job(self._safely(self._tend), "interval", seconds=TEND)
        self._ticker.add_job(self._safely(self._fan_out), "interval", seconds=TEND)
        self._ticker.add_job(self._safely(self._look), "interval", seconds=LOOK)
        self._ticker.add_job(self._safely(self._read), "interval", seconds=LOOK)
        self._ticker.add_job(self._safely(self._forget), "interval", seconds=FORGET)
        self._ticker.start()
        log().info("worker started", worker=self._id)

    async def stop(self) -> None:
        """Take on nothing new, let sends in flight finish for `GRACE` seconds, close the channels.

        It takes a second more at most: a database that hangs is not waited for.
        """
        self._stopping = True
        if self._ticker.running:
            self._ticker.pause()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=GRACE)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=_LAST)
        if self._ticker.running:
            self._ticker.shutdown(wait=False)
        await _close(self._service)
        with contextlib.suppress(PASSING, TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(self._gone), _LAST)
        log().info("worker stopped", worker=self._id)

    async def _tick(self, delivery: Delivery) -> None:
        if await self._gate.opens(delivery.medium):
            await delivery.run(lambda: self._stopping or self._gate.shuts())

    async def _tend(self) -> None:
        await asyncio.to_thread(tend, self._service, self._clock())
        await asyncio.to_thread(schedule_left_over, self._service, self._clock())
        await asyncio.to_thread(self._gate.beat)
        await asyncio.to_thread(self._service.tally.save, self._service.db)
        await asyncio.to_thread(self._tell_aside)
        await asyncio.to_thread(deal_with_requests, self._service, self._clock())
        await resolve(self._service, self._clock())

    async def _fan_out(self) -> None:
        await asyncio.to_thread(fan_out, self._service, self._clock, lambda: self._stopping)

    async def _look(self) -> None:
        await look(self._service, self._clock())

    async def _read(self) -> None:
        await read_mailbox(self._service, self._clock, lambda: self._stopping)

    async def _forget(self) -> None:
        await asyncio.to_thread(_forget, self._service, self._clock())

    def _tell_aside(self) -> None:
        with self._service.db.read() as tx:
            aside = set_aside(self._service, tx)
        if aside and aside != self._aside:
            why = "they cannot be read, or the schedule was made from other files"
            log().error("nothing of these plans is sent from here", plans=", ".join(aside), why=why)
        self._aside = aside

    def _gone(self) -> None:
        self._service.tally.save(self._service.db)
        if self._dispatch:
            self._dispatch.let_go()
        with self._service.db.write() as tx:
            heartbeats.gone(tx, self._id)

    def _failed(self, fault: str, **said: str) -> None:
        """Say what a tick failed of: the same once a minute, with how often it was since then."""
        now = self._clock()
        said_at, times = self._failures.get(fault, (None, 0))
        if said_at is not None and now - said_at < _SAY_AGAIN:
            self._failures[fault] = said_at, times + 1
            return
        log().error("tick failed", **said, times=times + 1)
        self._failures[fault] = now, 0

    def _safely(self, job: Callable[[], Coroutine[Any, Any, object]]) -> Callable[[], Awaitable[None]]:
        """A job that a passing fault (a database restart, say) does not end: it is told, and tried again."""

        async def safe() -> None:
            task = asyncio.create_task(job())
            self._under_way.add(task)
            try:
                await asyncio.shield(task)
            except NewerTablesError as error:
                self._stopping, self.error = True, error
                if self._ticker.running:
                    self._ticker.pause()
                self.over.set()
            except NudgesError as error:
                self._failed(error.what, what=error.what, why=error.why, fix=error.fix)
            except Exception as error:
                self._failed(type(error).__name__, error=type(error).__name__)
            finally:
                self._under_way.discard(task)

        return safe
