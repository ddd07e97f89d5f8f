"""A provider of our own: answers as Twilio's POST Messages.json does, and keeps a ledger of what it took.

It runs in a process of its own and does as little as it can, so that it is never the limit. The answer has
the shape of https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource.
"""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qs

from tests.bench.message import ACCOUNT, SERVICE

_HEAD = (
    b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: keep-alive\r\n\r\n"
)
_SID = b"SM%032x"
_TAKEN = json.dumps(
    {
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": "as sent",
        "date_created": "Mon, 01 Jun 2026 08:00:00 +0000",
        "date_sent": None,
        "date_updated": "Mon, 01 Jun 2026 08:00:00 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": None,
        "messaging_service_sid": SERVICE,
        "num_media": "0",
        "num_segments": "0",
        "price": None,
        "price_unit": "USD",
        "sid": "%s",
        "status": "accepted",
        "subresource_uris": {"media": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/%s/Media.json"},
        "to": None,
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/%s.json",
    }
).encode()
#: Messages as its lists have them: a worker that starts asks who texted meanwhile. Nobody did.
_LISTED = json.dumps({"messages": [], "next_page_uri": None}).encode()
_LENGTH = len(_TAKEN % ((_SID % 0,) * 3))


class _Ledger:
    """Every message taken, and when (seconds since 1970); forms are read only when somebody asks."""

    def __init__(self) -> None:
        self.taken: list[tuple[bytes, float]] = []
        self.delay = 0.0


class _Server(asyncio.Protocol):
    """One kept connection. Requests on it come one after another, each with a Content-Length."""

    def __init__(self, ledger: _Ledger) -> None:
        self._ledger = ledger
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            _, given, rest = head.lower().partition(b"content-length:")
            whole = end + 4 + (int(rest.partition(b"\r\n")[0]) if given else 0)
            if len(self._received) < whole:
                return
            body, self._received = self._received[end + 4 : whole], self._received[whole:]
            self._answer(head[: head.find(b"\r\n")], body)

    def _answer(self, asked: bytes, body: bytes) -> None:
        ledger = self._ledger
        if asked.startswith(b"GET") and b"/Messages.json" in asked:
            self._transport.write(_HEAD % (b"200 OK", len(_LISTED)) + _LISTED)
            return
        if b"/Messages.json" in asked:
            ledger.taken.append((body, time.time()))
            sid = _SID % len(ledger.taken)
            answer = _HEAD % (b"201 Created", _LENGTH) + _TAKEN % (sid, sid, sid)
            if ledger.delay:
                asyncio.get_running_loop().call_later(ledger.delay, self._transport.write, answer)
            else:
                self._transport.write(answer)
            return
        if b"/begin" in asked:
            ledger.taken.clear()
            ledger.delay = float(body)
            said: object = True
        elif b"/count" in asked:
            said = len(ledger.taken)
        else:
            said = [(parse_qs(form.decode())["To"][0], at) for form, at in ledger.taken]
        text = json.dumps(said).encode()
        self._transport.write(_HEAD % (b"200 OK", len(text)) + text)


async def _serve() -> None:
    ledger = _Ledger()
    server = await asyncio.get_running_loop().create_server(
        lambda: _Server(ledger), "127.0.0.1", 0, backlog=4096
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)  # until whoever started us is gone


class Taken(NamedTuple):
    """One message the provider took."""

    to: str
    at: float


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider as the bench sees it."""

    url: str

    def begin(self, delay: float = 0.0) -> None:
        """Forget everything; from now on answer after this many seconds."""
        self._ask("begin", f"{delay}".encode())

    def count(self) -> int:
        """How many messages it took."""
        return int(self._ask("count"))

    def ledger(self) -> list[Taken]:
        """What it took, in order."""
        return [Taken(to, at) for to, at in json.loads(self._ask("ledger"))]

    def took_each_once(self, people: int) -> None:
        """Raises RuntimeError unless exactly this many people got exactly one message."""
        tos = Counter(one.to for one in self.ledger())
        if len(tos) != people or tos.total() != people:
            raise RuntimeError(f"{people} were due; {tos.total()} messages went to {len(tos)} people")

    def _ask(self, what: str, body: bytes | None = None) -> bytes:
        with urllib.request.urlopen(f"{self.url}/{what}", body, timeout=60) as answer:
            return bytes(answer.read())


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider in a process of its own, on loopback."""
    command = [sys.executable, "-m", "tests.bench.provider"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield Provider(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve())
