"""A mailbox that receives replies, read by IMAP (RFC 9051, RFC 3501) with Python's imaplib.

imaplib blocks, so each call runs in a thread with its own timeouts.
"""

import asyncio
import imaplib
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from socket import SHUT_RDWR
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from nudges.channels.base import Fault, SendError
from nudges.core.errors import NudgesError

#: The most bytes fetched of a mail. SendGrid posts mails up to this size, with attachments.
LONGEST = 31 * 1024 * 1024

#: The most seconds for one command, even if the answer keeps trickling in.
_WHOLE = 120.0

_T = TypeVar("_T")

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_CAME_IN = re.compile(rb'INTERNALDATE "([^"]{1,40})"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The raw mail, cut at `LONGEST`, and when it arrived (aware; None if the server does not say)."""

    raw: bytes = field(repr=False)
    at: datetime | None


class OpenMailbox:
    """An open mailbox, for one reader.

    Every method raises SendError: BUSY if the connection is lost, PERMANENT if the server refuses.
    """

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    async def unseen(self) -> list[str]:
        """The UIDs of mails not flagged as seen, oldest first."""
        found = b" ".join(line for line in await self._ask("SEARCH", "UNSEEN") if line)
        return [str(uid) for uid in sorted(map(int, found.split()))]

    async def mail(self, uid: str) -> Arrived | None:
        """Fetch one mail without flagging it as seen; None if it is gone."""
        for part in await self._ask("FETCH", uid, f"(INTERNALDATE BODY.PEEK[]<0.{LONGEST}>)"):
            if isinstance(part, tuple):  # (the server's response line, the mail)
                about, raw = part
                return Arrived(raw, _came_in(about))
        return None

    async def seen(self, uid: str, *, flagged: bool = False) -> None:
        """Flag a mail as seen. `flagged` also marks it (a star) for a person to look at."""
        await self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen \Flagged)" if flagged else r"(\Seen)")

    async def _ask(self, *command: str) -> list[Any]:
        status, said = await _on_thread(self._client, lambda: self._client.uid(*command))
        if status != "OK":
            raise SendError(Fault.PERMANENT, f"imap-{command[0].lower()}")
        return said


class Mailbox:
    """The mailbox at a URL: `imaps://user:password@host:993/INBOX`.

    `imap://`, without TLS, is allowed only for a server on this machine. `connect_timeout` (seconds) covers
    TCP and TLS, `read_timeout` (seconds) each answer. `tls` replaces the system's certificates. `authserv`
    is its server's name in Authentication-Results. Raises NudgesError for a URL that cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
        tls: ssl.SSLContext | None = None,
        authserv: str = "",
    ) -> None:
        self.authserv = authserv
        try:
            parts = urlsplit(url)
            self._host, port = parts.hostname or "", parts.port
        except ValueError:
            raise _bad_url() from None
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._folder = unquote(parts.path.strip("/")) or "INBOX"
        wrapped = parts.scheme == "imaps"
        plain = all(c.isprintable() for c in self._user + self._password + self._folder)
        if parts.scheme not in ("imap", "imaps") or not (
            self._host and self._user and self._password and plain
        ):
            raise _bad_url()
        if not wrapped and self._host not in _LOOPBACK:
            raise NudgesError(
                "The mailbox would be read without encryption.",
                "imap:// shows the password and people's words to everybody on the way.",
                "Write IMAP_URL with imaps://, port 993.",
            )
        self._port = port or (993 if wrapped else 143)
        self._tls = (tls or ssl.create_default_context()) if wrapped else None
        self._connect_timeout, self._read_timeout = connect_timeout, read_timeout

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[OpenMailbox]:
        """Connect, log in and open the folder. Raises SendError: ACCOUNT if that is refused, else BUSY."""
        client = await _on_thread(None, self._connected)
        try:
            await _on_thread(client, lambda: self._log_in(client))
            yield OpenMailbox(client)
        except BaseException:  # do not wait for a logout that may never be answered
            with suppress(SendError):
                await _on_thread(client, client.shutdown)
            raise
        try:
            await _on_thread(client, client.logout)
        except SendError:  # the connection is lost, but everything was done by then
            with suppress(SendError):
                await _on_thread(client, client.shutdown)

    async def check(self) -> str:
        """Open the mailbox, count the mails and log out; returns a short line. Raises SendError."""
        async with self.opened() as box:
            waiting = len(await box.unseen())
        return f"opened, {waiting} mail{'' if waiting == 1 else 's'} not read yet"

    def _connected(self) -> imaplib.IMAP4:
        host, port, timeout = self._host, self._port, self._connect_timeout
        if self._tls is None:
            client = imaplib.IMAP4(host, port, timeout=timeout)
        else:
            client = imaplib.IMAP4_SSL(host, port, ssl_context=self._tls, timeout=timeout)
        client.sock.settimeout(self._read_timeout)
        return client

    def _log_in(self, client: imaplib.IMAP4) -> None:
        """Log in by PLAIN (RFC 4616) if it is offered: LOGIN allows neither spaces nor non-ASCII letters."""
        try:
            if "AUTH=PLAIN" in client.capabilities:
                client.authenticate("PLAIN", lambda _: f"\0{self._user}\0{self._password}".encode())
            else:
                client.login(_quoted(self._user), self._password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeError):  # its text may contain the user name
            raise SendError(Fault.ACCOUNT, "imap-login") from None
        try:
            status, _ = client.select(_quoted(self._folder))
        except imaplib.IMAP4.readonly:
            status = "NO"
        if status != "OK":
            raise SendError(Fault.ACCOUNT, "imap-folder")


async def _on_thread(client: imaplib.IMAP4 | None, call: Callable[[], _T]) -> _T:
    """Run a call in a thread; errors become SendError. If cancelled, the connection is closed at once."""
    try:
        async with asyncio.timeout(_WHOLE):
            try:
                return await asyncio.to_thread(call)
            except asyncio.CancelledError:
                if client is not None:
                    with suppress(OSError):
                        client.sock.shutdown(SHUT_RDWR)
                raise
    except ssl.SSLCertVerificationError:
        raise SendError(Fault.ACCOUNT, "imap-certificate") from None
    except (imaplib.IMAP4.abort, OSError) as error:  # never its text, which may hold personal data
        raise SendError(Fault.BUSY, f"imap-{type(error).__name__}") from None
    except (imaplib.IMAP4.error, ValueError) as error:
        raise SendError(Fault.PERMANENT, f"imap-{type(error).__name__}") from None


def _came_in(said: bytes) -> datetime | None:
    found = _CAME_IN.search(said)
    try:
        at = parsedate_to_datetime(found[1].decode("ascii")) if found else None
    except (ValueError, TypeError):
        return None
    return at if at is not None and at.tzinfo is not None else None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _bad_url() -> NudgesError:
    return NudgesError(
        "The address of the mailbox cannot be read.",
        "It is not of the form imaps://user:password@host/INBOX.",
        "Mend IMAP_URL; write @ : / ? # in a name or a password as %40 %3A %2F %3F %23.",
    )
