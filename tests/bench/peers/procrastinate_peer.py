"""Procrastinate on the same PostgreSQL: https://procrastinate.readthedocs.io/en/stable/quickstart.html"""

import asyncio

from procrastinate import App, PsycopgConnector

from tests.bench.peers.body import AsyncBody, job
from tests.bench.peers.feed import feed_async

app = App(connector=PsycopgConnector(conninfo=job()["database_url"].replace("+psycopg", "")))
_body = AsyncBody()
_opening: list["asyncio.Task[None]"] = []


async def _send(nudge_id: int) -> None:
    if not _opening:
        _opening.append(asyncio.create_task(_body.open()))
    await _opening[0]
    await _body.send(nudge_id)


send = app.task(_send, name="send")


async def _enqueue(ids: list[int]) -> None:
    for start in range(0, len(ids), 1_000):
        await send.batch_defer_async(*[{"nudge_id": one} for one in ids[start : start + 1_000]])


async def _main() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await feed_async(_enqueue)


if __name__ == "__main__":
    asyncio.run(_main())
