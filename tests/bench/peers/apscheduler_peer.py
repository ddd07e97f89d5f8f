"""An APScheduler job for each person: https://apscheduler.readthedocs.io/en/3.x/userguide.html

Its store may not be shared by processes, so it is one process, and the jobs are added in it.
"""

import asyncio
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from tests.bench.peers.body import AsyncBody
from tests.bench.peers.feed import feed_async


async def _main() -> None:
    body = AsyncBody()
    await body.open()
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None})
    scheduler.start()

    async def enqueue(ids: list[int]) -> None:
        due = datetime.now(UTC)
        for one in ids:
            scheduler.add_job(body.send, "date", run_date=due, args=[one], id=str(one))

    await feed_async(enqueue)
    scheduler.shutdown()
    await body.close()


if __name__ == "__main__":
    asyncio.run(_main())
