"""Somebody with four weeks behind them, and the pages that their link opens."""

from datetime import timedelta
from typing import Any

from nudges.core.person import Person
from nudges.flow.enrol import Newcomer, join
from tests.callers import PUBLIC
from tests.house import EMAIL, PHONE, World, local

NOTE = "We walked by the river & talked"


def lived(world: World, **fields: Any) -> Person:
    """Four weeks of a daily step and a weekly rating, answered as people do; now is a Sunday evening."""
    person = world.join(phone=PHONE, email=EMAIL, **fields)
    pulse = Newcomer(plan="pulse", zone=person.zone, name=person.name, phone=PHONE, email=EMAIL)
    join(world.service, [pulse], world.now)
    for day in range(1, 29):
        world.at("2026-06-01 09:15")
        world.now += timedelta(days=day)
        if day in (9, 10):  # the worker was down
            world.later(hours=4)
        world.run()
        if day % 7 != 4:
            world.later(minutes=7).says("skip" if day % 9 == 3 else NOTE if day % 8 == 5 else "done")
        if day % 7 == 2:
            evening = local("2026-06-01 19:00") + timedelta(days=day)
            world.now = evening
            world.run()
            world.later(minutes=2).says(f"{2 + day // 9}")
    world.at("2026-06-28 18:00").run()
    return person


def my_page(world: World, person: Person) -> str:
    """The path of a fresh link of theirs."""
    return world.service.links.page(person.id, world.now).removeprefix(PUBLIC)


