"""The hand-written loop as a contender, in a process of its own."""

import asyncio
import json
import sys
import time
from datetime import datetime

from tests.bench.loop.postgres import PostgresStore
from tests.bench.loop.road import Loop, Store
from tests.bench.loop.sqlite import SqliteStore
from tests.bench.message import Job, Writer
from tests.bench.race import cpu, memory_mb, tell


async def _opened(url: str) -> Store:
    return SqliteStore(url) if url.startswith("sqlite") else await PostgresStore.opened(url)


async def _run(job: Job) -> None:
    store = await _opened(job["database_url"])
    loop = Loop(store, Writer(job), job["in_flight"], datetime.fromisoformat(job["now"]))
    tell(ready=1)
    await asyncio.to_thread(sys.stdin.readline)
    began, used = time.monotonic(), cpu()
    await loop.run()
    tell(nudges=loop.sent, began=began, ended=time.monotonic(), cpu=cpu() - used, memory_mb=memory_mb())
    await store.close()


if __name__ == "__main__":
    asyncio.run(_run(json.loads(sys.stdin.readline())))
