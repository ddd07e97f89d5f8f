"""SendGrid: requests, the meaning of its answers and events, and its signatures."""

import asyncio
import base64
import hashlib
import json
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

import jsonschema_rs
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from nudges.channels.base import Fault, Message, Receipt, SendError
from nudges.channels.sendgrid import SendGridChannel, fault_of, moment_of, outcome_of, signed
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from tests.providers import CONTRACTS, FakeSendGrid, Response

TO, KEY = "ada@example.org", "key-of-the-account"
MAIL = Message(
    "attempt-1",
    TO,
    "Grüße",
    subject="Your week\r\nBcc: x@y.z",
    html="<p>Grüße</p>",
    headers={
        "List-Unsubscribe": "<https://nudges.example.org/u/t>",
        "Reply-To": "Nudges <reply@example.org>",
        "Subject": "other",
        "DKIM-Signature": "x",
        "X-SG-EID": "x",
        "X-Note": "a\nb",
    },
)


def channel(url: str, name: str = "Nudges") -> SendGridChannel:
    return SendGridChannel(KEY, "nudges@mail.example", url, name, connect_timeout=30, read_timeout=30)


def send(url: str, message: Message = MAIL, name: str = "Nudges") -> Receipt:
    async def once() -> Receipt:
        sendgrid = channel(url, name)
        try:
            return await sendgrid.send(message)
        finally:
            await sendgrid.close()

    return asyncio.run(once())


def posted(message: Message = MAIL, name: str = "Nudges") -> Any:
    with FakeSendGrid() as provider:
        send(provider.url, message, name)
    return provider.requests[0].json


def refused(answer: Response) -> SendError:
    with FakeSendGrid() as provider:
        provider.answers.append(answer)
        with pytest.raises(SendError) as caught:
            send(provider.url)
    assert len(provider.requests) == 1, "one try, whatever the answer"
    for secret in (TO, "Grüße", KEY):
        assert secret not in repr(caught.value) + str(caught.value) + caught.value.detail
    return caught.value


def errors(status: int, field: str | None = None, **headers: str) -> Response:
    said = {"errors": [{"message": f"Does not contain a valid address: {TO}", "field": field, "help": None}]}
    return Response.of(status, said, **headers)


def test_a_mail_is_posted_as_sendgrid_wants_it() -> None:
    with FakeSendGrid() as provider:
        assert send(provider.url) == Receipt("mail-1")
    (request,) = provider.requests
    assert (request.method, request.path) == ("POST", "/v3/mail/send")
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.json == {
        "from": {"email": "nudges@mail.example", "name": "Nudges"},
        "personalizations": [{"to": [{"email": TO}], "custom_args": {"attempt": "attempt-1"}}],
        "subject": "Your week Bcc: x@y.z",
        "content": [
            {"type": "text/plain", "value": "Grüße"},
            {"type": "text/html", "value": "<p>Grüße</p>"},
        ],
        "headers": {
            "Message-ID": "<attempt-1@mail.example>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": "<https://nudges.example.org/u/t>",
            "X-Note": "a b",
        },
        "reply_to": {"email": "reply@example.org", "name": "Nudges"},
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
        },
    }


def test_text_alone_without_a_name() -> None:
    body = posted(Message("a", TO, "words", subject="S"), name="")
    assert body["from"] == {"email": "nudges@mail.example"}
    assert body["content"] == [{"type": "text/plain", "value": "words"}]
    assert not {"attachments", "reply_to"} & body.keys()


def test_an_address_is_passed_as_it_is() -> None:
    to = '"odd <one>"@example.org'
    assert parseaddr(to)[1] != ""
    assert posted(Message("a", to, "words", subject="S"))["personalizations"][0]["to"] == [{"email": to}]


def test_the_body_keeps_the_published_contract() -> None:
    if not CONTRACTS.is_dir():
        pytest.skip("no ../shared/contracts beside the repository: the published schema is not at hand")
    document = json.loads((CONTRACTS / "sendgrid_mail_send.json").read_text())
    schema = document["components"]["requestBodies"]["PostMailSend"]["content"]["application/json"]["schema"]
    validator = jsonschema_rs.validator_for(schema | {"components": document["components"]})
    body = posted()
    validator.validate(body)
    assert body.keys() <= schema["properties"].keys()
    assert not validator.is_valid(body | {"content": "text"}), "the schema does look"


def test_without_an_id_of_theirs_the_receipt_has_ours() -> None:
    with FakeSendGrid() as provider:
        provider.answers.append(Response(202))
        assert send(provider.url) == Receipt("attempt-1")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (errors(400, "content"), Fault.PERMANENT),
        (errors(400, "personalizations.0.to.0.email"), Fault.ADDRESS),
        (errors(400, "from.email"), Fault.ACCOUNT),
        (errors(400, "reply_to"), Fault.ACCOUNT),
        (errors(400), Fault.PERMANENT),
        (errors(401), Fault.ACCOUNT),
        (errors(403, "from"), Fault.ACCOUNT),
        (errors(404), Fault.ACCOUNT),
        (errors(413), Fault.PERMANENT),
        (errors(429), Fault.BUSY),
        (errors(500), Fault.UNKNOWN),
        (errors(503), Fault.UNKNOWN),
        (Response(400, b"<html>"), Fault.PERMANENT),
        (Response(400, b"[]"), Fault.PERMANENT),
        (Response(400, b'{"errors": [1]}'), Fault.PERMANENT),
        (Response(400, b'{"errors": null}'), Fault.PERMANENT),
        (Response(307), Fault.ACCOUNT),
    ],
)
def test_an_answer_says_how_to_go_on(answer: Response, kind: Fault) -> None:
    caught = refused(answer)
    assert (caught.kind, caught.code) == (kind, f"http-{answer.status}")


def test_too_many_requests_says_when_to_come_back() -> None:
    caught = refused(errors(429, X_RateLimit_Reset="1763719230", Date="Fri, 21 Nov 2025 10:00:00 GMT"))
    assert (caught.kind, caught.retry_after) == (Fault.BUSY, 30.0)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Response.of(200, {"scopes": ["mail.batch.create", "mail.send"]}), "key may send"),
        (Response.of(200, {"scopes": ["stats.read"]}), (Fault.ACCOUNT, "no-mail-send")),
        (Response.of(401, {"errors": []}), (Fault.ACCOUNT, "http-401")),
        (Response.of(403, {"scopes": ["mail.send"]}), (Fault.ACCOUNT, "http-403")),
        (Response(500), (Fault.BUSY, "http-500")),
        (Response(503), (Fault.BUSY, "http-503")),
    ],
)
def test_check_says_whether_the_key_may_send(answer: Response, said: object) -> None:
    async def once() -> object:
        sendgrid = channel(provider.url)
        try:
            return await sendgrid.check()
        except SendError as error:
            return error.kind, error.code
        finally:
            await sendgrid.close()

    with FakeSendGrid() as provider:
        provider.answers.append(answer)
        assert asyncio.run(once()) == said
    [asked] = provider.requests
    assert (asked.method, asked.path, asked.headers["Authorization"]) == (
        "GET",
        "/v3/scopes",
        f"Bearer {KEY}",
    )


def test_words_that_look_like_an_api_key_are_refused_before_they_leave() -> None:
    with FakeSendGrid() as provider, pytest.raises(SendError) as caught:
        send(provider.url, Message("a", TO, "SG.abc.def is not for a mail", subject="S"))
    assert caught.value.kind is Fault.PERMANENT
    assert not provider.requests


def test_the_channel_shows_no_secret() -> None:
    sendgrid = channel("http://127.0.0.1")
    assert KEY not in repr(sendgrid)
    assert "@" not in repr(sendgrid)
    assert (sendgrid.name, sendgrid.medium) == ("sendgrid", Medium.EMAIL)


PRIVATE = ec.generate_private_key(ec.SECP256R1())
EVENTS = json.dumps([{"event": "delivered", "attempt": "attempt-1", "reason": "Grüße"}]).encode()


def shown(private: Any) -> str:
    return base64.b64encode(
        private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).decode()


PUBLIC = shown(PRIVATE)


def signature_of(payload: bytes, timestamp: str) -> str:
    """As SendGrid signs: ECDSA with SHA-256 over timestamp and raw body, DER in base64."""
    return base64.b64encode(PRIVATE.sign(timestamp.encode() + payload, ec.ECDSA(hashes.SHA256()))).decode()


def hashed(payload: bytes, timestamp: str) -> bytes:
    return hashlib.sha256(timestamp.encode() + payload).digest()


def test_what_sendgrid_signed_is_signed() -> None:
    signature, what = signature_of(EVENTS, "1763719200"), hashed(EVENTS, "1763719200")
    assert signed(PUBLIC, what, signature)
    assert not signed(PUBLIC, hashed(EVENTS + b" ", "1763719200"), signature)
    assert not signed(PUBLIC, hashed(EVENTS, "1763719201"), signature)
    assert not signed(shown(ec.generate_private_key(ec.SECP256R1())), what, signature)
    assert not signed("", what, signature)
    assert not signed(PUBLIC, what, None)


@given(st.text(st.characters(codec="utf-8")))
def test_any_body_of_text_is_checked_byte_for_byte(body: str) -> None:
    payload = body.encode()
    assert signed(PUBLIC, hashed(payload, "1"), signature_of(payload, "1"))


@pytest.mark.parametrize(
    "key",
    [shown(ed25519.Ed25519PrivateKey.generate()), shown(rsa.generate_private_key(65537, 2048)), "AAAA", "é"],
    ids=["ed25519", "rsa", "short", "accent"],
)
def test_a_key_of_another_kind_signs_nothing(key: str) -> None:
    assert signed(key, hashed(EVENTS, "1"), signature_of(EVENTS, "1")) is False


@given(st.text(), st.binary(), st.text() | st.none())
def test_garbage_is_never_signed_and_never_raises(key: str, sha256: bytes, signature: str | None) -> None:
    assert signed(key, sha256, signature) is False
    assert signed(PUBLIC, sha256, signature) is False


def test_events_and_what_they_mean() -> None:
    events = [
        "processed",
        "deferred",
        "delivered",
        "bounce",
        "dropped",
        "open",
        "click",
        "",
        None,
        ["bounce"],
    ]
    a, d, f = Status.ACCEPTED, Status.DELIVERED, Status.FAILED
    assert [outcome_of(event) for event in events] == [a, a, d, f, f, None, None, None, None, None]


@pytest.mark.parametrize(
    ("event", "means"),
    [
        ({"event": "bounce", "type": "bounce"}, Fault.ADDRESS),
        ({"event": "bounce"}, Fault.ADDRESS),
        ({"event": "bounce", "type": "blocked"}, None),
        ({"event": "dropped", "reason": "Bounced Address"}, Fault.ADDRESS),
        ({"event": "dropped", "reason": "Unsubscribed Address"}, Fault.STOPPED),
        ({"event": "dropped", "reason": "Spam Reporting Address"}, Fault.STOPPED),
        ({"event": "dropped"}, Fault.ADDRESS),
        ({"event": "dropped", "reason": "Recipient List over Package Quota"}, Fault.ACCOUNT),
        ({"event": "dropped", "reason": "Spam Content (if Spam Checker app is enabled)"}, None),
        ({"event": "spamreport"}, Fault.STOPPED),
        ({"event": "unsubscribe"}, Fault.STOPPED),
        ({"event": "group_unsubscribe"}, Fault.STOPPED),
        ({"event": "group_resubscribe"}, None),
        ({"event": "delivered"}, None),
        ({"event": 7}, None),
        ({}, None),
    ],
)
def test_which_events_close_an_address_and_which_are_a_stop(
    event: dict[str, Any], means: Fault | None
) -> None:
    assert fault_of(event) is means


@pytest.mark.parametrize("odd", ["", "soon", None, [], 10**30, -(10**30), float("nan")])
def test_an_event_without_a_moment_says_none(odd: object) -> None:
    assert moment_of({"timestamp": odd}) is None
    assert moment_of({}) is None
    assert moment_of({"timestamp": 1780300800}) == datetime(2026, 6, 1, 8, tzinfo=UTC)
