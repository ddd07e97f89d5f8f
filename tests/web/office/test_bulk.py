"""What is done for several people at once: who was chosen, and what is said of them."""

import pytest

from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import World
from tests.office_staff import Desk, hire


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ("who={ann}", {"Ann Ash"}),
        ("who={ann}&who={ben}", {"Ann Ash", "Ben Beech"}),
        ("who={ann}&whom=all", {"Ann Ash", "Ben Beech"}),
        ("whom=all&plan=pulse", {"Ben Beech"}),
        ("who={ann}&plan=pulse", set()),
        ("", set()),
    ],
)
def test_who_was_chosen_by_ticks_or_as_all_that_a_search_finds(db: Db, chosen: str, names: set[str]) -> None:
    world = World(db)
    ann = world.join(phone="+33612345678", name="Ann Ash")
    ben = world.join(phone="+33612345679", name="Ben Beech", plan="pulse")
    desk = Desk(Callers(world, office="on"), hire(world))
    page = desk.get(f"/people/chosen?{chosen.format(ann=ann.id, ben=ben.id)}")
    assert page.status_code == (200 if names else 422), "nothing can be done for nobody"
    assert {name for name in ("Ann Ash", "Ben Beech") if name in page.text} == names
