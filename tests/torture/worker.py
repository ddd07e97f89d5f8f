"""A worker process: the real loop on a real database, struck down at a named point of the road.

Nothing in the product knows of it. What was committed is seen by looking after each transaction; the two
points in the middle are the provider's to strike.
"""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
from sqlalchemy import func, select

from nudges.app.database import open_store
from nudges.app.service import build
from nudges.channels.base import Channel, Message, Receipt
from nudges.channels.twilio import TwilioChannel
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.service import Service
from nudges.loop import Worker
from nudges.settings import Settings
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from tests.torture.clock import Clock

CLAIMED, INTENT, SENT, TAKEN, READ, RESULT = POINTS = (
    "claimed",
    "intent committed",
    "request sent",
    "provider accepted",
    "response read",
    "result committed",
)

#: The points that the provider strikes, by the moment it knows them as.
AT_PROVIDER = {SENT: "received", TAKEN: "taken"}


@dataclass(frozen=True)
class Orders:
    """What a worker process is to do, and where it is to be struck with `signal`, at the `after`th time."""

    settings: Settings
    clock: Clock
    log: Path
    point: str = ""
    after: int = 1
    signal: int = int(signal.SIGKILL)
    timeout: float = 15.0


class _Watched(Db):
    """The database's two doors; after every write it is looked at how far the road has come."""

    def __init__(self, real: Db, seen: Callable[[Tx], None]) -> None:
        self._real, self._seen = real, seen
        self.vault, self.name = real.vault, real.name
        # who is frozen here holds no lock of SQLite's, of which there is one for all processes
        self._alone: AbstractContextManager[object] = Lock() if real.name == "sqlite" else nullcontext()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        with self._alone:
            with self._real.write() as tx:
                yield tx
            with self._real.read() as tx:
                self._seen(tx)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self._real.read() as tx:
            yield tx

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def close(self) -> None:
        self._real.close()


class _Struck:
    """A channel that is struck down when it has read the provider's answer."""

    def __init__(self, real: Channel, strike: Callable[[str], None]) -> None:
        self._real, self._strike = real, strike
        self.name, self.medium = real.name, real.medium
        self.most, self.pace, self.records = real.most, real.pace, real.records

    async def send(self, message: Message) -> Receipt:
        receipt = await self._real.send(message)
        self._strike(READ)
        return receipt

    async def check(self) -> str:
        return await self._real.check()

    async def close(self) -> None:
        await self._real.close()


class _Striker:
    """Strikes this very process, once, when its point is reached for the `after`th time."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._reached, self._struck = 0, False

    def reached(self, point: str) -> None:
        if point == self._orders.point:
            self._reached += 1
            self._strike_at(self._reached)

    def looked(self, tx: Tx) -> None:
        """How many nudges stand at the point that is waited for, now that something was committed."""
        n = t.nudge.c
        sending = n.status == Status.SENDING
        where = {
            CLAIMED: sending & n.attempt_id.is_(None),
            INTENT: sending & n.attempt_id.is_not(None),
            RESULT: n.status == Status.ACCEPTED,
        }.get(self._orders.point)
        if where is not None and not self._struck:
            self._strike_at(tx.conn.execute(select(func.count(n.id)).where(where)).scalar_one())

    def _strike_at(self, count: int) -> None:
        if count >= self._orders.after and not self._struck:
            self._struck = True
            os.kill(os.getpid(), self._orders.signal)
            time.sleep(0.1)  # the signal reaches every thread, but not all at the same instant


def twilio(settings: Settings, timeout: float) -> TwilioChannel:
    """The product's own channel, to the provider that the settings name; `timeout` seconds to read."""
    return TwilioChannel(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_from,
        settings.twilio_api_url,
        connect_timeout=min(5.0, timeout),
        read_timeout=timeout,
    )


def service_of(orders: Orders) -> Service:
    """The product, put together as `nudges worker` does, with its edges wrapped."""
    striker = _Striker(orders)
    db = _Watched(open_store(orders.settings), striker.looked)
    edge = _Struck(twilio(orders.settings, orders.timeout), striker.reached)
    return build(orders.settings, db, {Medium.SMS: edge})


def work(orders: Orders) -> None:
    """The life of a worker process: it ends only by being killed, or asked to with SIGTERM."""
    with orders.log.open("a") as log:
        os.dup2(log.fileno(), 2)  # and what it dies of
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that lasts longer is no news

        async def life() -> None:
            asked = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
            worker = Worker(service_of(orders), orders.clock)
            await worker.start()
            await asked.wait()
            await worker.stop()

        asyncio.run(life())
