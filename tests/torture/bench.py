"""What all scenarios share, and the result of each."""

import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles

from tests.torture.clock import Clock
from tests.torture.oracle import Balance
from tests.torture.postgres import Server
from tests.torture.provider import Provider
from tests.torture.scene import Scene

SQLITE, POSTGRES = "sqlite", "postgresql"


@dataclass(frozen=True)
class Result:
    """One line of the report. Seconds are the service's; `allowed`: duplicates are within what is stated."""

    scenario: str
    database: str
    balance: Balance
    resolved: tuple[float, ...]
    seconds: float
    allowed: bool = False

    @property
    def holds(self) -> bool:
        """The oracle's word."""
        found = self.balance
        return found.holds or (self.allowed and not (found.lost or found.unwritten))

    def resolved_at(self, percent: int) -> float | None:
        """How long unknowns stayed so, in seconds, at this percentile; None if there were none."""
        if len(self.resolved) < 2:
            return self.resolved[0] if self.resolved else None
        return quantiles(self.resolved, n=100, method="inclusive")[percent - 1]


@dataclass(frozen=True)
class Bench:
    """One provider, one PostgreSQL and one clock for all; the long scenarios last `minutes`."""

    folder: Path
    provider: Provider
    server: Server
    clock: Clock
    minutes: float
    told: Callable[[Result], None]

    def run(
        self,
        name: str,
        database: str,
        torment: Callable[[Scene], object],
        *,
        allowed: bool = False,
        clock: Clock | None = None,
        url: str = "",
    ) -> Result:
        """Make a scene, torment it, and let it come to rest with one good worker."""
        began = time.monotonic()
        key = uuid.uuid4().hex
        sqlite = url or f"sqlite:///{self.folder}/{key}.db"
        address = self.server.database(key) if database == POSTGRES else sqlite
        own = replace(clock or self.clock, jump=self.folder / f"{key}.jump")
        with Scene(f"{name} {database}", address, self.folder, self.provider, own) as scene:
            torment(scene)
            scene.works()
            rests = scene.until_settled(30 + 420 / self.clock.speed)
            took = (time.monotonic() - began) * self.clock.speed
            if not rests:  # two attempts in doubt wait for a callback until it is too late: so be it
                scene.mood(fault="")  # for the slots of the day after
                scene.jumps(26 * 3600)
                scene.until_settled(30)
            result = Result(name, database, scene.balance(), tuple(scene.resolved), took, allowed)
        self.told(result)
        return result

    def waits(self, seconds: float) -> None:
        """So many seconds of the service's clock pass."""
        time.sleep(seconds / self.clock.speed)


def together(jobs: Sequence[Callable[[], Result]]) -> list[Result]:
    """Most of a scene is waiting, so many can be played at once."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        return [running.result() for running in [pool.submit(job) for job in jobs]]
