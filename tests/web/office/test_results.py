"""How it goes, as a table to be saved."""

import pytest

from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import World
from tests.office_staff import Desk, hire


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-06-02", "2026-06-03", ["2026-06-02", "2026-06-03"]),
        ("2026-06-03", "2026-06-03", ["2026-06-03"]),
        ("2026-06-04", "2026-06-30", []),
    ],
)
def test_the_table_has_the_first_day_and_the_last(db: Db, since: str, until: str, days: list[str]) -> None:
    world = World(db)
    world.join()
    for day in (2, 3):
        world.at(f"2026-06-0{day} 09:15").run()
    desk = Desk(Callers(world, office="on"), hire(world))
    answer = desk.post("/results/export", since=since, until=until, plan="daily")
    assert answer.status_code == 200
    rows = answer.text.splitlines()[1:]
    assert [day for day in ("2026-06-02", "2026-06-03") for row in rows if day in row] == days
