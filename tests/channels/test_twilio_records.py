"""Twilio's records: a message that may have been sent is found, or certainly not there; nothing leaks."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.channels.base import Bill, Fault, Outcome, Records, SendError
from nudges.channels.http import Answer, Pool
from nudges.channels.twilio import TwilioChannel
from nudges.channels.twilio_records import TwilioRecords
from nudges.core.status import Status
from tests.providers import CONTRACTS, FakeTwilio, Response

OURS, TO, BODY, TOKEN = (
    "+15559990000",
    "+15550001234",
    "Notice one kind thing: é & +1",
    "token-of-the-account",
)
AT = datetime(2026, 6, 2, 7, 15, tzinfo=UTC)
SKEW = timedelta(minutes=2)

T = TypeVar("T")


def ask(provider: FakeTwilio, question: Callable[[Records], Awaitable[T]], sender: str = OURS) -> T:
    async def once() -> T:
        twilio = TwilioChannel(
            FakeTwilio.ACCOUNT, TOKEN, sender, provider.url, connect_timeout=30, read_timeout=30
        )
        try:
            assert twilio.records is not None
            return await question(twilio.records)
        finally:
            await twilio.close()

    return asyncio.run(once())


def find(provider: FakeTwilio, text: str = BODY, since: datetime = AT - SKEW) -> list[str]:
    return ask(provider, lambda records: records.find(TO, text, since))


def queries(provider: FakeTwilio) -> list[dict[str, str]]:
    return [dict(parse_qsl(urlsplit(request.path).query)) for request in provider.requests]


def test_our_message_is_found_by_number_words_and_time() -> None:
    with FakeTwilio() as provider:
        provider.keep(TO, BODY, AT - timedelta(hours=1))
        provider.keep(TO, "Other words", AT)
        provider.keep("+15550009999", BODY, AT)
        provider.keep(TO, BODY, AT, direction="inbound")
        ours = provider.keep(TO, BODY, AT)
        assert find(provider) == [ours]
        assert find(provider, "Never said") == []
    assert queries(provider)[0] == {"To": TO, "PageSize": "1000"}


def test_a_message_is_deleted_there_and_one_that_is_gone_counts_as_deleted() -> None:
    with FakeTwilio() as provider:
        ours, other = provider.keep(TO, BODY), provider.keep(TO, "Other words")
        for _ in range(2):
            ask(provider, lambda records: records.remove(ours))
        assert [message["sid"] for message in provider.messages] == [other]
        assert {request.method for request in provider.requests} == {"DELETE"}


@pytest.mark.parametrize(
    ("status", "kind"), [(409, Fault.PERMANENT), (429, Fault.BUSY), (500, Fault.UNKNOWN)]
)
def test_a_message_that_cannot_be_deleted_now_says_why_by_code_alone(status: int, kind: Fault) -> None:
    with FakeTwilio() as provider:
        provider.answers.append(Response.of(status, {"message": f"Not {TO}: {BODY}"}))
        with pytest.raises(SendError) as caught:
            ask(provider, lambda records: records.remove("SM1"))
    assert (caught.value.kind, str(caught.value)) == (kind, f"{kind}: http-{status}")


def test_a_message_that_twilio_has_not_sent_yet_is_found() -> None:
    """It has no date_sent, and a list that is filtered by that would not show it."""
    with FakeTwilio() as provider:
        provider.sent = False
        ours = provider.keep(TO, BODY)
        assert find(provider) == [ours]


def test_a_message_that_went_twice_is_found_twice_the_first_first() -> None:
    with FakeTwilio() as provider:
        second = provider.keep(TO, BODY, AT + timedelta(minutes=3))
        first = provider.keep(TO, BODY, AT)
        assert find(provider) == [first, second]


@pytest.mark.parametrize(
    "kept",
    [
        BODY + " \n",
        f"Sent from your Twilio trial account - {BODY}",
        BODY.replace("é", "e\u0301"),
        BODY.replace(" ", "\u00a0"),
    ],
)
def test_words_are_ours_however_twilio_keeps_them(kept: str) -> None:
    with FakeTwilio() as provider:
        ours = provider.keep(TO, kept)
        assert find(provider) == [ours]


def test_typographic_characters_may_have_been_made_plain() -> None:
    with FakeTwilio() as provider:
        ours = provider.keep(TO, "It's time - look back...")
        assert find(provider, "It’s time — look back…") == [ours]


@pytest.mark.parametrize("date", [None, "", "yesterday", 7])
def test_a_message_without_a_date_counts_as_ours(date: object) -> None:
    with FakeTwilio() as provider:
        ours = provider.keep(TO, BODY, date_created=date)
        assert find(provider) == [ours]


def test_a_long_list_is_read_to_its_end() -> None:
    with FakeTwilio() as provider:
        provider.page = 2
        ours = provider.keep(TO, BODY)
        for n in range(5):
            provider.keep(TO, f"Later {n}")
        assert find(provider) == [ours]
        assert len(provider.requests) == 3


def test_a_list_that_cannot_be_read_whole_shows_nothing() -> None:
    with FakeTwilio() as provider:
        provider.page = 1
        for n in range(20):
            provider.keep(TO, f"Later {n}")
        assert refused(provider).code == "list-too-long"
        assert len(provider.requests) < 20


def refused(provider: FakeTwilio) -> SendError:
    with pytest.raises(SendError) as caught:
        find(provider)
    for secret in (TO, TO[1:], BODY, TOKEN):
        assert secret not in repr(caught.value) + str(caught.value) + caught.value.detail
    return caught.value


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Response.of(401, {"code": 20003, "message": TO}), Fault.ACCOUNT),
        (Response.of(429, {"code": 20429}), Fault.BUSY),
        (Response.of(500, {}), Fault.UNKNOWN),
        (Response(200, b"<html>"), Fault.BUSY),
        (Response.of(200, {"messages": None}), Fault.BUSY),
        (Response.of(200, {"messages": [], "next_page_uri": "@elsewhere.example/"}), Fault.BUSY),
        (Response.of(200, {"messages": [], "next_page_uri": "https://elsewhere.example/"}), Fault.BUSY),
    ],
)
def test_an_answer_that_is_no_list_is_an_error_and_not_an_empty_one(answer: Response, kind: Fault) -> None:
    with FakeTwilio() as provider:
        provider.answers.append(answer)
        assert refused(provider).kind is kind
    assert len(provider.requests) == 1


JUNK = st.none() | st.integers() | st.text() | st.lists(st.text(), max_size=2)
MESSAGES = st.lists(
    st.dictionaries(st.sampled_from(["sid", "body", "direction", "date_created", "from", "status"]), JUNK)
    | JUNK,
    max_size=3,
)


async def answered(question: Awaitable[object]) -> object:
    """What came of a question, or the SendError that it raised."""
    try:
        return await question
    except SendError as error:
        return error


class Said(Pool):
    """A provider that answers everything with the same."""

    def __init__(self, said: object) -> None:
        super().__init__()
        self._said = json.dumps(said).encode()

    async def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        return Answer(200, {}, self._said)


@given(st.builds(dict, messages=MESSAGES | JUNK, next_page_uri=JUNK, status=JUNK, error_code=JUNK) | JUNK)
def test_whatever_comes_back_only_a_send_error_is_raised(said: object) -> None:
    async def ask_all() -> None:
        records = TwilioRecords(Said(said), "http://x", "AC1", OURS, {})
        assert isinstance(await answered(records.find(TO, BODY, AT)), list | SendError)
        assert isinstance(await answered(records.inbound(AT)), list | SendError)
        assert isinstance(await answered(bills_of(records)), list | SendError)
        assert isinstance(await answered(records.outcome("SM1")), Outcome | SendError)

    asyncio.run(ask_all())


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"status": "delivered"}, Outcome(Status.DELIVERED)),
        ({"status": "sent"}, Outcome(None)),
        ({"status": "queued"}, Outcome(None)),
        ({"status": "undelivered", "error_code": 30006}, Outcome(Status.FAILED, "30006", Fault.ADDRESS)),
        ({"status": "failed", "error_code": 31337}, Outcome(Status.FAILED, "31337")),
        ({"status": "who knows"}, Outcome(None)),
    ],
)
def test_what_became_of_a_message(fields: dict[str, object], outcome: Outcome) -> None:
    with FakeTwilio() as provider:
        sid = provider.keep(TO, BODY, None, **fields)
        assert ask(provider, lambda records: records.outcome(sid)) == outcome
    assert provider.requests[0].path == f"/2010-04-01/Accounts/{FakeTwilio.ACCOUNT}/Messages/{sid}.json"


def test_a_message_twilio_does_not_know_is_an_error() -> None:
    with FakeTwilio() as provider, pytest.raises(SendError):
        ask(provider, lambda records: records.outcome("SM/../x"))
    assert provider.requests[0].path.endswith("/Messages/SM%2F..%2Fx.json")


def test_what_came_in_is_listed_from_a_moment_on_oldest_first() -> None:
    with FakeTwilio() as provider:
        provider.keep(OURS, "before", AT - SKEW, sender=TO, direction="inbound")
        first = provider.keep(OURS, "done", AT, sender=TO, direction="inbound")
        second = provider.keep(OURS, "4 \ud83d", AT + SKEW, sender=TO, direction="inbound")
        provider.keep("+15559990001", "to another number", AT, sender=TO, direction="inbound")
        provider.keep(TO, BODY, AT)
        for odd in ({"sid": None}, {"sid": ""}, {"from": None}, {"date_created": "soon"}):
            provider.keep(OURS, "whose?", AT, **{"sender": TO, "direction": "inbound", **odd})
        heard = ask(provider, lambda records: records.inbound(AT))
    assert [(h.provider_id, h.sender, h.text, h.at) for h in heard] == [
        (first, TO, "done", AT),
        (second, TO, "4 ?", AT + SKEW),
    ]
    assert "done" not in repr(heard)
    assert TO not in repr(heard)
    assert queries(provider)[0] == {"To": OURS, "DateSent>": "2026-06-02", "PageSize": "1000"}


def test_what_came_in_to_a_messaging_service_is_told_apart() -> None:
    service = "MG" + "1" * 32
    with FakeTwilio() as provider:
        ours = provider.keep(
            "+15559990001", "done", sender=TO, direction="inbound", messaging_service_sid=service
        )
        provider.keep("+15559990002", "4", sender=TO, direction="inbound", messaging_service_sid="MG2")
        provider.keep(TO, BODY, messaging_service_sid=service)
        heard = ask(provider, lambda records: records.inbound(AT), service)
    assert [h.provider_id for h in heard] == [ours]
    assert "To" not in queries(provider)[0]


def test_what_was_sent_to_a_number_is_listed_from_a_moment_on_oldest_first() -> None:
    with FakeTwilio() as provider:
        provider.keep(TO, "before", AT - SKEW)
        second, first = provider.keep(TO, BODY, AT + SKEW), provider.keep(TO, BODY, AT)
        provider.keep(TO, "an answer to a webhook", AT, direction="outbound-reply")
        provider.keep(TO, "without an id", AT, sid="")
        provider.keep("+15550009999", BODY, AT)
        sent = ask(provider, lambda records: records.sent(TO, AT))
    assert [(one.provider_id, one.at) for one in sent] == [(first, AT), (second, AT + SKEW)]


@pytest.mark.parametrize("sender", [OURS, "MG" + "1" * 32])
def test_the_newest_from_our_sender_are_listed_without_their_words(sender: str) -> None:
    service = sender if sender.startswith("MG") else None
    with FakeTwilio() as provider:
        ours = provider.keep(TO, BODY, AT, messaging_service_sid=service)
        provider.keep(OURS, "done", AT, sender=TO, direction="inbound", messaging_service_sid=service)
        provider.keep(TO, BODY, messaging_service_sid=service, date_created="soon")
        other = provider.keep(TO, BODY, AT, messaging_service_sid="MG2")
        sent = ask(provider, lambda records: records.latest(), sender)
    assert [one.provider_id for one in sent] == ([ours] if service else [other, ours])
    assert {one.at for one in sent} == {AT}
    assert not any(one.says(BODY) for one in sent)
    assert queries(provider)[0].get("From") == (None if service else OURS)


@pytest.mark.parametrize(
    "date",
    ["Tue, 02 Jun 2026 07:15:00 -0000", "Tue, 02 Jun 2026 07:15:00", "Tue, 02 Jun 2026 09:15:00 +0200"],
)
def test_a_moment_is_the_one_that_is_said_and_without_a_zone_it_is_of_utc(date: str) -> None:
    with FakeTwilio() as provider:
        provider.keep(TO, BODY, date_created=date)
        [sent] = ask(provider, lambda records: records.latest())
    assert sent.at == AT


@pytest.mark.parametrize("said", [{}, {"messages": None}, {"messages": [7]}])
def test_a_list_of_the_newest_that_is_none_has_nobody(said: object) -> None:
    with FakeTwilio() as provider:
        provider.answers.append(Response.of(200, said))
        assert ask(provider, lambda records: records.latest()) == []


def test_reading_what_came_in_ends_where_it_is_older() -> None:
    with FakeTwilio() as provider:
        provider.page = 2
        for minutes in range(-9, 1):
            provider.keep(OURS, "x", AT + timedelta(minutes=minutes), sender=TO, direction="inbound")
        assert len(ask(provider, lambda records: records.inbound(AT - timedelta(minutes=1)))) == 2
    assert len(provider.requests) == 2


def test_nobody_answers_a_name() -> None:
    with FakeTwilio() as provider:
        assert ask(provider, lambda records: records.inbound(AT), "NUDGES") == []
    assert provider.requests == []


async def bills_of(records: Records) -> list[Bill]:
    return [bill async for some in records.bills(AT.date()) for bill in some]


def test_what_was_billed_on_a_day_is_read_page_by_page_and_answers_to_webhooks_are_left_out() -> None:
    with FakeTwilio() as provider:
        provider.page = 1
        told = {"num_segments": "2", "price": "-0.01660", "price_unit": "usd"}
        paid = provider.keep(TO, BODY, AT, **told)
        unsettled = provider.keep(TO, BODY, AT, num_segments="1", price=None, price_unit="USD")
        provider.keep(TO, "an answer", AT, direction="outbound-reply", **told)
        provider.keep(TO, BODY, AT, num_segments="many", price="-1", price_unit="USD")
        provider.keep(TO, BODY, AT, num_segments="0", price=None, price_unit="USD")
        provider.keep(TO, BODY, AT, sid="", **told)
        bills = ask(provider, bills_of)
    assert bills == [Bill(unsettled, 1, None, "USD"), Bill(paid, 2, 0.0166, "USD")]
    assert queries(provider)[0] == {"DateSent": "2026-06-02", "From": OURS, "PageSize": "1000"}


def test_the_questions_keep_the_published_contract() -> None:
    if not CONTRACTS.is_dir():
        pytest.skip("no ../shared/contracts beside the repository: the published schema is not at hand")
    document = json.loads((CONTRACTS / "twilio_messages.json").read_text())
    listed = document["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"]["get"]["parameters"]
    known = {parameter["name"]: parameter["schema"] for parameter in listed}
    with FakeTwilio() as provider:
        find(provider)
        ask(provider, lambda records: records.inbound(AT))
        ask(provider, bills_of)
    assert len(queries(provider)) == 3
    for query in queries(provider):
        assert query.keys() <= known.keys()
        assert int(query["PageSize"]) <= known["PageSize"]["maximum"]
