"""A mail server of our own (RFC 5321): takes every mail, counts, and does no more.

It runs in a process of its own, so that it is never the limit.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, NamedTuple


class Taken(NamedTuple):
    """What it took: mails, the people they were for, and the bytes of all mails together."""

    mails: int
    people: int
    size: int


class _Session(asyncio.Protocol):
    """One connection; commands come one after another."""

    recipients: ClassVar[Counter[bytes]] = Counter()
    size: ClassVar[int] = 0

    def __init__(self) -> None:
        self._received, self._in_data = b"", False
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 here\r\n")

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = b"\r\n.\r\n" if self._in_data else b"\r\n"
        while (at := self._received.find(end)) >= 0:
            said, self._received = self._received[:at], self._received[at + len(end) :]
            self._transport.write(self._answer(said))
            end = b"\r\n.\r\n" if self._in_data else b"\r\n"

    def _answer(self, said: bytes) -> bytes:
        if self._in_data:
            self._in_data = False
            _Session.size += len(said)
            return b"250 taken\r\n"
        verb = said[:4].upper()
        if verb == b"RCPT":
            self.recipients[said] += 1
        self._in_data = verb == b"DATA"
        return {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n")


class MailServer:
    """The server seen from here."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.url = f"smtp://127.0.0.1:{self._line()}?tls=off"

    def taken(self) -> Taken:
        """What it took since it was last asked."""
        assert self._process.stdin
        self._process.stdin.write("taken\n")
        self._process.stdin.flush()
        return Taken(*json.loads(self._line()))

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Start it, and stop it at the end."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield MailServer(process)
        finally:
            process.kill()


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Session, "127.0.0.1", 0)
    _say(server.sockets[0].getsockname()[1])
    while await asyncio.to_thread(sys.stdin.readline):
        counts = _Session.recipients
        _say([counts.total(), len(counts), _Session.size])
        counts.clear()
        _Session.size = 0


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve())
