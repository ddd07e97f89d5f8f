"""`bench start`, `lateness` and `enrol`: the product's own commands by the real clock."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from nudges.settings import HOUSE
from tests.bench.databases import Databases
from tests.bench.fill import filled, make_due
from tests.bench.provider import Provider
from tests.bench.race import memory_mb
from tests.bench.stage import COMMAND, enrolled, environment, local_minute, noon_zone, nudges, people_csv

DUE = 100


@dataclass(frozen=True, slots=True)
class Started:
    """From the start of the worker's process to the first message taken; the most memory it held."""

    database: str
    enrolled: int
    first_after_s: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Late:
    """Seconds from the minute everybody was due to when the provider took their message."""

    database: str
    due: int
    p50_s: float
    p99_s: float
    last_s: float


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An import of a file of people."""

    database: str
    people: int
    seconds: float

    @property
    def rate(self) -> float:
        """People a second."""
        return self.people / self.seconds


@contextmanager
def _worker(url: str, api_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    env = environment(url, api_url) | {"PYTHONPATH": str(HOUSE)}
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*COMMAND, "worker"], env=env, cwd=empty, stdout=subprocess.DEVNULL, stderr=log
        )
        try:
            yield process
        except RuntimeError:
            log.seek(0)
            sys.stderr.write(log.read()[-2_000:])
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _until(provider: Provider, count: int, seconds: float, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the provider took this many. Raises RuntimeError if it does not come to that."""
    end = time.monotonic() + seconds
    while provider.count() < count:
        if time.monotonic() > end or process.poll() is not None:
            raise RuntimeError(f"the provider took {provider.count()} of {count}; worker: {process.poll()}")
        time.sleep(0.1)


def start(kinds: Sequence[Databases], provider: Provider, size: int) -> Iterator[Started]:
    """A worker is started on a large installation in which some are due."""
    for kind in kinds:
        now = datetime.now(UTC)
        name = filled(kind, size, noon_zone(now), now)
        kind.copy(name, "started")
        now = datetime.now(UTC)
        zone = noon_zone(now)
        kind.run("started", "UPDATE person SET zone = :zone WHERE zone <> :zone", zone=zone)
        make_due(kind, "started", DUE, *local_minute(now, -1))
        os.sync()
        provider.begin()
        began = time.time()
        with _worker(kind.url("started"), provider.url) as process:
            _until(provider, DUE, 120, process)
            time.sleep(2)  # the ticks after it may hold more
            peak = memory_mb(process.pid)
        kind.drop("started")
        yield Started(kind.name, size, provider.ledger()[0].at - began, peak)


def lateness(kinds: Sequence[Databases], provider: Provider, due: int) -> Iterator[Late]:
    """Many are due in one minute, and a worker is waiting for it."""
    for kind in kinds:
        now = datetime.now(UTC)
        moment, at = local_minute(now, 2 + due // 20_000)
        name = enrolled(kind, due, zone=noon_zone(now), at=at)
        provider.begin()
        with _worker(kind.url(name), provider.url) as process:
            if (moment - datetime.now(UTC)).total_seconds() < 10:
                raise RuntimeError("preparing took longer than it should; run it again")
            _until(provider, due, 300, process)
        kind.drop(name)
        provider.took_each_once(due)
        late = sorted(one.at - moment.timestamp() for one in provider.ledger())
        if late[0] < 0:
            raise RuntimeError("something was sent before it was due")
        yield Late(kind.name, due, median(late), quantiles(late, n=100)[98], late[-1])


def enrol(kinds: Sequence[Databases], people: int) -> Iterator[Enrolled]:
    """`nudges person import` of a file of people, from the start of the command to its end."""
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            file = people_csv(Path(folder) / "people.csv", people)
            url = kind.make("imported")
            nudges(url, "db", "upgrade")
            began = time.monotonic()
            nudges(url, "person", "import", str(file))
            took = time.monotonic() - began
        there = kind.run("imported", "SELECT count(*) FROM upcoming")
        kind.drop("imported")
        if there != people:
            raise RuntimeError(f"{there} of {people} have a next slot")
        yield Enrolled(kind.name, people, took)
