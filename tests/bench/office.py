"""`bench office`: how long the pages of the office take with very many people enrolled."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

import httpx
import pyotp

from nudges.app.database import open_store
from nudges.app.edges import channels
from nudges.app.service import build
from nudges.core.office.roles import PROMPT, Role
from nudges.flow.accounts import accounts
from nudges.flow.accounts.accounts import Newcomer
from nudges.flow.results.keep import renew_figures
from nudges.web.app import create
from tests.bench import product
from tests.bench.databases import Databases
from tests.bench.fill import filled, person_id
from tests.bench.provider import Provider
from tests.bench.road import job_for
from tests.bench.stage import noon_zone

_TIMES = 15

#: What is asked for; the last is no page, but what the worker counts every hour.
PAGES = ("", "/people", "/people?plan=PLAN&state=active", "/people/PERSON", "/results", "/results?weeks=52")
COUNTED = "figures counted"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: milliseconds from the request to the whole answer, the median and the worst."""

    database: str
    enrolled: int
    page: str
    ms: float
    worst_ms: float


def office(kinds: Sequence[Databases], provider: Provider, sizes: Sequence[int]) -> Iterator[Page]:
    """An owner opens each page in turn."""
    for kind in kinds:
        for size in sizes:
            now = datetime.now(UTC)
            name = filled(kind, size, noon_zone(now), now)
            kind.copy(name, "office")
            try:
                yield from _opened(kind, size, provider, now)
            finally:
                kind.drop("office")


def _opened(kind: Databases, size: int, provider: Provider, now: datetime) -> Iterator[Page]:
    settings = product.settings(job_for(kind, "office", provider.url, now)).model_copy(
        update={"office": "on"}
    )
    db = open_store(settings)
    try:
        service = build(settings, db, channels(settings))
        began = time.perf_counter()
        renew_figures(service, now, at_once=True)
        once = (time.perf_counter() - began) * 1000
        link, secret = accounts.invite(service, PROMPT, Role.OWNER, now), pyotp.random_base32()
        code = pyotp.TOTP(secret).at(now)
        who = Newcomer("Olga", "olga@clinic.example", "four plain words together", secret, code)
        session = accounts.accept(service, link.rpartition("/")[2], who, now)
        app = create(service, settings, lambda: datetime.now(UTC))

        async def asked() -> dict[str, list[float]]:
            took: dict[str, list[float]] = {page: [] for page in PAGES}
            transport, given = httpx.ASGITransport(app), {"Cookie": f"office={session}"}
            async with httpx.AsyncClient(transport=transport, base_url="http://t", headers=given) as client:
                for _ in range(_TIMES + 1):
                    for page, times in took.items():
                        path = page.replace("PERSON", person_id(7)).replace("PLAN", next(iter(service.plans)))
                        start = time.perf_counter()
                        answer = await client.get(f"/office{path}")
                        times.append((time.perf_counter() - start) * 1000)
                        assert answer.status_code == 200, (page, answer.status_code)
            return took

        for page, times in asyncio.run(asked()).items():
            warm = times[1:]
            yield Page(kind.name, size, page or "today", round(median(warm), 1), round(max(warm), 1))
        yield Page(kind.name, size, COUNTED, round(once, 1), round(once, 1))
    finally:
        db.close()
