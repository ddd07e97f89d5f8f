"""One installation under torture: its database, its account at the provider, and its worker processes."""

import itertools
import signal
import socket
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from nudges.app.database import open_store
from nudges.app.service import build
from nudges.core.vocabulary import Medium
from nudges.flow.planning.enrol import Newcomer, join
from nudges.flow.service import Service
from nudges.settings import Settings
from nudges.store import tables as t
from nudges.store.db import db_clock
from nudges.store.nudges.queue import LEASE
from tests.torture.clock import Clock
from tests.torture.oracle import ENDS, Balance, balance
from tests.torture.processes import PROCESSES
from tests.torture.provider import TOKEN, Mood, Provider
from tests.torture.web import serve
from tests.torture.worker import AT_PROVIDER, Orders, twilio, work

PLAN = "torture"
STEP = "daily"
PLAN_FILE = """
title: Torture
about: One small thing, while everything goes wrong.
steps:
  daily:
    every: day
    at: "10:00"
    channel: sms
    expects: done
    max_late: 9h
    practices: [g1-s5-b3, g1-s2-b2, g2-s3-b3]
"""

#: Alembic keeps its context in a module, so one thread at a time may bring a database up to date.
_OPENING = threading.Lock()


class Scene:
    """Everybody lives in UTC, and gets a welcome and one nudge."""

    def __init__(self, name: str, url: str, folder: Path, provider: Provider, clock: Clock) -> None:
        self.name, self.clock, self.provider = name, clock, provider
        self.account = "AC" + uuid.uuid4().hex
        self._folder = folder / self.account
        (self._folder / "schedules").mkdir(parents=True)
        (self._folder / "schedules" / f"{PLAN}.yaml").write_text(PLAN_FILE)
        self.settings = Settings(
            _env_file=None,
            nudges_send="live",
            database_url=url,
            nudges_key=SecretStr(Fernet.generate_key().decode()),
            schedules=self._folder / "schedules",
            twilio_account_sid=self.account,
            twilio_auth_token=SecretStr(TOKEN),
            twilio_from="MG" + "0" * 32,
            twilio_api_url=provider.url,
        )
        with _OPENING:
            self._db = open_store(self.settings)
        self._people: list[str] = []
        self._numbers = itertools.count()
        self._workers: list[ForkServerProcess] = []
        self._mood = Mood()
        self._doubted: dict[int, datetime] = {}
        self.resolved: list[float] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.kill()
            worker.join()
        self._db.close()

    def service(self, timeout: float = 15.0) -> Service:
        """The product in this very process, on the same database and provider."""
        return build(self.settings, self._db, {Medium.SMS: twilio(self.settings, timeout)})

    def joins(self, crowd: int) -> None:
        """Add people. They joined half an hour ago, so that welcome and nudge are both due by now."""
        joined = self.clock() - timedelta(minutes=30)
        at = f"{joined + timedelta(minutes=1):%H:%M}"
        newcomers = [
            Newcomer(
                PLAN,
                "Etc/UTC",
                phone=f"+1555{next(self._numbers):07}",
                consent=date(2026, 5, 1),
                times={STEP: at},
                discreet=False,
            )
            for _ in range(crowd)
        ]
        self._people += [one.person_id for one in join(self.service(), newcomers, joined)]

    def works(self, point: str = "", after: int = 1, struck: int = signal.SIGKILL) -> ForkServerProcess:
        """Start a worker process that is struck at a point of the road; forever well without one."""
        orders = Orders(
            settings=self.settings,
            clock=self.clock,
            log=self._folder / "worker.log",
            point=point,
            after=after,
            signal=int(struck),
            timeout=15 / self.clock.speed,
        )
        worker = PROCESSES.Process(target=work, args=(orders,), daemon=True)
        worker.start()
        self._workers.append(worker)
        if point in AT_PROVIDER:
            self.mood(pid=worker.pid, when=AT_PROVIDER[point], after=after, signal=int(struck))
        return worker

    def serves(self) -> None:
        """Start a web server, which the provider tells what became of messages; before any worker."""
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        where = {"port": port, "public_url": f"http://127.0.0.1:{port}"}
        self.settings = self.settings.model_copy(update=where)
        given = self.settings, self.clock, self._folder / "web.log"
        web = PROCESSES.Process(target=serve, args=given, daemon=True)
        web.start()
        self._workers.append(web)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port))):
                return
            time.sleep(0.1)
        raise RuntimeError("the web server does not listen")

    def mood(self, **given: Any) -> None:
        """Change the provider's mood towards us; a strike that was asked for is not asked for again."""
        changed: dict[str, Any] = {"pid": 0, "when": ""} | given
        self._mood = replace(self._mood, **changed)
        self.provider.is_in(self.account, self._mood)

    def jumps(self, seconds: float) -> None:
        """Our own clock, not the provider's, is wrong by so many seconds from now on."""
        if self.clock.jump is None:
            raise ValueError("this clock has no file to be told by")
        self.clock.jump.write_text(str(seconds))

    def look(self) -> bool:
        """Note who is in doubt, since their first attempt; True once everything that came due has its end."""
        first = select(func.min(t.attempt.c.at)).where(t.attempt.c.nudge_id == t.nudge.c.id).scalar_subquery()
        with self._db.read() as tx:
            rows = tx.conn.execute(select(t.nudge.c.id, t.nudge.c.status, first.label("tried_at"))).all()
        doubted = {row.id: row.tried_at for row in rows if row.status == "unknown"}
        over = [self._doubted.pop(one) for one in [*self._doubted] if one not in doubted]
        self.resolved += [(self.clock() - tried_at).total_seconds() for tried_at in over]
        self._doubted |= doubted
        if self.clock.speed > 1:
            self._leases_at_the_clocks_speed()
        return len(rows) >= 2 * len(self._people) and all(row.status in ENDS for row in rows)

    def all_delivered(self) -> bool:
        """True if that is what is written of every nudge."""
        with self._db.read() as tx:
            return {*tx.conn.execute(select(t.nudge.c.status)).scalars()} == {"delivered"}

    def until_settled(self, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> bool:
        """Look until everything has its end, for so many seconds at most; True if it came to that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            meanwhile()
            try:
                if self.look():
                    return True
            except DBAPIError:  # the database is being tortured too
                pass
            time.sleep(0.4)
        return False

    def lets_leases_run_out(self) -> None:
        """What a minute of waiting does."""
        with self._db.write() as tx:
            tx.conn.execute(update(t.nudge).where(t.nudge.c.lease_until.is_not(None)).values(lease_until=1.0))

    def _leases_at_the_clocks_speed(self) -> None:
        longest = db_clock() + LEASE / self.clock.speed
        with self._db.write() as tx:
            tx.conn.execute(
                update(t.nudge).where(t.nudge.c.lease_until > longest).values(lease_until=longest)
            )

    def balance(self) -> Balance:
        """What the oracle says."""
        slots = [(person, step) for person in self._people for step in ("welcome", STEP)]
        return balance(self._db, self.provider.ledger(self.account), slots)


def ended(process: BaseProcess, seconds: float = 20) -> int | None:
    """The exit code of a process once it has ended, -9 if it was killed; None if it has not."""
    process.join(seconds)
    return process.exitcode


def all_ended(processes: Sequence[BaseProcess], seconds: float = 20) -> list[int | None]:
    """The exit codes of several."""
    end = time.monotonic() + seconds
    return [ended(process, max(0.0, end - time.monotonic())) for process in processes]


def frozen(process: BaseProcess, seconds: float = 20) -> bool:
    """True once a process stands still after SIGSTOP."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        state = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "T":
            return True
        time.sleep(0.02)
    return False
