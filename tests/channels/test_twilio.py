"""Twilio: requests, the meaning of its answers, its signatures, and that no personal data leaks."""

import asyncio
import base64
import json
import socket
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from nudges.channels.base import Fault, Message, Receipt, SendError
from nudges.channels.twilio import TwilioChannel, pace_of, sign, signed, twiml
from nudges.channels.twilio_codes import advice, fault_of, status_of
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from tests.providers import CONTRACTS, FakeTwilio, Response

TO, BODY, TOKEN = "+15550001234", "Notice one kind thing: é & +1", "token-of-the-account"


def channel(url: str, sender: str = "+15559990000") -> TwilioChannel:
    return TwilioChannel(FakeTwilio.ACCOUNT, TOKEN, sender, url, connect_timeout=30, read_timeout=30)


def send(url: str, sender: str = "+15559990000", **fields: Any) -> Receipt:
    async def once() -> Receipt:
        twilio = channel(url, sender)
        try:
            return await twilio.send(Message("attempt-1", TO, BODY, **fields))
        finally:
            await twilio.close()

    return asyncio.run(once())


def refused(*answers: Response) -> SendError:
    with FakeTwilio() as provider:
        provider.answers.extend(answers)
        with pytest.raises(SendError) as caught:
            send(provider.url)
    assert len(provider.requests) == 1, "one try, whatever the answer"
    for secret in (TO, TO[1:], BODY, TOKEN):
        assert secret not in repr(caught.value) + str(caught.value) + caught.value.detail
    return caught.value


def error(status: int, code: int, **headers: str) -> Response:
    said = {"code": code, "message": f"The 'To' number {TO} is not valid: {BODY}", "status": status}
    return Response.of(status, said, **headers)


def test_a_message_is_posted_as_twilio_wants_it() -> None:
    with FakeTwilio() as provider:
        receipt = send(
            provider.url, callback_url="https://nudges.example.org/hooks/a1", valid_for=timedelta(hours=2)
        )
    (request,) = provider.requests
    assert receipt == Receipt(provider.taken[0]["Sid"])
    assert (request.method, request.path) == (
        "POST",
        f"/2010-04-01/Accounts/{FakeTwilio.ACCOUNT}/Messages.json",
    )
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    scheme, _, credentials = request.headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(credentials).decode()) == ("Basic", f"{FakeTwilio.ACCOUNT}:{TOKEN}")
    assert request.form == {
        "To": TO,
        "From": "+15559990000",
        "Body": BODY,
        "StatusCallback": "https://nudges.example.org/hooks/a1",
        "ValidityPeriod": "7200",
    }


def test_a_messaging_service_takes_the_place_of_the_number() -> None:
    with FakeTwilio() as provider:
        send(provider.url, "MG" + "1" * 32)
    assert provider.taken[0]["MessagingServiceSid"] == "MG" + "1" * 32
    assert not {"From", "StatusCallback", "ValidityPeriod"} & provider.taken[0].keys()


@pytest.mark.parametrize(
    ("valid_for", "seconds"),
    [
        (timedelta(seconds=-5), "1"),
        (timedelta(0), "1"),
        (timedelta(seconds=59.9), "59"),
        (timedelta(days=3), "36000"),
    ],
)
def test_the_validity_stays_in_twilios_bounds(valid_for: timedelta, seconds: str) -> None:
    with FakeTwilio() as provider:
        send(provider.url, valid_for=valid_for)
    assert provider.taken[0]["ValidityPeriod"] == seconds


def test_the_form_keeps_the_published_contract() -> None:
    if not CONTRACTS.is_dir():
        pytest.skip("no ../shared/contracts beside the repository: the published schema is not at hand")
    document = json.loads((CONTRACTS / "twilio_messages.json").read_text())
    posted = document["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"]["post"]["requestBody"]
    schema = posted["content"]["application/x-www-form-urlencoded"]["schema"]
    validator = jsonschema_rs.validator_for(schema | {"components": document["components"]})
    for sender in ("+15559990000", "MG" + "1" * 32):
        with FakeTwilio() as provider:
            send(provider.url, sender, callback_url="https://x.example/h", valid_for=timedelta(hours=1))
        form: dict[str, object] = dict(provider.requests[0].form)
        form["ValidityPeriod"] = int(str(form["ValidityPeriod"]))  # a form has only text
        validator.validate(form)
        assert form.keys() <= schema["properties"].keys()


#: Every code the service knows, and how it is treated; test_flow_record_status shows what that comes to.
CODES = {
    21610: Fault.STOPPED,
    **dict.fromkeys((21211, 21614, 21635, 30006), Fault.ADDRESS),
    **dict.fromkeys((30002, 10001, 20003, 20404, 30034, 30023, 21609), Fault.ACCOUNT),
    **dict.fromkeys((21606, 21212, 21603, 21659, 21660, 21661, 21701, 21703, 21704, 30032), Fault.ACCOUNT),
    **dict.fromkeys((21608, 21408, 30018), Fault.FORBIDDEN),
    **dict.fromkeys((21617, 21612, 30007, 30004, 30036, 30005), Fault.PERMANENT),
    **dict.fromkeys((20429, 21611, 30001, 30017, 30022), Fault.BUSY),
    **dict.fromkeys((30003, 30008), Fault.AWAY),
}


def test_every_code_has_its_treatment() -> None:
    assert {code: fault_of(str(code)) for code in CODES} == CODES
    assert [fault_of(code) for code in ("12345", "", "no code", "9" * 500, "-1", "٢٠٤٥٠")] == [None] * 6
    assert [fault_of(code) for code in ("020450", "0020450")] == [Fault.BUSY, None]
    with FakeTwilio() as provider:
        for code, kind in CODES.items():
            provider.answers.append(error(400, code))
            with pytest.raises(SendError) as caught:
                send(provider.url)
            assert (caught.value.kind, caught.value.code) == (kind, str(code))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("10987", Fault.ACCOUNT),  # of the account's range
        ("20150", Fault.ACCOUNT),
        ("30456", Fault.ACCOUNT),  # registration of brands and campaigns
        ("21799", Fault.ACCOUNT),  # messaging services
        ("21650", Fault.PERMANENT),  # of the content's: a number is never given up for a code we do not know
        ("21299", Fault.PERMANENT),
        ("30077", Fault.PERMANENT),  # of the carriers'
        ("20450", Fault.BUSY),
    ],
)
def test_an_unknown_code_of_a_known_range_is_treated_as_its_range(code: str, kind: Fault) -> None:
    assert fault_of(code) is kind


def test_what_the_operator_must_mend_is_explained() -> None:
    theirs = {str(code) for code, kind in CODES.items() if kind in (Fault.ACCOUNT, Fault.FORBIDDEN)}
    for code in sorted({*theirs, "10987", "21799"}):
        said = advice(code)
        assert said is not None, code
        means, step = said
        assert means
        assert not means.endswith(".")
        assert step.endswith(".")
    assert [advice(code) for code in ("21211", "99999", "no code")] == [None] * 3


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 99999, Fault.PERMANENT),
        (401, 99999, Fault.ACCOUNT),
        (403, 99999, Fault.ACCOUNT),
        (404, 20404, Fault.ACCOUNT),
        (429, 99999, Fault.BUSY),
        (500, 20500, Fault.UNKNOWN),
        (503, 20429, Fault.UNKNOWN),
        (502, 21610, Fault.UNKNOWN),
    ],
)
def test_an_unknown_code_goes_by_its_status(status: int, code: int, kind: Fault) -> None:
    caught = refused(error(status, code))
    assert (caught.kind, caught.code) == (kind, str(code))


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'"x"', b'{"code": "+15550001234"}', b"\xff", b"[" * 9999]
)
def test_an_error_without_a_code_goes_by_its_status(body: bytes) -> None:
    caught = refused(Response(400, body))
    assert (caught.kind, caught.code) == (Fault.PERMANENT, "http-400")


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"{}", b'{"sid": null}', b'{"sid": ""}', b"[1]", b"\xff\xfe"]
)
def test_taken_but_unreadable_is_unknown(body: bytes) -> None:
    assert refused(Response(201, body)).kind is Fault.UNKNOWN


def test_too_many_requests_says_when_to_come_back() -> None:
    caught = refused(error(429, 20429, Retry_After="12"))
    assert (caught.kind, caught.retry_after) == (Fault.BUSY, 12.0)


def test_words_that_cannot_be_encoded_are_sent_and_not_thrown() -> None:
    async def once(url: str) -> Receipt:
        twilio = channel(url)
        try:
            return await twilio.send(Message("a", TO, "half a smile \ud83d"))
        finally:
            await twilio.close()

    with FakeTwilio() as provider:
        assert asyncio.run(once(provider.url)).provider_id
    assert provider.taken[0]["Body"] == "half a smile ?"


def test_the_channel_shows_no_secret() -> None:
    twilio = channel("http://127.0.0.1")
    assert TOKEN not in repr(twilio)
    assert "5559990000" not in repr(twilio)
    assert (twilio.name, twilio.medium) == ("twilio", Medium.SMS)


@pytest.mark.parametrize(
    ("sender", "segments_a_second"),
    [
        ("+15559990000", 1),
        ("+18885550000", 3),
        ("+18335550000", 3),
        ("+18105550000", 1),
        ("+447700900123", 10),
        ("+4915550000000", 10),
        ("12345", 10),
        ("MG" + "1" * 32, None),
        ("NUDGES", None),
    ],
)
def test_the_pace_goes_by_the_kind_of_sender_or_as_the_operator_says(
    sender: str, segments_a_second: float | None
) -> None:
    assert pace_of(sender) == segments_a_second
    assert channel("http://127.0.0.1", sender).pace == segments_a_second
    assert TwilioChannel("AC1", TOKEN, sender, per_second=25).pace == 25


def check(url: str) -> str:
    return asyncio.run(channel(url).check())


def test_check_reads_the_account_at_our_address() -> None:
    with FakeTwilio() as provider:
        assert check(provider.url) == "account active"
        provider.account["type"] = "Trial"
        assert "trial" in check(provider.url)
    assert provider.requests[0].path == f"/2010-04-01/Accounts/{FakeTwilio.ACCOUNT}.json"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (error(401, 20003), Fault.ACCOUNT, "20003"),
        (error(404, 20404), Fault.ACCOUNT, "20404"),
        (error(500, 20500), Fault.BUSY, "20500"),
        (error(429, 20429), Fault.BUSY, "20429"),
        (Response(403, b"{}"), Fault.ACCOUNT, "403"),
        (Response(403, b'{"code": null}'), Fault.ACCOUNT, "http-403"),
        (Response(200, b"<html>"), Fault.BUSY, "JSONDecodeError"),
        (
            Response.of(200, {"sid": FakeTwilio.ACCOUNT, "status": "suspended", "type": "Full"}),
            *(Fault.ACCOUNT, "account-not-active"),
        ),
    ],
)
def test_check_says_what_is_wrong(answer: Response, kind: Fault, code: str) -> None:
    with FakeTwilio() as provider:
        provider.answers.append(answer)
        with pytest.raises(SendError) as caught:
            check(provider.url)
    assert (caught.value.kind, caught.value.code) == (kind, code)
    assert TOKEN not in str(caught.value)
    assert TO not in str(caught.value)
    assert len(provider.requests) == 1


def test_check_without_an_answer_is_busy() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(SendError) as caught:
        check(f"http://127.0.0.1:{port}")
    assert caught.value.kind is Fault.BUSY


def test_words_of_status_callbacks() -> None:
    meant = {
        Status.ACCEPTED: ["queued", "accepted", "scheduled", "sending", "sent"],
        Status.DELIVERED: ["delivered", "read"],
        Status.FAILED: ["undelivered", "failed", "canceled"],
        None: ["received", "", "SENT"],
    }
    for status, words in meant.items():
        assert [status_of(word) for word in words] == [status] * len(words)


URL = "https://nudges.example.org/hooks/twilio?attempt=a1"
FORM = {"MessageSid": "SM1", "Body": "done ✓", "From": TO}


def test_twilios_own_example_is_signed() -> None:
    # https://www.twilio.com/docs/usage/security: the example of the validation page
    params = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, params) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert signed("12345", url, params.items(), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_a_changed_form_url_or_token_is_not_signed() -> None:
    signature, form = sign(TOKEN, URL, FORM), FORM.items()
    assert signed(TOKEN, URL, form, signature)
    assert not signed(TOKEN, URL, (FORM | {"Body": "STOP"}).items(), signature)
    assert not signed(TOKEN, URL.replace("a1", "a2"), form, signature)
    assert not signed("other", URL, form, signature)
    assert not signed(TOKEN, URL, form, None)
    assert not signed(TOKEN, URL, form, "")
    assert not signed("", URL, form, sign("", URL, FORM)), "no token, no trust"


def test_several_values_of_a_key_are_signed() -> None:
    fields: list[Any] = [("MediaUrl", "b"), ("MediaUrl", "a"), ("Body", "x"), ("MediaUrl", "a")]
    signature = sign(TOKEN, URL, FormData(fields))
    assert signed(TOKEN, URL, fields, signature)
    assert not signed(TOKEN, URL, fields[:1] + fields[2:3], signature)


@pytest.mark.parametrize("host", ["n.example", "n.example:443", "n.example:8443", "[::1]"])
def test_the_port_may_be_in_the_signed_address_or_not(host: str) -> None:
    """As the SDK's own validator takes them."""
    url = f"https://{host}/hooks?x=n.example"
    assert signed(TOKEN, url, FORM.items(), sign(TOKEN, url, FORM))
    if host.startswith("n.example"):
        for other in (url.replace(host, "n.example", 1), url.replace(host, "n.example:443", 1)):
            signature = sign(TOKEN, other, FORM)
            assert signed(TOKEN, url, FORM.items(), signature) is RequestValidator(TOKEN).validate(
                url, FORM, signature
            )


@pytest.mark.parametrize("url", ["https://n.example:99999/hooks", "https://[::1/hooks", "/hooks"])
def test_an_address_that_is_none_is_signed_as_it_stands(url: str) -> None:
    assert signed(TOKEN, url, FORM.items(), sign(TOKEN, url, FORM))


def test_a_form_of_many_fields_is_checked_in_one_walk() -> None:
    fields = [(f"{n:x}", "") for n in range(100_000)]  # minutes, if each were looked up among all
    assert not signed(TOKEN, URL, fields, "bm8=")


@given(st.lists(st.tuples(st.text(), st.text())), st.text(), st.text() | st.none())
def test_garbage_is_never_signed_and_never_raises(
    fields: list[tuple[str, str]], url: str, signature: str | None
) -> None:
    assert signed(TOKEN, url, fields, signature) is False


_PLAIN = st.text(st.characters(codec="utf-8"))


@given(st.lists(st.tuples(_PLAIN, _PLAIN)))
def test_what_the_sdk_signs_is_signed(fields: list[Any]) -> None:
    assert signed(TOKEN, URL, fields, sign(TOKEN, URL, FormData(fields)))


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1)))
def test_an_answer_holds_each_text_in_order(texts: list[str]) -> None:
    answer = ElementTree.fromstring(twiml(texts))
    assert answer.tag == "Response"
    assert [message.text for message in answer.findall("Message")] == texts
