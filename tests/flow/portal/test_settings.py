"""What a person sets on their page takes effect at once."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from nudges.core.plan.personal import Personal
from nudges.core.vocabulary import Weekday
from nudges.flow.portal.settings import as_is, my_steps, settle
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import World, local, plan, step
from tests.my_pages import upcoming


@pytest.mark.parametrize(
    ("wishes", "zone", "latest"),
    [
        ({}, "Europe/Paris", "20:00"),
        ({"zone": "America/New_York"}, "America/New_York", "20:00"),
        ({"closes": time(18, 10)}, "Europe/Paris", "18:10"),
    ],
)
def test_what_comes_next_is_computed_anew_if_their_day_is_another(
    db: Db, wishes: dict[str, Any], zone: str, latest: str
) -> None:
    world = World(db, plans={"daily": plan(evening=step("18:00", within="2h"))})
    her = world.join()
    now = as_is(world.service, her, my_steps(world.service, her), world.now)
    assert settle(world.service, her.id, replace(now, **wishes), world.now)
    assert [row.times for row in world.rows(t.enrolment)] == [{}], "no step has a time of its own"
    due = upcoming(world)["evening"]
    assert local("2026-06-01 18:00", zone) <= due < local(f"2026-06-01 {latest}", zone)
    assert (due < local("2026-06-01 18:10", zone)) == (latest == "18:10"), "their share of two hours"


SAT, WED = Weekday.SAT, Weekday.WED


@pytest.mark.parametrize(
    ("kept", "wished", "then"),
    [
        (None, Personal((SAT,), (time(10),)), "sat 10:00"),
        (None, Personal((SAT,), (time(19),)), "sat 19:00"),
        (None, Personal((WED,), (time(10),)), "10:00"),
        (None, Personal((), (time(10),)), "10:00"),
        (None, Personal((WED,), (time(19),)), None),
        (None, Personal((SAT,), ()), None),
        ("sat 10:00", Personal((), (time(11),)), "sat 11:00"),
        ("sat 10:00", Personal((WED,), (time(19),)), "19:00"),
        ("sat 10:00", None, "sat 10:00"),
    ],
)
def test_a_step_keeps_what_differs_from_what_it_has(
    db: Db, kept: str | None, wished: Personal | None, then: str | None
) -> None:
    steps = {"pulse": step("19:00", every="week", on="wed"), "other": step("18:00")}
    world = World(db, plans={"weekly": plan(**steps)})
    others = {"other": "17:00"}
    her = world.join(plan="weekly", times=others | ({"pulse": kept} if kept else {}))
    now = as_is(world.service, her, my_steps(world.service, her), world.now)
    times = {("weekly", "pulse"): wished} if wished else {}
    assert settle(world.service, her.id, replace(now, times=times), world.now)
    assert [row.times for row in world.rows(t.enrolment)] == [others | ({"pulse": then} if then else {})]
    comes = f"{her.local(upcoming(world)['pulse']):%a %H:%M}".lower()
    assert comes == f"wed {then or '19:00'}"[-9:]
