"""Webhooks under attack: whatever comes, nothing changes, nothing leaks, and nothing breaks."""

import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from structlog.testing import capture_logs

from nudges.store import tables as t
from nudges.store.db import Db
from nudges.web.hooks.proof import EVENTS, FORM, MAIL
from nudges.web.hooks.twilio import FIELDS
from tests.callers import (
    BOUNDARY,
    EVENTS_KEY,
    INBOUND_KEY,
    NOT_OURS,
    Callers,
    multipart,
    sendgrid_headers,
    twilio_signature,
)
from tests.harness import EMAIL, PHONE, SECRET, Databases, World, opened_db
from tests.properties import examples

HOOKS = {
    "/hooks/twilio/sms": "application/x-www-form-urlencoded",
    "/hooks/twilio/status": "application/x-www-form-urlencoded",
    "/hooks/sendgrid/events": "application/json",
    "/hooks/sendgrid/inbound": "multipart/form-data",
}
STOP = {"MessageSid": "SM1", "From": PHONE, "Body": "STOP"}

fuzz = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def standing(db: Db) -> Callers:
    """Somebody who was asked by SMS and has a mail address too."""
    world = World(db)
    world.join(phone=PHONE, email=EMAIL)
    world.at("2026-06-02 09:16").run()
    return Callers(world)


@pytest.fixture(scope="module")
def callers(databases: Databases) -> Iterator[Callers]:
    with opened_db(databases) as db:
        yield standing(db)


def everything(callers: Callers) -> list[object]:
    tables = (t.person, t.enrolment, t.upcoming, t.nudge, t.attempt, t.reply, t.consent, t.suppression)
    return [callers.world.rows(table) for table in tables]


@pytest.mark.parametrize("path", HOOKS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_only_post_is_answered(callers: Callers, path: str, method: str) -> None:
    assert callers.call(path, method=method).status_code == 405


@pytest.mark.parametrize("path", HOOKS)
def test_without_a_signature_nothing_is_read(callers: Callers, path: str) -> None:
    before = everything(callers)
    assert callers.call(path, urlencode(STOP).encode()).status_code == 403
    assert everything(callers) == before


@pytest.mark.parametrize(
    "signature",
    [
        twilio_signature("/hooks/twilio/sms", STOP, token="another-token"),
        twilio_signature("/hooks/twilio/status", STOP),
        twilio_signature("/hooks/twilio/sms?x=1", STOP),
        twilio_signature("/hooks/twilio/sms", STOP | {"Body": "DONE"}),
        "x",
        "=",
    ],
)
def test_a_forged_stop_stops_nobody(callers: Callers, signature: str) -> None:
    before = everything(callers)
    answer = callers.twilio("/hooks/twilio/sms", STOP, **{"X-Twilio-Signature": signature})
    assert answer.status_code == 403
    assert everything(callers) == before


def test_without_a_token_nothing_is_let_in(db: Db) -> None:
    callers = Callers(World(db), twilio_auth_token="", sendgrid_events_key="", sendgrid_inbound_key="")
    signature = twilio_signature("/hooks/twilio/sms", STOP, token="")
    answer = callers.twilio("/hooks/twilio/sms", STOP, **{"X-Twilio-Signature": signature})
    assert answer.status_code == 403
    assert callers.events().status_code == 403
    assert callers.mail("STOP").status_code == 403


def test_the_keys_of_the_two_mail_webhooks_are_not_each_others(callers: Callers) -> None:
    before = everything(callers)
    assert callers.events({"event": "bounce"}, key=INBOUND_KEY).status_code == 403
    assert callers.events({"event": "bounce"}, key=NOT_OURS).status_code == 403
    body = multipart({"from": EMAIL, "text": "STOP"})
    content = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    forged = callers.call("/hooks/sendgrid/inbound", body, content | sendgrid_headers(EVENTS_KEY, body))
    assert forged.status_code == 403
    assert everything(callers) == before


@pytest.mark.parametrize("host", ["evil.example", "[", "nudges.example:99999", "", "a b", "\x7f"])
def test_the_host_header_says_nothing(db: Db, host: str) -> None:
    callers = standing(db)
    assert callers.twilio("/hooks/twilio/sms", STOP, Host=host).status_code == 200
    assert callers.world.rows(t.reply)


@fuzz
@given(
    path=st.sampled_from(list(HOOKS)),
    body=st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | st.just(b"%" * 5000),
    content_type=st.sampled_from([*HOOKS.values(), f"multipart/form-data; boundary={BOUNDARY}", ";;", ""]),
    signature=st.binary(max_size=90),
    timestamp=st.binary(max_size=20),
)
def test_no_forgery_changes_or_breaks_anything(
    callers: Callers, path: str, body: bytes, content_type: str, signature: bytes, timestamp: bytes
) -> None:
    before = everything(callers)
    headers = {
        "Content-Type": content_type.encode(),
        "X-Twilio-Signature": signature,
        "X-Twilio-Email-Event-Webhook-Signature": signature,
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }
    assert callers.call(path, body, headers).status_code == 403
    assert everything(callers) == before


@pytest.mark.parametrize("path", ["/hooks/sendgrid/events", "/hooks/sendgrid/inbound"])
@pytest.mark.parametrize("missing", ["Signature", "Timestamp"])
def test_what_is_signed_by_half_is_not_signed(db: Db, path: str, missing: str) -> None:
    callers = standing(db)
    signed = sendgrid_headers(EVENTS_KEY, b"[]", f"{callers.world.now.timestamp():.0f}")
    half = {name: value for name, value in signed.items() if not name.endswith(missing)}
    assert len(half) == 1
    assert callers.call(path, b"[]", half).status_code == 403


GARBAGE = {
    "nothing": b"",
    "zero": b"\x00",
    "bytes": b"\xff" * 100,
    "deep list": b"[" * 100_000,
    "deep object": b'[{"event":' * 20_000,
    "a number without end": b"[" + b"1" * 9_000 + b"]",
    "a boundary": b"--" + BOUNDARY.encode(),
    "no headers": f"--{BOUNDARY}\r\n\r\n".encode(),
    "no parts": f"--{BOUNDARY}--".encode(),
    "no end": f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="from"\r\n\r\nx'.encode(),
    "no name": f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--".encode(),
    "many fields": multipart({f"field{n}": "x" for n in range(1_100)}),
    "a large field": multipart({"text": b"x" * 2_000_000}),
    "a long address": multipart({"from": "x" * 100_000 + "@example.org", "text": "STOP"}),
    "open quotes": multipart({"from": '"' * 5_000 + EMAIL}),
    "open brackets": multipart({"from": "<" * 20_000}),
    "deep comments": multipart({"from": "(" * 20_000, "headers": "\x00: \x00\n" * 99}),
}
CONTENT_TYPES = [
    "",
    "x",
    f"multipart/form-data; boundary={BOUNDARY}",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=é; charset=utf-7",
    f'multipart/form-data; charset="; boundary={BOUNDARY}',
]


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_that_is_signed_is_taken_and_changes_nothing(callers: Callers, name: str) -> None:
    """Anyone can write a mail, and SendGrid signs what it makes of it."""
    before, garbage = everything(callers), GARBAGE[name]
    for content_type in CONTENT_TYPES:
        headers = {"Content-Type": content_type.encode(), **sendgrid_headers(INBOUND_KEY, garbage)}
        assert callers.call("/hooks/sendgrid/inbound", garbage, headers).status_code == 200
    events = callers.call("/hooks/sendgrid/events", garbage, sendgrid_headers(EVENTS_KEY, garbage))
    assert events.status_code == (413 if len(garbage) > EVENTS else 200)
    assert everything(callers) == before


@fuzz
@given(st.binary(max_size=200), st.text(max_size=100), st.binary(max_size=100), st.text(max_size=20))
def test_a_mail_may_say_anything(
    callers: Callers, words: bytes, headers: str, html: bytes, charset: str
) -> None:
    charsets = f'{{"text": "{charset}", "headers": "utf-8", "html": "{charset}"}}'
    assert callers.mail(words, headers=headers, html=html, charsets=charsets).status_code == 200


@fuzz
@given(
    st.dictionaries(st.sampled_from(["From", "Body", "MessageSid", "OptOutType", "x"]), st.text(max_size=80))
)
def test_a_signed_form_may_say_anything(callers: Callers, form: dict[str, str]) -> None:
    form = {key: value.encode("utf-8", "replace").decode() for key, value in form.items()}
    for address in ("/hooks/twilio/sms", "/hooks/twilio/status?attempt=x"):
        assert callers.twilio(address, form).status_code == 200


async def _flood(length: int) -> AsyncIterator[bytes]:
    for _ in range(0, length, 65_536):
        yield b"x" * 65_536


@pytest.mark.parametrize("path", HOOKS)
def test_a_body_without_end_is_refused_while_it_comes(callers: Callers, path: str) -> None:
    limit = {"inbound": MAIL, "events": EVENTS}.get(path.rpartition("/")[2], FORM)
    headers = {"X-Twilio-Signature": "x", "Content-Length": "1", **sendgrid_headers(NOT_OURS, b"")}
    taken = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal taken
        async for chunk in _flood(limit * 2):
            taken += len(chunk)
            yield chunk

    assert callers.call(path, counted(), headers).status_code == 413
    assert taken <= limit + 65_536


def test_a_form_of_more_fields_than_twilio_sends_is_not_parsed(callers: Callers) -> None:
    many = {f"{n:x}": "" for n in range(FIELDS + 1)} | STOP
    assert callers.twilio("/hooks/twilio/sms", many).status_code == 403
    assert callers.twilio("/hooks/twilio/sms", STOP | {"MessageSid": "SM-few"}).status_code == 200


@pytest.mark.parametrize("name", ["inbound", "events"])
def test_who_forges_large_bodies_is_read_three_times_and_then_no_more(db: Db, name: str) -> None:
    callers, taken = standing(db), 0
    headers = {"X-Forwarded-For": "198.51.100.1", **sendgrid_headers(NOT_OURS, b"")}

    async def counted() -> AsyncIterator[bytes]:
        nonlocal taken
        async for chunk in _flood(1_000_000):
            taken += len(chunk)
            yield chunk

    path = f"/hooks/sendgrid/{name}"
    assert [callers.call(path, counted(), headers).status_code for _ in range(3)] == [403] * 3
    taken = 0
    assert callers.call(path, counted(), headers).status_code == 503, "SendGrid would try again"
    assert taken <= 3 * 65_536
    assert callers.call(path, b"x", headers).status_code == 403, "what is small costs little"
    assert callers.call(path, counted(), headers | {"X-Forwarded-For": "198.51.100.2"}).status_code == 403
    callers.world.later(minutes=10)
    fresh = sendgrid_headers(NOT_OURS, b"", str(int(callers.world.now.timestamp())))
    assert callers.call(path, counted(), headers | fresh).status_code == 403


@pytest.mark.parametrize(
    ("name", "key", "hours", "status"),
    [
        ("events", EVENTS_KEY, 24, 200),
        ("events", EVENTS_KEY, 26, 403),
        ("events", EVENTS_KEY, -1, 403),
        ("inbound", INBOUND_KEY, 72, 200),
        ("inbound", INBOUND_KEY, 74, 403),
    ],
)
def test_what_was_signed_longer_ago_than_sendgrid_tries_is_refused(
    callers: Callers, name: str, key: ec.EllipticCurvePrivateKey, hours: int, status: int
) -> None:
    at = str(int(callers.world.now.timestamp()) - hours * 3600)
    assert (
        callers.call(f"/hooks/sendgrid/{name}", b"[]", sendgrid_headers(key, b"[]", at)).status_code == status
    )


@pytest.mark.parametrize("at", ["", "x", "-1", "1e9", "9" * 500, "１７８０３００８００"])
def test_a_moment_that_is_none_is_refused(callers: Callers, at: str) -> None:
    headers = {name: value.encode() for name, value in sendgrid_headers(EVENTS_KEY, b"[]", at).items()}
    assert callers.call("/hooks/sendgrid/events", b"[]", headers).status_code == 403


def json_call(callers: Callers, body: bytes, digest: str | None = None) -> int:
    address = "/hooks/twilio/sms?bodySHA256=" + (digest or hashlib.sha256(body).hexdigest())
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": twilio_signature(address, {})}
    return callers.call(address, body, headers).status_code


def test_json_is_proven_by_its_hash_in_the_signed_address(db: Db) -> None:
    callers = standing(db)
    said = json.dumps(STOP | {"MessageSid": "SM-json", "x": 7}).encode()
    assert json_call(callers, said, hashlib.sha256(b"another").hexdigest()) == 403
    assert json_call(callers, said, "é") == 403
    assert not callers.world.rows(t.reply)
    assert json_call(callers, said) == 200
    assert [reply.kind for reply in callers.world.rows(t.reply)] == ["stop"]
    for garbage in (b"", b"[]", b"{", b"[" * 60_000, b'{"From": {}}'):
        assert json_call(callers, garbage) == 200
    unnamed = {
        "Content-Type": "application/json",
        "X-Twilio-Signature": twilio_signature("/hooks/twilio/sms", {}),
    }
    assert callers.call("/hooks/twilio/sms", said, unnamed).status_code == 403


def test_the_address_is_signed_as_twilio_called_it(db: Db) -> None:
    """With a slash at the end, and below the path of PUBLIC_URL, whether a proxy takes that away or not."""
    callers = standing(db)
    for n, address in enumerate(("/hooks/twilio/sms/", "/hooks/twilio/sms/?x=a%20b")):
        assert callers.twilio(address, STOP | {"MessageSid": f"SM{n}"}).status_code == 200
    below = Callers(callers.world, public_url="https://nudges.example/here")
    signature = twilio_signature("/here/hooks/twilio/sms", STOP)
    for address in ("/here/hooks/twilio/sms", "/hooks/twilio/sms"):
        assert below.twilio(address, STOP, **{"X-Twilio-Signature": signature}).status_code == 200
    assert below.twilio("/hooks/twilio/sms", STOP).status_code == 403


def test_forgeries_are_logged_a_few_times_a_minute(db: Db) -> None:
    callers = Callers(World(db))
    with capture_logs() as logs:
        for _ in range(50):
            callers.call("/hooks/twilio/status", b"x", {"X-Twilio-Signature": "x"})
    assert 0 < len(logs) <= 10


@pytest.mark.both_databases
def test_a_database_that_is_down_is_told_without_a_word_more(db: Db) -> None:
    callers = standing(db)
    with db.write() as tx:
        tx.conn.execute(text("ALTER TABLE reply RENAME TO elsewhere"))
    with capture_logs() as logs:
        answer = callers.twilio("/hooks/twilio/sms", STOP | {"Body": SECRET})
    assert (answer.status_code, answer.content) == (503, b"Service Unavailable")
    assert SECRET not in repr(logs)
    assert logs[-1]["log_level"] == "error"
    with db.write() as tx:
        tx.conn.execute(text("ALTER TABLE elsewhere RENAME TO reply"))
    assert callers.twilio("/hooks/twilio/sms", STOP).status_code == 200
    assert [reply.kind for reply in callers.world.rows(t.reply)] == ["stop"], "sent again, it counts"


@pytest.mark.property
def test_the_webhooks_keep_to_their_own_description(callers: Callers) -> None:
    described = schemathesis.openapi.from_dict(callers.app.openapi()).include(path_regex="^/hooks")
    every: Any = described.get_all_operations()
    operations = [found.ok() for found in every]
    assert {operation.path for operation in operations} == set(HOOKS)
    before = everything(callers)

    @settings(fuzz, max_examples=examples(80))
    @given(st.one_of([operation.as_strategy() for operation in operations]))
    def whatever_comes(case: Any) -> None:
        request = requests.Request(**case.as_transport_kwargs(base_url="http://10.0.0.7")).prepare()
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        answer = callers.call(str(request.path_url), body, dict(request.headers), str(request.method))
        assert answer.status_code in (403, 405, 413)

    whatever_comes()
    assert everything(callers) == before
