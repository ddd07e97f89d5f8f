"""A pause: what comes after it, and that the person, the operator and the plan agree on when."""

from datetime import timedelta

import pytest

from nudges.core.person.person import Person, State
from nudges.core.reasons import ReasonCode
from nudges.core.status import Status
from nudges.flow.consent.pause import pause, resume
from nudges.flow.planning.enrol import Newcomer
from nudges.flow.reply.upcoming import all_coming, coming
from nudges.store.db import Db
from tests.harness import CONSENT, EMAIL, PARIS, PHONE, World, local


def at_night(db: Db) -> tuple[World, Person]:
    """Somebody who joins at night: their welcome waits for the morning."""
    world = World(db).at("2026-06-01 23:00")
    joined = world.joined(Newcomer("daily", PARIS, phone=PHONE, consent=CONSENT))
    return world, world.person(joined.person_id)


def said(world: World) -> list[str]:
    """What went out since this was asked last, in a word each."""
    words = []
    for message in world.sent:
        text = message.text
        words.append("welcome" if "Hello!" in text else "back" if "Hello again" in text else "practice")
    world.forget_sent()
    return words


def test_who_was_not_welcomed_is_welcomed_first_when_they_are_back(db: Db) -> None:
    world, person = at_night(db)
    pause(world.service, person, local("2026-06-05 00:00"), world.now)
    pause(world.service, person, local("2026-06-08 00:00"), world.now)
    for day in range(2, 8):
        world.at(f"2026-06-0{day} 09:20").run()
    assert said(world) == []
    world.at("2026-06-08 09:00").run()
    world.at("2026-06-08 09:16").run()
    assert said(world) == ["welcome", "practice"]


def test_an_early_end_of_the_pause_brings_the_welcome_at_once(db: Db) -> None:
    world, person = at_night(db)
    pause(world.service, person, local("2026-06-08 00:00"), world.now)
    world.at("2026-06-03 12:00").run()
    resume(world.service, world.person(person.id), world.now)
    world.run()
    assert said(world) == ["welcome"]


def test_who_was_welcomed_hears_that_the_pause_is_over(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    pause(world.service, person, local("2026-06-04 00:00"), world.now)
    world.at("2026-06-04 09:00").run()
    assert said(world) == ["back"]


def test_what_comes_next_is_never_inside_a_pause_or_a_hold(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE, email=EMAIL)
    pause(world.service, person, local("2026-06-09 00:00"), world.now)
    with db.read() as tx:
        told = [(one.name, one.at) for one in all_coming(world.service, tx, person, world.now)]
        following = coming(world.service, tx, person, world.now)
    assert told == [("daily", local("2026-06-09 09:15")), ("summary", local("2026-06-14 18:00"))]
    assert following == local("2026-06-09 09:15")
    assert "9:15 AM" in (world.says("why") or "")
    world.says("he hit me last night")
    until = world.person(person.id).paused_until
    with db.read() as tx:
        for one in all_coming(world.service, tx, person, world.now):
            assert until is not None
            assert one.at >= until
    world.at("2026-06-09 09:15").run()
    assert "practice" in said(world)


def planned(db: Db) -> tuple[World, Person]:
    """Somebody welcomed, whose pause of the 4th and 5th is set on the 2nd."""
    world = World(db)
    person = world.join(phone=PHONE)
    pause(world.service, person, local("2026-06-06 00:00"), world.now, since=local("2026-06-04 00:00"))
    return world, world.person(person.id)


def days(world: World, *numbers: int) -> list[str]:
    """What came on each of these days of June, in a word each."""
    came = []
    for number in numbers:
        for hour in ("09:00", "09:16"):
            world.at(f"2026-06-{number:02} {hour}").run()
            came += [f"{number} {word}" for word in said(world)]
    return came


def test_a_pause_that_begins_later_holds_from_then_on(db: Db) -> None:
    world, person = planned(db)
    assert (person.stands(world.now), person.will_pause(world.now)) == (State.ACTIVE, True)
    assert days(world, 2, 3, 4, 5, 6) == ["2 practice", "3 practice", "6 back", "6 practice"]
    skipped = [nudge for nudge in world.nudges("daily") if nudge.status == Status.SKIPPED]
    assert {nudge.reason for nudge in skipped} == {ReasonCode.PAUSED}
    assert [nudge.local_date.day for nudge in skipped] == [4, 5]


def test_what_comes_next_before_a_pause_and_in_it(db: Db) -> None:
    world, person = planned(db)
    for now, then in (("02 08:00", "02 09:15"), ("03 12:00", "06 09:15"), ("05 12:00", "06 09:15")):
        world.at(f"2026-06-{now}").run()
        with db.read() as tx:
            assert coming(world.service, tx, person, world.now) == local(f"2026-06-{then}")


def test_a_pause_is_called_off_before_it_begins(db: Db) -> None:
    world, person = planned(db)
    resume(world.service, person, world.now)
    assert world.person(person.id).pause(world.now) is None
    assert days(world, 4, 5, 6) == ["4 practice", "5 practice", "6 practice"]


def test_a_second_pause_takes_the_place_of_the_first(db: Db) -> None:
    world, person = planned(db)
    pause(world.service, person, local("2026-06-08 00:00"), world.now, since=local("2026-06-07 00:00"))
    came = days(world, 4, 6, 7, 8)
    assert came == ["4 practice", "6 practice", "8 back", "8 practice"]


def test_what_was_put_off_into_a_pause_is_skipped(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    world.at("2026-06-03 09:15").run()
    assert "Moved" in (world.says("at 6pm") or "")
    pause(world.service, person, local("2026-06-05 00:00"), world.now, since=local("2026-06-03 15:00"))
    world.forget_sent()
    world.at("2026-06-03 18:01").run()
    assert said(world) == []
    assert [nudge.reason for nudge in world.nudges("daily") if nudge.again] == [ReasonCode.PAUSED]


@pytest.mark.parametrize(
    ("since", "came"),
    [("2026-06-02 00:00", ["3 welcome", "3 practice"]), ("2026-06-04 00:00", ["2 welcome", "2 practice"])],
)
def test_a_welcome_comes_before_a_pause_or_after_it(db: Db, since: str, came: list[str]) -> None:
    world, person = at_night(db)
    until = local(since) + timedelta(days=1)
    pause(world.service, person, until, world.now, since=local(since))
    assert days(world, 2, 3)[:2] == came


def test_a_weekly_mail_waits_for_the_end_of_a_pause_that_began_later(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE, email=EMAIL)
    pause(world.service, person, local("2026-06-09 00:00"), world.now, since=local("2026-06-07 00:00"))
    world.at("2026-06-07 18:01").run()
    assert world.nudges("summary")[-1].reason == ReasonCode.AFTER_PAUSE
    pause(world.service, person, local("2026-06-12 00:00"), world.now, since=local("2026-06-11 00:00"))
    assert world.nudges("summary")[-1].due_at == world.now, "a pause that is put off lets it go"


@pytest.mark.parametrize("to", ["2026-06-04 00:00", "2026-06-11 00:00"])
def test_exit_holds_at_once_and_keeps_a_pause_that_begins_soon(db: Db, to: str) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    ends = local(to) + timedelta(days=2)
    pause(world.service, person, ends, world.now, since=local(to))
    world.says("exit")
    exited = world.person(person.id)
    over = world.now + timedelta(days=1)
    assert exited.paused(world.now)
    assert exited.paused_until == (ends if local(to) < world.now + timedelta(days=8) else over)
