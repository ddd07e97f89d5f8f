"""The loop written by hand, as good as a good engineer makes it: what the product is measured against.

The same effects on the same tables, the same decryption, rendering and POSTs, and nothing else: no rules of
time, no choice of practice, no retries, no log. Statements take a batch at a time, commits hold up to 500
nudges, a fixed number of senders share one aiohttp session, and the next batch is made while they send.
"""

import asyncio
import contextlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

import aiohttp
from yarl import URL

from tests.bench.message import Letter, Writer

BATCH = 500
GROUP = 0.1  # seconds a result may wait to be written


class Row(NamedTuple):
    """One claimed nudge."""

    id: int
    local_date: Any
    person_id: str
    data_key: Any
    phone: Any


class Next(NamedTuple):
    """One nudge to insert, and where its step moves on to."""

    person_id: str
    plan: str
    step: str
    local_date: date
    n: int
    due_at: datetime
    expires_at: datetime
    next_date: date
    next_due_at: datetime


class Result(NamedTuple):
    """What the provider said of one."""

    id: int
    attempt_id: str
    local_date: Any
    status: str
    provider_id: str | None


class Store(Protocol):
    """The five statements of the road, each for a batch and in one transaction."""

    async def due(self, now: datetime) -> list[Any]: ...
    async def plan(self, nexts: Sequence[Next]) -> None: ...
    async def claim(self, now: datetime) -> list[Row]: ...
    async def intend(self, made: Sequence[tuple[Row, Letter]], now: datetime) -> set[int]: ...
    async def record(self, results: Sequence[Result], now: datetime) -> None: ...
    async def close(self) -> None: ...


def following(due: Any) -> Next:
    """The nudge of a due slot, and the slot after it on the person's own clock."""
    person_id, plan, step, local_date, n, due_at, zone = due
    at = due_at.astimezone(ZoneInfo(zone)).time()
    after = local_date + timedelta(days=1)
    next_due_at = datetime.combine(after, wall(at.hour, at.minute), ZoneInfo(zone)).astimezone(UTC)
    return Next(person_id, plan, step, local_date, n, due_at, due_at + timedelta(hours=3), after, next_due_at)


class Loop:
    """The road, once."""

    def __init__(self, store: Store, writer: Writer, in_flight: int, now: datetime) -> None:
        self._store, self._writer, self._in_flight, self._now = store, writer, in_flight, now
        self._url = URL(writer.url)
        self._letters: asyncio.Queue[tuple[Row, Letter] | None] = asyncio.Queue(2 * BATCH)
        self._results: list[Result] = []
        self._some, self._over = asyncio.Event(), False
        self.sent = 0

    async def run(self) -> None:
        """Plan what is due, send it, and write down what became of it."""
        while due := await self._store.due(self._now):
            await self._store.plan([following(one) for one in due])
        timeout = aiohttp.ClientTimeout(total=20)
        connector = aiohttp.TCPConnector(limit=self._in_flight)
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar) as http:
            recorder = asyncio.create_task(self._record())
            senders = [asyncio.create_task(self._send(http)) for _ in range(self._in_flight)]
            while rows := await self._store.claim(self._now):
                made = [(row, self._writer.letter(row.person_id, row.data_key, row.phone)) for row in rows]
                ours = await self._store.intend(made, self._now)
                for row, letter in made:
                    if row.id in ours:
                        await self._letters.put((row, letter))
            for _ in senders:
                await self._letters.put(None)
            await asyncio.gather(*senders)
            self._over = True
            self._some.set()
            await recorder

    async def _send(self, http: aiohttp.ClientSession) -> None:
        url, headers = self._url, self._writer.headers
        while (one := await self._letters.get()) is not None:
            row, letter = one
            try:
                async with http.post(url, data=letter.form, headers=headers) as answer:
                    body = await answer.read()
                sid = json.loads(body)["sid"] if answer.status == 201 else None
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError):
                sid = None
            self._results.append(
                Result(row.id, letter.attempt_id, row.local_date, "accepted" if sid else "unknown", sid)
            )
            if len(self._results) >= BATCH:
                self._some.set()

    async def _record(self) -> None:
        while not (self._over and not self._results):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GROUP):
                    await self._some.wait()
            self._some.clear()
            results, self._results = self._results, []
            if results:
                await self._store.record(results, self._now)
                self.sent += len(results)
