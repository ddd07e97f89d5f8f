"""Provider webhooks. The signature comes first; a forged one gets 403, a repeat changes nothing.

Signatures cover the public address from the settings, never the Host header, which anyone can write.
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams

from nudges.channels import sendgrid, twilio, twilio_codes
from nudges.core.errors import NudgesError
from nudges.core.person.addresses import parse_phone
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.record_status import record_status
from nudges.flow.reply.record import Inbound, record_reply
from nudges.flow.reply.record_mail import record_mail
from nudges.flow.service import log
from nudges.web.edge import Edge, HasEdge
from nudges.web.hooks.inbound_mail import fields_of, read_mail
from nudges.web.hooks.persist import persisted

#: Bytes of a body: Twilio's forms and SendGrid's batches of events (768 kB) stay well below the first,
#: a mail with all its attachments (30 MB) below the second.
LIMIT, MAIL_LIMIT = 1024 * 1024, 31 * 1024 * 1024

#: Twilio waits 15 s for an answer; whatever takes longer than this is answered by a message of its own.
ANSWER_WITHIN = timedelta(seconds=10)

_SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
_TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


class _Hook(APIRoute):
    """A webhook never answers with an error of ours.

    What goes wrong inside, such as a database that is down, is a 503 without a word more, so that nothing
    leaks and the message stays with the provider: SendGrid calls again later, Twilio calls the fallback
    address of the number and keeps the message in its list.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def safe(request: Request) -> Response:
            try:
                return await handle(request)
            except (HTTPException, RequestValidationError):
                raise
            except Exception as error:
                log().error("webhook not handled", hook=self.path, error=type(error).__name__)
                return Response(status_code=503)

        return safe


router = APIRouter(prefix="/hooks", route_class=_Hook)


def _takes(content_type: str) -> dict[str, Any]:
    """What a webhook takes, for the API's description; it is read only once its signature holds."""
    return {"requestBody": {"content": {content_type: {"schema": {}}}}}


_FORM, _JSON, _MULTIPART = map(
    _takes, ("application/x-www-form-urlencoded", "application/json", "multipart/form-data")
)


def _forged(request: Request) -> HTTPException:
    log().warning("webhook not signed by the provider", hook=request.scope["path"][:64])
    return HTTPException(403, "The signature is missing or does not match.")


async def _body(request: Request, limit: int) -> bytes:
    """The body, counted while it comes: Content-Length may lie. Raises 413."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise HTTPException(413, "This is larger than anything a provider sends.")
    return bytes(body)


async def _from_twilio(request: Request, edge: Edge) -> Mapping[str, str]:
    """The form Twilio posted, its signature checked. Raises 403 or 413."""
    signature = request.headers.get("X-Twilio-Signature")
    if not signature:
        raise _forged(request)
    form = QueryParams((await _body(request, LIMIT)).decode("latin-1"))
    query = request.scope["query_string"].decode("latin-1")
    address = f"{edge.settings.public_url}{request.scope['path']}{'?' if query else ''}{query}"
    if not twilio.signed(edge.settings.twilio_auth_token.get_secret_value(), address, form, signature):
        raise _forged(request)
    return form


async def _from_sendgrid(request: Request, key: str, limit: int) -> bytes:
    """The body SendGrid posted, its signature checked. Raises 403 or 413."""
    signature, timestamp = request.headers.get(_SIGNATURE), request.headers.get(_TIMESTAMP)
    if not key or not signature or not timestamp:
        raise _forged(request)
    body = await _body(request, limit)
    if not await run_in_threadpool(sendgrid.signed, key, body, signature, timestamp):
        raise _forged(request)
    return body


@router.post("/twilio/sms", openapi_extra=_FORM)
async def twilio_sms(request: Request, edge: HasEdge) -> Response:
    """An SMS from a person; the answer, if there is one, goes back in this very response."""
    form = await _from_twilio(request, edge)
    words = None
    sender, provider_id = _phone(form.get("From", "")), _id(form.get("MessageSid"))
    if sender and provider_id:
        now, text, opted = edge.clock(), form.get("Body", ""), form.get("OptOutType", "").upper()
        inbound = Inbound(
            provider_id,
            Medium.SMS,
            sender,
            text,
            now,
            stopped_by_provider=opted == "STOP",
            # Twilio takes YES for a START too; to us it may be an answer, and brings nobody back
            started_by_provider=opted == "START" and text.strip().upper() != "YES",
        )
        waits = partial(_in_time, edge, now)
        words = await persisted(partial(record_reply, edge.service, inbound, now, waits))
        if opted in ("STOP", "START", "HELP"):  # it has answered as well
            words = None
    else:
        log().warning("message without a sender or an id")
    return Response(twilio.twiml([words] if words else []), media_type="text/xml")


def _in_time(edge: Edge, since: datetime) -> bool:
    return edge.clock() - since < ANSWER_WITHIN


@router.post("/twilio/status", openapi_extra=_FORM)
async def twilio_status(request: Request, edge: HasEdge) -> Response:
    """What became of an SMS; which attempt it was stands in the address we gave Twilio."""
    form = await _from_twilio(request, edge)
    status = twilio_codes.status_of(form.get("MessageStatus", ""))
    attempt = _id(request.query_params.get("attempt"))
    if status is None or attempt is None:
        log().warning("report without a meaning")
        return Response()
    code = _id(form.get("ErrorCode"))
    await persisted(
        partial(
            record_status,
            edge.service,
            attempt,
            status,
            code,
            edge.clock(),
            fault=twilio_codes.fault_of(code) if code else None,
            provider_id=_id(form.get("MessageSid")),
        )
    )
    return Response()


@router.post("/sendgrid/events", openapi_extra=_JSON)
async def sendgrid_events(request: Request, edge: HasEdge) -> Response:
    """What became of mails: a list of events, each with the attempt we named in custom_args."""
    body = await _from_sendgrid(request, edge.settings.sendgrid_events_key, LIMIT)
    try:
        events = json.loads(body)
    except (ValueError, RecursionError):
        events = None
    if not isinstance(events, list):
        log().warning("events that cannot be read")
        return Response()
    await persisted(partial(_record, edge, [event for event in events if isinstance(event, dict)]))
    return Response()


def _record(edge: Edge, events: list[dict[str, Any]]) -> None:
    for event in events:
        attempt, fault = _id(event.get("attempt")), sendgrid.fault_of(event)
        status = sendgrid.outcome_of(event.get("event"))
        if attempt is not None and (status is not None or fault is not None):
            said, now = str(event["event"]), edge.clock()
            at = sendgrid.moment_of(event) or now
            record_status(edge.service, attempt, status, said, now, fault=fault, at=at)


@router.post("/sendgrid/inbound", openapi_extra=_MULTIPART)
async def sendgrid_inbound(request: Request, edge: HasEdge) -> Response:
    """A mail from a person, taken apart by SendGrid. It is answered by a mail of its own."""
    body = await _from_sendgrid(request, edge.settings.sendgrid_inbound_key, MAIL_LIMIT)
    fields = await fields_of(request.headers.get("Content-Type", ""), body)
    mail = await run_in_threadpool(read_mail, fields or {})
    now = edge.clock()
    await persisted(partial(record_mail, edge.service, mail, now, now))
    return Response()


def _id(value: object) -> str | None:
    """An id or a code as providers and we make them; None for anything else, which no row can have."""
    plain = isinstance(value, str) and 0 < len(value) <= 64 and value.isascii() and value.isprintable()
    return str(value) if plain else None


def _phone(text: str) -> str | None:
    try:
        return parse_phone(text)
    except NudgesError:
        return None
