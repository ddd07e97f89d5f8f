"""What somebody in a pause or a hold says of days that come: nothing is made shorter, and none is lost."""

from nudges.flow.consent.pause import pause
from nudges.store.db import Db
from tests.harness import PHONE, World, local

HIT = "he hit me last night"


def test_a_hold_begins_at_once_and_no_pause_makes_it_shorter(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    assert "Paused from Sat 6 Jun until Mon 8 Jun" in (world.says("no texts this weekend") or "")
    world.says(HIT)
    held = world.person(person.id)
    assert held.paused(world.now)
    assert held.paused_until == local("2026-06-08 00:00"), "their own pause is not lost"
    for words in ("pause until friday", "skip wednesday"):
        assert "Nothing comes until Mon 8 Jun" in (world.says(words) or "")
        assert world.person(person.id).pause(world.now) == (None, local("2026-06-08 00:00"))


def test_a_hold_is_longer_than_a_pause_that_is_far_away(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    pause(world.service, person, local("2026-07-12 00:00"), world.now, since=local("2026-07-01 00:00"))
    world.says(HIT)
    held = world.person(person.id)
    assert held.paused(world.now)
    assert held.paused_until == local("2026-06-05 00:00")


def test_days_named_in_a_pause_are_rested_through(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    world.says("pause until friday")
    assert "Nothing comes until Wed 10 Jun" in (world.says("away from monday to tuesday") or "")
    assert world.person(person.id).pause(world.now) == (None, local("2026-06-10 00:00"))
    world.says("undo")
    assert world.person(person.id).pause(world.now) == (None, local("2026-06-05 00:00"))
    world.says("pause until thursday")
    assert world.person(person.id).pause(world.now) == (None, local("2026-06-04 00:00")), "a pause, no hold"


def test_undo_brings_back_the_pause_there_was(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    assert "Paused from Wed 3 Jun until Sat 6 Jun, 9:00 AM." in (world.says("away wed-fri") or "")
    assert "Paused from Sat 6 Jun until Mon 8 Jun, 9:00 AM." in (world.says("no texts this weekend") or "")
    assert world.says("undo") == "Undone: paused from Wed 3 Jun until Sat 6 Jun, 9:00 AM."
    days = local("2026-06-03 00:00"), local("2026-06-06 00:00")
    assert world.person(person.id).pause(world.now) == days
    assert "called off" in (world.says("resume") or "")
    assert world.person(person.id).pause(world.now) is None
    assert "paused from Wed 3 Jun" in (world.says("undo") or "")
    assert world.person(person.id).pause(world.now) == days


def test_an_answer_within_it_is_heard_as_of_somebody_in_a_pause(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    world.says("away wed-fri")
    assert "back" not in (world.says("I'm home") or ""), "nothing is paused yet"
    assert world.person(person.id).will_pause(world.now)
    world.at("2026-06-04 12:00")
    assert "Good to have you back." in (world.says("I'm home") or "")
    assert world.person(person.id).pause(world.now) is None


def test_which_days_are_meant_is_asked_and_chosen(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE)
    assert world.says("no texts on thursday and saturday") == (
        "I want to get this right. Reply 1: a pause from Thu 4 Jun until Fri 5 Jun, 2: a pause from Sat 6 Jun"
        " until Sun 7 Jun, 3: just a note."
    )
    world.says("2")
    days = local("2026-06-06 00:00"), local("2026-06-07 00:00")
    assert world.person(person.id).pause(world.now) == days
