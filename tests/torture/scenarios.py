"""What is done to the engine. Each scenario gives one result a scene; `QUIET` ones may be played together."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from nudges.store.nudges.queue import LEASE
from tests.torture.bench import POSTGRES, SQLITE, Bench, Result, together
from tests.torture.provider import FAULTS
from tests.torture.scene import Scene, ended, frozen
from tests.torture.worker import CLAIMED, INTENT, POINTS, READ, TAKEN

#: Seconds of list lag that the product bridges: two empty lists, 45 s after the attempt and 60 s later.
WINDOW = 105

BOTH = (SQLITE, POSTGRES)


def points(bench: Bench) -> Sequence[Result]:
    """kill -9 at every named point."""

    def torment(point: str, scene: Scene) -> None:
        scene.joins(12)
        if ended(scene.works(point, after=5), 60) != -signal.SIGKILL:
            raise RuntimeError(f"no worker ever came to the point {point!r}")

    return together(
        [
            partial(bench.run, f"kill at {point}", database, partial(torment, point))
            for database in BOTH
            for point in POINTS
        ]
    )


def kills(bench: Bench) -> Sequence[Result]:
    """200 random kills in five minutes, three workers on PostgreSQL, people joining all the while."""
    chance = random.Random(11)

    def torment(scene: Scene) -> None:
        scene.mood(fault="slow", share=0.5)
        workers = [scene.works() for _ in range(3)]
        for _ in range(round(40 * bench.minutes)):
            scene.joins(4)
            scene.until_settled(chance.uniform(0.5, 2.5))
            victim = chance.randrange(3)
            workers[victim].kill()
            workers[victim] = scene.works()
        scene.mood()

    return [bench.run(f"{round(40 * bench.minutes)} random kills, 3 workers", POSTGRES, torment)]


def callbacks(bench: Bench) -> Sequence[Result]:
    """Signed callbacks to a web server, late, again, in any order, beside forged ones; two workers killed."""
    chance = random.Random(15)

    def torment(scene: Scene) -> None:
        scene.mood(fault="slow", share=0.5, callback=60)
        scene.serves()
        workers = [scene.works() for _ in range(2)]
        for _ in range(40):
            scene.joins(4)
            scene.until_settled(chance.uniform(0.5, 2.5))
            victim = chance.randrange(2)
            workers[victim].kill()
            workers[victim] = scene.works()
        for _ in range(300):
            bench.waits(1)
            if scene.look() and scene.all_delivered():
                return
        raise RuntimeError("not every message is known to be delivered, though the callbacks said so")

    return [bench.run("callbacks late, twice, forged; 40 kills", database, torment) for database in BOTH]


def freezes(bench: Bench) -> Sequence[Result]:
    """SIGSTOP past the lease, while another worker goes on, then SIGCONT."""

    def torment(point: str, seconds: float, scene: Scene) -> None:
        scene.joins(12)
        worker = scene.works(point, after=5, struck=signal.SIGSTOP)
        if not frozen(worker, 60):
            raise RuntimeError(f"no worker ever came to the point {point!r}")
        scene.works()
        scene.until_settled(seconds / bench.clock.speed)
        os.kill(worker.pid or 0, signal.SIGCONT)
        time.sleep(3)  # for whatever it was about to do

    cases = [(point, LEASE + 15) for point in (CLAIMED, INTENT, TAKEN, READ)] + [(INTENT, 4 * LEASE)]
    return together(
        [
            partial(bench.run, f"{seconds} s frozen at {point}", database, partial(torment, point, seconds))
            for database in BOTH
            for point, seconds in cases
        ]
    )


def restarts(bench: Bench) -> Sequence[Result]:
    """PostgreSQL restarted every 5-40 s, by turns as in a crash and in good order, with two workers."""
    chance = random.Random(12)

    def torment(scene: Scene) -> None:
        for _ in range(2):
            scene.works()
        end, modes = time.monotonic() + 60 * bench.minutes, ["immediate", "fast"]
        while time.monotonic() < end:
            _busy(scene, chance.uniform(5, 40))
            bench.server.restart(modes[0])
            modes.reverse()

    return [bench.run("PostgreSQL restarted every 5-40 s", POSTGRES, torment)]


def cuts(bench: Bench) -> Sequence[Result]:
    """Every connection to PostgreSQL cut each 0.5-3 s, for a minute, with two workers."""
    chance = random.Random(13)

    def torment(scene: Scene) -> None:
        for _ in range(2):
            scene.works()
        for _ in range(35):
            _busy(scene, chance.uniform(0.5, 3))
            bench.server.cut(scene.settings.database_url)

    return [bench.run("connections cut every 0.5-3 s", POSTGRES, torment)]


def _busy(scene: Scene, seconds: float) -> None:
    """People join for so long, as far as the database lets them."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(DBAPIError):
            scene.joins(2)
        time.sleep(0.3)


def locks(bench: Bench) -> Sequence[Result]:
    """SQLite locked by another process for 2-40 s, again and again."""

    def torment(scene: Scene) -> None:
        scene.works()
        for seconds in (2, 10, 25, 40):
            scene.joins(20)
            scene.until_settled(1.3)
            path = scene.settings.database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(seconds)
                other.execute("COMMIT")

    return [bench.run("SQLite locked for 2, 10, 25, 40 s", SQLITE, torment)]


def full(bench: Bench) -> Sequence[Result]:
    """A full disk, for 30 s while messages are on their way, then room again. Mounting it needs root."""
    chance = random.Random(14)
    disk = bench.folder / "disk"

    def torment(scene: Scene) -> None:
        scene.works()
        for _ in range(3):
            scene.joins(60)
            scene.until_settled(chance.uniform(0.9, 1.2))
            with suppress(OSError), open(disk / "filler", "wb", buffering=0) as filler:
                while filler.write(bytes(4096)):
                    pass
            time.sleep(10)
            (disk / "filler").unlink()
            time.sleep(2)

    with _small_disk(disk):
        return [bench.run("disk full", SQLITE, torment, url=f"sqlite:///{disk}/nudges.db")]


@contextmanager
def _small_disk(disk: Path) -> Iterator[None]:
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def provider(bench: Bench) -> Sequence[Result]:
    """Everything a provider may do to a post, to every first one; and all of it by chance."""

    def torment(fault: str, scene: Scene) -> None:
        if fault == "mixed":
            scene.mood(fault=fault, share=0.5)
        else:
            scene.mood(fault=fault, first=24)
        scene.joins(12)

    return together(
        [
            partial(bench.run, f"provider: {fault}", database, partial(torment, fault))
            for database in BOTH
            for fault in (*FAULTS, "mixed")
        ]
    )


def lags(bench: Bench) -> Sequence[Result]:
    """Every message taken and its answer lost, with a list that shows it so many seconds later."""

    def torment(lag: int, scene: Scene) -> None:
        scene.mood(fault="reset taken", first=24, lag=lag)
        scene.joins(12)

    return together(
        [
            partial(
                bench.run,
                f"answers lost, list lag {lag} s",
                POSTGRES,
                partial(torment, lag),
                allowed=lag >= WINDOW,
            )
            for lag in (0, 30, 60, 120, 300)
        ]
    )


def clocks(bench: Bench) -> Sequence[Result]:
    """The worker's clock six hours wrong for a minute, with messages in doubt, and right again."""

    def torment(hours: int, ahead: float, scene: Scene) -> None:
        scene.mood(fault="reset taken", share=0.5, ahead=ahead)
        scene.works()
        for wrong in (hours * 3600, 0):
            scene.joins(12)
            bench.waits(4)
            scene.jumps(wrong)
            bench.waits(60)
        scene.mood(fault="")

    def job(database: str, hours: int) -> Callable[[], Result]:
        # the wrong hour must be a decent one too: six hours back are taken from the afternoon
        ahead = 5 * 3600 if hours < 0 else 0
        clock = replace(bench.clock, start=bench.clock.start + timedelta(seconds=ahead))
        return partial(
            bench.run,
            f"clock {hours:+} h for a minute",
            database,
            partial(torment, hours, ahead),
            clock=clock,
        )

    return together([job(database, hours) for database in BOTH for hours in (-6, 6)])


_Scenario = Callable[[Bench], Sequence[Result]]

QUIET: dict[str, _Scenario] = {
    made.__name__: made for made in (points, freezes, callbacks, lags, provider, clocks, locks, full)
}
LOUD: dict[str, _Scenario] = {made.__name__: made for made in (cuts, kills, restarts)}
