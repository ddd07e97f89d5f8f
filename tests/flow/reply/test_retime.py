"""A new time moves the step that was answered, and no other."""

from datetime import time

import pytest

from nudges.core.office.roles import PROMPT
from nudges.flow.office import person as office
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import preferences
from tests.harness import PHONE, World, plan, step

MORNING_AND_EVENING = {
    "daily": plan(morning=step("09:15"), evening=step("18:00", expects="rating", practices=["g1-s2-b1"]))
}


@pytest.mark.parametrize(
    ("answered_at", "moved", "times"),
    [
        ("2026-06-02 09:15", {"morning": "10:00"}, {"morning": "10:00", "evening": "18:00"}),
        ("2026-06-02 18:00", {"evening": "10:00"}, {"morning": "09:15", "evening": "10:00"}),
    ],
)
def test_the_step_that_was_answered_is_moved(
    db: Db, answered_at: str, moved: dict[str, str], times: dict[str, str]
) -> None:
    world = World(db, MORNING_AND_EVENING)
    person = world.join(phone=PHONE)
    world.at("2026-06-02 09:15").run()
    world.at(answered_at).run()
    world.later(minutes=5).says("make it 10 am from now on")
    assert [one.times for one in world.rows(t.enrolment)] == [moved]
    world.at("2026-06-03 09:00").plan_due()
    upcoming = {row.step: f"{person.local(row.due_at):%H:%M}" for row in world.rows(t.upcoming)}
    assert upcoming == times


def test_where_nothing_comes_nothing_can_come_later(db: Db) -> None:
    world = World(db)
    her = world.join()
    office.leave(world.service, PROMPT, her.id, "daily", world.now)
    for words in ("in 2 hours", "at 10 in the morning"):
        assert "nothing" in (world.later(minutes=1).says(words) or "").lower(), words
    assert world.rows(t.upcoming) == []


def test_without_a_nudge_to_answer_it_is_the_step_that_comes_next(db: Db) -> None:
    world = World(db, MORNING_AND_EVENING)
    world.join(phone=PHONE)
    world.later(minutes=5).says("make it 10 am from now on")
    assert [one.times for one in world.rows(t.enrolment)] == [{"evening": "10:00"}], "that of today"


@pytest.mark.parametrize(
    ("hours", "said", "widened"),
    [
        ("09:00-20:00", "7:59 am", None),  # no earlier than eight
        ("09:00-20:00", "8:00 am", "08:00-20:00"),
        ("09:00-20:00", "8:59 am", "08:59-20:00"),
        ("09:00-20:00", "9:00 am", "09:00-20:00"),
        ("09:00-20:00", "7:00 pm", "09:00-20:00"),  # an hour is left for sending it
        ("09:00-20:00", "7:01 pm", "09:00-20:01"),
        ("09:00-20:00", "8:00 pm", "09:00-21:00"),
        ("09:00-20:00", "8:59 pm", "09:00-21:00"),  # no later than nine
        ("09:00-20:00", "9:00 pm", None),
        ("06:30-22:30", "6:29 am", None),  # who chose other hours may have those
        ("06:30-22:30", "6:30 am", "06:30-22:30"),
        ("06:30-22:30", "10:29 pm", "06:30-22:30"),
        ("06:30-22:30", "10:30 pm", None),
    ],
)
def test_how_far_a_new_time_widens_the_hours(db: Db, hours: str, said: str, widened: str | None) -> None:
    world = World(db, MORNING_AND_EVENING)
    person = world.join(phone=PHONE)
    opens, closes = map(time.fromisoformat, hours.split("-"))
    with db.write() as tx:
        preferences.set_hours(tx, person.id, opens, closes)
    world.later(minutes=5).says(f"make it {said} from now on")
    now = world.person(person.id)
    assert f"{now.opens:%H:%M}-{now.closes:%H:%M}" == (widened or hours)
    assert [bool(one.times) for one in world.rows(t.enrolment)] == [widened is not None]


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("1 pm", "09:15 13:00 18:00"),
        ("10:57 am", "10:57 12:40 18:00"),
        ("10:58 am", "09:15 10:58 18:00"),  # a minute nearer to the second
        ("6 pm", "09:15 12:40 18:00"),
        ("12:40 pm", "09:15 12:40 18:00"),
    ],
)
def test_of_several_times_a_day_the_nearest_is_moved(db: Db, said: str, times: str) -> None:
    world = World(db, {"daily": plan(daily=step(["09:15", "12:40", "18:00"]))})
    person = world.join(phone=PHONE)
    world.later(minutes=5).says(f"make it {said} from now on")
    world.later(days=1).plan_due()
    world.at("2026-06-03 23:00").plan_due()
    due = sorted({f"{person.local(row.due_at):%H:%M}" for row in world.nudges() if row.local_date.day == 3})
    assert " ".join(due) == times
