"""Twilio's webhooks: what people text, and what became of our messages."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from hmac import compare_digest
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from nudges.channels import twilio, twilio_codes
from nudges.core.errors import NudgesError
from nudges.core.person.addresses import parse_phone
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.record_status import Report, record_reports
from nudges.flow.log import log
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import Arrived, record_replies
from nudges.web.edge import Edge, edge_of
from nudges.web.hooks import proof
from nudges.web.hooks.proof import Body, known_id, takes

#: Fields of a form: Twilio sends about 40, and two for each of up to ten pictures.
FIELDS = 200

#: Twilio waits 15 s for an answer, and gets a 503 after 9.4 s (web/writer.py): whatever takes longer than
#: this is answered by a message of its own.
ANSWER_WITHIN = timedelta(seconds=8)

_FORM = takes("application/x-www-form-urlencoded")

router = APIRouter(prefix="/hooks/twilio")


@router.post("/sms", openapi_extra=_FORM)
async def sms(request: Request) -> Response:
    """An SMS from a person; the answer, if there is one, goes back in this very response."""
    edge = edge_of(request)
    form = await _signed_form(request, edge)
    words = None
    sender, provider_id = _phone(form.get("From", "")), known_id(form.get("MessageSid"))
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
        words = await edge.writer.written(record_replies, Arrived(inbound, now, waits))
        if opted in ("STOP", "START", "HELP"):  # it has answered as well
            words = None
    else:
        log().warning("message without a sender or an id")
    return Response(twilio.twiml([words] if words else []), media_type="text/xml")


def _in_time(edge: Edge, since: datetime) -> bool:
    return edge.clock() - since < ANSWER_WITHIN


@router.post("/status", openapi_extra=_FORM)
async def status(request: Request) -> Response:
    """What became of an SMS; which attempt it was stands in the address we gave Twilio."""
    edge = edge_of(request)
    form = await _signed_form(request, edge)
    said = twilio_codes.status_of(form.get("MessageStatus", ""))
    attempt = known_id(request.query_params.get("attempt"))
    if said is None or attempt is None:
        log().warning("report without a meaning")
        return Response()
    if attempt == twilio.PROBE:
        return Response()
    code = known_id(form.get("ErrorCode"))
    fault, message = twilio_codes.fault_of(code) if code else None, known_id(form.get("MessageSid"))
    report = Report(attempt, said, code, edge.clock(), fault=fault, provider_id=message)
    await edge.writer.written(record_reports, report)
    return Response()


async def _signed_form(request: Request, edge: Edge) -> Mapping[str, str]:
    """The fields Twilio posted, its signature checked. Raises 403 or 413."""
    signature = request.headers.get("X-Twilio-Signature")
    if not signature:
        raise proof.refused(request, edge)
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1")
    address = f"{edge.settings.public_url}{path}{'?' if query else ''}{query}"
    token = edge.settings.twilio_auth_token.get_secret_value()
    is_json = request.headers.get("Content-Type", "").startswith("application/json")
    fields: list[tuple[str, str]] | None = None

    def holds(body: Body) -> bool:
        nonlocal fields
        if not is_json:
            fields = _pairs(body.whole())
            return fields is not None and twilio.signed(token, address, fields, signature)
        # of JSON the address has the hash, and the signature covers the address
        named = request.query_params.get("bodySHA256", "").encode("utf-8", "replace")
        return compare_digest(named, body.sha256.hex().encode()) and twilio.signed(
            token, address, (), signature
        )

    whole = await proof.proven(request, edge, proof.FORM, holds)
    return _object(whole) if is_json else dict(fields or ())


def _pairs(body: bytes) -> list[tuple[str, str]] | None:
    """The fields of a form; None if they are more than Twilio sends."""
    try:
        return parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        return None


def _object(body: bytes) -> dict[str, str]:
    """The fields of a JSON object that are text."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return (
        {name: value for name, value in said.items() if isinstance(value, str)}
        if isinstance(said, dict)
        else {}
    )


def _phone(text: str) -> str | None:
    try:
        return parse_phone(text)
    except NudgesError:
        return None
