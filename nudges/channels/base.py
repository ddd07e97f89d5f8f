"""What every channel does: take one Message to a provider, and say what became of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from nudges.core.render.sms_segments import plain
from nudges.core.render.templates import Inline
from nudges.core.status import Status
from nudges.core.vocabulary import Medium

#: Seconds a send may wait for a place; it certainly was not taken, so it goes back into the queue.
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Message:
    """One message ready to go. `text` is the SMS, or the mail's plain part; `to` is E.164 or an address."""

    attempt_id: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    inline: tuple[Inline, ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    callback_url: str = ""
    valid_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took the message. `provider_id` is its name for it, used by callbacks and lists."""

    provider_id: str


class Fault(StrEnum):
    """What went wrong, in the few ways the flow treats differently."""

    BUSY = "busy"  # not taken, certainly: 429, refused, DNS, TLS. Try again later
    AWAY = "away"  # taken, but the phone was not reached: worth one more try in the same window
    PERMANENT = "permanent"  # this message will never go; others may
    ADDRESS = "address"  # this number or address must not be tried again
    STOPPED = "stopped"  # this person told the provider to stop: it counts as if they had told us
    ACCOUNT = "account"  # the operator's account or settings: nothing will go until mended
    FORBIDDEN = "forbidden"  # the account may not write to this one: the operator's to mend; others may go
    UNKNOWN = "unknown"  # it may or may not have been taken: read timeout, reset, 5xx


class SendError(Exception):
    """A send that did not end in a Receipt.

    `kind` says how to treat it, `code` is the provider's own code, `retry_after` the seconds it asks us to
    wait. The text never holds a number, an address or a body.
    """

    def __init__(self, kind: Fault, code: str, detail: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(f"{kind}: {code} {detail}".strip())
        self.kind = kind
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


@asynccontextmanager
async def place(places: asyncio.Semaphore, patience: float = PATIENCE) -> AsyncIterator[None]:
    """A place among the sends under way. Raises SendError BUSY if none is free for `patience` seconds.

    The intent is committed by then, so a send may not wait for long: a STOP or the night would pass it by.
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
    """What a provider's records say of one message; `status` is None while they say nothing final.

    `fault` is how to treat the provider's `code`, None if it has none or we do not know it.
    """

    status: Status | None
    code: str | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message from a person, as the provider's records keep it; `at` is when it came in (UTC)."""

    provider_id: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of ours, as the provider's records keep it; `at` is when it was made (UTC)."""

    provider_id: str
    at: datetime
    text: str = field(repr=False)

    def says(self, text: str) -> bool:
        """True if these are the words, whatever the provider made of spaces and typographic characters."""
        return _bare(self.text) == _bare(text)


def _bare(text: str) -> str:
    return " ".join(plain(text.encode("utf-8", "replace").decode()).split())


class Records(Protocol):
    """What a provider keeps of its own and can be asked for. Every method raises SendError."""

    async def find(self, to: str, text: str, since: datetime) -> list[str]:
        """The provider's ids of our messages to this number, in just these words, made at or after `since`.

        Oldest first. An empty list says that there is none: what cannot be listed whole is a SendError.
        """
        ...

    async def sent(self, to: str, since: datetime) -> list[Sent]:
        """Our messages to this number made at or after `since`, oldest first; no answers to webhooks."""
        ...

    async def latest(self) -> list[Sent]:
        """The newest messages that went out from our sender, to whomever; no answers to webhooks."""
        ...

    async def outcome(self, provider_id: str) -> Outcome:
        """What became of a message that was taken."""
        ...

    async def inbound(self, since: datetime) -> list[Heard]:
        """What people wrote to us at or after `since`, oldest first."""
        ...

    async def remove(self, provider_id: str) -> None:
        """Delete a message there, its words and its number; one that is not there any more is deleted."""
        ...


class Channel(Protocol):
    """An edge that can send. It makes one try, with its own timeouts, and never retries a POST.

    `most` is how many sends it carries at once; `pace` how many segments or mails a second its sender may
    be given by all workers together, None for no limit of ours. `records` is None where the provider keeps
    none to ask.
    """

    name: str
    medium: Medium
    most: int
    pace: float | None
    records: Records | None

    async def send(self, message: Message) -> Receipt:
        """Hand the message over. Raises SendError; nothing else may leave it."""
        ...

    async def check(self) -> str:
        """Ask the provider whether these credentials may send; a short line. Raises SendError."""
        ...

    async def close(self) -> None:
        """Close pooled connections."""
        ...
