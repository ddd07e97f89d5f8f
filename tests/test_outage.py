"""The database goes away under a running worker: no text after a STOP that was missed, and an end in time."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import make_url

from nudges.channels.base import Heard
from nudges.core.person.person import State
from nudges.flow.planning.schedule import reschedule_if_changed
from nudges.flow.reply.backfill import relist
from nudges.loop import Worker
from nudges.store import tables as t
from nudges.store.db import PASSING, open_db
from nudges.store.engine import connect
from tests.clocks import eventually
from tests.harness import KEYS, PHONE, Databases, FakeRecords, World, local
from tests.proxy import Proxy

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)

SOON = "connect_timeout=2&tcp_user_timeout=1500&keepalives_idle=1&keepalives_interval=1&keepalives_count=1"


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    url = databases.migrated()
    yield url
    databases.drop(url)


@pytest.fixture
def proxy(url: str) -> Iterator[Proxy]:
    with Proxy(f"{make_url(url).query['host']}/.s.PGSQL.5432") as proxy:
        yield proxy


def through(proxy: Proxy, url: str) -> str:
    return f"postgresql+psycopg://postgres@127.0.0.1:{proxy.port}/{make_url(url).database}?{SOON}"


@pytest.mark.parametrize("fails", ["refuse", "cut", "vanish", "freeze"])
def test_a_stop_that_was_missed_in_an_outage_comes_before_the_next_text(
    url: str, proxy: Proxy, fails: str
) -> None:
    db = open_db(connect(through(proxy, url)), KEYS)
    world, records = World(db), FakeRecords()
    person = world.join()
    reschedule_if_changed(world.service, world.now)
    world.at("2026-06-02 09:00").sms.records = records
    asyncio.run(relist(world.service, world.now))

    def stopped() -> bool:
        try:
            return world.person(person.id).state is State.STOPPED
        except PASSING:
            return False

    async def life() -> None:
        worker = Worker(world.service, lambda: world.now)
        await worker.start()
        await asyncio.sleep(1.5)  # it has looked once, and goes on
        getattr(proxy, fails)()
        records.heard.append(Heard("SM1", PHONE, "STOP", local("2026-06-02 09:10")))
        world.at("2026-06-02 09:15")
        await asyncio.sleep(2.5)
        proxy.come_back()
        for _ in range(300):
            if await asyncio.to_thread(stopped):
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(1.5)
        await worker.stop()

    asyncio.run(life())
    assert stopped()
    assert [message.text for message in world.sms.tried if "unsubscribed" not in message.text] == []
    assert [row.kind for row in world.rows(t.reply)] == ["stop"]
    db.close()


def alive(port: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/alive").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.timeout(300)  # a whole process starts, and may take its 10 s to end
@pytest.mark.parametrize(("command", "fails"), [("worker", "vanish"), ("up", "freeze")])
def test_a_process_ends_when_asked_to_whatever_the_database_does(
    url: str, proxy: Proxy, tmp_path: Path, command: str, fails: str
) -> None:
    given = {
        "DATABASE_URL": through(proxy, url).replace(SOON, ""),
        "NUDGES_KEY": Fernet.generate_key().decode(),
        "PORT": str(proxy.port + 1 if proxy.port < 65_000 else proxy.port - 1),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "nudges", command],
        env=os.environ | given,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            while said and "Ctrl-C ends it" not in said:
                said = process.stdout.readline()
            assert said
            if command == "up":
                eventually(lambda: alive(given["PORT"]))
            getattr(proxy, fails)()
            process.send_signal(signal.SIGTERM)
            # 10 s, and room for a busy machine
            assert process.wait(timeout=20) in (0, 1)
        finally:
            process.kill()
