"""A minimal webhook by hand: the provider's signature, one transaction of its own each, an answer. No more.

`/hooks/twilio/sms` inserts one row; `/hooks/twilio/status` writes what a report changes on the product's
tables, without asking whether it may.
"""

import json
import sqlite3
import sys
import threading
from typing import Any

import psycopg
import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from twilio.request_validator import RequestValidator

from tests.bench.message import PUBLIC_URL

_INSERT = "INSERT INTO inbound (provider_id, sender, body) VALUES (?, ?, ?)"
_TOLD = "UPDATE attempt SET outcome = 'delivered' WHERE id = ? RETURNING nudge_id"
_MOVED = "UPDATE nudge SET status = 'delivered', reason = 'delivered' WHERE id = ?"


class _Sqlite:
    """One connection, whose writers wait for each other here."""

    def __init__(self, url: str) -> None:
        self._conn = sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)
        self._conn.execute("PRAGMA synchronous = FULL")
        self._turn = threading.Lock()

    def write(self, *statements: tuple[str, tuple[Any, ...]]) -> None:
        with self._turn, self._conn:
            _all(self._conn, statements)


class _Postgres:
    """A connection for each thread."""

    def __init__(self, url: str) -> None:
        self._url, self._own = url.replace("+psycopg", ""), threading.local()

    def write(self, *statements: tuple[str, tuple[Any, ...]]) -> None:
        if not hasattr(self._own, "conn"):
            self._own.conn = psycopg.connect(self._url)
        with self._own.conn.transaction():
            _all(self._own.conn, [(query.replace("?", "%s"), values) for query, values in statements])


def _all(conn: Any, statements: Any) -> None:
    found: tuple[Any, ...] = ()
    for query, values in statements:
        cursor = conn.execute(query, values or found)
        found = tuple(cursor.fetchone()) if "RETURNING" in query else ()


def main() -> None:
    """Serve until killed, as told on stdin."""
    said = json.loads(sys.stdin.readline())
    url = said["database_url"]
    database = _Sqlite(url) if url.startswith("sqlite") else _Postgres(url)
    database.write(
        ("CREATE TABLE IF NOT EXISTS inbound (provider_id TEXT UNIQUE, sender TEXT, body TEXT)", ())
    )
    validator, app = RequestValidator("token"), FastAPI()

    async def form(request: Request) -> dict[str, str] | None:
        posted = await request.form()
        fields = {name: str(value) for name, value in posted.items()}
        query = f"?{request.url.query}" if request.url.query else ""
        address, signature = f"{PUBLIC_URL}{request.url.path}{query}", request.headers["X-Twilio-Signature"]
        return fields if validator.validate(address, fields, signature) else None

    @app.post("/hooks/twilio/sms")
    async def sms(request: Request) -> Response:
        if (fields := await form(request)) is None:
            return Response(status_code=403)
        row = fields["MessageSid"], fields["From"], fields["Body"]
        await run_in_threadpool(database.write, (_INSERT, row))
        return Response("<Response/>", media_type="text/xml")

    @app.post("/hooks/twilio/status")
    async def status(request: Request) -> Response:
        if await form(request) is None:
            return Response(status_code=403)
        attempt = request.query_params["attempt"]
        await run_in_threadpool(database.write, (_TOLD, (attempt,)), (_MOVED, ()))
        return Response()

    @app.get("/alive")
    async def alive() -> Response:
        return Response("alive")

    uvicorn.run(app, port=said["port"], log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
