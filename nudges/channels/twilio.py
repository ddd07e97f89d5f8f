"""SMS through Twilio: one POST per message, its error codes, its signatures and its answers."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

from nudges.channels.base import Fault, Message, Receipt, Records, SendError
from nudges.channels.http import MOST, Answer, Pool, fault_of_status, retry_after
from nudges.core.plan import Medium
from nudges.core.status import Status

# https://www.twilio.com/docs/api/errors: the codes whose treatment their HTTP status does not give.
# 3xxxx come in status callbacks, after the message was taken.
_FAULTS: dict[str, Fault] = {
    "21610": Fault.ADDRESS,  # this person texted STOP
    "21211": Fault.ADDRESS,  # To is not a valid number
    "21614": Fault.ADDRESS,  # To is not a mobile number
    "21635": Fault.ADDRESS,  # To is a landline
    "30006": Fault.ADDRESS,  # landline, or a carrier that cannot be reached
    "21608": Fault.ACCOUNT,  # a trial account texts verified numbers only
    "30002": Fault.ACCOUNT,  # account suspended
    "10001": Fault.ACCOUNT,  # account not active
    "20003": Fault.ACCOUNT,  # wrong credentials
    "30034": Fault.ACCOUNT,  # sender not registered for A2P 10DLC
    "21408": Fault.ACCOUNT,  # the account may not text this country
    "21606": Fault.ACCOUNT,  # From is not ours, or cannot text
    "21617": Fault.PERMANENT,  # body longer than 1,600 characters
    "21612": Fault.PERMANENT,  # no route from this From to this To
    "30003": Fault.PERMANENT,  # handset off or out of reach until the carrier gave up
    "30004": Fault.PERMANENT,  # blocked
    "30005": Fault.PERMANENT,  # handset unknown now; numbers come back
    "30007": Fault.PERMANENT,  # filtered by the carrier
    "30008": Fault.PERMANENT,  # the carrier does not say why
    "30036": Fault.PERMANENT,  # still queued when its validity period ended
    "20429": Fault.BUSY,  # too many requests
    "21611": Fault.BUSY,  # the queue of this From is full
    "30001": Fault.BUSY,  # queue overflow
}

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), Status.ACCEPTED),
    **dict.fromkeys(("delivered", "read"), Status.DELIVERED),
    **dict.fromkeys(("undelivered", "failed", "canceled"), Status.FAILED),
}

_VALIDITY = (timedelta(seconds=1), timedelta(seconds=36_000))  # the bounds of ValidityPeriod


class TwilioChannel:
    """Texts through one Twilio account. `sender` is a number, a sender name, or a messaging service (MG…).

    The SDK is used for signatures, TwiML and reading; a message is posted by our own pool, since the
    SDK's async client ignores the timeout it is made with and cannot bound the connecting apart.
    """

    name = "twilio"
    medium = Medium.SMS
    most = MOST
    pace: float | None = None
    records: Records | None = None

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        api_url: str = "https://api.twilio.com",
        *,
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
    ) -> None:
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._sender = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}
        self._api_url = api_url.rstrip("/")
        self._read_timeout = read_timeout
        self._pool = Pool(connect_timeout=connect_timeout, read_timeout=read_timeout)

    async def send(self, message: Message) -> Receipt:
        """Post one message. The receipt's `provider_id` is Twilio's message SID. Raises SendError."""
        form = {"To": message.to, **self._sender, "Body": message.text}
        if message.callback_url:
            form["StatusCallback"] = message.callback_url
        if message.valid_for is not None:
            shortest, longest = _VALIDITY
            form["ValidityPeriod"] = str(int(max(shortest, min(longest, message.valid_for)).total_seconds()))
        credentials = b64encode(f"{self._account_sid}:{self._auth_token}".encode()).decode()
        answer = await self._pool.post(
            f"{self._api_url}/2010-04-01/Accounts/{self._account_sid}/Messages.json",
            urlencode(form, errors="replace").encode(),
            {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"},
        )
        return _receipt(answer)

    async def check(self) -> str:
        """Fetch the account with these credentials; a short line saying it is fit to send.

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
        except TwilioException as error:  # the parent: the SDK has two unrelated children of it
            status = getattr(error, "status", 0)
            kind = Fault.ACCOUNT if fault_of_status(status) is Fault.ACCOUNT else Fault.BUSY
            raise SendError(kind, str(getattr(error, "code", None) or f"http-{status}")) from None
        except (OSError, ValueError) as error:  # requests' exceptions are OSErrors; an unreadable body
            raise SendError(Fault.BUSY, type(error).__name__) from None
        if account.status != "active":
            raise SendError(Fault.ACCOUNT, "account-not-active")
        return "account active, trial: verified numbers only" if account.type == "Trial" else "account active"


def _receipt(answer: Answer) -> Receipt:
    """The receipt, or the SendError, that an answer to a posted message stands for."""
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
    # Twilio's own message echoes the number or the body, so only the code is kept.
    raise SendError(kind, code, retry_after=retry_after(answer.headers))


def fault_of(code: str) -> Fault | None:
    """How to treat a Twilio error code, from an answer or a status callback; None if we do not know it."""
    return _FAULTS.get(code)


def status_of(word: str) -> Status | None:
    """The nudge's status that Twilio's `MessageStatus` word means; None for a word we do not know."""
    return _STATUSES.get(word)


def signed(auth_token: str, url: str, params: Mapping[str, Any], signature: str | None) -> bool:
    """True if Twilio signed this webhook: `url` as Twilio called it, `params` the posted form.

    A form with several values for a key is passed as a multi-dict (`getlist` or `getall`). Never
    raises: whatever cannot be checked is not signed. https://www.twilio.com/docs/usage/security
    """
    if not auth_token or not signature:
        return False
    try:
        return bool(RequestValidator(auth_token).validate(url, params, signature))
    except (TypeError, ValueError, AttributeError):
        return False


def sign(auth_token: str, url: str, params: Mapping[str, Any]) -> str:
    """The `X-Twilio-Signature` that Twilio would send with this form."""
    return str(RequestValidator(auth_token).compute_signature(url, params))


def twiml(texts: Sequence[str]) -> str:
    """The TwiML that answers an inbound message with these texts, in order; none of them is silence."""
    response = MessagingResponse()
    for text in texts:
        response.message(text)
    return str(response)
