"""The hand-written loop's statements on PostgreSQL: raw psycopg, arrays in, one round trip a statement."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from tests.bench.loop.road import BATCH, Next, Result, Row
from tests.bench.message import Letter
from tests.bench.stage import PLAN

_DUE = f"""
SELECT u.person_id, u.plan, u.step, u.local_date, u.n, u.due_at, p.zone
FROM upcoming u JOIN person p ON p.id = u.person_id
WHERE u.due_at <= %s ORDER BY u.due_at LIMIT {BATCH} FOR UPDATE OF u SKIP LOCKED"""
_INSERT = """
INSERT INTO nudge (person_id, plan, step, local_date, n, due_at, ready_at, expires_at,
                   medium, status, reason, expects, tries, changed_at)
SELECT v.person_id, v.plan, v.step, v.local_date, v.n, v.due_at, v.due_at, v.expires_at,
       'sms', 'queued', NULL, 'done', 0, v.due_at
FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::int[], %s::timestamptz[], %s::timestamptz[])
     AS v (person_id, plan, step, local_date, n, due_at, expires_at)
ON CONFLICT DO NOTHING"""
_ADVANCE = """
UPDATE upcoming u SET local_date = v.local_date, n = 0, due_at = v.due_at
FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::timestamptz[])
     AS v (person_id, plan, step, local_date, due_at)
WHERE u.person_id = v.person_id AND u.plan = v.plan AND u.step = v.step"""
_CLAIM = f"""
WITH ready AS (
  SELECT id, local_date FROM nudge WHERE status = 'queued' AND medium = 'sms' AND ready_at <= %(now)s
  ORDER BY ready_at LIMIT {BATCH} FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE nudge n SET status = 'sending', holder = %(holder)s, attempt_id = NULL, tries = n.tries + 1,
    lease_until = extract(epoch FROM clock_timestamp())::float8 + 60, changed_at = %(now)s
  FROM ready WHERE n.id = ready.id AND n.local_date = ready.local_date AND n.status = 'queued'
  RETURNING n.id, n.local_date, n.person_id
) SELECT taken.id, taken.local_date, p.id, p.data_key, p.phone
FROM taken JOIN person p ON p.id = taken.person_id"""
_MAY = """
SELECT p.id FROM person p
WHERE p.id = ANY(%s) AND p.state = 'active' AND (p.paused_until IS NULL OR p.paused_until <= %s)
  AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.lookup = p.phone_lookup) ORDER BY p.id FOR SHARE"""
_INTENT = """
UPDATE nudge n SET attempt_id = v.attempt_id, body = v.body, segments = v.segments, practice = v.practice,
  content_version = v.version, lease_until = extract(epoch FROM clock_timestamp())::float8 + 60
FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::bytea[], %s::int[], %s::text[], %s::text[])
     AS v (id, local_date, attempt_id, body, segments, practice, version)
WHERE n.id = v.id AND n.local_date = v.local_date AND n.holder = %s AND n.status = 'sending'
  AND n.attempt_id IS NULL RETURNING n.id"""
_ATTEMPT = """
INSERT INTO attempt (id, nudge_id, person_id, channel, at, outcome)
SELECT v.id, v.nudge_id, v.person_id, 'twilio', %s, 'sending'
FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS v (id, nudge_id, person_id)"""
_GIVEN = """
UPDATE enrolment e SET takes = e.takes || v.given::jsonb, quiet = e.quiet + 1
FROM unnest(%s::text[], %s::text[]) AS v (person_id, given) WHERE e.person_id = v.person_id AND e.plan = %s"""
_RESULT = """
UPDATE nudge n SET status = v.status, reason = 'sent', sent_at = %s, lease_until = NULL, changed_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::text[]) AS v (id, attempt_id, local_date, status)
WHERE n.id = v.id AND n.local_date = v.local_date AND n.attempt_id = v.attempt_id
  AND n.status IN ('sending', 'unknown')"""
_OUTCOME = """
UPDATE attempt a SET provider_id = v.provider_id,
  outcome = CASE WHEN a.outcome = 'sending' THEN v.status ELSE a.outcome END
FROM unnest(%s::text[], %s::text[], %s::text[]) AS v (id, status, provider_id)
WHERE a.id = v.id AND a.at = %s"""


class PostgresStore:
    """Two connections: results are written while the next batch is claimed."""

    def __init__(self, road: psycopg.AsyncConnection[Any], results: psycopg.AsyncConnection[Any]) -> None:
        self._road, self._results = road, results
        self._holder = f"{id(self):x}{road.info.backend_pid}"

    @classmethod
    async def opened(cls, url: str) -> "PostgresStore":
        """Connect."""
        address = url.replace("+psycopg", "")
        return cls(*[await psycopg.AsyncConnection.connect(address) for _ in range(2)])

    async def due(self, now: datetime) -> list[Any]:
        """Read, and hold until `plan` commits, what is due."""
        rows = await (await self._road.execute(_DUE, [now])).fetchall()
        if not rows:
            await self._road.commit()
        return rows

    async def plan(self, nexts: Sequence[Next]) -> None:
        """Insert the nudges and move the schedule on."""
        person, plan, step, day, n, due, expires, next_day, next_due = map(list, zip(*nexts, strict=True))
        async with self._road.pipeline():
            await self._road.execute(_INSERT, [person, plan, step, day, n, due, expires])
            await self._road.execute(_ADVANCE, [person, plan, step, next_day, next_due])
            await self._road.commit()

    async def claim(self, now: datetime) -> list[Row]:
        """Take a batch in hand."""
        found = await self._road.execute(_CLAIM, {"now": now, "holder": self._holder}, binary=True)
        rows = [Row(*row) for row in await found.fetchall()]
        await self._road.commit()
        return rows

    async def intend(self, made: Sequence[tuple[Row, Letter]], now: datetime) -> set[int]:
        """Ask once more who may be written to, and write down what is about to be sent."""
        ids = [row.person_id for row, _ in made]
        may = {one for (one,) in await (await self._road.execute(_MAY, [ids, now])).fetchall()}
        going = [(row, letter) for row, letter in made if row.person_id in may]
        values = [
            (
                *(row.id, row.local_date, letter.attempt_id, letter.sealed),
                *(letter.segments, letter.practice, letter.version),
            )
            for row, letter in going
        ]
        columns = [list(column) for column in zip(*values, strict=True)]
        found = await self._road.execute(_INTENT, [*columns, self._holder])
        ours = {one for (one,) in await found.fetchall()}
        tried = [(letter.attempt_id, row.id, row.person_id) for row, letter in going if row.id in ours]
        async with self._road.pipeline():
            await self._road.execute(_ATTEMPT, [now, *map(list, zip(*tried, strict=True))])
            given = [json.dumps({f"{letter.practice}/1": str(row.local_date)}) for row, letter in going]
            await self._road.execute(_GIVEN, [[row.person_id for row, _ in going], given, PLAN])
            await self._road.commit()
        return ours

    async def record(self, results: Sequence[Result], now: datetime) -> None:
        """Write down what the provider said."""
        ids, attempts, days, statuses, sids = map(list, zip(*results, strict=True))
        async with self._results.pipeline():
            await self._results.execute(_RESULT, [now, now, ids, attempts, days, statuses])
            await self._results.execute(_OUTCOME, [attempts, statuses, sids, now])
            await self._results.commit()

    async def close(self) -> None:
        """Close both."""
        await self._road.close()
        await self._results.close()
