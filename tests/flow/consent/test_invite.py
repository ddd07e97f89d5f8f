"""Asked once, and then nothing until they say yes; and a STOP that holds wherever it was said."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.channels.base import Fault, Outcome
from nudges.core.guide.parse import version_of
from nudges.core.person.person import Person, State
from nudges.core.plan.describe import Often
from nudges.core.render.sms_segments import count
from nudges.core.render.templates import render_text
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.consent.consent import erase
from nudges.flow.maintenance.reconcile import poll
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.staff.render_check import rehearse
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import upcoming
from nudges.store.people import consents, people
from tests.harness import (
    CONSENT,
    EMAIL,
    PARIS,
    PHONE,
    FakeRecords,
    World,
    fault,
    voices,
    why,
)

INVITATION = (
    "Nudges: You are invited to small practices, about 7 a week. Reply YES to start; without it nothing more "
    "comes. Msg & data rates may apply. Reply HELP for help, STOP to end."
)
OPTED_OUT = "the provider says they opted out"


def invited(db: Db, **fields: Any) -> tuple[World, Person]:
    """Somebody whose invitation has arrived."""
    world = World(db)
    person = world.join(consent=None, quiet=False, **fields)
    world.run()
    return world, person


def begins(world: World, person: Person) -> list[str]:
    with world.db.read() as tx:
        return [f"{person.local(u.slot.due_at):%m-%d %H:%M}" for u in upcoming.of(tx, person.id)]


def agreed(world: World) -> list[tuple[bool, str, str | None, str | None]]:
    return [(c.given, c.method, c.medium, c.text_version) for c in world.rows(t.consent)]


def test_one_invitation_and_nothing_more_until_yes(db: Db) -> None:
    world, person = invited(db, phone=PHONE, email=EMAIL)
    assert [(m.to, m.text) for m in world.sent] == [(PHONE, INVITATION)]
    newcomer = Newcomer("daily", PARIS, phone=PHONE, email=EMAIL)
    for day in range(2, 12):
        world.joined(newcomer)
        world.joined(replace(newcomer, plan="pulse"))
        for hour in ("09:15", "19:00"):
            world.at(f"2026-06-{day:02} {hour}").run()
    assert len(world.sent) == 1
    assert (world.person(person.id).state, begins(world, person), world.rows(t.consent)) == (
        "invited",
        [],
        [],
    )


def test_saying_so_starts_them_with_the_words_they_agreed_to(db: Db) -> None:
    world, person = invited(db)
    world.at("2026-06-11 08:00")
    words = world.says("START")
    assert world.person(person.id).state is State.ACTIVE
    assert agreed(world) == [(True, "reply", "sms", version_of(INVITATION))]
    assert begins(world, person) == ["06-11 09:15"]
    with db.read() as tx:
        [enrolment] = people.enrolments(tx, [person.id])
        assert enrolment.starts_on == date(2026, 6, 11), "not a day of the plan is over already"
    assert words == (
        "Nudges: Thank you, you have begun. Your first message comes on Thu 11 Jun, 9:15 AM. "
        "Reply HELP for help, STOP to end."
    )
    world.forget_sent()
    world.at("2026-06-11 09:15").run()
    assert [(n.message or n.step) for n in world.nudges()] == ["daily"]
    assert len(world.sms.ledger) == 1, "and no second hello"


def test_a_day_of_their_own_choosing_stays(db: Db) -> None:
    world, person = invited(db, starts_on=date(2026, 6, 20))
    world.at("2026-06-11 08:00").says("START")
    assert begins(world, person) == ["06-20 09:15"]


def test_the_invitation_waits_for_a_decent_hour(db: Db) -> None:
    world = World(db).at("2026-06-01 22:30")
    world.join(consent=None)
    world.at("2026-06-02 08:59").run()
    assert world.sent == []
    world.at("2026-06-02 09:00").run()
    assert [m.text for m in world.sent] == [INVITATION]


def test_without_a_number_it_is_a_letter_with_a_link(db: Db) -> None:
    world, person = invited(db, email=EMAIL)
    [message] = world.sent
    link = world.service.links.confirm(person.id)
    assert (message.to, message.subject) == (EMAIL, "An invitation from Nudges")
    assert (link in message.text, f'href="{link}"' in message.html, "YES" in message.text) == (True,) * 3
    assert "because you asked" not in message.text + message.html
    assert "List-Unsubscribe" in message.headers


def test_a_mail_that_answers_the_invitation_starts_them_and_another_does_not(db: Db) -> None:
    world, person = invited(db, email=EMAIL)
    [message] = world.sent
    world.says("START", sender=EMAIL)
    assert world.person(person.id).state is State.INVITED, "anybody can put an address into a From"
    world.says("START", sender=EMAIL, answers=message.attempt_id)
    assert world.person(person.id).state is State.ACTIVE
    [(given, method, medium, version)] = agreed(world)
    assert (given, method, medium, version is not None) == (True, "reply", "email", True)


def test_the_version_of_a_letter_is_everybodys(db: Db) -> None:
    world = World(db)
    for n in (1, 2):
        world.join(consent=None, email=f"{n}@secluded.example")
    versions = {n.content_version for n in world.nudges("invitation")}
    assert len(versions) == 1
    assert None not in versions


def test_whoever_is_invited_and_asks_is_answered(db: Db) -> None:
    world, person = invited(db, email=EMAIL)
    world.forget_sent()
    world.says("HELP", sender=EMAIL)
    world.says("who is this?", sender=EMAIL)
    world.later(minutes=1).run()
    assert len(world.mail.ledger) == 2
    assert world.person(person.id).state is State.INVITED


def test_a_consent_that_comes_first_leaves_only_the_welcome(db: Db) -> None:
    world = World(db).at("2026-06-01 22:30")
    world.join(consent=None)
    world.joined(Newcomer("daily", PARIS, phone=PHONE, consent=CONSENT))
    world.at("2026-06-02 09:00").run()
    assert [("You asked" in m.text) for m in world.sent] == [True]
    assert why(world.nudge("invitation")) == "not sent: they have agreed already"


def test_a_consent_recorded_after_days_begins_the_plan_on_that_day(db: Db) -> None:
    world, person = invited(db)
    world.at("2026-06-11 08:00").joined(Newcomer("daily", PARIS, phone=PHONE, consent=CONSENT))
    with db.read() as tx:
        assert [e.starts_on for e in people.enrolments(tx, [person.id])] == [date(2026, 6, 11)]
    assert agreed(world) == [(True, "written", None, None)]


def test_a_stop_before_the_invitation_withdraws_it(db: Db) -> None:
    world = World(db).at("2026-06-01 22:30")
    person = world.join(consent=None)
    assert world.says("STOP")
    for consent in (None, CONSENT):
        world.joined(Newcomer("pulse", PARIS, phone=PHONE, consent=consent))
    for day in (2, 3, 4):
        world.at(f"2026-06-0{day} 09:15").run()
    assert (world.sms.tried, world.person(person.id).state) == ([], "stopped")
    assert why(world.nudge("invitation")) == "not sent: the person said STOP"
    assert [(n.message or n.step) for n in world.rows(t.nudge)] == ["invitation"]


@pytest.mark.parametrize("consent", [None, CONSENT])
@pytest.mark.parametrize("known_by", ["the same number", "the address alone"])
def test_a_stop_outlives_an_erased_person_on_all_channels(
    db: Db, consent: date | None, known_by: str
) -> None:
    world = World(db)
    person = world.join(email=EMAIL, phone=PHONE)
    world.says("STOP")
    erase(world.service, world.person(person.id), world.now)
    phone = PHONE if known_by == "the same number" else "+15550000042"
    world.join(consent=consent, phone=phone, email=EMAIL)
    world.later(days=1).run()
    assert world.sent == []
    assert {why(n) for n in world.rows(t.nudge) if n.person_id != person.id} == {
        "not sent: the person said STOP"
    }


@pytest.mark.parametrize("word", ["yes", "YES", "Yes please", "sí"])
def test_yes_brings_nobody_back(db: Db, word: str) -> None:
    world = World(db)
    person = world.join()
    world.says("STOP")
    assert world.says(word) is None
    world.later(days=1).run()
    assert (world.person(person.id).state, world.sent) == ("stopped", [])
    assert world.says("START")
    assert world.person(person.id).state is State.ACTIVE


def test_what_was_agreed_to_and_taken_back_is_only_ever_added_to(db: Db) -> None:
    world, person = invited(db)
    for word in ("START", "STOP", "START"):
        world.later(hours=1).says(word)
    erase(world.service, world.person(person.id), world.now)
    first = version_of(INVITATION)
    assert [(given, version) for given, _, _, version in agreed(world)] == [
        (True, first),
        (False, None),
        (True, None),
    ]
    with db.read() as tx:
        said = consents.of(tx, person.id)
    assert [(c.given, c.medium, c.text_version) for c in said] == [
        (True, Medium.SMS, first),
        (False, Medium.SMS, None),
        (True, Medium.SMS, None),
    ]


def stopped_by_provider(world: World, person: Person) -> None:
    """All channels, recorded, and nothing more."""
    assert world.person(person.id).state is State.STOPPED
    assert agreed(world)[-1][:2] == (False, "provider")
    assert len(world.rows(t.suppression)) == 2, "the number and the address"
    world.forget_sent()
    world.later(days=8).run()
    assert (world.sms.tried, world.mail.tried) == ([], [])


def two_ways(db: Db) -> tuple[World, Person]:
    """Somebody with a nudge by SMS and a letter by mail, on the day of both."""
    world = World(db)
    person = world.join(phone=PHONE, email=EMAIL)
    world.joined(Newcomer("letters", PARIS, phone=PHONE, email=EMAIL))
    return world.at("2026-06-02 09:15"), person


def test_an_opt_out_told_on_a_send_is_a_stop(db: Db) -> None:
    world, person = two_ways(db)
    world.sms.answers.append(fault(Fault.STOPPED, "21610"))
    world.run()
    assert (world.nudge("daily").status, why(world.nudge("daily"))) == (
        "failed",
        f"failed: {OPTED_OUT} (21610)",
    )
    stopped_by_provider(world, person)
    assert len(agreed(world)) == 2, "once"


def test_an_opt_out_told_in_a_report_is_a_stop(db: Db) -> None:
    world, person = two_ways(db)
    world.run()
    attempt = world.sms.ledger[0].attempt_id
    for _ in range(2):
        world.report(attempt, Status.FAILED, "21610", fault=Fault.STOPPED)
    assert why(world.nudge("daily")) == f"failed: {OPTED_OUT} (21610)"
    stopped_by_provider(world, person)
    assert len(agreed(world)) == 2


def test_an_opt_out_in_the_providers_records_is_a_stop(db: Db) -> None:
    world, person = two_ways(db)
    records = FakeRecords()
    world.sms.records = records
    world.sms.answers.append(fault(Fault.UNKNOWN))
    world.run()
    records.keep(world.sms.tried[-1], "SM9")
    records.outcomes["SM9"] = Outcome(Status.FAILED, "21610", Fault.STOPPED)
    world.later(minutes=1).look()
    assert world.nudge("daily").status == "accepted"
    world.later(hours=25)
    assert asyncio.run(poll(world.service, world.now)) == 2, "the welcome too"
    stopped_by_provider(world, person)


def test_a_late_report_does_not_undo_a_start(db: Db) -> None:
    world, person = two_ways(db)
    world.run()
    world.later(hours=1).says("START")
    world.later(hours=1)
    world.report(world.sms.ledger[0].attempt_id, Status.FAILED, "21610", fault=Fault.STOPPED)
    assert world.person(person.id).state is State.ACTIVE


def test_a_complaint_by_mail_ends_the_texts_too(db: Db) -> None:
    world, person = two_ways(db)
    world.at("2026-06-02 10:00").run()
    attempt = world.mail.ledger[0].attempt_id
    world.report(attempt, None, "spamreport", fault=Fault.STOPPED, at=world.now)
    stopped_by_provider(world, person)


def test_the_same_complaint_again_does_not_undo_a_start(db: Db) -> None:
    world, person = two_ways(db)
    world.at("2026-06-02 10:00").run()
    attempt, complained = world.mail.ledger[0].attempt_id, world.now
    for _ in range(2):
        world.report(attempt, None, "unsubscribe", fault=Fault.STOPPED, at=complained)
        world.later(hours=1).says("START")
    assert world.person(person.id).state is State.ACTIVE
    assert [given for given, *_ in agreed(world)] == [True, False, True, True]


def test_everything_said_to_the_invited_is_rehearsed(db: Db) -> None:
    assert rehearse(World(db).service) > 0


@given(st.integers(1, 99), st.sampled_from(["week", "month", "two weeks"]), st.text("Abc ñ", max_size=30))
def test_an_invitation_never_takes_more_than_two_segments(
    n: int, span: Literal["week", "two weeks", "month"], programme: str
) -> None:
    assert len(list(voices())) >= 2
    for voice in voices():
        text = render_text(voice.templates, "sms/invitation.txt", programme=programme, often=Often(n, span))
        assert (count(text).encoding, count(text).segments <= 2) == ("GSM-7", True)
