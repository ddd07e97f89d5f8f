"""SendGrid's webhooks: what became of our mails, and what people mail."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from nudges.channels import sendgrid
from nudges.flow.delivery.record_status import Report, record_reports
from nudges.flow.log import log
from nudges.flow.reply.mail.record_mail import Posted, record_mails
from nudges.web.edge import Edge, HasEdge
from nudges.web.hooks import proof
from nudges.web.hooks.inbound_mail import fields_of, read_mail
from nudges.web.hooks.proof import known_id, takes

#: How old a signature may be. SendGrid does not say whether it signs anew when it tries again, so this is as
#: long as it tries (events for 24 h, mails for 72 h) and an hour. What comes twice in that time changes
#: nothing. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event and
#: https://support.sendgrid.com/hc/en-us/articles/46513815674395 (Inbound Parse Webhook Retry Logic)
EVENTS_WITHIN, MAIL_WITHIN = timedelta(hours=25), timedelta(hours=73)

#: How far its clock may be ahead of ours, as Standard Webhooks has it.
_AHEAD = timedelta(minutes=5)

_SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
_TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"

router = APIRouter(prefix="/hooks/sendgrid")


@router.post("/events", openapi_extra=takes("application/json"))
async def events(request: Request, edge: HasEdge) -> Response:
    """What became of mails: a list of events, each with the attempt we named in custom_args."""
    key = edge.settings.sendgrid_events_key
    body = await _signed(request, edge, key, proof.EVENTS, EVENTS_WITHIN)
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, list):
        log().warning("events that cannot be read")
        return Response()
    reports = _reports([event for event in said if isinstance(event, dict)], edge.clock())
    await asyncio.gather(*(edge.writer.written(record_reports, one) for one in reports))
    return Response()


def _reports(events: list[dict[str, Any]], now: datetime) -> Iterator[Report]:
    for event in events:
        attempt, fault = known_id(event.get("attempt")), sendgrid.fault_of(event)
        status = sendgrid.outcome_of(event.get("event"))
        if attempt is not None and (status is not None or fault is not None):
            at = sendgrid.moment_of(event) or now
            yield Report(attempt, status, str(event["event"]), now, fault=fault, at=at)


@router.post("/inbound", openapi_extra=takes("multipart/form-data"))
async def inbound(request: Request, edge: HasEdge) -> Response:
    """A mail from a person, taken apart by SendGrid. It is answered by a mail of its own."""
    key = edge.settings.sendgrid_inbound_key
    body = await _signed(request, edge, key, proof.MAIL, MAIL_WITHIN)
    fields = await fields_of(request.headers.get("Content-Type", ""), body)
    mail = await run_in_threadpool(read_mail, fields or {}, edge.service.mail_forms())
    now = edge.clock()
    await edge.writer.written(record_mails, Posted(mail, now, now))
    return Response()


async def _signed(request: Request, edge: Edge, key: str, most: int, within: timedelta) -> bytes:
    """The body SendGrid posted, its signature checked. Raises 403, 413 or 503."""
    signature, timestamp = request.headers.get(_SIGNATURE), request.headers.get(_TIMESTAMP)
    if not key or not signature or not timestamp:
        raise proof.refused(request, edge)
    if not _recent(timestamp, edge.clock(), within):
        raise proof.refused(request, edge, "signed too long ago")
    return await proof.proven(
        request,
        edge,
        most,
        lambda body: sendgrid.signed(key, body.sha256, signature),
        timestamp.encode("latin-1"),
    )


def _recent(timestamp: str, now: datetime, within: timedelta) -> bool:
    """True for a moment (seconds since 1970) that is not too long ago, nor ahead of us."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    age = timedelta(seconds=now.timestamp() - int(timestamp))
    return -_AHEAD <= age <= within
