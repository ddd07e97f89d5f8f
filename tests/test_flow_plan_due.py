"""A slot has come: one nudge, once, whoever plans it and however late, each with a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from structlog.testing import capture_logs

from nudges.core.due import OVERTAKEN
from nudges.core.person import Person
from nudges.flow.consent import pause, resume
from nudges.flow.enrol import Newcomer, join
from nudges.flow.plan_due import plan_due
from nudges.flow.schedule import move
from nudges.store import people, planning
from nudges.store.db import Db
from tests.house import CONSENT, PARIS, PLANS, World, local, plan, step


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
        assert planning.next_due(tx) == local("2026-06-02 09:15")
        assert [u.slot.due_at for u in planning.upcoming(tx, person.id)] == [local("2026-06-03 09:15")]


def test_after_days_of_outage_only_the_newest_is_sent(db: Db) -> None:
    world = World(db)
    world.join()
    world.at("2026-06-05 10:00").run()
    assert [(n.local_date.day, n.status, n.why) for n in world.nudges()] == [
        (2, "missed", OVERTAKEN),
        (3, "missed", OVERTAKEN),
        (4, "missed", OVERTAKEN),
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
    assert world.nudge().why.startswith("missed: 8 h 45 min late, the limit is 3 h")
    assert world.sms.tried == []


def test_a_slot_in_quiet_hours_waits_for_the_morning(db: Db) -> None:
    world = World(db)
    world.join(times={"daily": "22:00"})
    world.at("2026-06-01 22:00").run()
    nudge = world.nudge()
    assert (nudge.status, nudge.why, nudge.ready_at) == (
        *("queued", "held: quiet hours until 09:00"),
        local("2026-06-02 09:00"),
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
    assert world.nudges()[0].why == "not sent: paused until 4 Jun 2026, 00:00"


def test_a_pause_may_end_early(db: Db) -> None:
    world = World(db)
    person = world.join()
    pause(world.service, person, local("2026-07-01 00:00"), world.now)
    resume(world.service, person)
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
        assert planning.upcoming(tx, person.id) == []


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
        written = list(pool.map(lambda _: plan_due(world.service, world.now), range(4)))
    nudges = world.nudges()
    assert len(nudges) == len({(n.person_id, n.local_date) for n in nudges}) == 1_200
    assert sum(written) == 1_200
    world.later(seconds=1)
    assert world.plan_due() == 0
    with db.read() as tx:
        following = planning.next_due(tx)
    assert following is not None
    assert following <= world.now + timedelta(days=1)


def relocate(world: World, person: Person, zone: str) -> None:
    """Write a zone into a person's row, behind the service's back."""
    with world.db.write() as tx:
        people.set_zone(tx, person.id, zone)


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


def test_mended_by_a_move_it_goes_on_at_once(db: Db) -> None:
    world = World(db)
    person = world.join()
    relocate(world, person, "Old/Gone")
    world.at("2026-06-02 09:15").run()
    move(world.service, person.id, PARIS, world.later(minutes=5).now)
    world.run()
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
    assert [(n.local_date.day, n.status, n.why) for n in world.nudges()] == [
        (2, "missed", OVERTAKEN),
        (3, "missed", OVERTAKEN),
        (4, "missed", OVERTAKEN),
        (5, "accepted", "sent"),
    ]
    world.at("2026-06-06 09:15").run()
    assert world.nudge().local_date.day == 6
