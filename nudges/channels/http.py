"""HTTP requests to providers: pooled connections, our own timeouts, one try, every failure a SendError."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache

import aiohttp
from yarl import URL

from nudges.channels.base import Fault, SendError

#: The maximum of concurrent posts. Delivery finds by itself how many a provider handles well.
MOST = 1_000

#: Bytes read of an answer that only its status is wanted of; then the connection is used again.
_READ = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """The provider's complete answer. Header names are case-insensitive."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Pool:
    """A pool of connections to one provider, opened on demand.

    `size` is the maximum of connections, and so of concurrent posts. `connect_timeout` (seconds) covers the
    wait for a free connection, DNS, TCP and TLS; up to then nothing can have been accepted. `read_timeout`
    (seconds) covers everything after that.
    """

    def __init__(
        self,
        *,
        size: int = MOST,
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
    ) -> None:
        self._size = size
        self._timeout = aiohttp.ClientTimeout(total=connect_timeout + read_timeout, connect=connect_timeout)
        self._session: aiohttp.ClientSession | None = None
        self._targets: dict[tuple[object, ...], _Target] = {}

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once and read the whole answer, with any status. Raises SendError as described in `failed`.

        Nothing is repeated: redirects are not followed (a redirected POST means a wrong address in the
        settings), and a pooled connection that turns out to be closed is an error.
        """
        try:
            session = self._opened()
            assert session.connector is not None
            target = self._target(url, headers)
            async with asyncio.timeout(self._timeout.total):
                return await target.post(body, session.connector, self._timeout)
        except Exception as error:  # a channel may raise only SendError
            raise failed(error) from None

    async def post_once(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The same with headers that are another's each time, and of the answer at most `_READ` bytes."""
        try:
            async with self._opened().post(url, data=body, headers=headers, allow_redirects=False) as answer:
                read = b""
                while len(read) < _READ and (part := await answer.content.read(_READ - len(read))):
                    read += part
                return Answer(answer.status, answer.headers, read)
        except Exception as error:
            raise failed(error) from None

    async def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Read one resource. Raises SendError as described in `failed`."""
        try:
            async with self._opened().get(url, headers=headers, allow_redirects=False) as answer:
                return Answer(answer.status, answer.headers, await answer.read())
        except Exception as error:
            raise failed(error) from None

    async def delete(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Delete one resource. Raises SendError as described in `failed`."""
        try:
            async with self._opened().delete(url, headers=headers, allow_redirects=False) as answer:
                return Answer(answer.status, answer.headers, await answer.read())
        except Exception as error:
            raise failed(error) from None

    async def close(self) -> None:
        """Close all connections. A later post opens a new session."""
        session, self._session = self._session, None
        self._targets.clear()
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        # Created at the first post, since a session belongs to the running event loop.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._size),
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _target(self, url: str, headers: Mapping[str, str]) -> "_Target":
        key = (url, *headers.items())
        if key not in self._targets:
            self._targets[key] = _Target(url, headers)
        return self._targets[key]


class _Target:
    """An address that is posted to repeatedly. What never changes is prepared once.

    aiohttp opens the connections and reads the answers. Its session is not used: for every post it would
    parse the address, merge headers and look for cookies, redirects and proxies, which doubles the cost.
    Raises aiohttp's InvalidURL, and ValueError for a header that contains a line end.
    """

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        try:
            address = URL(url)
        except ValueError:
            raise aiohttp.InvalidURL(url) from None
        if address.scheme not in ("http", "https"):
            raise aiohttp.NonHttpUrlClientError(url)
        self._asked = aiohttp.ClientRequest("POST", address, headers=headers)
        lines = [
            f"{name}: {value}" for name, value in self._asked.headers.items() if name != "Content-Length"
        ]
        if any(line.splitlines() != [line] for line in lines):
            raise ValueError("a header with a line end in it")
        self._head = "\r\n".join(
            [f"POST {address.raw_path_qs} HTTP/1.1", *lines, "Content-Length: "]
        ).encode()

    async def post(
        self, body: bytes, connector: aiohttp.BaseConnector, limits: aiohttp.ClientTimeout
    ) -> Answer:
        """Send one request and read the answer. Raises what aiohttp raises."""
        try:
            connection = await connector.connect(self._asked, [], limits)
        except TimeoutError:
            raise aiohttp.ConnectionTimeoutError from None
        try:
            protocol, transport = connection.protocol, connection.transport
            if protocol is None or transport is None:
                raise aiohttp.ServerDisconnectedError
            protocol.set_response_params(read_until_eof=True)
            transport.write(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))
            message, content = await protocol.read()
            while message.code < 200:  # interim responses (RFC 9110, 15.2)
                message, content = await protocol.read()
            answer = Answer(message.code, message.headers, await content.read())
        except BaseException:
            connection.close()
            raise
        connection.release()
        return answer


#: How each byte is written in a form. Faster than `urlencode`, which works this out for each character.
_AS_FORM = [
    chr(byte) if (byte < 128 and chr(byte).isalnum()) or chr(byte) in "_.~-" else f"%{byte:02X}"
    for byte in range(256)
]
_AS_FORM[ord(" ")] = "+"


def form(fields: Mapping[str, str]) -> bytes:
    """Fields as `application/x-www-form-urlencoded` (WHATWG URL, 5.2), in UTF-8."""
    return "&".join([f"{name}={_quoted(text)}" for name, text in fields.items()]).encode()


@lru_cache(maxsize=1_000)  # many messages have the same text
def _quoted(text: str) -> str:
    return text.encode(errors="replace").decode("latin-1").translate(_AS_FORM)


def failed(error: Exception) -> SendError:
    """The SendError for a request that got no answer.

    Before the request is written, the message is certainly not accepted: BUSY, or ACCOUNT for an address
    that is not a URL. After that it is UNKNOWN. The code is only the name of the exception, since its text
    may contain a URL or personal data echoed by the provider.
    """
    match error:
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            kind = Fault.ACCOUNT
        case (
            aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError()
        ):  # refused, DNS, TLS, timed out
            kind = Fault.BUSY
        case _:
            kind = Fault.UNKNOWN
    return SendError(kind, type(error).__name__)


def fault_of_status(status: int) -> Fault:
    """The fault for an HTTP status (RFC 9110, section 15), if the provider's code says nothing more precise.

    A 5xx is UNKNOWN: the provider, or a proxy before it, may have failed after accepting the message.
    """
    match status:
        case 408 | 429:  # incomplete request, or too many: not accepted, may be repeated
            return Fault.BUSY
        case 401 | 403 | 404 | 405:
            return Fault.ACCOUNT
        case _ if 400 <= status < 500:
            return Fault.PERMANENT
        case _ if 300 <= status < 400:  # the address in the settings has moved
            return Fault.ACCOUNT
        case _:
            return Fault.UNKNOWN


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait before the next try; 0.0 if the answer does not say, or not in a format we know.

    Reads `Retry-After` (RFC 9110, 10.2.3: seconds or a date) and SendGrid's `X-RateLimit-Reset` (Unix
    seconds). Absolute times are compared with the answer's own `Date`, so our clock does not matter.
    """
    wanted = headers.get("Retry-After", "").strip()
    if wanted.isascii() and wanted.isdigit():
        return float(wanted[:9])
    sent = _unix(headers.get("Date", ""))
    reset = headers.get("X-RateLimit-Reset", "").strip()
    if not wanted and reset.isascii() and reset.isdigit():
        until: float | None = float(reset[:12])
    else:
        until = _unix(wanted)
    return max(0.0, until - sent) if sent is not None and until is not None else 0.0


def _unix(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
