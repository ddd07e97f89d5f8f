"""Webhooks as conversations: what people and providers say over HTTP, and what it comes to."""

import json
from inspect import iscoroutinefunction
from typing import Any

import pytest
from fastapi.routing import APIRoute
from structlog.testing import capture_logs

from nudges.channels.base import Fault
from nudges.core.person.person import State
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import senders
from nudges.store.people import people, suppressions
from nudges.web.hooks import sendgrid, twilio
from tests.callers import Callers
from tests.harness import EMAIL, NAME, PHONE, SECRET, World, fault, plan, step, why

pytestmark = pytest.mark.both_databases

ASKED = "2026-06-02 09:16"

TRANSCRIPTS = {
    "an answer": """
        > DONE
        < Good to hear.
    """,
    "more to say, and a change of mind": """
        > yes, and it was lovely
        < Good to hear.
        > I had not expected that of her
        < Kept, in your words.
    """,
    "in Spanish": """
        > Hecho, gracias
        < Good to hear.
    """,
    "skipped": """
        > skip
        < That is fine. Some days are like that.
    """,
    "help": """
        > HELP
        < Nudges: Small practices by text. Questions? Write to your coach.
    """,
    "goodbye, silence, and back": """
        > Please stop texting me
        < Nudges: You are unsubscribed
        > DONE
        <
        > STOP
        <
        > Start
        < Nudges: Welcome back.
    """,
    "no words at all": """
        >
        < Kept, in your words.
    """,
}


def asked(db: Db, **fields: Any) -> Callers:
    """Somebody who was just asked for today's practice."""
    world = World(db)
    world.join(**fields)
    world.at(ASKED).run()
    return Callers(world)


def attempt_of(callers: Callers) -> str:
    return str(callers.world.nudge().attempt_id)


def statuses(callers: Callers) -> list[str]:
    return [nudge.status for nudge in callers.world.nudges()]


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_a_conversation_by_sms(db: Db, name: str) -> None:
    callers, heard = asked(db), None
    for line in TRANSCRIPTS[name].strip().splitlines():
        who, _, words = line.strip().partition(" ")
        if who == ">":
            heard = callers.sms(words)
        elif words:
            assert heard is not None, f"silence instead of {words}"
            assert heard.startswith(words)
        else:
            assert heard is None


def test_a_message_that_comes_twice_counts_once(db: Db) -> None:
    callers = asked(db)
    assert callers.sms("DONE", sid="SM1") is not None
    assert callers.sms("DONE", sid="SM1") is None
    assert len(callers.world.rows(t.reply)) == 1


def test_stop_by_sms_ends_mail_too_before_the_next_send(db: Db) -> None:
    callers = asked(db, phone=PHONE, email=EMAIL)
    callers.sms("Enough. Leave me alone, take me off your list")
    world = callers.world
    world.forget_sent()
    world.at("2026-06-14 19:00").run()
    assert not world.sent
    assert world.rows(t.person)[0].state == State.STOPPED


def test_a_stop_that_twilio_has_confirmed_itself_is_not_confirmed_again(db: Db) -> None:
    callers = asked(db)
    assert callers.sms("arrêt", OptOutType="STOP") is None
    assert callers.world.rows(t.person)[0].state == State.STOPPED


@pytest.mark.parametrize(
    ("enrolled", "sender"),
    [
        ("+525512345678", "+5215512345678"),
        ("+5215512345678", "+525512345678"),
        ("+5491155555555", "+541155555555"),
        ("+22997123456", "+2290197123456"),
    ],
)
def test_stop_from_either_form_of_a_number(db: Db, enrolled: str, sender: str) -> None:
    callers = asked(db, phone=enrolled)
    callers.sms("STOP", sender=sender)
    assert callers.world.rows(t.person)[0].state == State.STOPPED


def test_a_strangers_words_are_not_kept_but_their_stop_is(db: Db) -> None:
    callers = asked(db)
    assert callers.sms(SECRET, sender="+15550109999") is None
    assert callers.sms("STOP", sender="+15550109999") is None
    assert not callers.world.rows(t.reply)
    with db.read() as tx:
        assert list(suppressions.suppressed(tx, ["+15550109999"])) == ["+15550109999"]


def test_a_sender_that_is_no_number_is_answered_with_silence(db: Db) -> None:
    assert asked(db).sms("Your parcel waits", sender="POSTOFFICE") is None


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (["queued", "sent", "delivered"], Status.DELIVERED),
        (["delivered", "sent", "queued"], Status.DELIVERED),
        (["delivered", "undelivered", "delivered"], Status.DELIVERED),
        (["sent", "undelivered", "sent"], Status.FAILED),
        (["what-is-this", ""], Status.ACCEPTED),
        (["read"], Status.DELIVERED),
    ],
)
def test_reports_in_any_order_never_move_a_nudge_backwards(db: Db, words: list[str], ends: Status) -> None:
    callers = asked(db)
    for word in words:
        answer = callers.status(attempt_of(callers), word)
        assert (answer.status_code, answer.content) == (200, b"")
    assert statuses(callers) == [ends]


def test_a_number_that_does_not_exist_is_not_texted_again(db: Db) -> None:
    callers = asked(db)
    callers.status(attempt_of(callers), "undelivered", ErrorCode="30006")
    assert "30006" in why(callers.world.nudge())
    with db.read() as tx:
        assert PHONE in suppressions.suppressed(tx, [PHONE])


def test_a_phone_that_was_off_is_tried_once_more(db: Db) -> None:
    callers = asked(db)
    for ends in (Status.ACCEPTED, Status.FAILED):
        callers.status(attempt_of(callers), "undelivered", ErrorCode="30003")
        callers.world.later(minutes=10).run()
        assert statuses(callers) == [ends]
    assert len(callers.world.sms.tried) == 2


def test_a_refused_account_holds_the_sender(db: Db) -> None:
    callers = asked(db)
    callers.status(attempt_of(callers), "failed", ErrorCode="30034")
    with db.read() as tx:
        assert senders.held(tx) == {Medium.SMS: "30034"}


def test_word_of_what_was_in_doubt_brings_the_providers_name_for_it(db: Db) -> None:
    world = World(db)
    world.join()
    world.sms.answers.append(fault(Fault.UNKNOWN))
    world.at(ASKED).run()
    callers = Callers(world)
    callers.status(attempt_of(callers), "sent")
    assert statuses(callers) == [Status.ACCEPTED]
    assert {a.id: a.provider_id for a in world.rows(t.attempt)}[attempt_of(callers)] == "SM1"


@pytest.mark.parametrize("word", ["", "wibble", "\x00", "SENT"])
def test_a_report_without_a_meaning_brings_nothing(db: Db, word: str) -> None:
    world = World(db)
    world.join()
    world.sms.answers.append(fault(Fault.UNKNOWN))
    world.at(ASKED).run()
    callers = Callers(world)
    with capture_logs() as logs:
        assert callers.status(attempt_of(callers), word).status_code == 200
    assert [log["event"] for log in logs] == ["report without a meaning"]
    assert statuses(callers) == [Status.UNKNOWN]
    assert {a.id: a.provider_id for a in world.rows(t.attempt)}[attempt_of(callers)] is None


@pytest.mark.parametrize("attempt", ["nobody", "%00", "", "x" * 500, "%ED%A0%80", "%FF"])
def test_a_report_about_nothing_of_ours_is_taken_and_forgotten(db: Db, attempt: str) -> None:
    callers = asked(db)
    before = callers.world.rows(t.nudge)
    with capture_logs() as logs:
        answer = callers.status(attempt, "failed", ErrorCode="30006")
    assert answer.status_code == 200
    assert logs
    assert callers.world.rows(t.nudge) == before


def lettered(db: Db) -> Callers:
    """Somebody who was just asked by mail."""
    world = World(db, {"daily": plan(daily=step(channel="email"))})
    world.join(email=EMAIL)
    world.at(ASKED).run()
    return Callers(world)


@pytest.mark.parametrize(
    ("events", "ends", "refused"),
    [
        (["processed", "delivered"], Status.DELIVERED, False),
        (["delivered", "processed", "deferred"], Status.DELIVERED, False),
        (["bounce"], Status.FAILED, True),
        (["dropped"], Status.FAILED, True),
        (["delivered", "spamreport"], Status.DELIVERED, True),
        (["delivered", "unsubscribe"], Status.DELIVERED, True),
        (["open", "click"], Status.ACCEPTED, False),
    ],
)
def test_what_sendgrid_says_of_a_mail(db: Db, events: list[str], ends: Status, refused: bool) -> None:
    callers = lettered(db)
    said = [{"event": event, "attempt": attempt_of(callers), "email": EMAIL} for event in events]
    for _ in range(2):  # the whole batch again
        assert callers.events(*said).status_code == 200
    assert statuses(callers) == [ends]
    with db.read() as tx:
        assert bool(suppressions.suppressed(tx, [EMAIL])) is refused


def test_events_of_others_in_the_same_account_and_of_no_shape_are_passed_over(db: Db) -> None:
    callers = lettered(db)
    strange: list[object] = [
        None, 7, "x", [], {}, {"event": ["bounce"]}, {"event": "bounce", "attempt": 7},
        {"event": "bounce", "attempt": "\x00"}, {"event": "bounce", "attempt": "\ud800"},
        {"event": "delivered", "attempt": "x" * 10_000}, {"event": {}, "attempt": attempt_of(callers)},
    ]  # fmt: skip
    good = {"event": "delivered", "attempt": attempt_of(callers)}
    assert callers.events(*strange, good).status_code == 200
    assert statuses(callers) == [Status.DELIVERED]


def test_a_conversation_by_mail_goes_through_the_queue(db: Db) -> None:
    callers = lettered(db)
    world, asked = callers.world, attempt_of(callers)
    world.forget_sent()
    text = "Done\r\n\r\nOn Tue, Jun 2, 2026 at 9:16 AM Nudges <n@example.org> wrote:\r\n> answer STOP"
    for _ in range(2):  # SendGrid posts it twice
        answers = f"Message-ID: <same@a-laptop>\nIn-Reply-To: <{asked}@nudges.example>\n"
        callers.mail(text, headers=answers)
    world.run()
    [answer] = world.mail.ledger
    assert answer.text.splitlines()[0].startswith("Good to hear.")
    assert [reply.kind for reply in world.rows(t.reply)] == ["done"]


def replied(callers: Callers) -> list[str]:
    return [reply.kind for reply in callers.world.rows(t.reply)]


def test_a_mail_in_any_charset_is_read(db: Db) -> None:
    callers = lettered(db)
    charsets = json.dumps({"text": "iso-8859-1", "from": "utf-8", "subject": "no-such-charset"})
    callers.mail("Sí, mañana también".encode("latin-1"), charsets=charsets, subject=b"\xff\xfe")
    callers.mail("ストップ".encode("iso-2022-jp"), charsets=json.dumps({"text": "iso-2022-jp"}))
    callers.mail(b"\xff\xfe\xfd", charsets="{" * 100_000)
    with db.read() as tx:
        [person] = people.everyone(tx)
        said = [tx.vault.box(callers.world.rows(t.person)[0].data_key).open(r.body) for r in
                callers.world.rows(t.reply)]  # fmt: skip
    assert said == ["\ufffd\ufffd\nSí, mañana también", "ストップ", "\ufffd\ufffd\ufffd"]
    assert person.email == EMAIL


def test_a_mail_of_html_alone_is_read(db: Db) -> None:
    callers = lettered(db)
    callers.mail("", html="<style>stop{}</style><p>D&ouml;ne</p><b>skip</b><blockquote>STOP</blockquote>")
    callers.mail("", html='<p>Please <i>unsubscribe</i> me</p><img src="cid:stop">')
    assert replied(callers)[-1] == "stop"
    assert callers.world.rows(t.person)[0].state == State.STOPPED


def test_stop_said_in_the_subject_alone_is_heard(db: Db) -> None:
    callers = lettered(db)
    callers.mail("", subject="STOP", headers="In-Reply-To: <x@y>\n")
    assert replied(callers) == ["note"], "the subject of an answer holds our own words"
    callers.mail("\r\n", subject="unsubscribe")
    assert callers.world.rows(t.person)[0].state == State.STOPPED


@pytest.mark.parametrize(
    "headers",
    ["Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>", "auto-submitted: AUTO-generated"],
)
def test_mails_that_no_person_wrote_are_left_aside(db: Db, headers: str) -> None:
    callers = lettered(db)
    assert callers.mail("I am on holiday. STOP", headers=f"{headers}\n").status_code == 200
    assert not callers.world.rows(t.reply)


def test_attachments_are_not_looked_at(db: Db) -> None:
    callers = lettered(db)
    image: dict[str, Any] = {'attachment1"; filename="a.png': b"\x89PNG" + bytes(2_000_000)}
    callers.mail("Done", headers=f"In-Reply-To: <{attempt_of(callers)}@nudges.example>\n", **image)
    assert replied(callers) == ["done"]


def test_nothing_of_people_is_in_a_log_or_an_answer(db: Db) -> None:
    callers = asked(db, phone=PHONE, email=EMAIL)
    with capture_logs() as logs:
        callers.sms(f"{SECRET}! STOP {SECRET}")
        callers.sms(SECRET, sender="+15550104478")
        callers.status(attempt_of(callers), SECRET, ErrorCode=SECRET * 9, To=PHONE)
        callers.mail(SECRET, headers=f"Message-ID: <1@{SECRET}>\n")
        callers.mail(SECRET, sender=f"{SECRET}@secluded.example")
        callers.mail(SECRET, sender=SECRET)
        callers.events({"event": "bounce", "attempt": "nobody", "reason": SECRET, "email": EMAIL})
        answer = callers.twilio("/hooks/twilio/sms", {"Body": SECRET}, **{"X-Twilio-Signature": SECRET})
    assert len(logs) >= 7
    told = repr(logs) + answer.text
    assert not [word for word in (SECRET, PHONE, PHONE[-4:] + "8", EMAIL, NAME) if word in told]


def test_a_hook_waits_for_no_thread_before_it_is_known_to_be_signed() -> None:
    """FastAPI calls a dependency that is a plain function on a thread of its pool."""
    routes = [one for one in (*twilio.router.routes, *sendgrid.router.routes) if isinstance(one, APIRoute)]
    assert len(routes) >= 4
    for route in routes:
        assert all(iscoroutinefunction(one.call) for one in route.dependant.dependencies), route.path
