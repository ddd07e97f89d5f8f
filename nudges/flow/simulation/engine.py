"""A world of its own to play on: a clock, what people do at which moment, and a worker who comes when due."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from operator import itemgetter
from typing import Any

from nudges.channels.sandbox import SandboxChannel
from nudges.core.vocabulary import Medium
from nudges.core.zones import zone_named
from nudges.flow.delivery.deliver import deliveries
from nudges.flow.links import Links
from nudges.flow.service import Service
from nudges.flow.simulation.clock import PlayedClock
from nudges.flow.simulation.scenario import Outage
from nudges.flow.simulation.transcript import Teller
from nudges.store.nudges import planning
from nudges.store.simulation import read_all

#: What the last day holds back is seen through: a slot is at most a day late.
LONGER = timedelta(days=1)

#: By then each medium was served several times. What is due even so is looked at again a little later.
_TURNS, _LATER = 8, timedelta(minutes=1)


def midnight(day: date, zone: str) -> datetime:
    """When a day begins somewhere (UTC)."""
    return datetime.combine(day, time(), zone_named(zone)).astimezone(UTC)


class Stage:
    """Plays from `begins` until `ends` (UTC) on a service whose database is in memory; `teller` listens.

    `ids` are given away first when something needs an id, the last of them first.
    """

    def __init__(
        self,
        service: Service,
        teller: Teller,
        begins: datetime,
        ends: datetime,
        outages: Sequence[Outage] = (),
    ) -> None:
        self.ids: list[str] = []
        self.service = replace(
            service,
            channels={medium: SandboxChannel(medium, teller.took) for medium in Medium},
            links=Links(service.links.public_url, b"simulated"),  # always the same, and of no use elsewhere
            new_id=self._new_id,
        )
        self._teller, self._begins, self._ends = teller, begins, ends
        self._outages = sorted(outages, key=lambda outage: outage.since)
        self._clock = PlayedClock(begins)
        self._count = count(1)
        self._events: list[tuple[datetime, Callable[[datetime], object]]] = []

    def at(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        """Let this be done at that moment (UTC), which `act` is given."""
        self._events.append((moment, act))

    def play(self, seen: Callable[[float], None]) -> None:
        """Play it all; `seen` is told, now and then, what part is done (0 to 1)."""
        asyncio.run(self._played(seen))

    async def _played(self, seen: Callable[[float], None]) -> None:
        """Go from moment to moment. What is due goes first, so that a reply of that minute can answer it."""
        asyncio.get_running_loop().set_default_executor(_Inline())
        each, turn = deliveries(self.service, self._clock.now), 0
        events = sorted(self._events, key=itemgetter(0))[::-1]
        while True:
            now, due = self._clock.now(), self._due()
            event = events[-1][0] if events else None
            moment = min((at for at in (due, event) if at is not None), default=self._ends)
            if moment >= self._ends:
                return
            turn = turn + 1 if moment == now else 0
            self._clock.reach(moment)
            if due is None or moment < due:
                _, act = events.pop()
                act(moment)
            elif turn < _TURNS:
                # one after the other: what one plans for the other is due at once, and found the next time
                await each[turn % len(each)].run()
            else:
                self._clock.reach(moment + _LATER)
            if not turn:
                seen((moment - self._begins) / (self._ends - self._begins))

    def _due(self) -> datetime | None:
        """When a worker has something to do, and runs. Notes on the way why what waits is waiting."""
        with self.service.db.read() as tx:
            due = planning.next_due(tx)
            self._teller.held |= read_all.waiting(tx)
        if due is None:
            return None
        due = max(due, self._clock.now())
        for outage in self._outages:
            if outage.since <= due < outage.until:
                due = outage.until
        return due

    def _new_id(self) -> str:
        return self.ids.pop() if self.ids else f"simulated-{next(self._count)}"


class _Inline(ThreadPoolExecutor):
    """Does at once what was meant for a thread: a database in memory is one connection in one thread, nobody
    waits for anybody here, and so everything happens in the same order each time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done
