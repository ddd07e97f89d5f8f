"""A new time moves the step that was answered, and no other."""

import pytest

from nudges.store import tables as t
from nudges.store.db import Db
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


def test_without_a_nudge_to_answer_it_is_the_step_that_comes_next(db: Db) -> None:
    world = World(db, MORNING_AND_EVENING)
    world.join(phone=PHONE)
    world.later(minutes=5).says("make it 10 am from now on")
    assert [one.times for one in world.rows(t.enrolment)] == [{"evening": "10:00"}], "that of today"
