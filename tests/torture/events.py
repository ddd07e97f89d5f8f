"""`python -m tests.torture.events`: 100,000 events to a receiver that fails half the time and dies once.

The worker that sends is cut off in the middle of a round, too. Then the receiver's ledger is compared with
what was written: nothing may be missing, and of each person the first of every event comes in its order.
"""

import asyncio
import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import func, select

from nudges.channels.webhook import Webhook
from nudges.core.events import EventKind
from nudges.core.person.person import Person
from nudges.flow.events.dispatch import Dispatch
from nudges.flow.events.operate import unpark
from nudges.flow.service import Service
from nudges.store import tables as t
from nudges.store.db import Db, migrate, open_db
from nudges.store.engine import connect
from nudges.store.outbox import outbox, upkeep
from nudges.store.outbox.outbox import Event
from nudges.store.people import people
from tests.harness import KEYS, World
from tests.torture.clock import START
from tests.torture.postgres import postgres

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

#: Events written in one transaction, as many as the road writes results in.
GROUP = 100

#: How far the clock is set forward beyond the next try, so that many are due together.
_STEP = timedelta(minutes=2)

#: Of each person so many events.
EACH = 20


class Time:
    """Runs as any clock does, and is set forward while there is nothing to do but to wait."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._began = time.monotonic()

    def __call__(self) -> datetime:
        return START + timedelta(seconds=time.monotonic() - self._began) + self._ahead

    def forward_to(self, moment: datetime) -> None:
        self._ahead += max(timedelta(), moment - self())


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _receiver(port: int, ledger: Path, seed: int) -> Iterator[None]:
    told = [sys.executable, "-m", "tests.torture.event_receiver", str(port), str(ledger), str(seed)]
    process = subprocess.Popen(told)
    try:
        while process.poll() is None and not _listens(port):
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Counted:
    """What the ledger says."""

    lost: int
    twice: int
    out_of_order: int


def _counted(ledger: Path, written: dict[str, int]) -> Counted:
    """Compare the ledger with what was written for each person: events 0, 1, 2, …"""
    first: dict[str, list[int]] = {who: [] for who in written}
    times: Counter[str] = Counter()
    for line in ledger.read_text(encoding="ascii").splitlines():
        webhook_id, who, nr = line.split()
        times[webhook_id] += 1
        if times[webhook_id] == 1:
            first[who].append(int(nr))
    return Counted(
        lost=sum(written[who] - len(set(numbers)) for who, numbers in first.items()),
        twice=sum(times.values()) - len(times),
        out_of_order=sum(numbers != sorted(numbers) for numbers in first.values()),
    )


def _write(db: Db, many: int, now: datetime) -> tuple[dict[str, int], float]:
    """Write so many events, in groups; returns how many of each person, and events a second."""
    who = [f"{n:032x}" for n in range(max(1, many // EACH))]
    with db.write() as tx:
        people.add(tx, [Person(id=one, zone="UTC") for one in who], now)
    written = dict.fromkeys(who, 0)
    began = time.monotonic()
    for start in range(0, many, GROUP):
        events = []
        for n in range(start, min(many, start + GROUP)):
            one = who[n % len(who)]
            events.append(Event(EventKind.NUDGE_SENT, one, now, {"nr": written[one]}))
            written[one] += 1
        with db.write() as tx:
            outbox.write(tx, events)
    return written, many / (time.monotonic() - began)


def _next(service: Service) -> datetime | None:
    with service.db.read() as tx:
        found: datetime | None = tx.conn.execute(select(func.min(t.event.c.next_at))).scalar_one()
    return found


def _waiting(service: Service, now: datetime) -> int:
    with service.db.read() as tx:
        return upkeep.stand(tx, now, "").waiting


async def _cut(dispatch: Dispatch) -> None:
    """The worker is stopped in the middle of a round."""
    running = asyncio.create_task(dispatch.run())
    await asyncio.sleep(0.7)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


class _Enough:
    """True once no more than so many wait; it looks at every 500th question, since looking takes time."""

    def __init__(self, service: Service, now: Time, until: int) -> None:
        self._service, self._now, self._until = service, now, until
        self._asked = 0

    def __call__(self) -> bool:
        self._asked += 1
        return self._until > 0 and self._asked % 500 == 0 and self.now()

    def now(self) -> bool:
        return _waiting(self._service, self._now()) <= self._until


async def _deliver(service: Service, endpoint: Webhook, now: Time, *, until: int = 0) -> int:
    """Send until no more than so many wait; returns how many were parked meanwhile."""
    dispatch, parked, enough = Dispatch(service, endpoint, now), 0, _Enough(service, now, until)
    while True:
        await dispatch.run(enough)
        if enough.now():
            parked += unpark(service, now())
            if enough.now():
                break
        if (following := _next(service)) is not None:
            now.forward_to(following + _STEP)
    dispatch.let_go()
    return parked


def _scene(name: str, url: str, many: int, port: int, folder: Path) -> bool:
    engine, now, ledger = connect(url), Time(), folder / f"{name}.txt"
    migrate(engine)
    db = open_db(engine, KEYS, tells=True)
    ledger.touch()
    endpoint = Webhook(f"http://127.0.0.1:{port}/hooks", SECRET)
    service = replace(World(db).service, events=endpoint)
    written, rate = _write(db, many, now())

    async def torment() -> int:
        with _receiver(port, ledger, 1):
            await _cut(Dispatch(service, endpoint, now))
            now.forward_to(now() + timedelta(minutes=2))
            with db.write() as tx:  # a worker that was killed gives no lease back; it runs out
                tx.conn.execute(t.event_endpoint.update().values(lease_until=0.0))
            parked = await _deliver(service, endpoint, now, until=many // 2)
        # the receiver is dead for an hour
        dead, back = Dispatch(service, endpoint, now), now() + timedelta(hours=1)
        while now() < back:
            await dead.run()
            now.forward_to(now() + timedelta(seconds=30))
        dead.let_go()
        with _receiver(port, ledger, 2):
            parked += await _deliver(service, endpoint, now)
        await endpoint.close()
        return parked

    began = time.monotonic()
    parked = asyncio.run(torment())
    seconds = time.monotonic() - began
    found = _counted(ledger, written)
    db.close()
    posts = sum(1 for _ in ledger.open(encoding="ascii"))
    typer.echo(
        f"{name}: {many:,} events, {found.lost} lost, {found.twice:,} twice, "
        f"{found.out_of_order} people out of order, {parked} parked and tried anew; "
        f"written {rate:,.0f}/s, taken {posts / seconds:,.0f}/s ({seconds:.0f} s)"
    )
    return found.lost == 0 and found.out_of_order == 0


def main(
    events: Annotated[int, typer.Option(help="How many.")] = 100_000,
    only: Annotated[str, typer.Option(help="sqlite or postgresql; both if empty.")] = "",
    port: Annotated[int, typer.Option(help="Where the receiver listens; 0 for any free port.")] = 0,
) -> None:
    """Send events to a receiver that fails half the time, and compare its ledger."""
    held = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="nudges_events_") as name:
        folder = Path(name)
        if only in ("", "sqlite"):
            held.append(_scene("sqlite", f"sqlite:///{folder}/nudges.db", events, port, folder))
        if only in ("", "postgresql"):
            with postgres() as server:
                held.append(_scene("postgresql", server.database("events"), events, port, folder))
    raise typer.Exit(0 if all(held) else 1)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
