"""taskiq on Redis: https://taskiq-python.github.io/guide/getting-started.html"""

import asyncio
from typing import Any

from taskiq import TaskiqEvents
from taskiq_redis import ListQueueBroker

from tests.bench.peers.body import AsyncBody, job
from tests.bench.peers.feed import feed_async

broker = ListQueueBroker(job()["redis_url"])
body = AsyncBody()


async def _open(_: Any) -> None:
    await body.open()


async def _close(_: Any) -> None:
    await body.close()


async def _send(nudge_id: int) -> None:
    await body.send(nudge_id)


broker.add_event_handler(TaskiqEvents.WORKER_STARTUP, _open)
broker.add_event_handler(TaskiqEvents.WORKER_SHUTDOWN, _close)
send = broker.register_task(_send, task_name="send")


async def _enqueue(ids: list[int]) -> None:
    for start in range(0, len(ids), 100):
        await asyncio.gather(*[send.kiq(one) for one in ids[start : start + 100]])


async def _main() -> None:
    await broker.startup()
    await feed_async(_enqueue)
    await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(_main())
