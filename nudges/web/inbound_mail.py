"""A mail from a person, as SendGrid's Inbound Parse posts it: a multipart form, one part a field.

https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook
"""

import hashlib
import json
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from email.utils import parseaddr

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from nudges.core.addresses import parse_email
from nudges.core.errors import NudgesError
from nudges.core.reply_mail import own_words, text_of

# Those that mails name. Python knows more: some slow, some that give no valid text.
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d+|iso-2022-(jp|kr)|(windows-|cp)(125\d|874)|koi8-[ru]|gb(k|2312|18030)"
    r"|big5|euc-(jp|kr)|shift_jis",
    re.IGNORECASE,
)

#: A Message-ID of ours: an attempt's id, and the domain of the sender.
_OURS = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>")

#: Bytes of a field that are looked at: more than any reply, fewer than would take long.
_LONGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class InboundMail:
    """What counts of a mail. `id` names it and tells nothing of it; `automatic`: no person wrote it.

    `answers` is the attempt of ours that its In-Reply-To or References names.
    """

    id: str
    sender: str = field(repr=False)
    words: str = field(repr=False)
    automatic: bool
    answers: str | None


async def fields_of(content_type: str, body: bytes) -> dict[str, bytes] | None:
    """The form's fields as they are, without attachments; None if it cannot be read as a form."""

    async def once() -> AsyncGenerator[bytes, None]:
        yield body

    # Latin-1 makes one character of each byte, so that the bytes can be had back; the last charset counts.
    headers = Headers({"Content-Type": f"{content_type}; charset=latin-1"})
    try:
        form = await MultiPartParser(headers, once(), max_part_size=len(body)).parse()
    except (MultiPartException, ValueError):
        return None
    await form.close()
    return {name: value.encode("latin-1") for name, value in form.items() if isinstance(value, str)}


def read_mail(fields: Mapping[str, bytes]) -> InboundMail | None:
    """What the person wrote; None if the sender is no address.

    The words come from the text, else from the html, else, in a mail that answers none, from the
    subject: "STOP" is often said there alone.
    """
    said = _decoded(fields)
    headers = HeaderParser().parsestr(said.get("headers", ""))
    try:
        sender = parse_email(parseaddr(said.get("from", ""))[1])
    except (NudgesError, RecursionError):  # the library goes down one level for every "("
        return None
    words = own_words(said.get("text", "")) or own_words(text_of(said.get("html", "")))
    if not words and "In-Reply-To" not in headers:
        words = said.get("subject", "").strip()
    # Its Message-ID, or all of it; hashed, since it may name a person's machine, and goes into the log.
    name = str(headers.get("Message-ID", "")).encode() or b"".join(fields.values())
    digest = hashlib.sha256(sender.encode() + b"\0" + name).hexdigest()
    named = _OURS.findall(f"{headers.get('In-Reply-To', '')} {headers.get('References', '')}"[:10_000])
    return InboundMail(
        f"mail-{digest[:32]}", sender, words, _automatic(headers), answers=named[-1] if named else None
    )


def _decoded(fields: Mapping[str, bytes]) -> dict[str, str]:
    """The fields as text, each in the charset that the field `charsets` names for it."""
    try:
        charsets = json.loads(fields.get("charsets", b"{}"))
    except (ValueError, RecursionError):
        charsets = None
    named = charsets if isinstance(charsets, dict) else {}
    return {name: _text(value[:_LONGEST], named.get(name)) for name, value in fields.items()}


def _text(value: bytes, charset: object) -> str:
    known = isinstance(charset, str) and _CHARSETS.fullmatch(charset)
    try:
        return value.decode(str(charset) if known else "utf-8", "replace")
    except LookupError:  # iso-8859-99
        return value.decode("utf-8", "replace")


def _automatic(headers: Message) -> bool:
    """True for a mail that no person wrote (RFC 3834): an answer to it could go round for ever."""
    said = str(headers.get("Auto-Submitted", "no")).strip().lower()
    bulk = str(headers.get("Precedence", "")).strip().lower() in ("bulk", "junk", "auto_reply", "list")
    return said != "no" or bulk or headers.get("Return-Path") == "<>"
