"""What a person sets on their page takes effect at once."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from nudges.flow.portal.settings import as_is, my_steps, settle
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
    due = upcoming(world)["evening"]
    assert local("2026-06-01 18:00", zone) <= due < local(f"2026-06-01 {latest}", zone)
    assert (due < local("2026-06-01 18:10", zone)) == (latest == "18:10"), "their share of two hours"
