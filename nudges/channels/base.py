"""The interface of all channels: hand one Message to a provider, and report the result."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from nudges.core.render.sms_segments import plain
from nudges.core.status import Status
from nudges.core.vocabulary import Medium

#: Seconds that a send may wait for a free place. After that it is BUSY: not sent, and back into the queue.
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Message:
    """One message, ready to send. `text` is the SMS or the mail's plain text; `to` is E.164 or an address."""

    attempt_id: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    callback_url: str = ""
    valid_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider accepted the message. `provider_id` identifies it in callbacks and lists."""

    provider_id: str


class Fault(StrEnum):
    """What went wrong: one member for each case that is handled differently."""

    BUSY = "busy"  # certainly not accepted (429, connection refused, DNS, TLS): try again later
    AWAY = "away"  # accepted, but the phone was not reached: try once more within the window
    PERMANENT = "permanent"  # this message can never be sent; others can
    ADDRESS = "address"  # this number or address must not be used again
    STOPPED = "stopped"  # this person told the provider to stop, which counts as if they had told us
    ACCOUNT = "account"  # the operator's account or settings: nothing can be sent until it is fixed
    FORBIDDEN = "forbidden"  # the account may not write to this recipient: for the operator to fix
    UNKNOWN = "unknown"  # it may or may not have been accepted: read timeout, reset, 5xx


class SendError(Exception):
    """A send that did not end with a Receipt.

    `kind` says how to handle it, `code` is the provider's code, `retry_after` the seconds that it asks us to
    wait. The text never contains a number, an address or a body.
    """

    def __init__(self, kind: Fault, code: str, detail: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(f"{kind}: {code} {detail}".strip())
        self.kind = kind
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


@asynccontextmanager
async def place(places: asyncio.Semaphore, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold one of the places for concurrent sends. Raises SendError BUSY if none is free within `patience`
    seconds.

    The intent is committed by then, so a send must not wait long: it could miss a STOP or the quiet hours.
    """
    try:
        async with asyncio.timeout(patience):
            await places.acquire()
    except TimeoutError:
        raise SendError(Fault.BUSY, "no-place") from None
    try:
        yield
    finally:
        places.release()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a provider's records say about one message. `status` is None while they say nothing final.

    `fault` says how to handle the provider's `code`; None if there is none or we do not know it.
    """

    status: Status | None
    code: str | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a provider billed for one message of ours. `price` is None until it has settled it."""

    provider_id: str
    segments: int
    price: float | None
    currency: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A message from a person, from the provider's records. `at` is when it came in (UTC)."""

    provider_id: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of ours, from the provider's records. `at` is when it was created (UTC)."""

    provider_id: str
    at: datetime
    text: str = field(repr=False)

    def says(self, text: str) -> bool:
        """True if the text is the same, ignoring differences in spaces and typographic characters."""
        return _bare(self.text) == _bare(text)


def _bare(text: str) -> str:
    return " ".join(plain(text.encode("utf-8", "replace").decode()).split())


class Records(Protocol):
    """A provider's own records, which we can query. Every method may raise SendError."""

    async def find(self, to: str, text: str, since: datetime) -> list[str]:
        """The provider's ids of our messages to this number with this very text, created at or after `since`.

        Oldest first. An empty list means that there is none; an incomplete list is a SendError.
        """
        ...

    async def sent(self, to: str, since: datetime) -> list[Sent]:
        """Our messages to this number created since then, oldest first, without answers to webhooks."""
        ...

    async def latest(self) -> list[Sent]:
        """The newest messages from our sender to anybody, without answers to webhooks."""
        ...

    async def outcome(self, provider_id: str) -> Outcome:
        """The outcome of an accepted message."""
        ...

    async def inbound(self, since: datetime) -> list[Heard]:
        """What people wrote to us at or after `since`, oldest first."""
        ...

    def bills(self, day: date) -> AsyncIterator[list[Bill]]:
        """What was billed for our messages of one day (UTC), some at a time."""
        ...

    async def remove(self, provider_id: str) -> None:
        """Delete a message at the provider, with its text and number. No error if it is gone already."""
        ...


class Endpoint(Protocol):
    """Another system of the operator, which is told of events. `id` stands for its address."""

    id: str

    async def post(self, webhook_id: str, body: str, now: datetime) -> None:
        """Post one event once. Raises SendError unless it was taken; STOPPED if no more are wanted."""
        ...

    async def close(self) -> None:
        """Close pooled connections."""
        ...


#: What a channel is called that reaches nobody. A message that went there was not sent, and is said to be so.
SANDBOX = "sandbox"


class Channel(Protocol):
    """A way to send. It tries once, with its own timeouts, and never retries a POST.

    `most` is the number of concurrent sends. `pace` is how many segments or mails a second all workers
    together may send through its sender; None for no limit. `records` is None if the provider has none
    that can be queried.
    """

    name: str
    medium: Medium
    most: int
    pace: float | None
    records: Records | None

    async def send(self, message: Message) -> Receipt:
        """Send the message. Raises SendError and no other exception."""
        ...

    async def check(self) -> str:
        """Ask the provider whether these credentials may send; returns a short line. Raises SendError."""
        ...

    async def close(self) -> None:
        """Close pooled connections."""
        ...
