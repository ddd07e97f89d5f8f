"""How many weeks of somebody's progress there are: since they began, and no more than were asked for."""

from datetime import date

import pytest

from nudges.flow.summary.progress import progress_of
from nudges.store.db import Db
from tests.harness import World


@pytest.mark.parametrize(
    ("day", "weeks"),
    [
        ("2026-06-03", 1),  # they began on that Wednesday
        ("2026-06-07", 1),
        ("2026-06-08", 2),
        ("2026-06-14", 2),
        ("2026-06-22", 4),
        ("2026-06-29", 4),
    ],
)
def test_weeks_before_they_began_are_none_and_the_oldest_fall_out(db: Db, day: str, weeks: int) -> None:
    world = World(db)
    her = world.at("2026-06-03 10:00").join()
    world.at(f"{day} 12:00")
    with db.read() as tx:
        found = progress_of(world.service, tx, her, 4, world.now)
    assert len(found.weeks) == weeks
    assert found.weeks[-1].monday <= date.fromisoformat(day)
    assert found.today == date.fromisoformat(day)


def test_a_plan_that_is_still_to_begin_has_this_week_alone(db: Db) -> None:
    world = World(db)
    her = world.join(starts_on=date(2026, 6, 20))
    with db.read() as tx:
        found = progress_of(world.service, tx, her, 4, world.now)
    assert [week.monday for week in found.weeks] == [date(2026, 6, 1)]
