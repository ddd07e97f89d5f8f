"""What goes out in the next 24 hours, hour by hour, of everybody and of one coach's people."""

from datetime import timedelta

import pytest

from nudges.core.office.roles import PROMPT, Acting, Role
from nudges.flow.consent.pause import pause
from nudges.flow.office import person as office
from nudges.flow.office.person import SaidBy
from nudges.flow.office.today import todays
from nudges.store.db import Db
from tests.harness import World, local
from tests.office_staff import hire


def test_the_next_hours_count_what_waits_and_the_next_of_each_step(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.join(phone="+15550104478")
    cleo = hire(world, Role.COACH, "Cleo")

    def hours(acting: Acting) -> dict[str, int]:
        shown = todays(world.service, acting, world.now).hours
        assert len(shown) == 24
        assert shown[0][0] == world.now.replace(minute=0)
        return {f"{at:%H}": count for at, count in shown if count}

    nine = f"{local('2026-06-02 09:15'):%H}"
    assert hours(PROMPT) == {nine: 2}
    assert hours(cleo.acting) == {}
    office.give_coach(world.service, PROMPT, her.id, cleo.id, world.now)
    assert hours(cleo.acting) == {nine: 1}
    world.at("2026-06-01 15:30")
    office.write(world.service, PROMPT, her.id, "I am here.", world.now)
    assert hours(cleo.acting) == {nine: 1, f"{world.now:%H}": 1}
    world.now += timedelta(days=3)
    assert sum(hours(PROMPT).values()) == 0


def test_the_next_hours_count_nobody_who_is_paused_stopped_or_only_invited(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.join(phone="+15550104478", consent=None)

    def coming() -> int:
        return sum(count for _, count in todays(world.service, PROMPT, world.now).hours)

    assert coming() == 1
    office.pause(world.service, PROMPT, her.id, world.now + timedelta(days=3), world.now)
    assert coming() == 0
    office.resume(world.service, PROMPT, her.id, world.now)
    assert coming() == 1
    soon, later = world.now + timedelta(hours=1), world.now + timedelta(days=2)
    pause(world.service, her, later, world.now, since=soon)
    assert coming() == 0, "it has begun by then"
    pause(world.service, her, later, world.now, since=later - timedelta(hours=1))
    assert coming() == 1
    office.resume(world.service, PROMPT, her.id, world.now)
    office.stop_by_telephone(world.service, PROMPT, her.id, SaidBy.THEMSELVES, world.now)
    assert coming() == 0


def test_what_comes_on_the_hour_counts_in_the_one_that_begins_then(db: Db) -> None:
    world = World(db)
    world.join(times={"daily": "11:00"})
    shown = todays(world.service, PROMPT, world.now).hours
    assert [at for at, count in shown if count] == [local("2026-06-01 11:00")]
    world.at("2026-06-01 11:00").plan_due()
    shown = todays(world.service, PROMPT, world.now).hours
    assert [at for at, count in shown if count] == [local("2026-06-01 11:00")], "while it waits too"


@pytest.mark.parametrize(
    ("answered", "ignored", "named"), [(3, 5, True), (4, 6, True), (2, 5, False), (3, 4, False)]
)
def test_somebody_fell_silent_who_answered_often_enough_and_then_long_did_not(
    db: Db, answered: int, ignored: int, named: bool
) -> None:
    world = World(db)
    her = world.join()
    for day in range(answered + ignored):
        world.at(f"2026-06-{day + 2:02} 09:15").run()
        if day < answered:
            world.says("done")
    told = [(one.person_id, one.quiet) for one in todays(world.service, PROMPT, world.now).silent]
    assert told == ([(her.id, ignored)] if named else [])
