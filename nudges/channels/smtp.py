"""Email through any SMTP server (RFC 5321), over a few pooled connections."""

import asyncio
import re
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPStatus,
    SMTPTimeoutError,
)

from nudges.channels.base import PATIENCE, Fault, Message, Receipt, Records, SendError, place
from nudges.channels.mime import message_id, written
from nudges.core.errors import NudgesError
from nudges.core.mail.classify import refuses_address
from nudges.core.vocabulary import Medium

CONNECTIONS = 4

_ENHANCED = re.compile(r"\d\.\d{1,3}\.\d{1,3}(?=\s|$)")


class SmtpChannel:
    """Sends through the server at a URL.

    `smtp://user:password@host:587` uses STARTTLS: required with credentials, otherwise if the server offers
    it; `?tls=off` disables it. `smtps://host:465` uses TLS from the first byte. `clock` gives the mail's Date
    (aware). `connect_timeout` (seconds) covers TCP and TLS, `read_timeout` (seconds) each answer; everything
    up to DATA must finish within their sum. A mail waits at most `patience` (seconds) for a free connection.
    `tls` replaces the system's certificates.
    """

    name = "smtp"
    medium = Medium.EMAIL
    most = 4 * CONNECTIONS  # the next are composed and written down while these are on their way
    pace: float | None = None
    records: Records | None = None

    def __init__(
        self,
        url: str,
        sender: str,
        sender_name: str,
        clock: Callable[[], datetime],
        *,
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
        patience: float = PATIENCE,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        try:
            parts = urlsplit(url)
            wrapped, options = parts.scheme == "smtps", parse_qs(parts.query)
            self._host, self._port = parts.hostname, parts.port or (465 if wrapped else 587)
        except ValueError:
            raise _bad_url() from None
        if parts.scheme not in ("smtp", "smtps") or not self._host:
            raise _bad_url()
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        plain = wrapped or options.get("tls") == ["off"]
        self._wrapped = wrapped
        self._start_tls = False if plain else (True if self._user else None)  # None: if the server offers it
        self._tls = tls
        self._sender, self._sender_name, self._clock = sender, sender_name, clock
        self._connect_timeout, self._read_timeout = connect_timeout, read_timeout
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._patience = patience
        self._idle: list[SMTP] = []

    async def send(self, message: Message) -> Receipt:
        """Send one mail. `provider_id` is its Message-ID. Raises SendError.

        Before DATA is sent nothing can have been accepted, so a lost connection or a timeout is BUSY. After
        that, until the server answers, it is UNKNOWN.
        """
        mail = written(message, self._sender, self._sender_name, self._clock())
        async with place(self._places, self._patience):
            client = await self._ready(message.to)
            try:
                await _data(client, mail)
            except SMTPResponseException as error:
                if error.code >= 400:
                    raise _refused(error) from None
                raise SendError(Fault.UNKNOWN, "unreadable-answer") from None
            except Exception as error:  # after any error here, the mail may have been accepted
                raise SendError(Fault.UNKNOWN, _name(error)) from None
            else:
                self._idle.append(client)
            finally:
                if client not in self._idle:
                    client.close()
        return Receipt(message_id(message, self._sender))

    async def check(self) -> str:
        """Connect, start TLS, log in and quit; returns a short line. Raises SendError."""
        try:
            async with asyncio.timeout(self._connect_timeout + self._read_timeout):
                client = await self._connected()
                await client.ehlo()
                await client.quit()
        except (SMTPException, OSError) as error:
            raise _before_data(error) from None
        return "connected and logged in" if self._user else "connected"

    async def close(self) -> None:
        """Close all connections with QUIT, or without it if the server does not answer."""
        while self._idle:
            client = self._idle.pop()
            try:
                await client.quit(timeout=self._connect_timeout)
            except (SMTPException, OSError):
                client.close()

    async def _ready(self, to: str) -> SMTP:
        """A connection on which the server has accepted sender and recipient. DATA comes next."""
        client: SMTP | None = None
        try:
            async with asyncio.timeout(self._connect_timeout + self._read_timeout):
                client = await self._begun()
                if client is None:
                    client = await self._connected()
                    await client.mail(self._sender)
                await client.rcpt(to)
                return client
        except BaseException as error:
            if client is not None:
                client.close()
            if isinstance(error, SMTPException | OSError | ValueError):
                raise _before_data(error) from None
            raise

    async def _begun(self) -> SMTP | None:
        """A pooled connection that still takes mails, and has accepted the sender.

        None had a mail on its way, so one that is dead or refuses is replaced; a new one has the last word.
        """
        while self._idle:
            client = self._idle.pop()
            try:
                await client.mail(self._sender, timeout=self._connect_timeout)
                return client
            except (SMTPException, OSError):
                client.close()
            except BaseException:
                client.close()
                raise
        return None

    async def _connected(self) -> SMTP:
        client = SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._wrapped,
            start_tls=self._start_tls,
            tls_context=self._tls,
            local_hostname=self._sender.rpartition("@")[2],  # avoids a slow lookup of this machine's name
            timeout=self._read_timeout,
        )
        await client.connect(timeout=self._connect_timeout)
        return client


async def _data(client: SMTP, mail: bytes) -> None:
    """DATA, and a mail whose lines all end in CRLF. Raises SMTPException.

    The library's own `data` searches every mail for line ends and dots with regular expressions, which takes
    0.5 ms for a weekly one.
    """
    start = await client.execute_command(b"DATA")
    if start.code != SMTPStatus.start_input:
        raise SMTPDataError(start.code, start.message)
    if client.protocol is None:
        raise SMTPServerDisconnected("Connection lost")
    client.protocol.write(mail.replace(b"\r\n.", b"\r\n..") + b".\r\n")  # RFC 5321, 4.5.2
    end = await client.protocol.read_response(client.timeout)
    if end.code != SMTPStatus.completed:
        raise SMTPDataError(end.code, end.message)


def _before_data(error: Exception) -> SendError:
    """The SendError for a refusal, lost connection or timeout before DATA: nothing was accepted."""
    match error:
        case SMTPResponseException():
            return _refused(error)
        case SMTPServerDisconnected() | SMTPTimeoutError() | OSError():
            return SendError(Fault.BUSY, _name(error.__cause__ or error))
        case _:  # no STARTTLS, no AUTH, no common mechanism: the settings do not fit this server
            return SendError(Fault.ACCOUNT, _name(error))


def _refused(error: SMTPResponseException) -> SendError:
    """The SendError for a server's reply (RFC 5321, 4.2). Only codes are kept: texts may hold the address."""
    found = _ENHANCED.match(error.message)
    enhanced = found.group() if found else ""
    about_recipient = isinstance(error, SMTPRecipientRefused)
    if error.code < 500:
        kind = Fault.BUSY
    elif refuses_address(enhanced) or (about_recipient and not enhanced and error.code in (550, 551, 553)):
        kind = Fault.ADDRESS
    elif about_recipient or isinstance(error, SMTPDataError):
        kind = Fault.PERMANENT
    else:  # greeting, EHLO, STARTTLS, AUTH, MAIL: before any recipient, so it concerns every mail
        kind = Fault.ACCOUNT
    return SendError(kind, f"{error.code} {enhanced}".strip())


def _name(error: BaseException) -> str:
    return type(error).__name__


def _bad_url() -> NudgesError:
    return NudgesError(
        "The SMTP address cannot be read.",
        "It is not of the form smtp://user:password@host:587 or smtps://user:password@host:465.",
        "Mend the SMTP URL in the settings; write @ : / ? # in a password as %40 %3A %2F %3F %23.",
    )
