"""`/health` for machines: 503 while sending stands still, and nothing about people."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from nudges.store.db import Db
from nudges.store.maintenance import heartbeats
from tests.callers import app_of
from tests.harness import NAME, PHONE, World

pytestmark = pytest.mark.both_databases


def asked(app: FastAPI) -> httpx.Response:
    async def get() -> httpx.Response:
        where = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=where, base_url="http://here") as client:
            return await client.get("/health")

    return asyncio.run(get())


def test_it_says_whether_sending_moves(db: Db) -> None:
    world = World(db)
    person, app = world.join(), app_of(world)
    answer = asked(app)
    assert (answer.status_code, answer.json()["sending"]) == (503, "stands still")
    with db.write() as tx:
        heartbeats.beat(tx, "w")
    assert asked(app).status_code == 503, "it is looked once in a few seconds, however many ask"
    world.later(seconds=6)
    answer = asked(app)
    assert (answer.status_code, answer.json()["sending"]) == (200, "moves")
    [worker] = [one for one in answer.json()["checks"] if one["check"] == "worker"]
    assert worker == {"check": "worker", "ok": True, "alive": 1, "silent": 0}
    for secret in (person.id, NAME, PHONE):
        assert secret not in answer.text


def test_a_database_that_cannot_tell_is_503(db: Db) -> None:
    world = World(db)
    with db.write() as tx:
        tx.conn.execute(text("DROP TABLE sender"))
    answer = asked(app_of(world))
    assert answer.status_code == 503
    assert answer.json() == {"sending": "the database does not answer", "checks": []}
