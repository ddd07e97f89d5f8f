"""What goes out in the next 24 hours, hour by hour, of everybody and of one coach's people."""

from datetime import timedelta

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
