"""Queries to Twilio's message list: whether a message was sent, its outcome, and inbound messages."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

from nudges.channels.base import Bill, Fault, Heard, Outcome, SendError, Sent
from nudges.channels.http import Pool, fault_of_status, retry_after
from nudges.channels.twilio_codes import fault_of, status_of
from nudges.core.status import Status

#: Messages per page (Twilio's maximum), and the most pages read of a list of outbound or inbound messages.
_SIZE, _PAGES_OUT, _PAGES_IN = 1_000, 4, 400

#: Messages read by `latest`.
_LATEST = 100

_FINAL = (Status.DELIVERED, Status.FAILED)
#: Twilio puts this before the text on trial accounts. It may also trim spaces, and replace typographic
#: characters with plain ones (Smart Encoding).
_TRIAL = "Sent from your Twilio trial account - "

_Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TwilioRecords:
    """The message list of one account. `sender` as in TwilioChannel; `headers` hold the credentials.

    https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
    """

    pool: Pool
    api_url: str
    account_sid: str
    sender: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    async def find(self, to: str, text: str, since: datetime) -> list[str]:
        """The SIDs of our messages to this number with this text, created since then, oldest first.

        Raises SendError, also if the list is too long to be read completely. The query has only the number:
        Twilio filters and sorts by `date_sent`, which messages still in its queue do not have. A message
        with an unreadable date counts: a wrong match is better than sending twice.
        """
        return [one.provider_id for one in await self._ours(to, since, "outbound") if one.says(text)]

    async def sent(self, to: str, since: datetime) -> list[Sent]:
        """Our messages to this number created at or after `since`, oldest first. Raises SendError."""
        return await self._ours(to, since, "outbound-api")

    async def latest(self) -> list[Sent]:
        """The newest messages from our sender. Raises SendError."""
        wanted = {"PageSize": str(_LATEST)} | ({} if self.sender.startswith("MG") else {"From": self.sender})
        said = await self._get(f"{self._path}.json?{urlencode(wanted)}")
        listed = said.get("messages")
        messages = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        return [
            Sent(str(one.get("sid", "")), at, "")
            for one in messages
            if one.get("direction") == "outbound-api" and (at := _moment(one.get("date_created")))
            if not self.sender.startswith("MG") or one.get("messaging_service_sid") == self.sender
        ]

    async def _ours(self, to: str, since: datetime, direction: str) -> list[Sent]:
        ours = []
        async for page in self._pages(_PAGES_OUT, To=to):
            for message in page:
                at = _moment(message.get("date_created")) or since
                sid, said = str(message.get("sid") or ""), str(message.get("direction", ""))
                if sid and said.startswith(direction) and at >= since:
                    ours.append(Sent(sid, at, _text(message.get("body")).removeprefix(_TRIAL)))
        return sorted(ours, key=lambda one: (one.at, one.provider_id))

    async def outcome(self, provider_id: str) -> Outcome:
        """The outcome of one message. Raises SendError, also if there is no message with this id."""
        message = await self._get(f"{self._path}/{quote(provider_id, safe='')}.json")
        status = status_of(str(message.get("status", "")))
        number = message.get("error_code")
        code = str(number) if isinstance(number, int) else None
        return Outcome(status if status in _FINAL else None, code, fault_of(code) if code else None)

    async def inbound(self, since: datetime) -> list[Heard]:
        """Messages that came in at or after `since`, oldest first. Raises SendError.

        Twilio filters only by whole days in GMT (`date_sent` of an inbound message is the time of its
        webhook), newest first. Reading ends at the first page that is older than `since`.
        """
        if not (self.sender.startswith(("+", "MG")) or self.sender.isdigit()):
            return []  # a sender name cannot receive messages
        wanted = {"DateSent>": f"{since.astimezone(UTC):%Y-%m-%d}"}
        if not self.sender.startswith("MG"):
            wanted["To"] = self.sender
        heard = []
        async for page in self._pages(_PAGES_IN, **wanted):
            for message in page:
                at = _moment(message.get("date_created"))
                sid, sender = message.get("sid"), message.get("from")
                if at is not None and at >= since and sid and sender and self._is_for_us(message):
                    heard.append(Heard(str(sid), str(sender), _text(message.get("body")), at))
            if all((_moment(message.get("date_created")) or since) < since for message in page):
                break
        return sorted(heard, key=lambda one: one.at)

    async def bills(self, day: date) -> AsyncIterator[list[Bill]]:
        """What was billed for our messages of one day (UTC), a page at a time. Raises SendError.

        Our answers to webhooks are left out: no attempt of ours stands for them. A price is negative at
        Twilio, and None while it is not settled.
        """
        wanted = {"DateSent": f"{day:%Y-%m-%d}"} | (
            {} if self.sender.startswith("MG") else {"From": self.sender}
        )
        async for page in self._pages(_PAGES_IN, **wanted):
            yield [bill for message in page if (bill := _bill(message)) is not None]

    async def remove(self, provider_id: str) -> None:
        """Delete one message, outbound or inbound, with its text and numbers. Raises SendError.

        Twilio refuses while the message is still on its way. It is no error if the message is gone already.
        https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message-resource
        """
        url = f"{self.api_url}{self._path}/{quote(provider_id, safe='')}.json"
        answer = await self.pool.delete(url, self.headers)
        if answer.status not in (204, 404):
            kind = fault_of_status(answer.status)
            raise SendError(kind, f"http-{answer.status}", retry_after=retry_after(answer.headers))

    def _is_for_us(self, message: _Message) -> bool:
        service = message.get("messaging_service_sid")
        ours = not self.sender.startswith("MG") or service in (None, "", self.sender)
        return ours and message.get("direction") == "inbound"

    @property
    def _path(self) -> str:
        return f"/2010-04-01/Accounts/{self.account_sid}/Messages"

    async def _pages(self, most: int, **wanted: str) -> AsyncIterator[list[_Message]]:
        """The pages of a list, at most `most`. Raises SendError, also if there are more."""
        path = f"{self._path}.json?{urlencode(wanted | {'PageSize': str(_SIZE)})}"
        for _ in range(most):
            said = await self._get(path)
            messages = said.get("messages")
            if not isinstance(messages, list):
                raise SendError(Fault.BUSY, "unreadable-list")
            yield [message for message in messages if isinstance(message, dict)]
            following = said.get("next_page_uri")
            if not following:
                return
            if not str(following).startswith(f"{self._path}.json?"):  # never send our credentials elsewhere
                raise SendError(Fault.BUSY, "unreadable-list")
            path = str(following)
        raise SendError(Fault.BUSY, "list-too-long")

    async def _get(self, path: str) -> _Message:
        answer = await self.pool.get(f"{self.api_url}{path}", self.headers)
        try:
            said = json.loads(answer.body)
        except (ValueError, RecursionError):
            said = None
        if answer.status == 200 and isinstance(said, dict):
            return said
        kind = Fault.BUSY if answer.status == 200 else fault_of_status(answer.status)
        raise SendError(kind, f"http-{answer.status}", retry_after=retry_after(answer.headers))


def _text(body: object) -> str:
    """A message's text as sent: characters that cannot be encoded become question marks."""
    return str(body or "").encode("utf-8", "replace").decode()


def _bill(message: _Message) -> Bill | None:
    """What one message cost; None if it is none that we sent, or the bill cannot be read."""
    sid, said, price = message.get("sid"), message.get("num_segments"), message.get("price")
    try:
        segments, cost = int(str(said)), None if price is None else abs(float(str(price)))
    except ValueError:
        return None
    if not sid or segments < 1 or message.get("direction") != "outbound-api":
        return None
    return Bill(str(sid), segments, cost, str(message.get("price_unit") or "")[:3].upper())


def _moment(date: object) -> datetime | None:
    """An instant in the format of Twilio's 2010 API (RFC 2822, GMT); None for anything else."""
    try:
        moment = parsedate_to_datetime(str(date))
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
