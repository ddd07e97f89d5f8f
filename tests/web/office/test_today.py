"""What a day in the office begins with."""

from dataclasses import replace

from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import World
from tests.office_staff import Desk, hire
from tests.receivers import FakeEndpoint


def test_another_system_that_does_not_take_its_events_is_told(db: Db) -> None:
    world, said = World(db), "Your other system does not take"
    world.db.tells = True
    world.service = replace(world.service, events=FakeEndpoint())
    olga = hire(world, name="Olga")
    world.join()
    desk = Desk(Callers(world, office="on"), olga)
    assert said not in desk.see()
    world.later(hours=1)
    assert said in desk.see()
