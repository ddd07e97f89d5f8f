"""`bench summaries`: everybody's weekly mail on one Sunday, written and handed to a mail server.

Everybody has had five weeks of daily nudges and a weekly rating behind them, and has answered three of four.
"""

import asyncio
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import structlog
from cryptography.fernet import Fernet
from pydantic import SecretStr

from nudges.app.database import open_store
from nudges.app.edges import channels
from nudges.app.service import build
from nudges.flow.service import SUMMARY_PLAN
from nudges.flow.staff.render_check import rehearse
from nudges.settings import HOUSE
from nudges.store.vault import Box
from tests.bench import product
from tests.bench.databases import Databases
from tests.bench.fill import person_id, write
from tests.bench.mail_server import MailServer, mail_server
from tests.bench.message import Job
from tests.bench.race import Ran, race
from tests.bench.stage import KEY, nudges

DAILY, WEEKLY, WEEKS = "daily-appreciation", "check-in", 5
SUNDAY = datetime(2026, 11, 22, 18, tzinfo=UTC)
BEGAN = SUNDAY.date() - timedelta(days=7 * WEEKS - 1)

_PEOPLE = "id state zone locale opens closes created_at data_key name email email_lookup"
_ENROLMENTS = "person_id plan starts_on times"
_SLOTS = "person_id plan step local_date n due_at"
_NUDGES = (
    "id person_id plan step local_date n due_at ready_at expires_at medium status reason expects practice "
    "tries sent_at changed_at"
)
_REPLIES = "provider_id person_id nudge_id medium at local_date kind rating"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: mails a second, milliseconds of CPU a mail, the size of a mail and the worker's memory."""

    database: str
    workers: int
    mails: int
    rate: float
    cpu_ms: float
    mail_kb: float
    memory_mb: float


def summaries(kinds: Sequence[Databases], due: int) -> Iterator[Measured]:
    """One worker on each database, and two where two may work."""
    with mail_server() as server:
        for kind in kinds:
            prepared = _filled(kind, due)
            for workers in (1,) if kind.name == "SQLite" else (1, 2):
                ran, size = _run(kind, prepared, server, due, workers)
                yield Measured(
                    database=kind.name,
                    workers=workers,
                    mails=ran.nudges,
                    rate=round(ran.rate, 1),
                    cpu_ms=round(1000 * ran.cpu / ran.nudges, 2),
                    mail_kb=round(size / ran.nudges / 1000, 1),
                    memory_mb=round(ran.memory_mb),
                )
            kind.drop(prepared)


def _run(kind: Databases, prepared: str, server: MailServer, due: int, workers: int) -> tuple[Ran, int]:
    """One run on a fresh copy; what the server took and what the database says are both checked."""
    url = kind.copy(prepared, "run")
    try:
        job = Job(
            database_url=url,
            redis_url="",
            api_url="http://127.0.0.1:9",
            key=KEY,
            templates=str(HOUSE / "templates"),
            now=(SUNDAY + timedelta(seconds=30)).isoformat(),
            pool=[],
            in_flight=0,
            workers=workers,
        )
        ran = race(__name__, {**job, "smtp_url": server.url}, workers)
        accepted = kind.run("run", "SELECT count(*) FROM nudge WHERE status = 'accepted'")
        taken = server.taken()
        if (accepted, taken.mails, taken.people, ran.nudges) != (due, due, due, due):
            raise RuntimeError(f"{accepted=} {taken=} {ran.nudges=} of {due}")
        return ran, taken.size
    finally:
        kind.drop("run")


def _filled(kind: Databases, count: int) -> str:
    name = f"summaries_{count}"
    url = kind.make(name)
    nudges(url, "worker", "--once")  # makes the tables; it remembers what the schedule is made from
    everybody = sorted(person_id(n) for n in range(count))
    plans, slot = (DAILY, WEEKLY, SUMMARY_PLAN), (SUMMARY_PLAN, SUMMARY_PLAN, SUNDAY.date(), 0, SUNDAY)
    parts = [
        ("person", _PEOPLE, _people(everybody)),
        ("enrolment", _ENROLMENTS, ((who, plan, BEGAN, "{}") for who in everybody for plan in plans)),
        ("upcoming", _SLOTS, ((who, *slot) for who in everybody)),
        ("nudge", _NUDGES, (row for row, _ in _history(everybody))),
        ("reply", _REPLIES, (reply for _, reply in _history(everybody) if reply)),
    ]
    write(kind, name, parts)
    return name


def _people(everybody: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    own = Fernet.generate_key()
    data_key, box = Fernet(KEY).encrypt(own), Box(own)
    name = box.seal("Somebody")
    for n, who in enumerate(everybody):
        email = box.seal(f"person-{n}@example.org")
        yield who, "active", "UTC", "en", "09:00", "20:00", SUNDAY, data_key, name, email, who + who[::-1]


def _history(everybody: Sequence[str]) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...] | None]]:
    """Each nudge and the reply to it, the same every time. New ones count from 1, so these are below."""
    chance, number = random.Random(7), -len(everybody) * WEEKS * 8
    for who in everybody:
        for n in range(7 * WEEKS):
            day = BEGAN + timedelta(days=n)
            for plan in (DAILY, WEEKLY) if day.weekday() == 2 else (DAILY,):
                number += 1
                yield _nudge(number, who, plan, day), _reply(number, who, plan, day, chance)


def _nudge(number: int, who: str, plan: str, day: date) -> tuple[Any, ...]:
    at = datetime(day.year, day.month, day.day, 9, 15 if plan == DAILY else 45, tzinfo=UTC)
    expects = "done" if plan == DAILY else "rating"
    said = "sms", "delivered", "delivered", expects, "g1-s2-b2", 1, at, at
    return number, who, plan, plan, day, 0, at, at, at + timedelta(hours=3), *said


def _reply(number: int, who: str, plan: str, day: date, chance: random.Random) -> tuple[Any, ...] | None:
    if chance.random() > 0.75:
        return None
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    rating = chance.randint(1, 5) if plan == WEEKLY else None
    return f"in{number}", who, number, "sms", at, day, "rating" if rating else "done", rating


def main() -> None:
    """The contender: a worker whose mails go to the server it is told of."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # as the command does
    job = json.loads(sys.stdin.readline())
    smtp = {"smtp_url": SecretStr(job["smtp_url"]), "mail_from": "nudges@example.org"}
    ours = product.settings(job).model_copy(update=smtp)
    db = open_store(ours)
    service = build(ours, db, channels(ours))
    rehearse(service)
    asyncio.run(product.run_road(service, datetime.fromisoformat(job["now"])))
    db.close()


if __name__ == "__main__":
    main()
