"""The pages that somebody's link opens: seen and posted to as a browser does, and a life to show on them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
from sqlmodel import SQLModel

from nudges.core.person.person import Person
from nudges.core.plan.plan import Plan
from nudges.flow.planning.enrol import Newcomer, join
from nudges.store import tables as t
from nudges.store.db import Db
from tests.callers import PUBLIC, Callers
from tests.filled import filled
from tests.harness import EMAIL, PHONE, PLANS, World, local

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


PAGES = ("", "/nudges", "/replies", "/settings")


def settled(db: Db, plans: Mapping[str, Plan] = PLANS, **fields: Any) -> tuple[Callers, Person, str]:
    """Somebody who has just joined, and the path of their pages."""
    world = World(db, plans)
    person = world.join(**({"phone": PHONE, "email": EMAIL} | fields))
    return Callers(world), person, my_page(world, person)


def see(callers: Callers, path: str) -> str:
    answer = callers.call(path, method="GET")
    assert answer.status_code == 200, path
    return unescape(re.sub(r"\s+", " ", answer.text))


def fields_of(callers: Callers, me: str) -> dict[str, str]:
    """The settings form as a browser would post it, untouched."""
    return filled(callers.call(f"{me}/settings", method="GET").text)


def post(callers: Callers, path: str, fields: dict[str, str]) -> httpx.Response:
    content = {"Content-Type": "application/x-www-form-urlencoded"}
    return callers.call(path, urlencode(fields).encode(), content)


def save(callers: Callers, me: str, **changes: str | None) -> httpx.Response:
    """The form with these changes; None for a box that is not ticked."""
    fields = fields_of(callers, me) | changes
    return post(callers, f"{me}/settings", {name: said for name, said in fields.items() if said is not None})


def everything(world: World) -> list[object]:
    return [world.rows(table) for table in SQLModel.metadata.sorted_tables]


def upcoming(world: World) -> dict[str, datetime]:
    return {row.step: row.due_at.replace(tzinfo=UTC) for row in world.rows(t.upcoming)}


def asked(callers: Callers, address: str) -> httpx.Response:
    """Somebody asks for a new link."""
    return post(callers, "/me/renew", {"address": address})
