"""Whether a worker may send: after every absence it looks first (look_first.py)."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from nudges.core.vocabulary import Medium
from nudges.flow.maintenance.look_first import ABSENT, look_first
from nudges.flow.planning.agreement import file_marks
from nudges.flow.service import Service
from nudges.store.db import refuse_newer
from nudges.store.maintenance import heartbeats

#: Seconds before what could not be looked up is asked for again.
_AGAIN = 5.0


class Gate:
    """One worker's. It is shut at first, and whenever something may have been missed.

    That is: the database was away, this worker gave no sign of life for a minute (it, or its machine, stood
    still), or the database was restored from a backup.
    """

    def __init__(self, service: Service, clock: Callable[[], datetime], worker: str) -> None:
        self._service, self._clock, self._worker = service, clock, worker
        self._plans = file_marks(service)
        self._clear: set[Medium] = set()
        self._outages = service.db.outages  # how many there had been when it was last looked
        self._turn = asyncio.Lock()
        self._next_look = 0.0
        self._read_at = 0.0

    async def opens(self, medium: Medium) -> bool:
        """True if this medium may be used now. Raises NewerTablesError."""
        await asyncio.to_thread(self._read)
        self._read_at = asyncio.get_running_loop().time()
        async with self._turn:  # one look for all media
            if self._all_clear():
                return True
            if asyncio.get_running_loop().time() >= self._next_look:
                await self._look()
        return medium in self._clear or medium not in self._service.channels

    def shuts(self) -> bool:
        """True if something may have been missed since it was opened: what is being sent has to end."""
        late = asyncio.get_running_loop().time() - self._read_at > ABSENT.total_seconds()
        return late or self._outages != self._service.db.outages

    def beat(self) -> None:
        """Say that this worker is alive, and how far the database knows all. Raises NewerTablesError."""
        with self._service.db.write() as tx:
            refuse_newer(tx)
            if heartbeats.beat(tx, self._worker, self._plans) > ABSENT.total_seconds():
                self._clear = set()
            if self._all_clear():
                heartbeats.listened(tx, self._clock())

    def _all_clear(self) -> bool:
        return self._outages == self._service.db.outages and self._clear >= set(self._service.channels)

    async def _look(self) -> None:
        self._clear, self._next_look = set(), asyncio.get_running_loop().time() + _AGAIN
        seen = self._service.db.outages
        self._clear = await look_first(self._service, self._clock, outage=seen != self._outages)
        self._outages = seen
        if self._all_clear():  # the next absence is looked into at once
            self._next_look = 0.0

    def _read(self) -> None:
        with self._service.db.read() as tx:
            refuse_newer(tx)
            absent = heartbeats.own_age(tx, self._worker) > ABSENT.total_seconds()
            if absent or heartbeats.restored(tx):
                self._clear = set()
