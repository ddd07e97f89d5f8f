"""A real IMAP server on loopback (pymap), and the mailboxes on it as their owner sees them."""

import asyncio
import imaplib
import itertools
import re
import socket
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from urllib.parse import quote

from pymap.backend.dict import DictBackend
from pymap.imap import IMAPService
from pysasl.hashing import BuiltinHash

USER, PASSWORD = "nudges@example.org", "p@ss /wörd"

_numbers = itertools.count(1)


class Folder:
    """One folder of the server, as its owner's mail program sees it."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name = port, name
        with self._open() as client:
            client.create(name)

    @property
    def url(self) -> str:
        return self.url_at(self.port)

    def url_at(self, port: int, scheme: str = "imap", password: str = PASSWORD) -> str:
        return f"{scheme}://{quote(USER, '')}:{quote(password, '')}@localhost:{port}/{self.name}"

    def deliver(self, mail: bytes | str, at: datetime | None = None) -> None:
        """A mail comes in, now or `at`."""
        raw = mail.encode() if isinstance(mail, str) else mail
        came = imaplib.Time2Internaldate(at) if at else ""
        with self._open() as client:
            status, said = client.append(
                self.name, "", came, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            )
            assert status == "OK", said

    def flags(self) -> list[set[str]]:
        """The flags of every mail, oldest first, without the one that every mail has for a while."""
        with self._open() as client:
            client.select(self.name, readonly=True)
            _, found = client.fetch("1:*", "(FLAGS)")
            lines = [line.decode() for line in found if isinstance(line, bytes)]
        return [set(re.findall(r"\\\w+", line)) - {"\\Recent"} for line in lines]

    def unread(self, n: int = 0) -> None:
        """Take the flags off one mail: its owner marks it as unread."""
        with self._open() as client:
            client.select(self.name)
            client.store(str(n + 1), "-FLAGS", r"(\Seen)")

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as client:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield client


class ImapServer:
    """The server; every test takes a folder of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def folder(self) -> Folder:
        return Folder(self.port, f"replies-{next(_numbers)}")


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """A pymap server in a process of its own, for one user."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "tests.mailboxes", str(port)])
    try:
        for _ in range(400):
            try:
                imaplib.IMAP4("127.0.0.1", port, timeout=5).shutdown()
                break
            except OSError:
                time.sleep(0.05)
        yield ImapServer(port)
    finally:
        server.terminate()
        server.wait()


async def _serve(port: int) -> None:
    said = Namespace(
        host="127.0.0.1",
        port=port,
        tls=False,
        cert=None,
        key=None,
        debug=False,
        proxy_protocol=None,
        inherited_sockets=None,
        passlib_cfg=None,
        demo_data=False,
        demo_user=USER,
        demo_password=PASSWORD,
    )
    # its usual hash takes half a second a log-in
    backend, config = await DictBackend.init(said, hash_context=BuiltinHash(rounds=1), invalid_user_sleep=0.0)
    config.apply_context()
    async with AsyncExitStack() as stack:
        await backend.start(stack)
        await IMAPService(backend, config).start(stack)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
