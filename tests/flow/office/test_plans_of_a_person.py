"""Staff put somebody on a plan, from a day on, and set the times of its steps."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest

from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT
from nudges.core.plan.personal import Personal, own_step, read_personal
from nudges.core.vocabulary import Who
from nudges.flow.office import joining
from nudges.flow.office.act import NotThereError
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import PLANS, World, plan, step

TWICE = {"twice": plan(twice=step(["10:00", "18:00"]))}


at = read_personal


def times_of(world: World) -> dict[str, dict[str, str]]:
    return {row.plan: row.times for row in world.rows(t.enrolment)}


def test_another_plan_begins_on_its_day_and_the_first_goes_on(db: Db) -> None:
    world = World(db)
    her = world.join()
    assert joining.enrol(world.service, PROMPT, her.id, "pulse", world.now, date(2026, 6, 8))
    assert not joining.enrol(world.service, PROMPT, her.id, "pulse", world.now)
    sent = []
    for day in range(2, 12):  # pulse comes on Wednesdays at 19:00
        for hour in ("09:15", "19:00"):
            world.at(f"2026-06-{day:02} {hour}").run()
            sent += [(day, hour)] * len(world.sent)
            world.forget_sent()
    assert sent == [*((day, "09:15") for day in range(2, 11)), (10, "19:00"), (11, "09:15")]


def test_a_plan_that_is_not_for_their_side_is_refused(db: Db) -> None:
    repair = PLANS["pulse"].model_copy(update={"who": Who.REPAIRING})
    world = World(db, plans=PLANS | {"repair": repair})
    her = world.join()
    with pytest.raises(NudgesError, match="The plan repair is not for somebody who was hurt"):
        joining.enrol(world.service, PROMPT, her.id, "repair", world.now)
    assert list(times_of(world)) == ["daily"]


@pytest.mark.parametrize("day", [date(2025, 5, 30), date(2027, 6, 3)])
def test_a_first_day_far_away_is_refused(db: Db, day: date) -> None:
    world = World(db)
    her = world.join()
    with pytest.raises(NudgesError, match="on that day"):
        joining.enrol(world.service, PROMPT, her.id, "pulse", world.now, day)
    assert list(times_of(world)) == ["daily"]


def test_a_step_comes_at_its_new_time_and_the_audit_has_it(db: Db) -> None:
    world = World(db)
    her = world.join()
    joining.set_times(world.service, PROMPT, her.id, "daily", {"daily": at("11:30")}, world.now)
    world.at("2026-06-02 09:15").run()
    assert world.sent == []
    world.at("2026-06-02 11:30").run()
    assert len(world.sent) == 1
    [line] = world.rows(t.audit)
    assert (line.action, line.person_id) == ("person times", her.id)
    assert line.details == {"plan": "daily", "times": "daily 11:30"}


@pytest.mark.parametrize(
    ("step_name", "wished", "why"),
    [
        ("twice", [time(10), time(21)], "outside their hours"),
        ("twice", [time(10), time(8)], "outside their hours"),
        ("twice", [time(10), time(10)], "do not fit"),
        ("twice", [time(10)], "do not fit"),
        ("twice", [time(10), time(11), time(12)], "do not fit"),
        ("nope", [time(10)], "no step nope"),
    ],
)
def test_times_that_they_could_not_choose_themselves_are_refused(
    db: Db, step_name: str, wished: Sequence[time], why: str
) -> None:
    world = World(db, {**PLANS, **TWICE})
    her = world.join(plan="twice", times={"twice": "10:00, 20:30"})
    with pytest.raises(NudgesError, match=why):
        joining.set_times(
            world.service, PROMPT, her.id, "twice", {step_name: Personal((), tuple(wished))}, world.now
        )
    assert times_of(world) == {"twice": {"twice": "10:00, 20:30"}}
    assert world.rows(t.audit) == []
    kept = {"twice": at("20:30, 12")}  # a time outside their hours may stay as it is
    joining.set_times(world.service, PROMPT, her.id, "twice", kept, world.now)
    assert times_of(world) == {"twice": {"twice": "12:00, 20:30"}}


def test_times_of_a_plan_they_are_not_on_or_that_is_not_there_are_refused(db: Db) -> None:
    world = World(db)
    her = world.join()
    with pytest.raises(NotThereError):
        joining.set_times(world.service, PROMPT, her.id, "pulse", {"pulse": at("18")}, world.now)
    with pytest.raises(NudgesError, match="no plan"):
        joining.set_times(world.service, PROMPT, her.id, "nope", {"nope": at("18")}, world.now)
    assert world.rows(t.audit) == []


def test_a_time_that_is_changed_after_today_s_nudge_went_brings_no_second_one(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.at("2026-06-02 09:15").run()
    world.forget_sent()
    joining.set_times(world.service, PROMPT, her.id, "daily", {"daily": at("12")}, world.now)
    world.at("2026-06-02 12:00").run()
    assert world.sent == []
    world.now += timedelta(days=1)
    world.run()
    assert len(world.sent) == 1


def test_a_weekly_step_moves_to_another_day_and_comes_once_a_week(db: Db) -> None:
    """Pulse comes on Wednesdays at 19:00; they are here since Monday 1 June."""
    world = World(db)
    her = world.join(plan="pulse")
    came = []
    for day in range(1, 22):
        if day == 4:  # Wednesday's came; from now on it is Saturdays
            wished = {"pulse": at("sat 10:00")}
            joining.set_times(
                world.service, PROMPT, her.id, "pulse", wished, world.at("2026-06-04 09:00").now
            )
        for hour in ("10:00", "19:00"):
            world.at(f"2026-06-{day:02} {hour}").run()
            came += [(day, hour)] * len(world.sent)
            world.forget_sent()
    assert came == [(3, "19:00"), (6, "10:00"), (13, "10:00"), (20, "10:00")]
    assert world.rows(t.audit)[-1].details == {"plan": "pulse", "times": "pulse sat 10:00"}
    joining.set_times(world.service, PROMPT, her.id, "pulse", {"pulse": at("11:00")}, world.now)
    assert times_of(world) == {"pulse": {"pulse": "sat 11:00"}}, "a time alone keeps their day"
    joining.set_times(world.service, PROMPT, her.id, "pulse", {"pulse": at("wed 19:00")}, world.now)
    assert times_of(world) == {"pulse": {"pulse": "19:00"}}, "the plan's own day is no choice"


@pytest.mark.parametrize(
    ("plan_name", "wished", "why"),
    [("daily", "sat 10:00", "cannot be chosen"), ("pulse", "sat sun 10:00", "do not fit")],
)
def test_days_that_do_not_fit_the_step_are_refused(db: Db, plan_name: str, wished: str, why: str) -> None:
    world = World(db)
    her = world.join(plan=plan_name)
    with pytest.raises(NudgesError, match=why):
        joining.set_times(world.service, PROMPT, her.id, plan_name, {plan_name: at(wished)}, world.now)
    assert times_of(world) == {plan_name: {}}


def test_a_list_a_reply_and_an_edit_of_the_plan_keep_their_day_as_far_as_it_fits(db: Db) -> None:
    world = World(db)
    her = world.join(plan="pulse", times={"pulse": "sat 10:00"})
    world.at("2026-06-06 10:00").run()
    assert len(world.sent) == 1
    world.forget_sent()
    world.says("better at 11:00 from now on")
    assert times_of(world) == {"pulse": {"pulse": "sat 11:00"}}
    world.at("2026-06-13 11:00").run()
    assert len(world.sent) == 1
    world.forget_sent()
    again = World(db, {"pulse": plan(pulse=step("19:00", every="week", on=["mon", "wed"]))})
    again.now = world.now
    assert own_step(again.plans["pulse"].steps["pulse"], "sat 11:00").on == ("mon", "wed")
    assert her.id
