"""The hand-written loop's statements on SQLite: the standard library's own module, the file as the product
keeps it (WAL, synchronous=FULL).

A batch is one statement over a JSON list: with a statement a row, each step would hand the interpreter to
the sending thread and wait milliseconds to get it back.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from tests.bench.loop.road import BATCH, Next, Result, Row
from tests.bench.message import Letter
from tests.bench.stage import PLAN

T = TypeVar("T")
_CLOCK = "((julianday('now') - 2440587.5) * 86400.0)"
_DUE = f"""
SELECT u.person_id, u.plan, u.step, u.local_date, u.n, u.due_at, p.zone
FROM upcoming u JOIN person p ON p.id = u.person_id
WHERE u.due_at <= ? ORDER BY u.due_at LIMIT {BATCH}"""
_INSERT = """
INSERT INTO nudge (person_id, plan, step, local_date, n, due_at, ready_at, expires_at,
                   medium, status, reason, expects, tries, changed_at)
SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>5, value->>6,
       'sms', 'queued', NULL, 'done', 0, value->>5
FROM json_each(?) WHERE true ON CONFLICT DO NOTHING"""
_ADVANCE = """
UPDATE upcoming SET local_date = v.value->>7, n = 0, due_at = v.value->>8 FROM json_each(?) v
WHERE person_id = v.value->>0 AND plan = v.value->>1 AND step = v.value->>2"""
_CLAIM = f"""
UPDATE nudge SET status = 'sending', holder = :holder, attempt_id = NULL, tries = tries + 1,
  lease_until = {_CLOCK} + 60, changed_at = :now
WHERE id IN (SELECT id FROM nudge WHERE status = 'queued' AND medium = 'sms' AND ready_at <= :now
             ORDER BY ready_at LIMIT {BATCH}) AND status = 'queued' RETURNING id, local_date, person_id"""
_PEOPLE = """
SELECT v.value->>0, v.value->>1, p.id, p.data_key, p.phone
FROM json_each(?) v JOIN person p ON p.id = v.value->>2"""
_MAY = """
SELECT p.id FROM json_each(?) v JOIN person p ON p.id = v.value
WHERE p.state = 'active' AND (p.paused_until IS NULL OR p.paused_until <= ?)
  AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.lookup = p.phone_lookup)"""
_INTENT = f"""
UPDATE nudge SET attempt_id = v.value->>1, body = CAST(v.value->>2 AS BLOB), segments = v.value->>3,
  practice = v.value->>4, content_version = v.value->>5, lease_until = {_CLOCK} + 60
FROM json_each(?) v
WHERE nudge.id = v.value->>0 AND holder = ? AND status = 'sending' AND attempt_id IS NULL
RETURNING nudge.id"""
_ATTEMPT = """
INSERT INTO attempt (id, nudge_id, person_id, channel, at, outcome)
SELECT value->>0, value->>1, value->>2, 'twilio', ?, 'sending' FROM json_each(?)"""
_GIVEN = """
UPDATE enrolment SET takes = json_patch(takes, v.value->1), quiet = quiet + 1
FROM json_each(?) v WHERE person_id = v.value->>0 AND plan = ?"""
_RESULT = """
UPDATE nudge SET status = v.value->>3, reason = 'sent', sent_at = ?, lease_until = NULL, changed_at = ?
FROM json_each(?) v
WHERE nudge.id = v.value->>0 AND attempt_id = v.value->>1 AND status IN ('sending', 'unknown')"""
_OUTCOME = """
UPDATE attempt SET provider_id = v.value->>4,
  outcome = CASE WHEN outcome = 'sending' THEN v.value->>3 ELSE outcome END
FROM json_each(?) v WHERE attempt.id = v.value->>1"""


def _stored(value: Any) -> str:
    """An instant or a date as the product's columns hold it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value.decode() if isinstance(value, bytes) else str(value)


class SqliteStore:
    """One connection, in a thread of its own."""

    def __init__(self, url: str) -> None:
        path = url.removeprefix("sqlite:///")
        self._conn = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            self._conn.execute(f"PRAGMA {pragma}")
        self._thread = ThreadPoolExecutor(1)

    async def _in_one(self, work: Callable[[], T]) -> T:
        def transaction() -> T:
            self._conn.execute("BEGIN IMMEDIATE")
            result = work()
            self._conn.execute("COMMIT")
            return result

        return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)

    async def due(self, now: datetime) -> list[Any]:
        """What is due."""
        rows = await self._in_one(lambda: self._conn.execute(_DUE, [_stored(now)]).fetchall())
        return [
            (*row[:3], date.fromisoformat(row[3]), row[4], datetime.fromisoformat(f"{row[5]}+00:00"), row[6])
            for row in rows
        ]

    async def plan(self, nexts: Sequence[Next]) -> None:
        """Insert the nudges and move the schedule on."""
        batch = json.dumps(nexts, default=_stored)
        await self._in_one(lambda: [self._conn.execute(sql, [batch]) for sql in (_INSERT, _ADVANCE)])

    async def claim(self, now: datetime) -> list[Row]:
        """Take a batch in hand."""

        def work() -> list[Row]:
            taken = self._conn.execute(_CLAIM, {"holder": "loop", "now": _stored(now)}).fetchall()
            return [Row(*row) for row in self._conn.execute(_PEOPLE, [json.dumps(taken)])]

        return await self._in_one(work)

    async def intend(self, made: Sequence[tuple[Row, Letter]], now: datetime) -> set[int]:
        """Ask once more who may be written to, and write down what is about to be sent."""

        def work() -> set[int]:
            ids = json.dumps([row.person_id for row, _ in made])
            may = {one for (one,) in self._conn.execute(_MAY, [ids, _stored(now)])}
            going = [(row, letter) for row, letter in made if row.person_id in may]
            values = [
                (row.id, letter.attempt_id, letter.sealed, letter.segments, letter.practice, letter.version)
                for row, letter in going
            ]
            found = self._conn.execute(_INTENT, [json.dumps(values, default=_stored), "loop"])
            ours = {one for (one,) in found.fetchall()}
            tried = [(letter.attempt_id, row.id, row.person_id) for row, letter in going if row.id in ours]
            self._conn.execute(_ATTEMPT, [_stored(now), json.dumps(tried)])
            given = [(row.person_id, {f"{letter.practice}/1": row.local_date}) for row, letter in going]
            self._conn.execute(_GIVEN, [json.dumps(given), PLAN])
            return ours

        return await self._in_one(work)

    async def record(self, results: Sequence[Result], now: datetime) -> None:
        """Write down what the provider said."""
        batch, at = json.dumps(results), _stored(now)

        def work() -> None:
            self._conn.execute(_RESULT, [at, at, batch])
            self._conn.execute(_OUTCOME, [batch])

        await self._in_one(work)

    async def close(self) -> None:
        """Close it."""
        self._thread.shutdown()
        self._conn.close()
