"""`bench peers`: the product and other job queues, in turn, on the same nudges and the same provider."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from nudges.settings import HOUSE
from tests.bench.databases import Databases
from tests.bench.message import Job
from tests.bench.provider import Provider
from tests.bench.road import PRODUCT, job_for, run_once
from tests.bench.show import out
from tests.bench.stage import due_at, enrolled

VENV = HOUSE / ".venv-peers"

#: So many nudges are sent before the clock starts: every process of a queue has then opened what it needs.
WARM = 40

_PLAN = """
INSERT INTO nudge (person_id, plan, step, local_date, n, due_at, ready_at, expires_at, medium, status, reason,
                   expects, tries, changed_at)
SELECT person_id, plan, step, local_date, n, due_at, due_at, due_at + interval '3 hours', 'sms', 'queued',
       NULL, 'done', 0, due_at FROM upcoming"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A queue: its enqueuing module, and its workers' command (None: jobs run where they are added)."""

    name: str
    module: str
    processes: int
    worker: tuple[str, ...] | None = None
    redis: bool = True


_CELERY = ("celery", "-A", "tests.bench.peers.celery_peer", "worker", "--without-gossip", "--without-mingle")
PEERS = (
    Peer(
        "taskiq + Redis",
        "taskiq_peer",
        2,
        (
            "taskiq",
            "worker",
            "tests.bench.peers.taskiq_peer:broker",
            "--workers",
            "2",
            "--max-async-tasks",
            "100",
        ),
    ),
    Peer("Celery prefork + Redis", "celery_peer", 4, (*_CELERY, "--pool", "prefork", "--concurrency", "4")),
    Peer("Celery gevent + Redis", "celery_peer", 1, (*_CELERY, "--pool", "gevent", "--concurrency", "100")),
    Peer(
        "dramatiq + Redis",
        "dramatiq_peer",
        2,
        ("dramatiq", "tests.bench.peers.dramatiq_peer:broker", "--processes", "2", "--threads", "16"),
    ),
    Peer(
        "Procrastinate",
        "procrastinate_peer",
        1,
        (
            "procrastinate",
            "--app",
            "tests.bench.peers.procrastinate_peer.app",
            "worker",
            "--concurrency",
            "50",
        ),
        redis=False,
    ),
    Peer("APScheduler, a job each", "apscheduler_peer", 1, redis=False),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """A queue's median nudges a second, and how many times faster the product was in the same call."""

    name: str
    processes: int
    rate: float
    runs: list[float]
    ratio: float | None = None


def peers(kinds: Sequence[Databases], provider: Provider, due: int, runs: int) -> Iterator[Beside]:
    """Every peer whose packages are here; what is missing is said and left out."""
    kind = next(kind for kind in kinds if kind.name == "PostgreSQL")
    here = list(_installed())
    product_name = enrolled(kind, due)
    moment = due_at(kind, product_name) + timedelta(seconds=30)
    queued = enrolled(kind, due + WARM)
    kind.run(
        queued, _PLAN, "UPDATE upcoming SET local_date = local_date + 1, due_at = due_at + interval '1 day'"
    )
    rates: dict[str, list[float]] = {"Nudges": [], **{peer.name: [] for peer in here}}
    with _redis() if any(peer.redis for peer in here) else nullcontext("") as redis_url:
        job = Job(**job_for(kind, product_name, provider.url, moment) | {"redis_url": redis_url})
        for _ in range(runs):
            ran = run_once(kind, product_name, provider, job, PRODUCT, due, 1, 0.0)
            rates["Nudges"].append(ran.rate)
            for peer in here:
                rates[peer.name].append(due / _raced(kind, queued, provider, job, peer, due))
    ours = median(rates["Nudges"])
    yield Beside("Nudges", 1, ours, rates["Nudges"])
    for peer in here:
        rate = median(rates[peer.name])
        yield Beside(peer.name, peer.processes, rate, rates[peer.name], ours / rate)


def _installed() -> Iterator[Peer]:
    if not (VENV / "bin" / "python").exists():
        _missing(
            "The peers are not installed.", "They live in a folder of their own.", "Run `make bench-peers`."
        )
        return
    redis = shutil.which("redis-server")
    if not redis:
        _missing(
            "redis-server is not installed.",
            "taskiq, Celery and dramatiq need it, so they are left out.",
            "Run `apt-get install redis-server` and try again.",
        )
    for peer in PEERS:
        if peer.redis and not redis:
            continue
        if peer.worker and not (VENV / "bin" / peer.worker[0]).exists():
            _missing(f"{peer.name} is not installed.", "It is left out.", "Run `make bench-peers`.")
            continue
        yield peer


def _missing(*lines: str) -> None:
    for line in lines:
        out.print(line, markup=False)


@contextmanager
def _redis() -> Iterator[str]:
    """A Redis of our own on loopback, which keeps nothing on the disk: as fast as it can be."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with TemporaryDirectory(prefix="nudges_redis_") as folder, _process(command, None, Path(folder)):
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _process(
    command: Sequence[str], env: dict[str, str] | None, folder: Path
) -> Iterator["subprocess.Popen[str]"]:
    """A process and what it starts, in a group of their own, ended at the end."""
    with (folder / "log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            env=env,
            cwd=folder,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if "-m" in command else log,
            stderr=log,
            start_new_session=True,
        )
    with process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _raced(kind: Databases, queued: str, provider: Provider, job: Job, peer: Peer, due: int) -> float:
    """Seconds from the first id enqueued to the last result written."""
    url = kind.copy(queued, "run")
    with kind.opened("run") as engine, engine.connect() as conn:
        ids = [int(row[0]) for row in conn.exec_driver_sql("SELECT id FROM nudge ORDER BY id")]
    env = dict(os.environ) | {
        "BENCH_JOB": json.dumps({**job, "database_url": url}),
        "PYTHONPATH": str(HOUSE),
        "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
    }
    provider.begin()
    with TemporaryDirectory(prefix="nudges_peer_") as home, ExitStack() as stack:
        folder = Path(home)
        try:
            feeder = stack.enter_context(
                _process(
                    [str(VENV / "bin" / "python"), "-m", f"tests.bench.peers.{peer.module}"], env, folder
                )
            )
            _answered(feeder)
            if peer.worker:
                stack.enter_context(
                    _process([str(VENV / "bin" / peer.worker[0]), *peer.worker[1:]], env, folder)
                )
            _enqueue(feeder, ids[:WARM])
            _recorded(kind, provider, WARM, WARM)
            provider.begin()
            began = time.monotonic()
            _enqueue(feeder, ids[WARM:])
            _recorded(kind, provider, due, len(ids))
            took = time.monotonic() - began
        except RuntimeError:
            out.print((folder / "log").read_text(encoding="utf-8")[-2_000:], markup=False)
            raise
    provider.took_each_once(due)
    kind.drop("run")
    return took


def _enqueue(feeder: "subprocess.Popen[str]", ids: list[int]) -> None:
    assert feeder.stdin
    feeder.stdin.write(json.dumps(ids) + "\n")
    feeder.stdin.flush()
    _answered(feeder)


def _answered(feeder: "subprocess.Popen[str]") -> None:
    assert feeder.stdout
    if not feeder.stdout.readline().startswith("{"):
        raise RuntimeError("a peer did not enqueue")


def _recorded(kind: Databases, provider: Provider, sent: int, accepted: int) -> None:
    """Wait until the provider took so many and the database says so of so many."""
    end = time.monotonic() + 60 + accepted / 5
    while provider.count() < sent:
        if time.monotonic() > end:
            raise RuntimeError(f"the provider took {provider.count()} of {sent}")
        time.sleep(0.02)
    while (said := kind.run("run", "SELECT count(*) FROM nudge WHERE status = 'accepted'")) < accepted:
        if time.monotonic() > end:
            raise RuntimeError(f"{said} of {accepted} recorded")
        time.sleep(0.02)
