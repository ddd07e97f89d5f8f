"""`bench road`: the whole road, the product and the hand-written loop in turn on copies of one database."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from nudges.app.database import open_store
from nudges.app.edges import channels
from nudges.app.service import build
from nudges.settings import HOUSE
from tests.bench import product
from tests.bench.databases import Databases
from tests.bench.message import Job
from tests.bench.provider import Provider
from tests.bench.race import Ran, race
from tests.bench.stage import KEY, PLAN, STEP, due_at, enrolled

PRODUCT, LOOP = "tests.bench.product", "tests.bench.loop"


@dataclass(frozen=True, slots=True)
class Case:
    """One way to run the road. `in_flight` is the loop's; the product finds its own."""

    database: str
    workers: int
    delay: float
    in_flight: int


CASES = (
    Case("SQLite", 1, 0.0, 64),
    Case("PostgreSQL", 1, 0.0, 64),
    Case("PostgreSQL", 2, 0.0, 64),
    Case("SQLite", 1, 0.1, 512),
    Case("PostgreSQL", 1, 0.1, 512),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A case run several times, in turn with the loop."""

    case: Case
    product: Sequence[Ran]
    loop: Sequence[Ran]

    def rate(self, runs: Sequence[Ran]) -> float:
        """Median nudges a second."""
        return median(run.rate for run in runs)

    def cpu_us(self, runs: Sequence[Ran]) -> float:
        """Median microseconds of CPU a nudge, in the contender's own processes."""
        return median(1e6 * run.cpu / run.nudges for run in runs)

    @property
    def ratio(self) -> float:
        """The product's rate over the loop's."""
        return self.rate(self.product) / self.rate(self.loop)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self.case) | {
            "product_per_second": round(self.rate(self.product)),
            "loop_per_second": round(self.rate(self.loop)),
            "ratio": round(self.ratio, 3),
            "product_cpu_us": round(self.cpu_us(self.product)),
            "loop_cpu_us": round(self.cpu_us(self.loop)),
            "product_runs": [asdict(run) for run in self.product],
            "loop_runs": [asdict(run) for run in self.loop],
        }


def job_for(kind: Databases, name: str, api_url: str, now: datetime) -> Job:
    """What every contender on this database is told."""
    job = Job(
        database_url=kind.url(name),
        redis_url="",
        api_url=api_url,
        key=KEY,
        templates=str(HOUSE / "templates"),
        now=now.isoformat(),
        pool=[],
        in_flight=64,
        workers=1,
    )
    settings = product.settings(job)
    db = open_store(settings)
    try:
        service = build(settings, db, channels(settings))
    finally:
        db.close()
    practices = [service.guides.practice(it) for it in service.plans[PLAN].steps[STEP].practices]
    return Job(
        **job | {"pool": [(it.id, service.guides.guide(it.guide).version, it.sms) for it in practices]}
    )


def run_once(
    kind: Databases,
    prepared: str,
    provider: Provider,
    job: Job,
    module: str,
    due: int,
    workers: int,
    delay: float,
) -> Ran:
    """One run on a fresh copy; what the provider took and what the database says are both checked."""
    url = kind.copy(prepared, "run")
    try:
        provider.begin(delay)
        ran = race(module, {**job, "database_url": url}, workers)
        provider.took_each_once(due)
        accepted = kind.run("run", "SELECT count(*) FROM nudge WHERE status = 'accepted'")
        attempts = kind.run("run", "SELECT count(*) FROM attempt WHERE provider_id IS NOT NULL")
        waiting = kind.run("run", "SELECT count(*) FROM upcoming WHERE due_at <= :now", now=job["now"])
        if (accepted, attempts, waiting, ran.nudges) != (due, due, 0, due):
            raise RuntimeError(f"{accepted=} {attempts=} {waiting=} {ran.nudges=} of {due}")
        return ran
    finally:
        kind.drop("run")


def road(
    kinds: Sequence[Databases], provider: Provider, due: int, runs: int, cases: Sequence[Case] = CASES
) -> Iterator[Compared]:
    """Every case, each contender `runs` times in turn."""
    for kind in kinds:
        prepared = enrolled(kind, due)
        job = job_for(kind, prepared, provider.url, due_at(kind, prepared) + timedelta(seconds=30))
        for case in (case for case in cases if case.database == kind.name):
            ours: dict[str, list[Ran]] = {PRODUCT: [], LOOP: []}
            for _ in range(runs):
                for module, ran in ours.items():
                    told = Job(**job | {"in_flight": case.in_flight})
                    ran.append(
                        run_once(kind, prepared, provider, told, module, due, case.workers, case.delay)
                    )
            yield Compared(case, ours[PRODUCT], ours[LOOP])
        kind.drop(prepared)
