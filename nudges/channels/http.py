"""One way to post to a provider: pooled, with our own timeouts, one try, and every failure named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

import aiohttp

from nudges.channels.base import Fault, SendError

#: The most posts under way at once; the road itself finds how many a provider likes (flow/limit.py).
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider said, read to its end. Header names are looked up without regard to case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Pool:
    """Kept connections to one provider, opened on demand.

    `size` is the most connections, and so the most posts under way. `connect_timeout` (seconds) covers the
    wait for a free one, DNS, TCP and TLS: until then nothing can have been taken. `read_timeout` (seconds)
    covers everything after it.
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

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once and read the whole answer, whatever its status. Raises SendError as `failed` says.

        Redirects are not followed: a POST that moves is a wrong address in the settings. aiohttp repeats a
        request on a stale kept connection only for idempotent methods (`retry_persistent_connection` in
        its client.py), so a POST is written once.
        """
        return await self._ask("POST", url, headers, body)

    async def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Read one resource. Raises SendError as `failed` says."""
        return await self._ask("GET", url, headers, None)

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            asked = self._opened().request(method, url, data=body, headers=headers, allow_redirects=False)
            async with asked as answer:
                return Answer(answer.status, answer.headers, await answer.read())
        except Exception as error:  # whatever it is, only a SendError may leave a channel
            raise failed(error) from None

    async def close(self) -> None:
        """Close every kept connection. A later post opens a new session."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        # Made at the first post, since a session belongs to the running loop.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._size),
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


#: How each byte is written in a form; `urlencode` asks this anew for every character, in Python.
_AS_FORM = [
    chr(byte) if (byte < 128 and chr(byte).isalnum()) or chr(byte) in "_.~-" else f"%{byte:02X}"
    for byte in range(256)
]
_AS_FORM[ord(" ")] = "+"


def form(fields: Mapping[str, str]) -> bytes:
    """Fields as `application/x-www-form-urlencoded` (WHATWG URL, 5.2), in UTF-8."""
    quoted = {name: text.encode(errors="replace").decode("latin-1") for name, text in fields.items()}
    return "&".join(f"{name}={text.translate(_AS_FORM)}" for name, text in quoted.items()).encode()


def failed(error: Exception) -> SendError:
    """The SendError for a request that ended without an answer.

    Before the request was written the message is certainly not taken: BUSY, or ACCOUNT for an address
    that is no URL. After that nobody knows: UNKNOWN. The code is the exception's name alone, since its
    text may hold a URL or what the provider echoed.
    """
    match error:
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            kind = Fault.ACCOUNT
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():  # refused, DNS, TLS, too slow
            kind = Fault.BUSY
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ServerFingerprintMismatch():
            kind = Fault.BUSY
        case _:
            kind = Fault.UNKNOWN
    return SendError(kind, type(error).__name__)


def fault_of_status(status: int) -> Fault:
    """What an HTTP status says when the provider's own code says nothing more (RFC 9110, section 15).

    A 5xx is UNKNOWN: the provider, or a proxy before it, may have failed after the message was taken.
    """
    match status:
        case 408 | 429:  # not received whole, too many: not taken, and may be repeated
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
    """Seconds to wait before the next try, or 0.0 if the answer does not say so in a way we can read.

    Reads `Retry-After` (RFC 9110, 10.2.3: seconds or a date) and SendGrid's `X-RateLimit-Reset` (Unix
    seconds). Points in time are measured from the answer's own `Date`, so no clock of ours is needed.
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
