"""What the transcripts in tests/data/conversations do not show: repeats, forgeries, slow answers."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nudges.channels.base import Fault
from nudges.core.person.person import Person, State
from nudges.core.reasons import ReasonCode
from nudges.core.status import Status
from nudges.flow.maintenance.operator_notices import tell_operator
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import preferences
from tests.harness import CONSENT, EMAIL, PHONE, SECRET, World, fault, plan, step

#: Fictional numbers of Washington; those with 555 in front are of no country.
AMERICAN, STRANGER = "+12025550143", "+12025550171"
DANGER = f"i want to kill myself {SECRET}"


def asked(db: Db, **fields: Any) -> tuple[World, Person]:
    """One person who has just been sent their nudge of Tuesday."""
    world = World(db)
    person = world.join(phone=PHONE, **fields)
    world.at("2026-06-02 09:15").run()
    world.forget_sent()
    return world.later(minutes=5), person


def kinds(world: World) -> list[str]:
    return [reply.kind for reply in world.rows(t.reply)]


@pytest.mark.parametrize(
    "text", ["pause for a week", "in 2 hours", "mornings at 8 are better", "done 4", "undo"]
)
def test_a_message_that_comes_again_does_nothing_again(db: Db, text: str) -> None:
    world, person = asked(db)
    world.says("done", provider_id="first")
    assert world.says(text, provider_id="same")
    before = [world.rows(table) for table in (t.person, t.enrolment, t.nudge, t.reply, t.upcoming)]
    world.later(seconds=30)
    assert world.says(text, provider_id="same") is None
    assert [world.rows(table) for table in (t.person, t.enrolment, t.nudge, t.reply, t.upcoming)] == before
    assert world.person(person.id).state is State.ACTIVE


def test_several_answers_in_one_message_are_taken_back_together(db: Db) -> None:
    world = World(db)
    world.join()
    for day in (2, 3):
        world.at(f"2026-06-0{day} 09:15").run()
    world.later(minutes=1).says("Y N")
    assert kinds(world) == ["done", "not_done"]
    assert [reply.local_date.day for reply in world.rows(t.reply)] == [2, 3]
    world.later(minutes=1).says("undo")
    assert [reply.undone_at is not None for reply in world.rows(t.reply)] == [True, True, False]


def test_what_is_said_of_a_day_without_a_nudge_leaves_what_comes_again(db: Db) -> None:
    """Their first nudge came today and was put off; yesterday brought none that this could answer."""
    world, _ = asked(db)
    world.says("in 2 hours")
    world.later(minutes=5).says("I did it yesterday")
    assert [(reply.kind, reply.nudge_id) for reply in world.rows(t.reply)] == [
        ("snooze", None),
        ("done", None),
    ]
    world.forget_sent()
    world.later(hours=2).run()
    assert len(world.sms.ledger) == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (["in 2 hours", "done"], [ReasonCode.ANSWERED]),
        (["in 2 hours", "in 3 hours", "done"], [ReasonCode.MOVED, ReasonCode.ANSWERED]),
    ],
)
def test_what_is_put_off_again_was_moved_and_not_answered(
    db: Db, said: list[str], why: list[ReasonCode]
) -> None:
    world, _ = asked(db)
    for text in said:
        world.says(text)
    assert [nudge.reason for nudge in world.nudges() if nudge.status == Status.SKIPPED] == why


def test_an_answer_calls_off_what_comes_again_and_no_other_step_or_slot(db: Db) -> None:
    world = World(db, {"daily": plan(one=step(), two=step(["09:20", "12:00"]))})
    world.join()
    for minute in (15, 20):
        world.at(f"2026-06-02 09:{minute}").run()
        world.later(minutes=1).says("in 2 hours")
    world.at("2026-06-02 12:00").plan_due()  # and nothing can be sent just now
    world.says("done")
    assert [(n.step, n.again) for n in world.nudges() if n.status == Status.QUEUED] == [
        ("one", 1),
        ("two", 0),
    ]


@pytest.mark.parametrize(("later", "undone"), [({"hours": 24}, True), ({"hours": 24, "seconds": 1}, False)])
def test_after_a_day_nothing_is_taken_back(db: Db, later: dict[str, float], undone: bool) -> None:
    world, person = asked(db)
    world.says("pause for a week")
    assert ("nothing" in str(world.later(**later).says("undo"))) is not undone
    assert world.person(person.id).paused(world.now) is not undone


@pytest.mark.parametrize(
    ("before", "counts"),
    [([], True), (["pause for a week"], True), ([DANGER], False), ([DANGER, "resume"], True)],
)
def test_only_while_nudges_rest_after_words_of_danger_a_yes_is_to_none_of_them(
    db: Db, before: list[str], counts: bool
) -> None:
    world, _ = asked(db)
    for text in before:
        world.later(minutes=1).says(text)
    world.later(minutes=1).says("yes")
    assert (world.rows(t.reply)[-1].nudge_id is not None) == counts


@pytest.mark.parametrize("asks", ["change my time", "remind me at 3 am"])
def test_what_was_only_asked_for_is_not_taken_back(db: Db, asks: str) -> None:
    world, _ = asked(db)
    world.says(asks)
    assert "nothing" in str(world.later(minutes=1).says("undo"))
    assert not any(reply.undone_at for reply in world.rows(t.reply))


@pytest.mark.parametrize(
    ("until", "comes"), [("11:29 am", "11:29"), ("11:30 am", "12:00"), ("11:45 am", "12:00")]
)
def test_what_the_next_slot_follows_within_half_an_hour_is_not_put_off(
    db: Db, until: str, comes: str
) -> None:
    world = World(db, {"daily": plan(daily=step(["09:15", "12:00"]))})
    person = world.join(phone=PHONE)
    world.at("2026-06-02 09:15").run()
    world.later(minutes=5).says(f"remind me at {until}")
    queued = [nudge.due_at for nudge in world.nudges() if nudge.status == Status.QUEUED]
    slots = [row.due_at for row in world.rows(t.upcoming)]
    assert f"{person.local(min(queued + slots)):%H:%M}" == comes


def test_the_weight_of_a_mail_that_answers_none_of_ours(db: Db) -> None:
    """Anybody can write an address into a From: it may end everything, and ask for help, and no more."""
    world, person = asked(db, email=EMAIL)
    for text in ("pause for a month", "done", "resume", "undo"):
        world.says(text, sender=EMAIL)
    assert kinds(world) == ["note"] * 4
    assert all(reply.nudge_id is None for reply in world.rows(t.reply))
    assert not world.person(person.id).paused(world.now)
    world.says("unsubscribe", sender=EMAIL)
    assert world.person(person.id).state is State.STOPPED


def test_whoever_answers_our_mail_is_known_by_it(db: Db) -> None:
    world = World(db)
    world.join(plan="letters", email=EMAIL)
    world.at("2026-06-02 10:00").run()
    letter = world.nudge("letter")
    world.says("done", sender="other@address.example", answers=letter.attempt_id)
    assert [(reply.kind, reply.nudge_id) for reply in world.rows(t.reply)] == [("done", letter.id)]


def test_an_answer_that_nobody_waits_for_any_more_goes_by_itself(db: Db) -> None:
    from nudges.core.vocabulary import Medium
    from nudges.flow.reply.inbound import Inbound
    from nudges.flow.reply.record import Arrived, record_replies

    world, _ = asked(db)
    inbound = Inbound("slow", Medium.SMS, PHONE, "done", world.now)
    assert record_replies(world.service, [Arrived(inbound, world.now, lambda: False)]) == [None]
    world.run()
    [message] = world.sms.ledger
    assert message.text.startswith("Good to hear.")
    world.later(minutes=1).run()
    assert len(world.sms.ledger) == 1


def test_quiet_acknowledgements_say_only_what_changes(db: Db) -> None:
    world, person = asked(db)
    with db.write() as tx:
        preferences.set_wishes(tx, person.id, quiet_acks=True)
    assert world.says("done 4") is None
    assert str(world.says("undo")).startswith("Undone")
    assert str(world.says("pause")).startswith("Nothing comes until")
    assert world.says("STOP")


@pytest.mark.parametrize(("said", "before", "after"), [("done", True, False), ("thank you", False, False)])
def test_who_wants_no_acknowledgements_hears_that_an_answer_answers_nothing(
    db: Db, said: str, before: bool, after: bool
) -> None:
    world = World(db)
    world.join(quiet_acks=True)
    assert bool(world.says(said)) is before
    world.at("2026-06-02 09:15").run()
    assert bool(world.says(said)) is after


@pytest.mark.parametrize("state", ["active", "paused", "stopped", "invited"])
def test_danger_is_answered_however_they_stand(db: Db, state: str) -> None:
    world = World(db).at("2026-06-02 02:30")  # at night
    consent = None if state == "invited" else CONSENT
    world.join(consent=consent, quiet=False, phone=AMERICAN)
    if state in ("paused", "stopped"):
        world.says({"paused": "pause", "stopped": "stop"}[state], sender=AMERICAN)
    words = str(world.later(minutes=1).says(DANGER, sender=AMERICAN))
    assert "988" in words
    assert "nobody watches it" in words
    assert str(world.later(minutes=1).says("he choked me", sender=AMERICAN)).count("1-800-799-7233") == 1


def test_possible_danger_holds_nothing_and_alarms_nobody(db: Db) -> None:
    world = World(db)
    person = world.join(phone=AMERICAN)
    world.says("i feel empty inside", sender=AMERICAN)
    assert world.person(person.id).state is State.ACTIVE
    assert asyncio.run(tell_operator(world.service, world.now)) == 0


def test_a_stop_in_despair_is_one_confirmation_with_the_numbers(db: Db) -> None:
    world = World(db)
    person = world.join(phone=AMERICAN)
    words = str(world.says(f"STOP. {DANGER}", sender=AMERICAN))
    assert world.person(person.id).state is State.STOPPED
    assert "988" in words
    assert "unsubscribed" in words
    assert world.later(minutes=1).says("done", sender=AMERICAN) is None


def test_a_stranger_in_danger_is_answered_and_nothing_of_theirs_is_kept(db: Db) -> None:
    world, _ = asked(db)
    assert "988" in str(world.says(DANGER, sender=STRANGER))
    assert kinds(world) == []
    assert world.says("hello", sender=STRANGER) is None


def test_the_operator_is_told_once_by_id_and_without_the_words(db: Db) -> None:
    world, person = asked(db)
    service = replace(world.service, operator="operator@example.org")
    world.says(DANGER)
    world.mail.answers.append(fault(Fault.BUSY))
    assert asyncio.run(tell_operator(service, world.now)) == 0, "the mail provider was busy"
    assert asyncio.run(tell_operator(service, world.now)) == 0, "and is left alone for a moment"
    world.later(minutes=6)
    assert asyncio.run(tell_operator(service, world.now)) == 1
    [message] = world.mail.ledger
    assert (message.to, person.id in message.text) == ("operator@example.org", True)
    for word in (SECRET, "kill", PHONE):
        assert word not in message.text + message.subject
    assert asyncio.run(tell_operator(service, world.now + timedelta(hours=1))) == 0
