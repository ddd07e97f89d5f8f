"""What stands still is seen, whatever it is; what waits for its turn is not."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from nudges.channels.base import Fault
from nudges.core.vocabulary import Medium
from nudges.flow.accounts import accounts
from nudges.flow.delivery.hold_sender import refused
from nudges.flow.maintenance.health import (
    CLOCKS_APART,
    EVENTS_LATE,
    LEAST_DISK,
    Finding,
    Look,
    findings,
    found_in,
    unknown_zones,
)
from nudges.flow.planning.schedule import reschedule_if_changed
from nudges.settings import Settings
from nudges.store import tables as t
from nudges.store.db import Db, db_clock, remember
from nudges.store.db import clock as clock_of
from nudges.store.maintenance import heartbeats
from nudges.store.maintenance.movement import STILL, Movement
from nudges.store.nudges.senders import Refusal
from nudges.store.outbox.upkeep import Stand
from tests.harness import PARIS, World, fault, plan, step
from tests.office_staff import hire


def found(world: World, **settings: Any) -> dict[str, Finding]:
    given = Settings(_env_file=None, database_url="postgresql://elsewhere/db", **settings)
    return {one.code: one for one in findings(world.service, given, lambda: world.now)}


def with_a_worker(db: Db) -> World:
    world = World(db)
    with db.write() as tx:
        heartbeats.beat(tx, "w")
    return world


def stops(world: World) -> list[str]:
    return [code for code, one in found(world).items() if one.stops]


def test_an_ordinary_day_shows_nothing_that_stops(db: Db) -> None:
    world = with_a_worker(db)
    world.join()
    world.at("2026-06-02 09:15")
    assert stops(world) == [], "due this very moment"
    world.run()
    assert found(world)["due"].ok
    assert found(world)["results"].ok
    assert found(world)["plans"].ok
    assert found(world)["tables"].ok


def test_without_a_worker_nothing_is_sent(db: Db) -> None:
    world = World(db)
    assert stops(world) == ["worker"]
    with db.write() as tx:
        heartbeats.beat(tx, "w")
        tx.conn.execute(update(t.heartbeat).values(at=t.heartbeat.c.at - 300))
    assert found(world)["worker"].values["alive"] == 0
    assert found(world)["worker"].stops


def test_what_is_due_and_not_sent_stands_still(db: Db) -> None:
    world = with_a_worker(db)
    world.join()
    world.at("2026-06-02 09:15").plan_due()
    world.later(minutes=1)
    assert stops(world) == []
    world.later(minutes=2)
    assert stops(world) == ["due"]
    assert found(world)["due"].values == {"medium": Medium.SMS, "seconds": 180}
    with db.write() as tx:  # it waits for its turn: the sender's pace moves on
        now = tx.conn.execute(select(db_clock())).scalar_one()
        tx.conn.execute(insert(t.sender).values(medium="sms", next_at=now, held_until=0.0, held_why=""))
    assert stops(world) == []


def test_slots_that_nobody_plans_stand_still(db: Db) -> None:
    world = with_a_worker(db)
    world.join()
    world.at("2026-06-02 09:18")
    assert stops(world) == ["unplanned"]


def test_results_that_are_not_written_are_seen(db: Db) -> None:
    world = with_a_worker(db)
    world.join()
    world.sms.answers.append(fault(Fault.BUSY))
    world.at("2026-06-02 09:15").run()
    with db.write() as tx:
        now = tx.conn.execute(select(db_clock())).scalar_one()
        tx.conn.execute(
            update(t.nudge)
            .where(t.nudge.c.status == "queued")
            .values(status="sending", attempt_id="a", lease_until=now - 90)
        )
    assert found(world)["results"].ok is False


def test_a_refused_sender_and_a_restore_stop_it(db: Db) -> None:
    world = with_a_worker(db)
    refused(world.service, Medium.SMS, Fault.ACCOUNT, "20003", world.now)
    assert found(world)["refused"].values["code"] == "20003"
    assert stops(world) == ["refused"]
    with db.write() as tx:
        remember(tx, heartbeats.RESTORED, "2026-06-01")
    assert stops(world) == ["restored", "refused"]


def test_other_plans_than_the_schedules_are_seen(db: Db) -> None:
    world = with_a_worker(db)
    world.join()
    reschedule_if_changed(world.service, world.now)
    assert found(world)["plans"].ok
    world.service = world.rebuilt({"daily": plan(daily=step("10:00"))})
    assert found(world)["plans"].ok is False


def test_a_clock_that_is_not_the_databases_is_seen(db: Db) -> None:
    world = with_a_worker(db)
    if db.name == "sqlite":
        assert "clock" not in found(world), "it goes by this machine's own"
        return
    with db.read() as tx:
        now = tx.conn.execute(select(db_clock())).scalar_one()
    world.now = datetime.fromtimestamp(now, UTC)
    assert found(world)["clock"].ok
    world.later(seconds=9)
    assert found(world)["clock"].ok is False
    assert float(found(world)["clock"].values["ahead"]) > 5


def test_a_slow_look_is_no_difference_between_clocks(db: Db) -> None:
    if db.name == "sqlite":
        pytest.skip("SQLite goes by this machine's clock")
    world, asked = with_a_worker(db), 0

    def clock() -> datetime:
        """The database's own; but when the look began it was ten seconds earlier."""
        nonlocal asked
        asked += 1
        with db.read() as tx:
            return datetime.fromtimestamp(clock_of(tx) - (10 if asked == 1 else 0), UTC)

    given = Settings(_env_file=None, database_url="postgresql://elsewhere/db")
    assert {one.code: one.ok for one in findings(world.service, given, clock)}["clock"] is True


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"twilio_from": "NUDGES"}, "sender"),
        ({"twilio_from": "whatsapp:+15550100000"}, "sender"),
        ({"sendgrid_events_key": "a-key"}, "key"),
        ({"sendgrid_inbound_key": "MFkw-not-a-key"}, "key"),
        ({"programme": "Café “Ruhe”"}, "programme"),
    ],
)
def test_settings_that_cannot_be_meant_are_seen(db: Db, settings: dict[str, str], code: str) -> None:
    assert found(World(db), **settings)[code].ok is False


@pytest.mark.parametrize(
    "settings", [{"twilio_from": "+15550100000"}, {"twilio_from": "MG" + "0" * 32}, {"programme": "Café"}]
)
def test_others_are_not(db: Db, settings: dict[str, str]) -> None:
    assert not {"sender", "key", "programme"} & found(World(db), **settings).keys()


def test_the_disk_of_an_embedded_database_is_looked_at(db: Db, tmp_path: Path) -> None:
    world = World(db)
    given = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/nudges.db")
    [disk] = [one for one in findings(world.service, given, lambda: world.now) if one.code == "disk"]
    free = float(disk.values["free"])
    assert free > 0
    assert disk.ok is (free >= LEAST_DISK)
    assert disk.stops is (free < LEAST_DISK / 50)
    assert not found(world)["disk"].stops, "whose database is elsewhere"


def test_a_zone_that_nobody_knows_is_named(db: Db) -> None:
    world = World(db)
    person = world.join()
    assert unknown_zones(world.service) == []
    with db.write() as tx:
        tx.conn.execute(update(t.person).where(t.person.c.id == person.id).values(zone="Europe/Atlantis"))
    assert unknown_zones(world.service) == ["Europe/Atlantis"]
    assert PARIS not in unknown_zones(world.service)


def test_an_office_in_which_nobody_is_told_of_cases_is_found(db: Db) -> None:
    world = World(db)
    assert not {"owner", "duty", "calls"} & set(found(world))
    looked = found(world, office="on")
    assert (looked["owner"].ok, looked["duty"].ok, "calls" in looked) == (False, False, False)
    ada = hire(world)
    looked = found(world, office="on")
    assert (looked["owner"].ok, looked["duty"].ok) == (True, True)
    accounts.set_duty(world.service, ada.acting, ada.id, False, world.now)
    live = {"office": "on", "nudges_send": "live"}
    assert not found(world, **live)["duty"].ok
    assert found(world, **live)["calls"].ok is False
    assert "calls" not in found(world, **live, smtp_url="smtp://mail.example", mail_from="us@mail.example")
    assert not any(found(world, **live)[code].stops for code in ("owner", "duty", "calls"))


STANDS = Movement(due={}, unplanned=0.0, unwritten=0.0, busy=frozenset())
#: A moment at which all is well.
WELL = Look(
    now=datetime(2026, 6, 2, 9, 15, tzinfo=UTC),
    ahead=0.0,
    aside=(),
    moves=STANDS,
    ages=(1.0,),
    refusals={},
    restored=False,
    tables=("9", "9"),
    apart=(),
    outbox=Stand(0, 0.0, 0, gone=False),
    owner=True,
    on_duty=True,
)


def moves(**changes: Any) -> dict[str, Any]:
    return {"moves": replace(STANDS, **changes)}


@pytest.mark.parametrize(
    ("seen", "wrong", "stops"),
    [
        ({}, "", False),
        ({"tables": ("8", "9")}, "tables", True),
        ({"ages": ()}, "worker", True),
        ({"ages": (heartbeats.SILENT - 1,)}, "", False),
        ({"ages": (heartbeats.SILENT,)}, "worker", True),
        ({"ages": (heartbeats.SILENT, 1.0)}, "", False),
        (moves(unwritten=29.9), "", False),
        (moves(unwritten=30.0), "results", False),
        (moves(unplanned=STILL), "", False),
        (moves(unplanned=STILL + 1), "unplanned", True),
        (moves(due={Medium.SMS: STILL}), "", False),
        (moves(due={Medium.SMS: STILL + 1}), "due", True),
        (moves(due={Medium.SMS: STILL + 1}, busy={Medium.SMS}), "", False),
        (moves(due={Medium.SMS: STILL + 1}, busy={Medium.EMAIL}), "due", True),
        ({"aside": ("daily",)}, "plans", False),
        ({"ahead": CLOCKS_APART}, "", False),
        ({"ahead": -CLOCKS_APART}, "", False),
        ({"ahead": CLOCKS_APART + 0.1}, "clock", False),
        ({"ahead": -CLOCKS_APART - 0.1}, "clock", False),
        ({"outbox": None}, "", False),
        ({"outbox": Stand(1, EVENTS_LATE - 1, 0, gone=False)}, "", False),
        ({"outbox": Stand(1, EVENTS_LATE, 0, gone=False)}, "events", False),
        ({"outbox": Stand(1, 0.0, 0, gone=True)}, "events", False),
        ({"outbox": Stand(1, 0.0, 1, gone=False)}, "parked", False),
        ({"refusals": {Medium.SMS: Refusal("20003", 1.0)}}, "refused", True),
        ({"refusals": {Medium.SMS: Refusal("20003", 0.0)}}, "refused", False),
        ({"restored": True}, "restored", True),
    ],
)
def test_where_each_limit_lies(db: Db, seen: dict[str, Any], wrong: str, stops: bool) -> None:
    given = Settings(_env_file=None, database_url="postgresql://elsewhere/db")
    looked = found_in(World(db).service, replace(WELL, **seen), given)
    bad = [(one.code, one.stops) for one in looked if one.ok is False and one.code != "disk"]
    nothing = not wrong or (wrong == "clock" and db.name == "sqlite")
    assert bad == ([] if nothing else [(wrong, stops)])
