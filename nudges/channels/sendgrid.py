"""Email through SendGrid's v3 API: one POST per mail; and parsing of its signed event webhook."""

import json
import tomllib
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import cache
from importlib.resources import files
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from sendgrid.helpers.eventwebhook import EventWebhook
from sendgrid.helpers.mail import (
    ClickTracking,
    CustomArg,
    From,
    Header,
    Mail,
    OpenTracking,
    ReplyTo,
    SubscriptionTracking,
    To,
    TrackingSettings,
)
from sendgrid.helpers.mail.exceptions import SendGridException

from nudges.channels.base import Fault, Message, Receipt, Records, SendError
from nudges.channels.http import MOST, Answer, Pool, fault_of_status, retry_after
from nudges.channels.mime import message_id, one_line, passes
from nudges.core.status import Status
from nudges.core.vocabulary import Medium

# Headers that SendGrid refuses, besides those excluded by mime.passes. Message-ID is allowed, so we set ours.
# https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
_RESERVED = frozenset({"x-sg-id", "x-sg-eid", "received", "dkim-signature", "reply-to"})

# https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
_STATUSES: dict[str, Status] = {
    "processed": Status.ACCEPTED,
    "deferred": Status.ACCEPTED,
    "delivered": Status.DELIVERED,
    "bounce": Status.FAILED,
    "dropped": Status.FAILED,
}


@cache
def _refusals() -> Mapping[str, Mapping[str, str]]:
    """Faults from sendgrid.toml: by the field named in a 400, and by the reason of a `dropped` event."""
    return tomllib.loads(files(__package__).joinpath("sendgrid.toml").read_text("utf-8"))


def _named(kind: str, words: str) -> Fault | None:
    """The fault in sendgrid.toml whose key is the beginning of `words`."""
    return next(
        (Fault(fault) for begins, fault in _refusals()[kind].items() if words.startswith(begins)), None
    )


class SendGridChannel:
    """Sends through one SendGrid account. `sender` is a verified address, `sender_name` the name shown."""

    name = "sendgrid"
    medium = Medium.EMAIL
    most = MOST
    pace: float | None = None
    records: Records | None = None

    def __init__(
        self,
        api_key: str,
        sender: str,
        api_url: str = "https://api.sendgrid.com",
        sender_name: str = "",
        *,
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
    ) -> None:
        self._api_key = api_key
        self._sender = sender
        self._sender_name = sender_name
        self._url = f"{api_url.rstrip('/')}/v3/mail/send"
        self._scopes_url = f"{api_url.rstrip('/')}/v3/scopes"
        self._pool = Pool(connect_timeout=connect_timeout, read_timeout=read_timeout)

    async def send(self, message: Message) -> Receipt:
        """Post one mail. `provider_id` is SendGrid's X-Message-Id, or the attempt's id. Raises SendError."""
        try:
            mail = _mail(message, self._sender, self._sender_name)
        except SendGridException:  # the helper found something that looks like an API key in the text
            raise SendError(Fault.PERMANENT, "api-key-in-content") from None
        answer = await self._pool.post(
            self._url,
            json.dumps(mail.get()).encode(),
            {"Authorization": f"Bearer {self._api_key}", "Content-Type": "application/json"},
        )
        if 200 <= answer.status < 300:
            return Receipt(answer.headers.get("X-Message-Id") or message.attempt_id)
        kind = _fault_of_field(answer) or fault_of_status(answer.status)
        # SendGrid's error text may contain the address, so only the status is kept.
        raise SendError(kind, f"http-{answer.status}", retry_after=retry_after(answer.headers))

    async def check(self) -> str:
        """Check the scopes of this API key; returns a short line if it may send.

        Raises SendError: ACCOUNT if it may not, BUSY if SendGrid did not answer.
        """
        answer = await self._pool.get(self._scopes_url, {"Authorization": f"Bearer {self._api_key}"})
        if answer.status == 200 and b'"mail.send"' in answer.body:
            return "key may send"
        kind = Fault.ACCOUNT if answer.status < 500 else Fault.BUSY
        raise SendError(kind, "no-mail-send" if answer.status == 200 else f"http-{answer.status}")

    async def close(self) -> None:
        """Close pooled connections."""
        await self._pool.close()


def _mail(message: Message, sender: str, sender_name: str) -> Mail:
    """The request body, from SendGrid's helper. SendGrid keeps custom_args, so they hold only opaque ids."""
    mail = Mail(
        from_email=_plain(From(), sender, sender_name),
        to_emails=_plain(To(), message.to),
        subject=one_line(message.subject),
        plain_text_content=message.text,  # text before HTML: RFC 2046 puts the preferred alternative last
        html_content=message.html or None,
    )
    mail.add_custom_arg(CustomArg("attempt", message.attempt_id, p=0))
    mail.add_header(Header("Message-ID", message_id(message, sender)))
    mail.add_header(Header("Auto-Submitted", "auto-generated"))
    for name, value in message.headers.items():
        if name.lower() == "reply-to":
            shown, address = parseaddr(one_line(value))
            mail.reply_to = _plain(ReplyTo(), address, shown)
        elif passes(name) and name.lower() not in _RESERVED:
            mail.add_header(Header(name, one_line(value)))
    # All off: each of these rewrites the mail or tracks the reader.
    mail.tracking_settings = TrackingSettings(
        click_tracking=ClickTracking(enable=False, enable_text=False),
        open_tracking=OpenTracking(enable=False),
        subscription_tracking=SubscriptionTracking(enable=False),
    )
    return mail


def _plain(email: Any, address: str, name: str = "") -> Any:
    """The helper's address object, unchanged: its constructor would parse an address without a name."""
    email.email = address
    email.name = one_line(name) or None
    return email


def _fault_of_field(answer: Answer) -> Fault | None:
    """The fault for a 400, by the field it names as wrong: the address, or the account's settings."""
    try:
        errors = json.loads(answer.body)["errors"] if answer.status == 400 else []
        faults = [fault for error in errors if (fault := _named("fields", str(error["field"])))]
    except (ValueError, RecursionError, TypeError, LookupError):
        return None
    return min(faults, key=[Fault.ADDRESS, Fault.ACCOUNT].index, default=None)


def signed(public_key: str, sha256: bytes, signature: str | None) -> bool:
    """True if SendGrid signed this: `sha256` is the hash of the timestamp followed by the raw body.

    The event webhook and Inbound Parse use the same scheme (ECDSA), each with its own key (base64 DER, as
    SendGrid shows it). The caller must check the age of the timestamp. Never raises: anything that cannot be
    checked counts as not signed.
    """
    if not public_key or not signature:
        return False
    try:
        # The helper only reads the key. Its own check needs text, but a mail's fields may be in any charset.
        key = EventWebhook(public_key).public_key
        key.verify(b64decode(signature), sha256, ec.ECDSA(Prehashed(hashes.SHA256())))
    except InvalidSignature:
        return False
    except (ValueError, TypeError, AttributeError, UnsupportedAlgorithm):  # not a key, or another kind of key
        return False
    return True


def is_key(public_key: str) -> bool:
    """True if this is a public key that signatures can be checked with."""
    try:
        return EventWebhook(public_key).public_key is not None
    except (ValueError, TypeError, AttributeError, UnsupportedAlgorithm):
        return False


def outcome_of(event: object) -> Status | None:
    """The nudge's status for an event; None for opens, clicks and unknown events."""
    return _STATUSES.get(event) if isinstance(event, str) else None


def moment_of(event: Mapping[str, Any]) -> datetime | None:
    """The time of this event; None if it has none."""
    try:
        return datetime.fromtimestamp(int(event["timestamp"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def fault_of(event: Mapping[str, Any]) -> Fault | None:
    """ADDRESS if the address must not be mailed again, STOPPED if the person unsubscribed, ACCOUNT if the
    account's quota is used up.

    A bounce of type `blocked` is a temporary refusal by the receiving server, so it is no fault.
    """
    match event.get("event"):
        case "bounce" if event.get("type") != "blocked":
            return Fault.ADDRESS
        case "dropped":
            fault = _named("dropped", str(event.get("reason", ""))) or Fault.ADDRESS
            return None if fault is Fault.PERMANENT else fault
        case "spamreport" | "unsubscribe" | "group_unsubscribe":
            return Fault.STOPPED
    return None
