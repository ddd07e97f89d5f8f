"""A slot has come: one nudge, once, whoever plans it and however late, each with a reason."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from structlog.testing import capture_logs

from nudges.core.person.person import Person
from nudges.core.plan.plan import Plan, Step
from nudges.flow.consent.pause import pause, resume
from nudges.flow.planning import agreement
from nudges.flow.planning.enrol import Newcomer, join
from nudges.flow.planning.plan_due import plan_due
from nudges.flow.planning.schedule import move, reschedule_if_changed, schedule
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import upcoming
from nudges.store.people import preferences
from tests.harness import CONSENT, PARIS, PLANS, Databases, World, local, opened_db, plan, step, why
from tests.properties import examples


def test_each_slot_is_one_nudge_and_planning_again_adds_none(db: Db) -> None:
    world = World(db)
    person = world.join()
    assert world.plan_due() == 0
    world.at("2026-06-02 09:14")
    assert world.plan_due() == 0
    world.at("2026-06-02 09:15")
    assert [world.plan_due(), world.plan_due()] == [1, 0]
    nudge = world.nudge()
    assert (nudge.person_id, nudge.plan, nudge.step, nudge.local_date, nudge.n) == (
        *(person.id, "daily", "daily", date(2026, 6, 2)),
        0,
    )
    assert (nudge.status, nudge.due_at, nudge.expires_at) == (
        *("queued", local("2026-06-02 09:15")),
        local("2026-06-02 12:15"),
    )
    with db.read() as tx:
        assert upcoming.next_due(tx) == local("2026-06-02 09:15")
        assert [u.slot.due_at for u in upcoming.of(tx, person.id)] == [local("2026-06-03 09:15")]


def test_after_days_of_outage_only_the_newest_is_sent(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-05 10:00").run()
    assert [(n.local_date.day, n.status, n.reason) for n in world.nudges()] == [
        (2, "missed", "overtaken"),
        (3, "missed", "overtaken"),
        (4, "missed", "overtaken"),
        (5, "accepted", "sent"),
    ]
    assert len(world.sms.ledger) == 1
    world.at("2026-06-06 09:15").run()
    assert len(world.nudges()) == 5


def test_after_an_outage_even_the_newest_may_be_too_late(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-03 18:00").run()
    assert [n.status for n in world.nudges()] == ["missed", "missed"]
    assert why(world.nudge()).startswith("missed: 8 h 45 min late, the limit is 3 h")
    assert world.sms.tried == []


def test_a_slot_in_quiet_hours_waits_for_the_morning(db: Db) -> None:
    world = World(db)
    world.join(times={"daily": "22:00"})
    world.at("2026-06-01 22:00").run()
    nudge = world.nudge()
    assert (nudge.status, why(nudge), nudge.ready_at, nudge.expires_at) == (
        *("queued", "held: quiet hours until 09:00"),
        *(local("2026-06-02 09:00"), local("2026-06-02 12:00")),
    )
    world.at("2026-06-02 08:59").run()
    assert world.sms.tried == []
    world.at("2026-06-02 09:00").run()
    assert (len(world.sms.ledger), world.nudge().status) == (1, "accepted")


def test_what_comes_due_in_a_pause_is_skipped_and_after_it_goes_on(db: Db) -> None:
    world = World(db)
    person = world.join()
    pause(world.service, person, local("2026-06-04 00:00"), world.now)
    for day in (2, 3, 4):
        world.at(f"2026-06-0{day} 09:15").run()
    assert [n.status for n in world.nudges()] == ["skipped", "skipped", "accepted"]
    assert why(world.nudges()[0]) == "not sent: paused until 2026-06-04 00:00"


def test_a_pause_may_end_early(db: Db) -> None:
    world = World(db)
    person = world.join()
    pause(world.service, person, local("2026-07-01 00:00"), world.now)
    resume(world.service, person, world.now)
    world.at("2026-06-02 09:15").run()
    assert world.nudge().status == "accepted"


def test_a_step_whose_plan_is_gone_is_over(db: Db) -> None:
    world = World(db)
    person = world.join()
    world.at("2026-06-02 09:15")
    world.service = world.rebuilt({name: p for name, p in PLANS.items() if name != "daily"})
    world.run()
    assert world.nudges() == []
    with db.read() as tx:
        assert upcoming.of(tx, person.id) == []


def test_several_times_a_day(db: Db) -> None:
    world = World(db, plans={"often": plan(often=step(["10:30", "14:00", "18:00"]))})
    world.join(plan="often")
    for hour in ("10:30", "14:00", "18:00"):
        world.at(f"2026-06-01 {hour}").run()
    assert [(n.n, n.status) for n in world.nudges()] == [(0, "accepted"), (1, "accepted"), (2, "accepted")]


def test_planners_side_by_side_plan_each_slot_once(db: Db) -> None:
    world = World(db)
    crowd = [Newcomer("daily", PARIS, phone=f"+1555{n:07}", consent=CONSENT) for n in range(600)]
    join(world.service, crowd, world.now)
    world.at("2026-06-03 09:20")
    with ThreadPoolExecutor(4) as pool:
        steps = list(pool.map(lambda _: plan_due(world.service, world.now), range(4)))
    nudges = world.nudges()
    assert len(nudges) == len({(n.person_id, n.local_date) for n in nudges}) == 1_200
    assert sum(steps) == 600
    world.later(seconds=1)
    assert world.plan_due() == 0
    with db.read() as tx:
        following = upcoming.next_due(tx)
    assert following is not None
    assert following <= world.now + timedelta(days=1)


def relocate(world: World, person: Person, zone: str) -> None:
    """Write a zone into a person's row, behind the service's back."""
    with world.db.write() as tx:
        preferences.set_zone(tx, person.id, zone)


def test_a_row_that_cannot_be_decided_stops_nobody_else(db: Db) -> None:
    world = World(db)
    lost, other = world.join(), world.join(phone="+15550000002")
    relocate(world, lost, "Old/Gone")
    world.at("2026-06-02 09:15")
    with capture_logs() as logs:
        world.run()
        world.run()
    told = {"event": "cannot plan", "log_level": "error", "person": lost.id, "step": "daily"}
    assert logs == [told | {"error": "NudgesError"}], "once, not with every tick"
    assert [(n.person_id, n.status) for n in world.nudges()] == [(other.id, "accepted")]
    relocate(world, lost, PARIS)
    world.at("2026-06-02 10:15").run()
    assert [(n.person_id, n.local_date.day, n.status) for n in world.nudges()] == [
        *[(other.id, 2, "accepted"), (lost.id, 2, "accepted")]
    ]


def test_mended_by_a_move_it_goes_on_within_the_hour(db: Db) -> None:
    world = World(db)
    person = world.join()
    relocate(world, person, "Old/Gone")
    world.at("2026-06-02 09:15").run()
    move(world.service, person.id, PARIS, world.later(minutes=5).now)
    world.at("2026-06-02 10:15").run()
    assert [(n.local_date.day, n.status) for n in world.nudges()] == [(2, "accepted")]


def test_what_could_not_be_decided_for_days_is_missed_and_none_is_lost(db: Db) -> None:
    world = World(db)
    person = world.join()
    relocate(world, person, "Old/Gone")
    world.at("2026-06-02 09:15")
    for _ in range(3 * 24 + 2):
        world.run()
        world.later(hours=1)
    relocate(world, person, PARIS)
    world.run()
    assert [(n.local_date.day, n.status, n.reason) for n in world.nudges()] == [
        (2, "missed", "overtaken"),
        (3, "missed", "overtaken"),
        (4, "missed", "overtaken"),
        (5, "accepted", "sent"),
    ]
    world.at("2026-06-06 09:15").run()
    assert world.nudge().local_date.day == 6


def edited(world: World, **steps: Step) -> None:
    """The file of the plan "daily" is edited, and the service started again."""
    world.service = world.rebuilt(PLANS | {"daily": plan(**steps)})
    reschedule_if_changed(world.service, world.now)


def retimed(world: World, person: Person, at: str) -> None:
    """The person's own time is edited."""
    with world.db.write() as tx:
        ours = t.enrolment.c.person_id == person.id
        tx.conn.execute(update(t.enrolment).where(ours).values(times={"daily": at}))
        schedule(world.service, tx, [person], world.now)


def planned(world: World) -> list[str]:
    return [
        f"{(n.message or n.step)} {n.due_at.astimezone(ZoneInfo(PARIS)):%d %H:%M} {n.status}"
        for n in world.nudges()
    ]


@pytest.mark.parametrize("edits", ["the plan", "their own time"])
def test_a_time_edited_to_one_gone_by_holds_from_tomorrow(db: Db, edits: str) -> None:
    world = World(db, plans=PLANS | {"daily": plan(daily=step("11:00"))})
    person = world.join()
    reschedule_if_changed(world.service, world.now)
    if edits == "the plan":
        edited(world, daily=step("09:05"))
    else:
        retimed(world, person, "09:05")
    for moment in ("01 10:01", "01 11:00", "02 09:05", "02 11:00"):
        world.at(f"2026-06-{moment}").run()
    assert planned(world) == ["daily 01 11:00 accepted", "daily 02 09:05 accepted"]
    assert len(world.sms.ledger) == 2


@pytest.mark.parametrize("edits", ["the plan", "their own time"])
def test_a_time_edited_to_a_later_one_holds_today(db: Db, edits: str) -> None:
    world = World(db)
    person = world.join()
    world.at("2026-06-02 09:00")
    if edits == "the plan":
        edited(world, daily=step("12:00"))
    else:
        retimed(world, person, "12:00")
    for moment in ("02 09:15", "02 12:00", "03 09:15", "03 12:00"):
        world.at(f"2026-06-{moment}").run()
    assert planned(world) == ["daily 02 12:00 accepted", "daily 03 12:00 accepted"]


def test_a_step_added_to_a_plan_begins_with_its_next_time(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 10:00").run()
    edited(world, daily=step(), early=step("09:30"), late=step("18:00"))
    for moment in ("02 18:00", "03 09:30"):
        world.at(f"2026-06-{moment}").run()
    assert sorted(planned(world)) == [
        "daily 02 09:15 accepted",
        "daily 03 09:15 accepted",
        "early 03 09:30 accepted",
        "late 02 18:00 accepted",
    ]


def test_new_zone_data_computes_the_schedule_anew(db: Db) -> None:
    world = World(db)
    person = world.join()
    assert reschedule_if_changed(world.service, world.now) == 1
    assert reschedule_if_changed(world.service, world.now) == 0
    with world.db.write() as tx:  # as zone data of another year may have had it
        marks = agreement.scheduled_from(tx)
        assert marks is not None
        agreement.remember(tx, dict.fromkeys(marks, "of other zones"))
        tx.conn.execute(update(t.upcoming).values(due_at=local("2026-06-02 10:15")))
    assert reschedule_if_changed(world.service, world.now) == 1
    with world.db.read() as tx:
        assert [u.slot.due_at for u in upcoming.of(tx, person.id)] == [local("2026-06-02 09:15")]


def test_a_step_that_is_spread_gives_everybody_a_moment_of_their_own(db: Db) -> None:
    world = World(db, plans=PLANS | {"daily": plan(daily=step(within="20m"))})
    crowd = [Newcomer("daily", PARIS, phone=f"+1555{n:07}", consent=CONSENT) for n in range(120)]
    join(world.service, crowd, world.now)
    reschedule_if_changed(world.service, world.now)
    world.at("2026-06-02 09:14")
    assert world.plan_due() == 0
    world.at("2026-06-02 09:25")
    first = world.plan_due()
    world.at("2026-06-02 09:35")
    assert 30 < first < 90
    assert first + world.plan_due() == 120
    world.at("2026-06-03 09:35")
    assert (world.plan_due(), world.plan_due()) == (120, 0)
    moments: dict[str, list[datetime]] = defaultdict(list)
    for nudge in world.nudges():
        moments[nudge.person_id].append(nudge.due_at)
    for one, two in moments.values():
        assert local("2026-06-02 09:15") <= one < local("2026-06-02 09:35")
        assert two - one == timedelta(days=1)
    assert len({one for one, _ in moments.values()}) > 100


def test_to_spread_a_step_loses_no_slot_of_today(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-02 09:14")
    edited(world, daily=step(within="2h"))
    for moment in ("02 11:15", "03 11:15"):
        world.at(f"2026-06-{moment}").run()
    assert [(n.local_date.day, n.status) for n in world.nudges()] == [(2, "accepted"), (3, "accepted")]


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 30 * 60)),
        st.tuples(st.just("clock"), st.integers(-6 * 60, 6 * 60)),
        st.tuples(
            st.just("move"), st.sampled_from([PARIS, "Asia/Tokyo", "America/New_York", "Pacific/Apia"])
        ),
        st.tuples(st.just("own time"), st.sampled_from(["07:00", "09:30", "19:55", "09:00, 18:00"])),
        st.tuples(st.just("plan"), st.sampled_from(["08:00", "12:00", "20:30"])),
        st.tuples(st.just("spread"), st.sampled_from(["1m", "30m", "2h"])),
    ),
    min_size=5,
    max_size=25,
)


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS)
def test_whatever_is_edited_no_date_is_lost_or_comes_twice(
    databases: Databases, edits: list[tuple[str, Any]]
) -> None:
    with opened_db(databases) as db:
        world = World(db)
        person = world.join()
        reschedule_if_changed(world.service, world.now)
        for what, how in [*edits, ("wait", 60 * 60), ("wait", 60 * 60)]:
            match what:
                case "wait" | "clock":
                    world.later(minutes=how).run()
                case "move":
                    move(world.service, person.id, how, world.now)
                case "own time":
                    retimed(world, world.person(person.id), how)
                case "plan":
                    edited(world, daily=step(how))
                case "spread":
                    edited(world, daily=step(within=how))
        slots = [(n.local_date, n.n) for n in world.nudges()]
        assert slots == sorted(set(slots)), "one a date and number"
        days = sorted({day for day, _ in slots})
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))], "no date without a nudge"
        assert days[0] <= date(2026, 6, 2), "from the first one on"
        assert all(why(n) or n.status == "queued" for n in world.nudges())
        assert len({m.attempt_id for m in world.sms.ledger}) == len(world.sms.ledger) <= len(slots)


def test_two_steps_that_end_together_say_one_farewell(db: Db) -> None:
    phase = {"weeks": "1", "theme": "All of it", "about": "For tests.", "sections": ["g1-s5"]}
    ends = Plan.model_validate(
        {"title": "A plan", "about": "For tests.", "steps": {"one": step(), "two": step()}}
        | {"phases": [phase], "after": "farewell"}
    )
    world = World(db, plans=PLANS | {"daily": ends})
    world.join()
    world.at("2026-06-08 09:15").run()
    assert len(world.sent) == len(world.nudges("farewell")) == 1
