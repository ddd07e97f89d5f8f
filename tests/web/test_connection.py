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
    HEAD_LINES,
    HEAD_SECONDS,
    LINE_BYTES,
    LINES,
    LINGER_SECONDS,
    PIECE_BYTES,
    PIECES,
    QUEUED,
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
        self.begun: list[asyncio.Task[Any]] = []

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

    def begin(self) -> None:
        """Let the application go as far as it comes without more of the body."""
        self.begun += [_REAL.create_task(task) for task in self.tasks]
        self.tasks.clear()
        _REAL.run_until_complete(asyncio.sleep(0))


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
    if scope["path"] == "/known":  # as web/api/door.py does when a token is good
        scope["state"]["proven"] = True
        while (await receive()).get("more_body"):
            pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    if scope["path"] == "/halfway":
        await receive()
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
    for one in list(made.room.inside):
        one.connection_lost(None)
    for begun in made.loop.begun:
        _REAL.run_until_complete(begun)
    for task in made.loop.tasks:
        task.close()


GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


def to(path: bytes, head: bytes) -> bytes:
    """The same request to another path: the application knows who asks at /known."""
    return head.replace(b" / ", b" " + path + b" ", 1)


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
    assert (wire.status, wire.closing, wire.aborted) == ("408", True, False)
    for name, value in HEADERS.items():
        assert f"{name}: {value}".encode() in wire.written
    house.loop.later(HEAD_SECONDS)
    assert (wire.aborted, wire.written.count(b"HTTP/1.1")) == (True, 1), "nobody took the answer"


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
        lambda more: b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * (HEAD_LINES + more),
        # the address and each header are counted, and four bytes for what is around a header
        lambda more: b"GET / HTTP/1.1\r\na: " + b"b" * (HEAD_BYTES - len("/a") - 4 + more) + b"\r\n",
        lambda more: b"GET /" + b"b" * (HEAD_BYTES - len("/ab") - 4 + more) + b" HTTP/1.1\r\na: b\r\n",
    ],
)
def test_a_head_may_be_as_large_as_is_said_and_no_larger(house: House, head: Callable[[int], bytes]) -> None:
    one, wire = house.connect()
    one.data_received(head(0) + b"\r\n")
    assert (wire.written, len(house.loop.tasks)) == (b"", 1)
    one, wire = house.connect()
    one.data_received(head(1) + b"\r\n")
    assert (wire.status, wire.closing, len(house.loop.tasks)) == ("431", True, 1)


def test_a_line_without_end_is_refused_however_it_comes(house: House) -> None:
    one, wire = house.connect()
    one.data_received(b"GET / HTTP/1.1\r\na: ")
    for _ in range(HEAD_BYTES - 1):
        one.data_received(b"b")
    assert wire.written == b""
    one.data_received(b"b")
    assert wire.status == "431"


def test_a_long_line_that_is_no_http_is_answered_once(house: House) -> None:
    one, wire = house.connect()
    one.data_received(b"GET / HTTP/1.1\r\na: ")
    one.data_received(bytes(HEAD_BYTES + 1))
    assert (wire.status, wire.written.count(b"HTTP/1.1")) == ("400", 1)


def test_a_body_in_crumbs_is_refused(house: House) -> None:
    one, wire = house.connect()
    one.data_received(CHUNKED + b"1\r\nx\r\n" * PIECES)
    assert not wire.closing
    one.data_received(b"1\r\nx\r\n")
    assert (wire.status, wire.closing) == ("400", True)


def test_a_list_of_people_may_come_line_by_line(house: House) -> None:
    lines = 2 * PIECES * (f"{LINE_BYTES:x}\r\n".encode() + bytes(LINE_BYTES) + b"\r\n")
    paths = (b"/v1" + LINES, b"/v1" + LINES + b"?dry=1", b"/v1?to=" + LINES)
    closed = []
    for path in paths:
        one, wire = house.connect()
        one.data_received(to(path, CHUNKED) + lines)
        closed.append(wire.closing)
    assert closed == [False, False, True]


def test_pieces_are_many_only_for_their_size(house: House) -> None:
    one, wire = house.connect()
    piece = f"{PIECE_BYTES:x}\r\n".encode() + bytes(PIECE_BYTES) + b"\r\n"
    one.data_received(CHUNKED + 2 * PIECES * piece)
    assert not wire.closing


def test_a_body_of_somebody_known_may_come_slowly_and_in_crumbs(house: House) -> None:
    one, wire = house.connect()
    one.data_received(to(b"/known", CHUNKED))
    house.loop.begin()
    one.data_received(b"1\r\nx\r\n" * PIECES)
    for _ in range(3):
        one.data_received(b"1\r\nx\r\n")
        house.loop.later(BODY_SECONDS)
    assert not wire.closing
    house.loop.later(BODY_SECONDS)
    assert wire.status == "408", "nothing came"


def test_whom_we_knew_has_no_longer_for_the_next_head(house: House) -> None:
    one, wire = house.connect()
    one.data_received(to(b"/known", POST.replace(b"50000000", b"2")) + b"ab")
    house.loop.begin()
    assert wire.status == "200"
    one.data_received(b"\r\n")
    house.loop.later(HEAD_SECONDS)
    assert wire.closing


def test_nonsense_after_an_answer_is_answered_too(house: House) -> None:
    one, wire = house.connect()
    one.data_received(GET)
    house.loop.answer()
    one.data_received(b"\0\0 nonsense")
    assert (wire.written.count(b" 200 OK"), wire.written.count(b" 400 Bad Request")) == (1, 1)


def test_who_waits_for_us_to_read_is_not_late(house: House) -> None:
    one, wire = house.connect()
    one.data_received(to(b"/known", POST))
    house.loop.begin()
    one.data_received(bytes(100_000))
    for _ in range(3):
        house.loop.later(BODY_SECONDS)
    assert not wire.closing
    house.loop.begin()  # it reads what came
    house.loop.later(BODY_SECONDS)
    assert wire.status == "408"


def test_a_stranger_whom_we_do_not_read_is_late(house: House) -> None:
    one, wire = house.connect()
    one.data_received(POST + bytes(100_000))
    house.loop.later(BODY_SECONDS)
    assert wire.status == "408"


def test_an_answer_that_has_begun_is_cut_off_and_no_status_put_into_it(house: House) -> None:
    (slow, cut), (odd, wrong) = house.connect(), house.connect()
    for one in (slow, odd):
        one.data_received(to(b"/halfway", POST))
    house.loop.begin()
    house.loop.later(BODY_SECONDS - 1)
    odd.data_received(bytes(1) * 50_000_000 + b"\0\0 nonsense")
    house.loop.later(1)
    for wire in (cut, wrong):
        assert (wire.aborted, wire.written.count(b"HTTP/1.1")) == (True, 1)


@pytest.mark.parametrize("head", [GET, POST])
def test_a_connection_that_is_to_close_has_time_for_its_answer_and_no_more(house: House, head: bytes) -> None:
    one, wire = house.connect()
    one.data_received(head.replace(b"Host: x", b"Host: x\r\nConnection: close"))
    house.loop.answer()
    house.loop.later(ANSWER_SECONDS - 1)
    assert (wire.closing, wire.aborted) == (True, False)
    house.loop.later(1)
    assert wire.aborted


def test_a_second_request_has_no_longer_than_the_first(house: House) -> None:
    one, wire = house.connect()
    one.data_received(GET * 2)
    house.loop.answer()
    house.loop.later(ANSWER_SECONDS)
    assert (wire.written.count(b"200 OK"), wire.written.count(b"408"), wire.closing) == (1, 1, True)


def test_a_whole_body_may_come_with_its_head(house: House) -> None:
    one, wire = house.connect()
    size = 3 * HEAD_BYTES
    one.data_received(POST.replace(b"50000000", str(size).encode()) + bytes(size))
    house.loop.answer()
    assert (wire.status, wire.closing) == ("200", False)


def test_requests_that_are_sent_all_at_once_are_few(house: House) -> None:
    one, wire = house.connect()
    one.data_received(GET * (1 + QUEUED))
    assert not wire.closing
    one.data_received(GET)
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


def test_whom_we_know_need_not_go_though_the_body_has_not_ended(house: House) -> None:
    house.room.most = 2
    (known, kept), (stranger, gone) = house.connect(), house.connect()
    known.data_received(to(b"/known", POST))
    stranger.data_received(to(b"/other", POST))
    house.loop.begin()
    known.data_received(b"x")
    house.connect()
    assert (kept.aborted, gone.aborted) == (False, True)


def test_who_had_to_go_waits_no_more_when_the_answer_is_there(house: House) -> None:
    house.room.most = 1
    one, _ = house.connect()
    one.data_received(POST)
    newest, _ = house.connect()
    house.loop.answer()
    assert list(house.room.waiting) == [newest]


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
