"""One bad plan stops one plan; processes with different files go on with what they agree on."""

from dataclasses import replace

import pytest

from nudges.core.errors import NudgesError
from nudges.flow.planning.agreement import Apart, file_marks, set_aside, workers_apart
from nudges.flow.planning.schedule import reschedule_if_changed, schedule_left_over
from nudges.flow.service import Service
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.maintenance import heartbeats
from tests.harness import PHONE, PLANS, World, local, plan, step, why

MISTAKE = NudgesError("schedules/daily.yaml:3: this cannot be read.", "YAML says so.", "Mend it.")
OTHER = "+15550000002"


def broken(world: World) -> Service:
    """What a restart gives after `daily` became unreadable."""
    rest = {name: one for name, one in PLANS.items() if name != "daily"}
    return replace(world.rebuilt(rest), held={"daily": MISTAKE}, mistakes=(MISTAKE,))


@pytest.fixture
def world(db: Db) -> World:
    """Somebody on `daily` (09:15), somebody on `pulse` (Wednesdays, 19:00)."""
    world = World(db)
    world.join()
    world.join(phone=OTHER, plan="pulse")
    reschedule_if_changed(world.service, world.now)
    return world


def planned(world: World) -> list[tuple[str, int, str]]:
    return [(n.plan, n.local_date.day, n.status) for n in world.nudges()]


def test_a_plan_that_cannot_be_read_waits_and_all_else_goes_on(world: World) -> None:
    whole, world.service = world.service, broken(world)
    assert reschedule_if_changed(world.service, world.now) == 0
    world.at("2026-06-03 19:00").run()
    assert planned(world) == [("pulse", 3, "accepted")]
    world.service = whole  # mended, and started again
    reschedule_if_changed(world.service, world.now)
    world.at("2026-06-03 19:01").run()
    assert planned(world) == [("pulse", 3, "accepted"), ("daily", 2, "missed"), ("daily", 3, "missed")]
    world.at("2026-06-04 09:15").run()
    assert planned(world)[-1] == ("daily", 4, "accepted")


def test_what_is_queued_of_a_broken_plan_waits_and_ends_with_a_reason(world: World) -> None:
    world.at("2026-06-02 09:15").plan_due()
    whole, world.service = world.service, broken(world)
    world.at("2026-06-02 10:00").run()
    assert (world.nudge("daily").status, world.sms.ledger) == ("queued", [])
    world.service = whole
    world.run()
    assert world.nudge("daily").status == "accepted"
    world.at("2026-06-03 09:15").plan_due()
    world.service = broken(world)
    world.at("2026-06-03 12:16").run()
    nudge = world.nudge("daily")
    assert (nudge.status, why(nudge)) == (
        "missed",
        "missed: its plan could not be used until it was too late",
    )


def test_the_first_schedule_there_is_may_be_made_while_a_plan_cannot_be_read(db: Db) -> None:
    world = World(db)
    world.service = broken(world)
    world.join(plan="pulse")
    reschedule_if_changed(world.service, world.now)
    world.at("2026-06-03 19:00").run()
    assert planned(world) == [("pulse", 3, "accepted")]


def test_a_stop_is_heard_while_every_plan_is_broken(world: World) -> None:
    held = dict.fromkeys(PLANS, MISTAKE)
    world.service = replace(world.rebuilt({}), held=held, mistakes=(MISTAKE,))
    assert world.says("please stop texting me")
    assert world.rows(t.person)[0].state == "stopped"
    world.at("2026-06-02 09:15").run()
    assert world.nudges() == []


def test_who_comes_back_while_their_plan_is_broken_is_scheduled_once_it_is_not(world: World) -> None:
    whole, world.service = world.service, broken(world)
    world.says("STOP")
    world.says("START")
    assert [up.plan for up in world.rows(t.upcoming)] == ["pulse"]
    assert schedule_left_over(world.service, world.now) == 1, "and still there for somebody else"
    assert schedule_left_over(whole, world.now) == 1
    assert schedule_left_over(whole, world.now) == 0
    assert {(up.plan, up.due_at) for up in world.rows(t.upcoming)} >= {("daily", local("2026-06-02 09:15"))}


def test_two_processes_send_what_both_agree_on_and_the_stale_one_is_named(world: World) -> None:
    old = world.service
    new = world.rebuilt(PLANS | {"daily": plan(daily=step("10:00"))})
    reschedule_if_changed(new, world.now)
    with world.db.write() as tx:
        heartbeats.beat(tx, "old-one", file_marks(old))
        heartbeats.beat(tx, "new-one", file_marks(new))
    with world.db.read() as tx:
        assert (set_aside(old, tx), set_aside(new, tx)) == (("daily",), ())
        assert workers_apart(new, tx) == [Apart("old-one", ("daily",), ("daily",))]
    world.service = old
    world.at("2026-06-03 19:00").run()
    assert planned(world) == [("pulse", 3, "accepted")]
    world.service = new
    world.run()
    assert [one for one in planned(world) if one[0] == "daily"] == [
        ("daily", 2, "missed"),
        ("daily", 3, "missed"),
    ]


def test_other_words_are_told_and_hold_nothing(world: World) -> None:
    other = PLANS | {"daily": PLANS["daily"].model_copy(update={"about": "Said in other words."})}
    new = world.rebuilt(other)
    with world.db.write() as tx:
        heartbeats.beat(tx, "old-one", file_marks(world.service))
    with world.db.read() as tx:
        assert set_aside(new, tx) == ()
        assert workers_apart(new, tx) == [Apart("old-one", ("daily",), ())]


def test_a_time_of_ones_own_that_cannot_be_read_stops_nobody_else(world: World) -> None:
    with world.db.write() as tx:
        tx.conn.execute(
            t.enrolment.update().where(t.enrolment.c.plan == "pulse").values(times={"pulse": "x"})
        )
    world.service = world.rebuilt(PLANS | {"daily": plan(daily=step("09:20"))})
    assert reschedule_if_changed(world.service, world.now) == 2
    assert {up.plan: up.due_at for up in world.rows(t.upcoming)}["daily"] == local("2026-06-02 09:20")


def test_a_zone_that_nobody_knows_holds_one_person_with_a_reason(world: World) -> None:
    world.at("2026-06-02 09:15").plan_due()
    with world.db.write() as tx:
        lost = t.nudge.select().where(t.nudge.c.step == "daily")
        person_id = tx.conn.execute(lost).first().person_id  # type: ignore[union-attr]
        tx.conn.execute(t.person.update().where(t.person.c.id == person_id).values(zone="Mars/Base"))
    world.run()
    nudge = world.nudge("daily")
    assert (nudge.status, why(nudge)) == ("queued", "waiting: their time zone is not known")
    assert world.says("please stop", PHONE)
    assert world.nudge("daily").status == "suppressed"
