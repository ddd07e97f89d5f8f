"""Many people at once: lines in and lines out, while they come."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from nudges.flow.staff.import_csv import BATCH
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.web.api.bulk import LINE
from tests.harness import PARIS, PHONE, World
from tests.web.api.program import API, Program


def person(n: int, **fields: Any) -> bytes:
    given = {"plan": "daily", "zone": PARIS, "phone": f"+1555{n:07}", "consented_on": "2026-05-01"}
    return json.dumps(given | fields).encode()


def scope_of(program: Program) -> dict[str, Any]:
    headers = [(b"authorization", f"Bearer {program.token}".encode())]
    scope = {"type": "http", "method": "POST", "path": f"{API}/people/import", "headers": headers}
    return scope | {"query_string": b"", "http_version": "1.1", "client": ("10.0.0.9", 1)}


def posted(program: Program, parts: Iterable[bytes], ends: bool = True) -> list[dict[str, Any]]:
    """Send a body in these parts, and then its end, or go away; the lines of the answer."""
    coming = iter(parts)
    answer: list[bytes] = []

    async def receive() -> Any:
        part = next(coming, None)
        if part is not None:
            return {"type": "http.request", "body": part, "more_body": True}
        return {"type": "http.request", "body": b""} if ends else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        answer.append(message.get("body", b""))

    asyncio.run(program.callers.app(scope_of(program), receive, send))
    return [json.loads(line) for line in b"".join(answer).splitlines()]


def test_each_line_is_answered_and_the_last_line_counts(db: Db) -> None:
    program = Program(World(db))
    lines = [person(1, external_id="a"), b"", person(2, zone="Nowhere"), b"{", b'{"plan": 1}', person(1)]
    lines += [person(3, consented_on=None), person(1, plan="pulse"), person(2, phone="+15550000001"), b"[]"]
    body = b"\r\n".join(lines)
    told = posted(program, [body[:7], body[7:300], b"", body[300:]])
    assert [(one["line"], one["result"]) for one in told[:-1]] == [
        *((1, "added"), (3, "refused"), (4, "refused"), (5, "refused"), (6, "known")),
        *((7, "invited"), (8, "enrolled"), (9, "known"), (10, "refused")),
    ]
    assert told[-1] == {
        "done": True,
        "lines": 9,
        "added": 1,
        "invited": 1,
        "enrolled": 1,
        "known": 2,
        "refused": 4,
    }
    [her, *_] = program.get("/people?external_id=a")["items"]
    assert told[0]["person_id"] == told[4]["person_id"] == her["id"]
    assert told[1]["problem"]["title"] == "There is no time zone called 'Nowhere'."
    assert told[3]["problem"]["detail"] == "/plan: It is text."
    assert PHONE not in str(told)


def test_results_come_while_lines_are_sent_and_the_audit_counts_each_batch(db: Db) -> None:
    program = Program(World(db))
    body = [person(n) + b"\n" for n in range(2 * BATCH + 5)]
    told = posted(program, body)
    assert [one["line"] for one in told[:-1]] == list(range(1, 2 * BATCH + 6))
    assert told[-1]["added"] == len(program.world.rows(t.person)) == 2 * BATCH + 5
    audit = [row.details for row in program.world.rows(t.audit) if row.action == "person import"]
    assert [one["lines"] for one in audit] == [BATCH, BATCH, 5]
    again = posted(program, body)[-1]
    assert (again["known"], again["added"]) == (2 * BATCH + 5, 0)


def test_whoever_goes_away_has_added_what_was_whole_and_may_begin_again(db: Db) -> None:
    program = Program(World(db))
    body = [person(n) + b"\n" for n in range(BATCH + 5)]
    posted(program, body, ends=False)
    assert len(program.world.rows(t.person)) == BATCH
    assert posted(program, body)[-1] == {
        "done": True,
        "lines": BATCH + 5,
        "added": 5,
        "invited": 0,
        "enrolled": 0,
        "known": BATCH,
        "refused": 0,
    }


def test_where_the_database_fails_the_last_line_says_to_send_it_again(db: Db) -> None:
    program = Program(World(db))
    with db.write() as tx:
        tx.conn.execute(text("DROP TABLE consent"))
    [told] = posted(program, [person(1)])
    assert set(told) == {"done", "problem"}
    assert (told["done"], told["problem"]["status"]) == (False, 503)
    assert program.world.rows(t.person) == []


def test_a_line_without_end_is_cut_off(db: Db) -> None:
    program = Program(World(db))
    long = [b'{"name": "'] + [b"x" * LINE] * 3 + [b'"}\n']
    told = posted(program, [person(1) + b"\n", *long, person(2)])
    assert [one["result"] for one in told[:-1]] == ["added", "refused", "added"]
    assert told[1]["problem"]["title"] == "The line is too long."


def test_a_line_may_be_as_long_as_is_said_and_no_longer(db: Db) -> None:
    program = Program(World(db))
    people = [person(n) for n in range(5)]
    longest, longer = ([one.ljust(size) for one in people] for size in (LINE, LINE + 1))
    parts = [longest[0] + b"\n" + longer[1] + b"\n", longest[2], b"\n" + longer[3], b"\n", longest[4]]
    told = posted(program, parts)
    assert [one["result"] for one in told[:-1]] == ["added", "refused", "added", "refused", "added"]


def test_whoever_sends_all_before_they_read_does_not_wait_for_ever(db: Db) -> None:
    """The answer is not taken until the body was sent: a program that does so must not hold us up."""
    program = Program(World(db))
    sent = asyncio.Event()
    body = iter([person(n) + b"\n" for n in range(BATCH + 1)])
    answer: list[bytes] = []

    async def receive() -> Any:
        part = next(body, None)
        if part is None:
            sent.set()
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.wait_for(sent.wait(), 60)
        answer.append(message.get("body", b""))

    asyncio.run(program.callers.app(scope_of(program), receive, send))
    assert json.loads(b"".join(answer).splitlines()[-1])["added"] == BATCH + 1
