"""SMS through Twilio: sending, rate limits by kind of sender, webhook signatures and TwiML."""

import asyncio
import hmac
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

from nudges.channels.base import Fault, Message, Receipt, Records, SendError
from nudges.channels.http import MOST, Answer, Pool, fault_of_status, form, retry_after
from nudges.channels.twilio_codes import fault_of
from nudges.channels.twilio_records import TwilioRecords
from nudges.core.vocabulary import Medium

_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})  # the area codes of North America
_VALIDITY = (timedelta(seconds=1), timedelta(seconds=36_000))  # the range allowed for ValidityPeriod

#: The attempt that `nudges doctor` reports on, signed as Twilio signs. There is none of this name.
PROBE = "doctor"


class TwilioChannel:
    """Sends through one Twilio account. `sender` is a number, a sender name, or a messaging service (MG…).

    `per_second` limits the segments a second; None: the limit from `pace_of`. The SDK is used for TwiML and
    for reading. Messages are posted through our own pool, because the SDK's async client ignores its timeout
    and has no separate limit for connecting.
    """

    name = "twilio"
    medium = Medium.SMS
    most = MOST

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        api_url: str = "https://api.twilio.com",
        *,
        per_second: float | None = None,
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
    ) -> None:
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._sender = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}
        self._messages_url = f"{api_url.rstrip('/')}/2010-04-01/Accounts/{account_sid}/Messages.json"
        self._api_url = api_url.rstrip("/")
        self._read_timeout = read_timeout
        self._pool = Pool(connect_timeout=connect_timeout, read_timeout=read_timeout)
        credentials = b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._allowed = {"Authorization": f"Basic {credentials}"}
        self._posted_as = self._allowed | {"Content-Type": "application/x-www-form-urlencoded"}
        self.pace: float | None = per_second or pace_of(sender)
        self.records: Records | None = TwilioRecords(
            self._pool, self._api_url, account_sid, sender, self._allowed
        )

    async def send(self, message: Message) -> Receipt:
        """Post one message. The receipt's `provider_id` is Twilio's message SID. Raises SendError."""
        fields = {"To": message.to, **self._sender, "Body": message.text}
        if message.callback_url:
            fields["StatusCallback"] = message.callback_url
        if message.valid_for is not None:
            shortest, longest = _VALIDITY
            fields["ValidityPeriod"] = str(
                int(max(shortest, min(longest, message.valid_for)).total_seconds())
            )
        return _receipt(await self._pool.post(self._messages_url, form(fields), self._posted_as))

    async def check(self) -> str:
        """Fetch the account with these credentials; returns a short line if it can send.

        Raises SendError: ACCOUNT if it cannot send, BUSY if Twilio did not answer.
        """
        return await asyncio.to_thread(self._fetch_account)

    async def close(self) -> None:
        """Close pooled connections."""
        await self._pool.close()

    def _fetch_account(self) -> str:
        http = TwilioHttpClient(timeout=self._read_timeout, max_retries=0)
        client = Client(self._account_sid, self._auth_token, http_client=http)
        client.api.base_url = self._api_url
        try:
            account = client.api.accounts(self._account_sid).fetch()
        except TwilioException as error:  # the base class: the SDK raises two unrelated subclasses
            status = getattr(error, "status", 0)
            kind = Fault.ACCOUNT if fault_of_status(status) is Fault.ACCOUNT else Fault.BUSY
            raise SendError(kind, str(getattr(error, "code", None) or f"http-{status}")) from None
        except (OSError, ValueError) as error:  # OSError: from requests; ValueError: an unreadable body
            raise SendError(Fault.BUSY, type(error).__name__) from None
        if account.status != "active":
            raise SendError(Fault.ACCOUNT, "account-not-active")
        return "account active, trial: verified numbers only" if account.type == "Trial" else "account active"


def _receipt(answer: Answer) -> Receipt:
    """The receipt for Twilio's answer to a posted message. Raises SendError if it was refused."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    said = said if isinstance(said, dict) else {}
    if 200 <= answer.status < 300:
        sid = said.get("sid")
        if isinstance(sid, str) and sid:
            return Receipt(sid)
        raise SendError(Fault.UNKNOWN, "unreadable-answer")
    number = said.get("code")
    code = str(number) if isinstance(number, int) else f"http-{answer.status}"
    kind = fault_of_status(answer.status)
    if kind is not Fault.UNKNOWN:
        kind = fault_of(code) or kind
    # Twilio's error text contains the number or the body, so only the code is kept.
    raise SendError(kind, code, retry_after=retry_after(answer.headers))


def pace_of(sender: str) -> float | None:
    """How many segments a second Twilio sends for a sender of this kind; None if Twilio distributes them.

    Anything above the limit waits in Twilio's queue, where quiet hours and STOP no longer apply. A short code
    sends at least 10 (up to 100 by contract), a North American toll-free number 3, any other +1 number 1,
    numbers elsewhere 10. A messaging service distributes over its numbers, a sender name over carriers.
    https://help.twilio.com/articles/115002943027 (Understanding Twilio Rate Limits and Message Queues)
    """
    if sender.isdigit() and 3 <= len(sender) <= 6:
        return 10.0
    if not sender.startswith("+"):
        return None
    if sender.startswith("+1"):
        return 3.0 if sender[2:5] in _TOLL_FREE else 1.0
    return 10.0


def signed(auth_token: str, url: str, fields: Iterable[tuple[str, str]], signature: str | None) -> bool:
    """True if Twilio signed this webhook. `url` is the address that Twilio called, `fields` the posted form.

    Never raises: anything that cannot be checked counts as not signed. The SDK's validator takes quadratic
    time, which is seconds for a few thousand fields; this is the same algorithm in one pass.
    https://www.twilio.com/docs/usage/security#validating-requests
    """
    if not auth_token or not signature:
        return False
    said = "".join(name + value for name, value in sorted(set(fields))).encode("utf-8", "surrogatepass")
    given, key = signature.encode("utf-8", "surrogatepass"), auth_token.encode()
    matches = False
    for called in _with_and_without_port(url):
        digest = hmac.digest(key, called.encode("utf-8", "surrogatepass") + said, "sha1")
        matches |= hmac.compare_digest(b64encode(digest), given)
    return matches


def _with_and_without_port(url: str) -> tuple[str, ...]:
    """The address with and without its port: which one Twilio signs depends on the product."""
    try:
        parts = urlsplit(url)
        usual = {"https": 443, "http": 80}.get(parts.scheme)
        bare = parts.netloc.removesuffix(f":{parts.port}")
        port = parts.port or usual
    except ValueError:
        return (url,)
    if not bare:
        return (url,)
    before, after = url.partition(parts.netloc)[0::2]
    return f"{before}{bare}{after}", f"{before}{bare}:{port}{after}"


def sign(auth_token: str, url: str, params: Mapping[str, Any]) -> str:
    """The `X-Twilio-Signature` that Twilio would send with this form."""
    return str(RequestValidator(auth_token).compute_signature(url, params))


def twiml(texts: Sequence[str]) -> str:
    """The TwiML that answers an inbound message with these texts, in order. No texts: no answer."""
    response = MessagingResponse()
    for text in texts:
        response.message(text)
    return str(response)
