"""The product as a contender: a worker's road, in a process of its own, by `nudges.loop.run_due`."""

import asyncio
import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from pydantic import SecretStr

from nudges.app.database import open_store
from nudges.app.edges import channels
from nudges.app.service import build
from nudges.flow.delivery.deliver import deliveries
from nudges.flow.service import Service
from nudges.flow.staff.render_check import rehearse
from nudges.loop import collect_less, run_due
from nudges.settings import HOUSE, Settings
from tests.bench.message import ACCOUNT, PUBLIC_URL, SERVICE, Job
from tests.bench.race import cpu, memory_mb, tell

#: A worker looks again every second; here it looks at once, and this often without finding anything.
_LOOKS = 3


def settings(job: Job) -> Settings:
    """What an operator would have in `.env`."""
    return Settings(
        _env_file=None,
        nudges_send="live",
        database_url=job["database_url"],
        nudges_key=SecretStr(job["key"]),
        public_url=PUBLIC_URL,
        schedules=HOUSE / "schedules",
        templates=Path(job["templates"]),
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=SecretStr("token"),
        twilio_from=SERVICE,
        twilio_api_url=job["api_url"],
    )


async def run_road(service: Service, now: datetime) -> None:
    """Say when ready, wait for the word, deliver all that is due at `now`, and say how it went."""
    clock = [now - timedelta(days=1)]
    running = deliveries(service, lambda: clock[0])
    await run_due(service, lambda: clock[0], running)  # opens what a worker has open; nobody is due
    collect_less()
    clock[0] = now
    tell(ready=1)
    await asyncio.to_thread(sys.stdin.readline)
    began = ended = time.monotonic()
    used, nudges, looks = cpu(), 0, 0
    while looks < _LOOKS:
        taken = await run_due(service, lambda: clock[0], running)
        if taken:
            nudges, looks, ended = nudges + taken, 0, time.monotonic()
        else:  # another worker may still be planning
            looks += 1
            await asyncio.sleep(0.1)
    tell(nudges=nudges, began=began, ended=ended, cpu=cpu() - used, memory_mb=memory_mb())
    for channel in service.channels.values():
        await channel.close()


def main() -> None:
    """Be told what to do on stdin, say when ready, wait for the word, run, and say how it went."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # as the command does
    job: Job = json.loads(sys.stdin.readline())
    ours = settings(job)
    db = open_store(ours)
    service = build(ours, db, channels(ours))
    rehearse(service)
    asyncio.run(run_road(service, datetime.fromisoformat(job["now"])))
    db.close()


if __name__ == "__main__":
    main()
