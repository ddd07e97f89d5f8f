"""A pause: what comes after it, and that the person, the operator and the plan agree on when."""

from nudges.core.person.person import Person
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
