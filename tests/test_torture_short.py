"""The short form of `make torture`: real processes, really killed, and the provider's own books."""

import asyncio
import os
import random
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from nudges.flow.maintenance.reconcile import resolve
from nudges.flow.maintenance.rescue import tend
from nudges.loop import run_due
from tests.clocks import eventually
from tests.harness import SQLITE, Databases
from tests.torture.clock import Clock
from tests.torture.postgres import Server, postgres
from tests.torture.provider import FAULTS, Provider
from tests.torture.scene import Scene, all_ended, frozen
from tests.torture.worker import CLAIMED, INTENT, POINTS, READ, TAKEN

CLOCK = Clock()
HOUR, DAY = 3600.0, 26 * 3600.0


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with Provider(tmp_path_factory.mktemp("provider"), CLOCK) as provider:
        yield provider


class Stage:
    """Scenes on one kind of database."""

    def __init__(self, databases: Databases, folder: Path, provider: Provider) -> None:
        self.databases = databases
        self._folder, self._provider = folder, provider
        self._scenes: list[Scene] = []

    def scene(self, name: str, crowd: int = 4, **mood: object) -> Scene:
        url = self.databases.migrated()
        scene = Scene(f"{name} {url}", url, self._folder / str(len(self._scenes)), self._provider, CLOCK)
        self._scenes.append(scene)
        scene.mood(**mood)
        scene.joins(crowd)
        return scene

    def close(self) -> None:
        for scene in self._scenes:
            scene.__exit__(None, None, None)
            self.databases.drop(scene.settings.database_url)


@pytest.fixture
def stage(databases: Databases, tmp_path: Path, provider: Provider) -> Iterator[Stage]:
    stage = Stage(databases, tmp_path, provider)
    yield stage
    stage.close()


async def rests(scene: Scene, wrong: Sequence[float], begin: float) -> None:
    """A good worker goes on without waiting: its clock, the provider's and the leases' hop on together.

    `begin` is in seconds from now. In its first rounds our own clock is `wrong` by so many seconds.
    """
    service = scene.service(timeout=0.4)
    try:
        for n in range(10):
            ahead = begin + (60.0 * n if n < 9 else DAY)
            scene.lets_leases_run_out()
            scene.mood(ahead=ahead)
            now = CLOCK() + timedelta(seconds=ahead + (wrong[n] if n < len(wrong) else 0))
            tend(service, now)
            await resolve(service, now)
            await run_due(service, partial(_same, now))
            if scene.look() and n >= len(wrong):
                return
    finally:
        for channel in service.channels.values():
            await channel.close()


def _same(now: datetime) -> datetime:
    return now


def all_rest(scenes: Sequence[Scene], wrong: Sequence[float] = (), begin: float = 0) -> None:
    async def together() -> None:
        await asyncio.gather(*(rests(scene, wrong, begin) for scene in scenes))

    asyncio.run(together())


def kills(*workers: BaseProcess) -> None:
    """Kill what must have lived until now."""
    for worker in workers:
        worker.kill()
    assert all_ended(workers) == [-signal.SIGKILL] * len(workers)


def each_once(scene: Scene) -> None:
    """Everybody's welcome and nudge arrived, once, and we know it."""
    found = scene.balance()
    assert found.holds, f"{scene.name}: {found}"
    assert (found.nudges, found.untold) == (found.ends["accepted"], 0), f"{scene.name}: {found}"


def test_kill_9_at_every_named_point(stage: Stage) -> None:
    scenes = [stage.scene(point) for point in POINTS]
    struck = [scene.works(point, after=2) for point, scene in zip(POINTS, scenes, strict=True)]
    assert all_ended(struck) == [-signal.SIGKILL] * len(POINTS)
    all_rest(scenes)
    for scene in scenes:
        each_once(scene)


def test_a_worker_frozen_past_its_lease_wakes_up_to_others_having_gone_on(stage: Stage) -> None:
    # in the middle others are being written: frozen then, a process may keep SQLite's one lock
    points = (CLAIMED, INTENT) if stage.databases.name == SQLITE else (CLAIMED, INTENT, TAKEN, READ)
    scenes = [stage.scene(f"frozen {point}") for point in points]
    asleep = [scene.works(point, 2, signal.SIGSTOP) for point, scene in zip(points, scenes, strict=True)]
    assert all(frozen(worker) for worker in asleep)
    for scene in scenes:
        scene.lets_leases_run_out()
        tend(scene.service(), CLOCK())
    for worker in asleep:
        os.kill(worker.pid or 0, signal.SIGCONT)
        worker.terminate()  # it takes on nothing new, and ends what it had begun
    assert all_ended(asleep) == [0] * len(points)
    all_rest(scenes)
    for scene in scenes:
        each_once(scene)


def test_whatever_the_provider_does_with_a_post(stage: Stage) -> None:
    scenes = [stage.scene(f"provider {fault}", 2, fault=fault, first=3) for fault in FAULTS]
    all_rest(scenes)
    for scene in scenes:
        each_once(scene)


def test_duplicates_only_where_the_list_lags_behind_both_looks(stage: Stage) -> None:
    lags = (0, 30, 60, 100, 300)
    scenes = [stage.scene(f"lag {lag}", 2, fault="reset taken", first=4, lag=lag) for lag in lags]
    all_rest(scenes)
    for scene in scenes[:-1]:
        each_once(scene)
    late = scenes[-1].balance()
    assert (late.lost, late.unwritten, len(late.duplicates)) == ([], [], 4)
    assert all("2 times" in twice for twice in late.duplicates), "one new attempt, and no more"


@pytest.mark.parametrize("hours", [-6, 6])
@pytest.mark.parametrize("rounds", [1, 4])
def test_a_clock_that_is_hours_wrong_for_a_while(stage: Stage, hours: int, rounds: int) -> None:
    """With messages in doubt from before (their answers are lost, all of them), and from the wrong hours."""
    wrong = [0, *[hours * HOUR] * rounds]
    begin = 6 * HOUR if hours < 0 else 0  # the wrong hour must be a decent one too
    late, early = (stage.scene(f"clock {hours} {n}", 4, fault="reset taken", first=8) for n in range(2))
    all_rest([late], wrong=wrong, begin=begin)
    all_rest([early], wrong=wrong[1:], begin=begin)
    for scene in (late, early):
        each_once(scene)


def test_random_kills(stage: Stage) -> None:
    chance = random.Random(5)
    scene = stage.scene("kills", 4, fault="slow", share=0.5)
    workers = [scene.works() for _ in range(2 if stage.databases.name != SQLITE else 1)]
    for _ in range(6):
        time.sleep(chance.uniform(0.2, 1.2))
        victim = chance.randrange(len(workers))
        kills(workers[victim])
        workers[victim] = scene.works()
        scene.joins(3)
    kills(*workers)
    scene.mood(fault="")
    all_rest([scene])
    each_once(scene)


def test_the_database_goes_away_for_a_while(stage: Stage) -> None:
    scene = stage.scene("away", 6, fault="slow")
    worker = scene.works()
    if stage.databases.name == SQLITE:
        time.sleep(1.3)
        path = scene.settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(2)
            other.execute("COMMIT")
        _, hard = resource.prlimit(worker.pid or 0, resource.RLIMIT_FSIZE)
        scene.joins(6)
        resource.prlimit(worker.pid or 0, resource.RLIMIT_FSIZE, (4096, hard))  # as if the disk were full
        time.sleep(2)
        resource.prlimit(worker.pid or 0, resource.RLIMIT_FSIZE, (hard, hard))
    else:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        eventually(lambda: beats(scene.settings.database_url))
        for _ in range(8):
            time.sleep(0.4)
            cuts_connections(scene.settings.database_url, f"{cut} AND pid <> pg_backend_pid()")
    scene.until_settled(1)
    kills(worker)
    all_rest([scene])
    each_once(scene)


def beats(url: str) -> bool:
    """True once a worker has said that it is there."""
    engine = create_engine(url)
    with engine.connect() as conn:
        found = conn.execute(text("SELECT count(*) FROM heartbeat")).scalar_one()
    engine.dispose()
    return bool(found)


def cuts_connections(url: str, cut: str) -> None:
    engine = create_engine(url)
    with engine.connect() as conn:
        conn.execute(text(cut))
    engine.dispose()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


def test_postgresql_crashes_and_restarts(server: Server, tmp_path: Path, provider: Provider) -> None:
    with Scene("restarts", server.database("restarts"), tmp_path, provider, CLOCK) as scene:
        scene.mood(fault="slow")
        scene.joins(4)
        worker = scene.works()
        for mode in ("immediate", "fast"):
            time.sleep(1.6)
            server.restart(mode)
            with suppress(DBAPIError):
                scene.joins(4)
        scene.until_settled(1)
        kills(worker)
        all_rest([scene])
        each_once(scene)
