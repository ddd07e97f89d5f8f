"""HTTP connections with limits, which hold before anything is known about a request.

uvicorn has no deadline for a head or a body, no limit on the number of header lines, and takes connections
until the process has no descriptors left. See docs/decisions/20-strangers.md.
"""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from nudges.web.headers import HEADERS

#: Bytes and lines of a head, its first line included. Browsers and providers send about 1 kB.
HEAD_BYTES, HEAD_LINES = 16 * 1024, 100

#: Seconds for a head, for the next part of a body, and until an answer is made and taken.
HEAD_SECONDS, BODY_SECONDS, ANSWER_SECONDS = 10.0, 10.0, 60.0

#: Seconds in which the other side can see the answer to what we did not read to its end.
LINGER_SECONDS = 2.0

#: Bytes of a body that must come in `BODY_SECONDS` for it to go on: mails with photographs are large.
BODY_PART = 5_000_000

#: A body comes in pieces (chunks, or packets) of this many bytes on average, after the first few.
PIECES, PIECE_BYTES = 64, 256

#: A list of people that comes line by line, a line in each piece, until it is known whose it is.
LINES, LINE_BYTES = b"/people/import", 32

#: Requests that may wait on a connection for the answer to the first (pipelining, which browsers do not do).
QUEUED = 4


class _RefusedError(Exception):
    """Raised within the parser, which then stops."""


@dataclass
class Room:
    """How many connections there are room for, and those that wait: without a whole request, oldest first.

    When it is full, the oldest of those that wait is ended for a new one, so that a flood of open
    connections shuts nobody out.
    """

    most: int
    inside: set["Connection"] = field(default_factory=set)
    waiting: dict["Connection", None] = field(default_factory=dict)

    def enter(self, one: "Connection") -> None:
        self.inside.add(one)
        self.waiting[one] = None
        if len(self.inside) > self.most:  # with nobody else waiting, this one has to go
            self.leave(oldest := next(iter(self.waiting)))
            oldest.transport.abort()

    def waits(self, one: "Connection") -> None:
        if one in self.inside:
            self.waiting[one] = None

    def busy(self, one: "Connection") -> None:
        self.waiting.pop(one, None)

    def leave(self, one: "Connection") -> None:
        self.inside.discard(one)
        self.waiting.pop(one, None)


class Connection(HttpToolsProtocol):
    """One connection. What it refuses is answered with a status and no more, and then closed."""

    def __init__(self, *args: Any, room: Room, **named: Any) -> None:
        super().__init__(*args, **named)
        self._room = room
        self._deadline: asyncio.TimerHandle | None = None
        self._refused = HTTPStatus.BAD_REQUEST
        self._in_head, self._heard = True, False
        self._lines = self._head_bytes = self._pieces = self._body_bytes = self._body_before = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._until(HEAD_SECONDS)
        self._room.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._until(None)
        self._room.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._deadline is None:  # the first bytes of another request
            self._until(HEAD_SECONDS)
        self._heard = False
        super().data_received(data)
        if self._in_head and not self._heard:  # a line that has not ended
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= QUEUED:
            raise _RefusedError
        super().on_message_begin()
        self._in_head = self._heard = True
        self._lines = self._head_bytes = self._pieces = self._body_bytes = self._body_before = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._lines += 1
        self._count(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()
        self._until(BODY_SECONDS)

    def on_body(self, body: bytes) -> None:
        self._pieces += 1
        self._body_bytes += len(body)
        if self._proven:
            self._room.busy(self)
        elif self._pieces > PIECES + self._body_bytes // (LINE_BYTES if self._of_lines else PIECE_BYTES):
            raise _RefusedError
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = self._heard = True
        self._head_bytes = 0
        self._room.busy(self)
        self._until(ANSWER_SECONDS)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._room.waits(self)
        if not self._in_head and not self.transport.is_closing():
            self._linger()
        elif self.transport.is_closing() or self.transport.get_write_buffer_size():
            self._until(ANSWER_SECONDS)  # for the rest of the answer to be taken
        elif self.cycle.response_complete:  # that of the newest request: none waits
            self._until(None)

    def _linger(self) -> None:
        """End what was answered before its body was there, but not at once: a close with bytes unread resets
        the connection, and the other side might never see the answer (RFC 9112, 9.6)."""
        self.transport.pause_reading()
        self.transport.write_eof()
        self._body_before = self._body_bytes
        self._until(LINGER_SECONDS)

    def send_400_response(self, msg: str) -> None:
        self._refuse(self._refused)

    def _count(self, size: int) -> None:
        self._heard = True
        self._head_bytes += size
        if self._head_bytes > HEAD_BYTES or self._lines > HEAD_LINES:
            self._refused = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise _RefusedError

    @property
    def _of_lines(self) -> bool:
        return self.url.partition(b"?")[0].endswith(LINES)

    @property
    def _proven(self) -> bool:
        """True once the application knows whose request this is: its body may come as slowly, and in as small
        pieces, as we take it (web/api/door.py)."""
        scope: Any = self.scope  # None before the first request
        return bool(scope and scope.get("state", {}).get("proven"))

    def _until(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._late)

    def _late(self) -> None:
        self._deadline = None
        came = self._body_bytes - self._body_before
        goes_on = self._proven and (came > 0 or self.flow.read_paused)
        if not self._in_head and (came >= BODY_PART or goes_on):
            self._body_before = self._body_bytes
            self._until(BODY_SECONDS)
        elif self.transport.is_closing() or (self.cycle and self.cycle.response_started):
            self.transport.abort()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer with a status and close. After an answer has begun, there is only the closing."""
        if self.cycle and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()
            return
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", "connection: close", "content-length: 0"]
        lines += [f"{name}: {value}" for name, value in HEADERS.items()]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("ascii"))
        self.transport.close()
        self._until(HEAD_SECONDS)
