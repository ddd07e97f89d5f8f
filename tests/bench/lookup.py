"""`bench lookup`: what it takes to find who is due, among few and among very many."""

import asyncio
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

from nudges.app.database import open_store
from nudges.app.edges import channels
from nudges.app.service import build
from nudges.loop import run_due
from tests.bench import product
from tests.bench.databases import Databases
from tests.bench.fill import filled, make_due, person_id
from tests.bench.provider import Provider
from tests.bench.road import job_for
from tests.bench.stage import PLAN, STEP, local_minute, noon_zone

DUE = 100
_TIMES = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One statement of the road: milliseconds (median) and how the database goes about it."""

    database: str
    enrolled: int
    statement: str
    rows: int
    ms: float
    index: str


def lookup(kinds: Sequence[Databases], provider: Provider, sizes: Sequence[int]) -> Iterator[Found]:
    """Finding alone, then the planner's and the claim's statement as the product writes them; 100 are due."""
    for kind in kinds:
        for size in sizes:
            now = datetime.now(UTC)
            moment, at = local_minute(now, -2)
            name = filled(kind, size, noon_zone(now), now)
            kind.copy(name, "watched")
            try:
                make_due(kind, "watched", DUE, moment, at)
                statements = _watched(kind, "watched", provider, now)
            finally:
                kind.drop("watched")
            kind.copy(name, "timed")
            try:
                make_due(kind, "timed", DUE, moment, at)
                found = _timed(kind, "timed", statements, moment)
            finally:
                kind.drop("timed")
            yield from (replace(one, database=kind.name, enrolled=size) for one in found)


def _watched(kind: Databases, name: str, provider: Provider, now: datetime) -> dict[str, tuple[str, Any]]:
    """Run the road once and keep the statements by which it finds due steps and takes nudges in hand."""
    seen: list[tuple[str, Any]] = []

    def keep(_conn: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        seen.append((sql, values))

    settings = product.settings(job_for(kind, name, provider.url, now))
    db = open_store(settings)
    event.listen(Engine, "before_cursor_execute", keep)
    try:
        service = build(settings, db, channels(settings))
        asyncio.run(_road(service, now))
    finally:
        event.remove(Engine, "before_cursor_execute", keep)
        db.close()
    marks = {
        "due": r"(?s)SELECT.*FROM upcoming.*due_at.*LIMIT",
        "claim": r"(?s)UPDATE nudge.*ready_at.*LIMIT|ready_at.*LIMIT.*UPDATE nudge",
    }
    # the media are served side by side, and all who are due get an SMS
    seen = [one for one in seen if "UPDATE nudge" not in one[0] or "sms" in repr(one[1])]
    found = {
        what: next((one for one in seen if re.search(mark, one[0])), None) for what, mark in marks.items()
    }
    missing = [what for what, one in found.items() if one is None]
    if missing:
        raise RuntimeError(f"the road ran no statement that looks like {missing}")
    return {what: one for what, one in found.items() if one is not None}


async def _road(service: Any, now: datetime) -> None:
    await run_due(service, lambda: now)
    for channel in service.channels.values():
        await channel.close()


def _timed(
    kind: Databases, name: str, statements: Mapping[str, tuple[str, Any]], moment: datetime
) -> list[Found]:
    """Each statement many times: the planner's is rolled back, and every claim finds others to take."""
    kind.run(name, *_queue(kind, 0, moment), "ANALYZE")
    found = []
    with kind.opened(name) as engine:
        raw = engine.raw_connection()
        cursor = raw.cursor()
        for what, (sql, values) in {"find": (_find(kind, moment), ()), **statements}.items():
            cursor.execute(("EXPLAIN QUERY PLAN " if kind.name == "SQLite" else "EXPLAIN ") + sql, values)
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            took, rows = [], 0
            for n in range(1, _TIMES + 1):
                cursor.execute("BEGIN")
                began = time.perf_counter()
                cursor.execute(sql, values)
                rows = len(cursor.fetchall())
                took.append(time.perf_counter() - began)
                if rows != DUE:
                    raise RuntimeError(f"{what} found {rows} of {DUE}: {sql} {values}")
                cursor.execute("COMMIT" if what == "claim" else "ROLLBACK")
                if what == "claim":
                    for statement in _queue(kind, n, moment):
                        cursor.execute(statement)
            found.append(Found("", 0, what, rows, 1000 * median(took), _index(plan)))
        raw.close()
    return found


def _find(kind: Databases, moment: datetime) -> str:
    """Who is due, and nothing else: the part of the planner's statement that could grow with the enrolled."""
    by = f"{moment:%Y-%m-%d %H:%M:%S.%f}" + ("" if kind.name == "SQLite" else "+00")
    which = f"WHERE due_at <= '{by}' ORDER BY due_at LIMIT {DUE}"
    return f"SELECT person_id, plan, step, due_at FROM upcoming {which}"


def _queue(kind: Databases, round_: int, moment: datetime) -> tuple[str]:
    """Give a hundred more people a nudge that waits to be claimed."""
    first = DUE * (1 + round_)
    zone = "" if kind.name == "SQLite" else "+00"
    at, until = (f"{it:%Y-%m-%d %H:%M:%S.%f}{zone}" for it in (moment, moment + timedelta(hours=3)))
    rows = ", ".join(
        f"('{person_id(n)}', '{PLAN}', '{STEP}', '{moment.date()}', 0, '{at}', '{at}', '{until}', 'sms',"
        f" 'queued', NULL, 'done', 0, '{at}')"
        for n in range(first, first + DUE)
    )
    columns = (
        "person_id, plan, step, local_date, n, due_at, ready_at, expires_at, medium, status, reason, expects"
    )
    return (f"INSERT INTO nudge ({columns}, tries, changed_at) VALUES {rows}",)


def _index(plan: str) -> str:
    """The index by which the plan goes, or what it does instead.

    PostgreSQL reads a month's part that is empty as a whole, which costs nothing: 0.00.
    """
    whole = r"Seq Scan on (upcoming|nudge).*cost=0\.00\.\.(?!0\.00)|SCAN (upcoming|nudge)(?! USING)"
    if re.search(whole, plan):
        return "none: reads the whole table"
    ours = r"ix_upcoming\w*|nudge_ready\w*|nudge_\d+_\d+_medium_ready_at_idx"
    names = re.findall(rf"(?:using |Bitmap Index Scan on |INDEX )({ours})", plan)
    return ", ".join(dict.fromkeys(names)) or "none"
