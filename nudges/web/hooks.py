"""Provider webhooks. The signature comes first; a forged one gets 403, a repeat changes nothing.

Signatures cover the public address from the settings, never the Host header, which anyone can write.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from email.message import Message
from email.parser import HeaderParser
from email.utils import parseaddr
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from mailparser_reply import EmailReplyParser
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException as BadForm

from nudges.channels import sendgrid, twilio
from nudges.channels.base import Fault
from nudges.core.errors import NudgesError
from nudges.core.person import parse_email, parse_phone
from nudges.core.plan import Medium
from nudges.flow.record_reply import Inbound, record_reply
from nudges.flow.record_status import record_status
from nudges.flow.service import log
from nudges.web.edge import Edge, edge_of

#: Bytes of a webhook's body: a mail with its attachments is the largest that comes.
LIMIT = 30 * 1024 * 1024

router = APIRouter(prefix="/hooks")
HasEdge = Annotated[Edge, Depends(edge_of)]

_SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
_TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


def _forged() -> HTTPException:
    return HTTPException(403, "The signature is missing or does not match.")


async def _form(request: Request) -> FormData:
    """The posted form; one that cannot be read is as good as unsigned."""
    try:
        return await request.form(max_files=100, max_fields=1_000)
    except (BadForm, ValueError, UnicodeError, KeyError):
        raise _forged() from None


async def _from_twilio(request: Request, edge: Edge) -> Mapping[str, str]:
    """The form Twilio posted, its signature checked. Raises 403."""
    form = await _form(request)
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"{edge.settings.public_url}{request.url.path}{query}"
    token = edge.settings.twilio_auth_token.get_secret_value()
    if not twilio.signed(token, address, form, request.headers.get("X-Twilio-Signature")):
        raise _forged()
    return {key: value for key, value in form.items() if isinstance(value, str)}


async def _from_sendgrid(request: Request, key: str) -> bytes:
    """The body SendGrid posted, its signature checked. Raises 403."""
    body = await request.body()
    if not sendgrid.signed(key, body, request.headers.get(_SIGNATURE), request.headers.get(_TIMESTAMP)):
        raise _forged()
    return body


@router.post("/twilio/sms")
async def twilio_sms(request: Request, edge: HasEdge) -> Response:
    """An SMS from a person; the answer, if there is one, goes back in this very response."""
    form = await _from_twilio(request, edge)
    words = None
    sender, provider_id = _phone(form.get("From", "")), form.get("MessageSid", "")
    if sender and provider_id:
        now = edge.clock()
        inbound = Inbound(
            provider_id,
            Medium.SMS,
            sender,
            form.get("Body", ""),
            now,
            stopped_by_provider=form.get("OptOutType", "").upper() == "STOP",
        )
        words = await run_in_threadpool(record_reply, edge.service, inbound, now)
    return Response(twilio.twiml([words] if words else []), media_type="text/xml")


@router.post("/twilio/status")
async def twilio_status(request: Request, edge: HasEdge) -> Response:
    """What became of an SMS; which attempt it was stands in the address we gave Twilio."""
    form = await _from_twilio(request, edge)
    status = twilio.status_of(form.get("MessageStatus", ""))
    attempt = request.query_params.get("attempt", "")
    if status is None or not attempt:
        log().warning("report without a meaning", word=form.get("MessageStatus", "")[:20])
        return Response()
    code = form.get("ErrorCode") or None
    await run_in_threadpool(
        record_status,
        edge.service,
        attempt,
        status,
        code,
        edge.clock(),
        refuses_address=code is not None and twilio.fault_of(code) is Fault.ADDRESS,
    )
    return Response()


@router.post("/sendgrid/events")
async def sendgrid_events(request: Request, edge: HasEdge) -> Response:
    """What became of mails: a list of events, each with the attempt we named in custom_args."""
    body = await _from_sendgrid(request, edge.settings.sendgrid_events_key)
    try:
        events = json.loads(body)
    except (ValueError, RecursionError):
        events = None
    for event in events if isinstance(events, list) else []:
        if isinstance(event, dict):
            await run_in_threadpool(_event, edge, event, edge.clock())
    return Response()


def _event(edge: Edge, event: Mapping[str, Any], now: datetime) -> None:
    attempt, refuses = event.get("attempt"), sendgrid.suppresses(event)
    status = sendgrid.outcome_of(event.get("event"))
    if isinstance(attempt, str) and (status is not None or refuses):
        record_status(edge.service, attempt, status, str(event.get("event")), now, refuses_address=refuses)


@router.post("/sendgrid/inbound")
async def sendgrid_inbound(request: Request, edge: HasEdge) -> Response:
    """A mail from a person, taken apart by SendGrid. It is answered by a mail of its own."""
    body = await _from_sendgrid(request, edge.settings.sendgrid_inbound_key)
    form = await _form(request)
    field = {key: value for key, value in form.items() if isinstance(value, str)}
    headers = HeaderParser().parsestr(field.get("headers", ""))
    sender = _email(parseaddr(field.get("from", ""))[1])
    if sender is None or _automatic(headers):
        log().info("mail left aside", automatic=sender is not None)
        return Response()
    now = edge.clock()
    provider_id = headers.get("Message-ID") or hashlib.sha256(body).hexdigest()
    text = EmailReplyParser(languages=["en", "es"]).parse_reply(field.get("text", "")) or ""
    await run_in_threadpool(
        record_reply, edge.service, Inbound(provider_id, Medium.EMAIL, sender, text, now), now
    )
    return Response()


def _automatic(headers: Message) -> bool:
    """True for a mail that no person wrote (RFC 3834): an answer to it could go round for ever."""
    said = (headers.get("Auto-Submitted") or "no").lower()
    bulk = (headers.get("Precedence") or "").lower() in ("bulk", "junk", "auto_reply", "list")
    return said != "no" or bulk or headers.get("Return-Path") == "<>"


def _phone(text: str) -> str | None:
    try:
        return parse_phone(text)
    except NudgesError:
        return None


def _email(text: str) -> str | None:
    try:
        return parse_email(text)
    except NudgesError:
        return None
