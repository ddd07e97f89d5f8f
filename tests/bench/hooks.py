"""`bench hooks`: what comes back, many at once: people's replies and the provider's status callbacks.

Everybody was sent one nudge. Then each reports it as delivered, or each answers it, over many connections;
beside it the same requests to a minimal handler (`tests/bench/minimal.py`). Each answer is checked, and the
database afterwards.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

from nudges.settings import HOUSE
from tests.bench.databases import Databases
from tests.bench.message import PUBLIC_URL, Job
from tests.bench.provider import Provider
from tests.bench.race import race
from tests.bench.stage import COMMAND, KEY, due_at, enrolled, environment

#: Requests at once.
AT_ONCE = 500

_WORDS = ("done 4, felt good", "Yes we did it", "5", "done", "not today, too tired", "we talked for an hour")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Heard:
    """One run: requests a second, milliseconds of a server's CPU for each, and how long they took."""

    database: str
    what: str
    who: str
    rate: float
    cpu_ms: float
    p50_s: float
    p99_s: float
    slowest_s: float


@dataclass(frozen=True, slots=True)
class _Call:
    address: str
    body: bytes
    signature: str


def hooks(kinds: Sequence[Databases], provider: Provider, count: int) -> Iterator[Heard]:
    """Callbacks, then replies, of the minimal handler and the product in turn."""
    for kind in kinds:
        sent = _sent(kind, provider, count)
        with kind.opened(sent) as engine, engine.connect() as conn:
            attempts = [row[0] for row in conn.exec_driver_sql("SELECT id FROM attempt")]
        for what, calls in (("callbacks", _callbacks(attempts)), ("replies", _replies(count))):
            for who in ("minimal", "product"):
                url = kind.copy(sent, "run")
                try:
                    yield _run(kind.name, what, who, url, calls)
                    _check(kind, what, who, count)
                finally:
                    kind.drop("run")
        kind.drop(sent)


def _sent(kind: Databases, provider: Provider, count: int) -> str:
    """A database in which everybody was sent one nudge; its name."""
    name = enrolled(kind, count)
    job = Job(
        database_url=kind.url(name),
        redis_url="",
        api_url=provider.url,
        key=KEY,
        templates=str(HOUSE / "templates"),
        now=(due_at(kind, name) + timedelta(seconds=30)).isoformat(),
        pool=[],
        in_flight=0,
        workers=1,
    )
    if (ran := race("tests.bench.product", {**job})).nudges != count:
        raise RuntimeError(f"{ran.nudges} of {count} sent")
    return name


def _check(kind: Databases, what: str, who: str, count: int) -> None:
    table = "reply" if who == "product" else "inbound"
    query = f"SELECT count(*) FROM {table}"
    if what == "callbacks":
        query = "SELECT count(*) FROM nudge WHERE status = 'delivered'"
    if (kept := kind.run("run", query)) != count:
        raise RuntimeError(f"{who}: {kept} {what} of {count} are in the database")


def _callbacks(attempts: Sequence[str]) -> list[_Call]:
    return [
        _call(
            f"/hooks/twilio/status?attempt={attempt}",
            {"MessageSid": f"SM{n:032x}", "MessageStatus": "delivered", "To": "+12125550100"},
        )
        for n, attempt in enumerate(attempts)
    ]


def _replies(count: int) -> list[_Call]:
    return [
        _call(
            "/hooks/twilio/sms",
            {"MessageSid": f"SM{n:032x}", "From": f"+1212{2_000_000 + n}", "Body": _WORDS[n % len(_WORDS)]},
        )
        for n in range(count)
    ]


def _call(address: str, form: dict[str, str]) -> _Call:
    signature = RequestValidator("token").compute_signature(PUBLIC_URL + address, form)
    return _Call(address, urlencode(form).encode(), str(signature))


def _run(database: str, what: str, who: str, url: str, calls: Sequence[_Call]) -> Heard:
    with _server(who, url) as (port, process):
        before = _cpu(process)
        seconds, took = asyncio.run(_answered(port, calls))
        used = _cpu(process) - before
    took.sort()
    return Heard(
        database=database,
        what=what,
        who=who,
        rate=round(len(calls) / seconds, 1),
        cpu_ms=round(1000 * used / len(calls), 2),
        p50_s=round(took[len(took) // 2], 3),
        p99_s=round(took[int(len(took) * 0.99)], 3),
        slowest_s=round(took[-1], 3),
    )


async def _answered(port: int, calls: Sequence[_Call]) -> tuple[float, list[float]]:
    """Seconds until all are answered, and how long each took."""
    waiting, took = iter(calls), list[float]()

    async def caller(session: aiohttp.ClientSession) -> None:
        for call in waiting:
            began = time.monotonic()
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": call.signature,
            }
            async with session.post(call.address, data=call.body, headers=headers) as answer:
                await answer.read()
            if answer.status != 200:
                raise RuntimeError(f"answered with {answer.status}")
            took.append(time.monotonic() - began)

    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=connector) as session:
        began = time.monotonic()
        await asyncio.gather(*(caller(session) for _ in range(AT_ONCE)))
        return time.monotonic() - began, took


@contextmanager
def _server(who: str, url: str) -> Iterator[tuple[int, int]]:
    """A server in a process of its own, once it answers: its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    env = environment(url, "http://127.0.0.1:9") | {"PYTHONPATH": str(HOUSE), "PORT": str(port)}
    command = [*COMMAND, "web"] if who == "product" else [sys.executable, "-m", "tests.bench.minimal"]
    server = subprocess.Popen(
        command,
        cwd=HOUSE,
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert server.stdin
        server.stdin.write(json.dumps({"database_url": url, "port": port}) + "\n")
        server.stdin.flush()
        asyncio.run(_alive(port, server))
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


async def _alive(port: int, server: "subprocess.Popen[str]") -> None:
    async with aiohttp.ClientSession() as session:
        while server.poll() is None:
            try:
                async with session.get(f"http://127.0.0.1:{port}/alive"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
    raise RuntimeError("the server ended early")


def _cpu(process: int) -> float:
    """Seconds of CPU that a process has used (utime and stime, proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
