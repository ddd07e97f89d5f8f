"""The engine of a simulation: a clock, events (what people do), and deliveries that run when due."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
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
from nudges.store.nudges import upcoming
from nudges.store.simulation import read_all

#: How long a simulation runs on, so that messages held on the last day go out: a slot is at most a day late.
LONGER = timedelta(days=1)

#: Runs at one moment before the clock moves on a little, in case something due cannot be sent.
_TURNS, _LATER = 8, timedelta(minutes=1)


class Enough(Exception):  # noqa: N818
    """`seen` raises it to end a simulation where it is; what happened until then counts."""


def midnight(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a day begins in a zone."""
    return datetime.combine(day, time(), zone_named(zone)).astimezone(UTC)


class Stage:
    """Simulates from `begins` until `ends` (UTC), on a service with a database in memory. `teller` records.

    New objects get their ids from `ids`, the last one first, and then generated ones.
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
            channels={medium: SandboxChannel(medium, teller.took, name="simulation") for medium in Medium},
            links=Links(
                service.links.public_url, b"simulated"
            ),  # links that are reproducible, and valid nowhere
            new_id=self._new_id,
        )
        self._teller, self._begins, self._ends = teller, begins, ends
        self._outages = sorted(outages, key=lambda outage: outage.since)
        self._clock = PlayedClock(begins)
        self._count = count(1)
        self._events: list[tuple[datetime, Callable[[datetime], object]]] = []

    def at(self, moment: datetime, act: Callable[[datetime], object]) -> None:
        """Call `act` with `moment` (UTC) when the clock gets there."""
        self._events.append((moment, act))

    def play(self, seen: Callable[[float], None]) -> None:
        """Run the simulation. `seen` is called now and then with the fraction done (0 to 1).

        If it raises Enough, the simulation ends there.
        """
        with suppress(Enough):
            asyncio.run(self._played(seen))

    async def _played(self, seen: Callable[[float], None]) -> None:
        """Go from moment to moment. Nudges go before events, so a reply in that minute can answer them."""
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
                # take turns: what one medium plans for the other is due at once, and found at the next turn
                await each[turn % len(each)].run()
            else:
                self._clock.reach(moment + _LATER)
            if not turn:
                seen((moment - self._begins) / (self._ends - self._begins))

    def _due(self) -> datetime | None:
        """When a worker next has something to do, outside outages. Also records why nudges are waiting."""
        with self.service.db.read() as tx:
            due = upcoming.next_due(tx)
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
    """Runs calls at once instead of in a thread. The database in memory has one connection for one thread,
    and everything happens in the same order each time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done
