"""Around the whole application: where it is mounted, how long a request may take, and what an error says."""

import asyncio
import json
import math
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nudges.flow.log import log
from nudges.web.api import problems
from nudges.web.headers import HEADERS

#: Seconds until a request whose body is there is answered with 503. Twilio waits 15 s, SendGrid 10 s. What it
#: does goes on, and is safe to be done again: a message is recorded once, by its provider's id.
SECONDS = 9.5

#: Requests that go on after they were answered so. With more, the next are answered with 503 at once: the
#: database stands still, and each holds a thread, or waits for one.
LATE = 100

#: It needs no thread and no database, and says that the process answers.
ALIVE = "/alive"

_SECURITY = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_UNCHANGING = (b"cache-control",)


class Guard:
    """ASGI middleware. `prefix` is the path of PUBLIC_URL, which proxies pass on; without it is taken too."""

    def __init__(self, app: ASGIApp, prefix: str = "", seconds: float = SECONDS) -> None:
        self._app = app
        self._prefix = prefix
        self._seconds = seconds
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        within = _within(scope, self._prefix)
        answer = _Answer(send, scope["method"] == "HEAD", within["path"])
        if len(self._late) >= LATE and within["path"] != ALIVE:
            await answer.fail(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        loop = asyncio.get_running_loop()
        whole, heard = False, loop.time()

        async def received() -> Message:
            nonlocal whole, heard
            if answer.over:
                return {"type": "http.disconnect"}
            if not whole:
                heard = math.inf  # the connection has deadlines of its own for this
            message = await receive()
            if not whole:
                whole, heard = not message.get("more_body", False), loop.time()
            return message

        task = loop.create_task(self._handled(within, received, answer))
        while not task.done():
            left = min(heard + self._seconds - loop.time(), self._seconds)
            if left <= 0 and not answer.begun:
                self._late.add(task)
                task.add_done_callback(self._late.discard)
                log().error("answered with 503, since it took too long", page=_first(within))
                await answer.fail(HTTPStatus.SERVICE_UNAVAILABLE)
                return
            await asyncio.wait({task}, timeout=None if answer.begun else left)

    async def _handled(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        try:
            await self._app(scope, receive, answer.send)
        except ClientDisconnect:
            return
        except Exception as error:  # without its words, which may be a person's
            log().error("request not handled", page=_first(scope), error=type(error).__name__)
            await answer.fail(HTTPStatus.SERVICE_UNAVAILABLE)


class _Answer:
    """What goes back: with our headers, without a body to a HEAD, and nothing more once it is `over`."""

    def __init__(self, send: Send, head: bool, path: str) -> None:
        self._send = send
        self._head = head
        self._static = path.startswith("/static/")
        self._api = path.startswith("/api/")
        self.begun = self.over = False

    async def send(self, message: Message) -> None:
        if self.over:
            return
        if message["type"] == "http.response.start":
            self.begun = True
            given = list(message.get("headers", ()))
            there = {name.lower() for name, _ in given} | {*(_UNCHANGING if self._static else ())}
            message = {**message, "headers": given + [one for one in _SECURITY if one[0] not in there]}
        elif self._head:
            message = {**message, "body": b""}
        await self._send(message)

    async def fail(self, status: HTTPStatus) -> None:
        """Say only the status, if nothing was said yet."""
        if self.begun or self.over:
            return
        kind, body = b"text/plain; charset=utf-8", status.phrase.encode()
        if self._api:  # programs are told in their way
            told = problems.as_dict(status.value, "unavailable", problems.LATER)
            kind, body = problems.MEDIA.encode(), json.dumps(told).encode()
        headers: list[Any] = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode()),
            (b"retry-after", b"30"),
        ]
        await self.send({"type": "http.response.start", "status": status.value, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})
        self.over = True


def _within(scope: Scope, prefix: str) -> Scope:
    """The request as the application knows it: below `prefix`, HEAD as GET, no slash at the end.

    `raw_path` stays as it was called below the prefix: providers sign it.
    """
    path, raw = scope["path"], scope.get("raw_path") or scope["path"].encode()
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        path, raw = path.removeprefix(prefix), raw.removeprefix(prefix.encode())
    return {
        **scope,
        "method": "GET" if scope["method"] == "HEAD" else scope["method"],
        "path": path.rstrip("/") or "/",
        "raw_path": raw,
    }


def _first(scope: Scope) -> str:
    """The first part of the path. The rest may be somebody's link."""
    return str(scope["path"]).split("/")[1][:20]
