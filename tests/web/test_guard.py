"""Around the application: time, HEAD, slashes, the path of PUBLIC_URL, errors."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from structlog.testing import capture_logs

from nudges.store.db import Db
from nudges.web.api.problems import MEDIA
from nudges.web.guard import LATE, Guard
from nudges.web.headers import HEADERS
from tests.callers import Callers
from tests.harness import SECRET, World
from tests.my_pages import see, settled

SECONDS = 0.2


@pytest.fixture
def freed() -> Iterator[threading.Event]:
    """What the slow page waits for."""
    event = threading.Event()
    yield event
    event.set()


def guarded(freed: threading.Event, done: list[str] | None = None) -> Starlette:
    def slow(_: Request) -> Response:
        freed.wait()
        (done if done is not None else []).append("done")
        return PlainTextResponse("late")

    async def takes(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    async def said(request: Request) -> Response:
        return PlainTextResponse(
            f"{request.method} {request.scope['path']} {request.scope['raw_path'].decode()}"
        )

    def fails(_: Request) -> Response:
        raise RuntimeError(SECRET)

    def leaves(_: Request) -> Response:
        raise ClientDisconnect

    routes = [Route("/slow", slow), Route("/fails", fails), Route("/alive", said), Route("/leaves", leaves)]
    routes += [Route("/api/fails", fails)]
    routes += [Route("/takes", takes, methods=["POST"]), Route("/{rest:path}", said)]
    return Starlette(routes=routes, middleware=[Middleware(Guard, prefix="/here", seconds=SECONDS)])


async def ask(guard: Starlette, path: str, method: str = "GET", content: Any = None) -> httpx.Response:
    transport = httpx.ASGITransport(guard)
    async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7") as client:
        return await client.request(method, path, content=content)


def test_what_takes_too_long_is_answered_and_goes_on(freed: threading.Event) -> None:
    done: list[str] = []

    async def both() -> httpx.Response:
        guard = guarded(freed, done)
        answer = await ask(guard, "/slow")
        assert done == []
        freed.set()
        while not done:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return answer

    answer = asyncio.run(both())
    assert (answer.status_code, answer.text) == (503, "Service Unavailable")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_when_too_many_go_on_the_next_are_told_at_once_but_it_is_alive(freed: threading.Event) -> None:
    async def all_of_them() -> tuple[list[int], int, int]:
        guard = guarded(freed)
        first = await asyncio.gather(*(ask(guard, "/slow") for _ in range(LATE)))
        try:
            async with asyncio.timeout(SECONDS / 2):
                return (
                    [a.status_code for a in first],
                    (await ask(guard, "/x")).status_code,
                    (await ask(guard, "/alive")).status_code,
                )
        finally:
            freed.set()

    first, other, alive = asyncio.run(all_of_them())
    assert (set(first), other, alive) == ({503}, 503, 200)


def test_a_body_that_takes_its_time_is_waited_for(freed: threading.Event) -> None:
    async def slowly() -> Any:
        for _ in range(2):
            await asyncio.sleep(SECONDS * 1.5)
            yield b"x"

    assert asyncio.run(ask(guarded(freed), "/takes", "POST", slowly())).text == "2"


def test_an_error_is_told_without_its_words(freed: threading.Event) -> None:
    with capture_logs() as logs:
        answer = asyncio.run(ask(guarded(freed), "/fails"))
    assert (answer.status_code, answer.text) == (503, "Service Unavailable")
    assert [(log["page"], log["error"]) for log in logs] == [("fails", "RuntimeError")]
    assert SECRET not in repr(logs)


def test_programs_are_told_of_an_error_in_their_way(freed: threading.Event) -> None:
    answer = asyncio.run(ask(guarded(freed), "/api/fails"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, MEDIA)
    assert (answer.json()["status"], answer.headers["Retry-After"]) == (503, "30")
    assert SECRET not in answer.text


def test_who_leaves_in_the_middle_is_no_error(freed: threading.Event) -> None:
    sent: list[object] = []

    async def leave() -> None:
        scope = {"type": "http", "method": "GET", "path": "/leaves", "raw_path": b"/leaves", "headers": []}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: object) -> None:
            sent.append(message)

        await Guard(guarded(freed), seconds=SECONDS)(scope | {"query_string": b""}, receive, send)

    with capture_logs() as logs:
        asyncio.run(leave())
    assert (sent, logs) == ([], [])


@pytest.mark.parametrize(
    ("called", "seen"),
    [
        ("/here/a/b", "GET /a/b /a/b"),
        ("/here/a/b/", "GET /a/b /a/b/"),
        ("/a%20b", "GET /a b /a%20b"),
        ("/hereafter", "GET /hereafter /hereafter"),
        ("/here", "GET / "),
    ],
)
def test_where_it_is_called_is_read_below_its_own_path(
    freed: threading.Event, called: str, seen: str
) -> None:
    assert asyncio.run(ask(guarded(freed), called)).text == seen


@pytest.mark.parametrize("path", ["/here/a b", "/a b"])
def test_a_server_that_does_not_say_how_it_was_called_is_served_too(
    freed: threading.Event, path: str
) -> None:
    async def without(scope: Any, receive: Any, send: Any) -> None:
        await guarded(freed)({**scope, "path": path, "raw_path": None}, receive, send)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(without)
        async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7") as client:
            return await client.get("/")

    assert asyncio.run(asked()).text == "GET /a b /a b"


def test_head_is_get_without_a_body(freed: threading.Event) -> None:
    head = asyncio.run(ask(guarded(freed), "/a", "HEAD"))
    whole = asyncio.run(ask(guarded(freed), "/a"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers


# -- the application in it


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing/here", 404),
        ("PUT", "/alive", 405),
        ("POST", "/hooks/twilio/sms", 403),
        ("GET", "/hooks/twilio/sms", 405),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/openapi.json", 404),
        ("GET", "/docs", 404),
    ],
)
def test_error_pages_are_as_strict_as_the_others(db: Db, method: str, path: str, status: int) -> None:
    answer = Callers(World(db)).call(path, method=method)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_every_page_answers_a_head_too(db: Db) -> None:
    callers, _, me = settled(db)
    for path in (
        "/alive",
        me,
        f"{me}/settings",
        f"{me}/export/nudges.json",
        "/static/nudges.css",
        "/join/daily",
    ):
        head, whole = (callers.call(path, method=method) for method in ("HEAD", "GET"))
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]


@pytest.mark.parametrize("address", ["/alive/", "/static/nudges.css/", "/unsubscribe/"])
def test_a_slash_too_many_leads_to_no_other_address(db: Db, address: str) -> None:
    answer = Callers(World(db)).call(address, method="GET")
    assert answer.status_code in (200, 404)
    assert "location" not in answer.headers


@pytest.mark.parametrize("digits", ["9" * 5_000, "0" * 5_000, "1" * 5_000])
def test_a_page_number_may_have_any_length(db: Db, digits: str) -> None:
    callers, _, me = settled(db)
    for page in ("nudges", "replies"):
        see(callers, f"{me}/{page}?nr={digits}")
