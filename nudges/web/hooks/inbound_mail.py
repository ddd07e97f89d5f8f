"""A mail as SendGrid's Inbound Parse posts it: a multipart form, one part a field.

https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook
"""

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from email.message import Message
from email.parser import HeaderParser
from email.utils import parseaddr

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from nudges.core.mail.authenticate import by_sendgrid
from nudges.core.mail.classify import Aside, Mail, Received, judge
from nudges.core.mail.forms import MailForms
from nudges.core.mail.mime import LONGEST, REPORTS, read_raw, read_report, text_in

#: Characters of a header that are looked at.
_LOOKED_AT = 10_000


async def fields_of(content_type: str, body: bytes) -> dict[str, bytes] | None:
    """The form's fields as they are; None if it cannot be read as a form.

    Attachments are dropped, but for the parts of a delivery report, which stand under their media type.
    """

    async def once() -> AsyncGenerator[bytes, None]:
        yield body

    # Latin-1 makes one character of each byte, so that the bytes can be had back; the last charset counts.
    headers = Headers({"Content-Type": f"{content_type}; charset=latin-1"})
    try:
        form = await MultiPartParser(headers, once(), max_part_size=len(body)).parse()
    except (MultiPartException, ValueError):
        return None
    fields: dict[str, bytes] = {}
    for name, value in form.items():
        if isinstance(value, str):
            fields[name] = value.encode("latin-1")
        elif isinstance(value, UploadFile) and (kind := _media_type(value)) in REPORTS:
            fields[kind] = await value.read(LONGEST)
    await form.close()
    return fields


def read_mail(fields: Mapping[str, bytes], forms: MailForms) -> Mail:
    """What these fields are: the mail taken apart by SendGrid, or whole, if it is told to post it raw."""
    try:
        return judge(_received(fields), forms)
    except Exception:  # garbled so that the library stumbles: it would not be better the next time
        return Aside("unreadable")


def _received(fields: Mapping[str, bytes]) -> Received:
    said = _decoded(fields)
    if "email" in fields:
        raw = read_raw(fields["email"])
        _way_here(raw.headers, said)
        return replace(raw, authenticated=_authenticated(raw.headers, said))
    headers = HeaderParser().parsestr(said.get("headers", ""))
    del headers["From"]
    headers["From"] = " ".join(said.get("from", "").split())
    _way_here(headers, said)
    reports = [block for kind in REPORTS if kind in fields for block in read_report(fields[kind], kind)]
    text, html = said.get("text", ""), said.get("html", "")
    vouched = _authenticated(headers, said)
    return Received(headers, said.get("subject", ""), text, html, tuple(reports), vouched)


def _authenticated(headers: Message, said: Mapping[str, str]) -> bool:
    sender = parseaddr(str(headers.get("From", ""))[:_LOOKED_AT])[1]
    envelope_from = str(_object(said.get("envelope", "{}")).get("from", ""))
    return by_sendgrid(sender, said.get("SPF", ""), said.get("dkim", ""), envelope_from)


def _way_here(headers: Message, said: Mapping[str, str]) -> None:
    """Add where it was delivered, and whether its sender is the empty one, as a mailbox would have it."""
    envelope = _object(said.get("envelope", "{}"))
    headers["Delivered-To"] = " ".join(f"{said.get('to', '')} {envelope.get('to', '')}".split())
    if envelope.get("from") == "":
        del headers["Return-Path"]
        headers["Return-Path"] = "<>"


def _media_type(file: UploadFile) -> str:
    return (file.content_type or "").partition(";")[0].strip().lower()


def _decoded(fields: Mapping[str, bytes]) -> dict[str, str]:
    """The fields as text, each in the charset that the field `charsets` names for it."""
    named = _object(fields.get("charsets", b"{}"))
    return {name: text_in(value[:LONGEST], named.get(name)) for name, value in fields.items()}


def _object(text: str | bytes) -> dict[str, object]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
