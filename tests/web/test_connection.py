"""Connections with limits, by the bytes that come and the seconds that pass."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from nudges.web.connection import (
    ANSWER_SECONDS,
    BODY_PART,
    BODY_SECONDS,
    HEAD_BYTES,
    HEAD_SECONDS,
    LINGER_SECONDS,
    PIECES,
    Connection,
    Room,
)
from nudges.web.headers import HEADERS


class Timer:
    def __init__(self, at: float, then: Callable[[], None]) -> None:
        self.at, self.then, self.over = at, then, False

    def cancel(self) -> None:
        self.over = True


class Loop:
    """A loop whose clock the test turns, and which keeps the tasks it is given."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[Timer] = []
        self.tasks: list[Coroutine[Any, Any, Any]] = []

    def call_later(self, seconds: float, then: Callable[[], None]) -> Timer:
        self.timers.append(Timer(self.now + seconds, then))
        return self.timers[-1]

    def create_task(self, made: Coroutine[Any, Any, Any]) -> "asyncio.Future[None]":
        self.tasks.append(made)
        return asyncio.Future(loop=_REAL)

    def later(self, seconds: float) -> None:
        self.now += seconds
        for timer in self.timers:
            if not timer.over and timer.at <= self.now:
                timer.over = True
                timer.then()

    def answer(self) -> None:
        """Let the application answer the oldest request."""
        _REAL.run_until_complete(self.tasks.pop(0))


_REAL = asyncio.new_event_loop()


class Wire:
    """What the server writes. `stuck` bytes are not taken by the other side."""

    def __init__(self) -> None:
        self.written = b""
        self.closing = self.aborted = self.ended = False
        self.stuck = 0

    def get_extra_info(self, _: str) -> None:
        return None

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = self.aborted = True

    def is_closing(self) -> bool:
        return self.closing

    def get_write_buffer_size(self) -> int:
        return self.stuck

    def write_eof(self) -> None:
        self.ended = True

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    @property
    def status(self) -> str:
        return self.written[9:12].decode()


async def app(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


class House:
    """A server's room and the connections it has taken."""

    def __init__(self, most: int = 100) -> None:
        self.loop, self.room = Loop(), Room(most)
        self._config, self._state = Config(app, access_log=False, lifespan="off"), ServerState()
        self._config.load()

    def connect(self) -> tuple[Connection, Wire]:
        made = Connection(
            config=self._config, server_state=self._state, app_state={}, _loop=self.loop, room=self.room
        )
        wire = Wire()
        made.connection_made(wire)  # type: ignore[arg-type]
        return made, wire


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    for task in made.loop.tasks:
        task.close()


GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_a_whole_request_is_answered_and_the_connection_kept(house: House) -> None:
    one, wire = house.connect()
    for _ in range(3):
        one.data_received(GET)
        house.loop.answer()
        house.loop.later(1)
    assert (wire.written.count(b"200 OK"), wire.closing) == (3, False)
    house.loop.later(ANSWER_SECONDS)
    assert wire.closing, "it is idle"
    assert not wire.aborted


@pytest.mark.parametrize("head", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_does_not_end_is_ended(house: House, head: bytes) -> None:
    one, wire = house.connect()
    one.data_received(head)
    house.loop.later(HEAD_SECONDS - 1)
    one.data_received(b"")
    assert not wire.closing
    house.loop.later(1)
    assert (wire.status, wire.closing) == ("408", True)
    for name, value in HEADERS.items():
        assert f"{name}: {value}".encode() in wire.written


def test_a_body_that_does_not_end_is_ended_and_a_large_one_has_its_time(house: House) -> None:
    one, wire = house.connect()
    one.data_received(POST)
    for _ in range(5):
        for _ in range(BODY_PART // 100_000):
            one.data_received(bytes(100_000))
        house.loop.later(BODY_SECONDS)
        assert not wire.closing
    one.data_received(bytes(100_000))
    house.loop.later(BODY_SECONDS)
    assert wire.status == "408"


def test_an_answer_that_nobody_takes_is_ended(house: House) -> None:
    one, wire = house.connect()
    one.data_received(GET)
    wire.stuck = 1000
    house.loop.answer()
    house.loop.later(ANSWER_SECONDS)
    assert wire.aborted


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 101,
        b"GET / HTTP/1.1\r\na: " + b"b" * HEAD_BYTES + b"\r\n",
        b"GET /" + b"b" * HEAD_BYTES + b" HTTP/1.1\r\n",
    ],
)
def test_a_head_too_large_is_refused(house: House, head: bytes) -> None:
    one, wire = house.connect()
    one.data_received(head + b"\r\n")
    assert (wire.status, wire.closing, house.loop.tasks) == ("431", True, [])


def test_a_line_without_end_is_refused_however_it_comes(house: House) -> None:
    one, wire = house.connect()
    one.data_received(b"GET / HTTP/1.1\r\na: ")
    for _ in range(HEAD_BYTES // 100 + 2):
        one.data_received(b"b" * 100)
    assert wire.status == "431"


def test_a_body_in_crumbs_is_refused(house: House) -> None:
    one, wire = house.connect()
    one.data_received(CHUNKED + b"1\r\nx\r\n" * PIECES)
    assert not wire.closing
    one.data_received(b"1\r\nx\r\n")
    assert (wire.status, wire.closing) == ("400", True)


def test_a_whole_body_may_come_with_its_head(house: House) -> None:
    one, wire = house.connect()
    size = 3 * HEAD_BYTES
    one.data_received(POST.replace(b"50000000", str(size).encode()) + bytes(size))
    house.loop.answer()
    assert (wire.status, wire.closing) == ("200", False)


def test_requests_that_are_sent_all_at_once_are_few(house: House) -> None:
    one, wire = house.connect()
    one.data_received(GET * 5)
    assert not wire.closing
    one.data_received(GET * 5)
    assert wire.closing


def test_what_is_answered_before_its_body_came_is_closed(house: House) -> None:
    one, wire = house.connect()
    one.data_received(POST)
    house.loop.answer()
    assert (wire.status, wire.ended, wire.closing) == ("200", True, False), "the answer can be read"
    house.loop.later(LINGER_SECONDS)
    assert wire.aborted


def test_when_it_is_full_who_waits_longest_has_to_go(house: House) -> None:
    house.room.most = 3
    (busy, _), (_, oldest), (_, newer) = (house.connect() for _ in range(3))
    busy.data_received(GET)
    _, newest = house.connect()
    assert [wire.aborted for wire in (oldest, newer, newest)] == [True, False, False]
    for _ in range(50):
        house.connect()
    assert len(house.room.inside) == 3
    assert busy in house.room.inside, "it is being answered"
    house.loop.answer()


def test_when_all_are_being_answered_the_newest_has_to_go(house: House) -> None:
    house.room.most = 1
    one, wire = house.connect()
    one.data_received(GET)
    _, newest = house.connect()
    assert (newest.aborted, wire.aborted) == (True, False)
    house.loop.answer()


def test_who_has_left_is_forgotten(house: House) -> None:
    one, _ = house.connect()
    one.data_received(GET)
    house.loop.answer()
    one.connection_lost(None)
    assert not house.room.inside
    assert not house.room.waiting
    house.loop.later(1000)
