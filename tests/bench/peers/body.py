"""What a job does, whichever queue brings it: one nudge, by its id.

In one transaction: claim it if nobody has, ask whether the person may be written to, make the words, write
down the intent. Then the POST, outside any transaction. Then the result, in a second transaction.
"""

import json
import os
import threading
from datetime import date, datetime
from typing import Any

import aiohttp
import urllib3
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from tests.bench.message import Job, Letter, Writer

_CLAIM = """
UPDATE nudge SET status = 'sending', holder = %s, tries = tries + 1, changed_at = %s,
  lease_until = extract(epoch FROM clock_timestamp())::float8 + 60
WHERE id = %s AND status = 'queued' RETURNING person_id, local_date"""
_PERSON = """
SELECT p.data_key, p.phone FROM person p
WHERE p.id = %s AND p.state = 'active' AND (p.paused_until IS NULL OR p.paused_until <= %s)
  AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.lookup = p.phone_lookup) FOR SHARE"""
_INTENT = """
WITH intent AS (
  UPDATE nudge SET attempt_id = %(attempt)s, body = %(body)s, segments = %(segments)s,
    practice = %(practice)s, content_version = %(version)s
  WHERE id = %(id)s AND local_date = %(day)s
) INSERT INTO attempt (id, nudge_id, person_id, channel, at, outcome)
VALUES (%(attempt)s, %(id)s, %(person)s, 'twilio', %(now)s, 'sending')"""
_RESULT = """
WITH result AS (
  UPDATE nudge SET status = %(status)s, reason = 'sent', sent_at = %(now)s, lease_until = NULL,
    changed_at = %(now)s
  WHERE id = %(id)s AND local_date = %(day)s AND attempt_id = %(attempt)s AND status IN ('sending', 'unknown')
) UPDATE attempt SET outcome = %(status)s, provider_id = %(sid)s
WHERE id = %(attempt)s AND at = %(now)s"""


def job() -> Job:
    """What this process was told."""
    told: Job = json.loads(os.environ["BENCH_JOB"])
    return told


class _Body:
    def __init__(self) -> None:
        told = job()
        self.writer = Writer(told)
        self.now = datetime.fromisoformat(told["now"])
        self.address = told["database_url"].replace("+psycopg", "")

    def intent(self, nudge_id: int, person_id: str, day: date, letter: Letter) -> dict[str, Any]:
        return {
            "id": nudge_id,
            "day": day,
            "person": person_id,
            "attempt": letter.attempt_id,
            "body": letter.sealed,
            "segments": letter.segments,
            "practice": letter.practice,
            "version": letter.version,
            "now": self.now,
        }

    def result(self, intent: dict[str, Any], status: int, body: bytes) -> dict[str, Any]:
        sid = json.loads(body)["sid"] if status == 201 else None
        return intent | {"status": "accepted" if sid else "unknown", "sid": sid}


class AsyncBody(_Body):
    """For queues that run coroutines: pooled psycopg, one aiohttp session."""

    async def open(self, size: int = 20) -> None:
        """Open what every job shares."""
        self._pool = AsyncConnectionPool(self.address, min_size=size, max_size=size, timeout=600, open=False)
        await self._pool.open(wait=True)
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=200),
            timeout=aiohttp.ClientTimeout(total=20),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        """Close it."""
        await self._http.close()
        await self._pool.close()

    async def send(self, nudge_id: int) -> None:
        """The job."""
        async with self._pool.connection() as conn:
            claimed = await (await conn.execute(_CLAIM, ["peer", self.now, nudge_id])).fetchone()
            if claimed is None:
                return
            person = await (await conn.execute(_PERSON, [claimed[0], self.now])).fetchone()
            if person is None:
                return
            letter = self.writer.letter(claimed[0], *person)
            intent = self.intent(nudge_id, claimed[0], claimed[1], letter)
            await conn.execute(_INTENT, intent)
        async with self._http.post(self.writer.url, data=letter.form, headers=self.writer.headers) as answer:
            result = self.result(intent, answer.status, await answer.read())
        async with self._pool.connection() as conn:
            await conn.execute(_RESULT, result)


class SyncBody(_Body):
    """For queues that run functions in threads, greenlets or processes: pooled psycopg, pooled urllib3."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._pool = ConnectionPool(self.address, min_size=1, max_size=size, timeout=600, open=True)
        self._http = urllib3.PoolManager(maxsize=size, timeout=urllib3.Timeout(total=20), retries=False)

    def send(self, nudge_id: int) -> None:
        """The job."""
        with self._pool.connection() as conn:
            claimed = conn.execute(_CLAIM, ["peer", self.now, nudge_id]).fetchone()
            if claimed is None:
                return
            person = conn.execute(_PERSON, [claimed[0], self.now]).fetchone()
            if person is None:
                return
            letter = self.writer.letter(claimed[0], *person)
            intent = self.intent(nudge_id, claimed[0], claimed[1], letter)
            conn.execute(_INTENT, intent)
        answer = self._http.request("POST", self.writer.url, body=letter.form, headers=self.writer.headers)
        with self._pool.connection() as conn:
            conn.execute(_RESULT, self.result(intent, answer.status, answer.data))


_one = threading.Lock()
_ours: dict[int, SyncBody] = {}


def shared(size: int) -> SyncBody:
    """The one body of this process, made when its first job comes: a forked process has its own."""
    with _one:
        if os.getpid() not in _ours:
            _ours[os.getpid()] = SyncBody(size)
        return _ours[os.getpid()]
