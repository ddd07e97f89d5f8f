"""Plans in the office: the next weeks of one, and what an edit changes, bounded and without a trace."""

from itertools import count
from pathlib import Path

import pytest

from nudges.core.errors import NudgesError
from nudges.core.office.roles import PROMPT, Role
from nudges.flow.office import person as office
from nudges.flow.office import plans
from nudges.flow.office.act import ForbiddenError, NotThereError
from nudges.flow.office.plans import Difference, Limit, Somebody, Sums
from nudges.flow.simulation.diff import What
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import World
from tests.office_staff import hire

SOMEBODY = Somebody("en", "Europe/Paris", partner=True, care=True)

#: The plan "daily" of the harness as a file, at another time.
EDITED = """
title: A plan
about: For tests.
steps:
  daily:
    every: day
    at: "09:45"
    channel: sms
    expects: done
    max_late: 3h
    practices: [g1-s5-b3, g1-s2-b2, g2-s3-b3]
"""


def never() -> Limit:
    """The time is never up."""
    return Limit(60, lambda: 0.0)


def soon(turns: int) -> Limit:
    """The time is up when it was asked for so often."""
    ticks = count()
    return Limit(turns, lambda: float(next(ticks)))


def difference(world: World, text: str, acting: object = PROMPT, limit: Limit | None = None) -> Difference:
    assert isinstance(acting, type(PROMPT))
    at_home = Path("schedules")
    return plans.difference(world.service, acting, "daily", text, at_home, world.now, limit or never())


def test_the_next_weeks_of_somebody_new_are_played_and_leave_no_trace(db: Db) -> None:
    world = World(db)
    played = plans.play(world.service, PROMPT, "daily", SOMEBODY, 4, world.now, never())
    nudges = [line for line in played.lines if line.step == "daily"]
    assert (len(nudges), played.cut, played.start) == (28, False, world.now.date())
    assert {f"{line.local:%H:%M}" for line in nudges if line.went} == {"09:15"}
    spanish = plans.play(
        world.service, PROMPT, "daily", Somebody("es", "UTC", False, False), 4, world.now, never()
    )
    assert "Responde" in next(line.text for line in spanish.lines if line.step == "daily")
    assert world.rows(t.person) == world.rows(t.nudge) == world.sent == []


def test_when_the_time_is_up_what_was_played_until_then_is_shown(db: Db) -> None:
    world = World(db)
    played = plans.play(world.service, PROMPT, "daily", SOMEBODY, 12, world.now, soon(10))
    assert played.cut
    assert 0 < sum(line.went for line in played.lines) < 30


def test_an_edit_shows_what_is_different_for_those_enrolled(db: Db) -> None:
    world = World(db)
    world.join()
    before = world.rows(t.upcoming), world.rows(t.nudge)
    found = difference(world, EDITED)
    assert (found.people, found.more, found.cut) == (1, False, False)
    [moved] = found.kinds
    assert (moved.what, moved.step, moved.slots) == (What.MOVED, "daily", 13)
    assert moved.first.after is not None
    assert f"{moved.first.after.local:%H:%M}" == "09:45"
    assert found.before == found.after != Sums()
    assert (world.rows(t.upcoming), world.rows(t.nudge)) == before
    assert [(row.action, row.details) for row in world.rows(t.audit)] == [("plan diff", {"plan": "daily"})]
    assert difference(world, EDITED.replace("09:45", "09:15")).kinds == []


def test_with_nobody_enrolled_it_is_played_for_somebody_new(db: Db) -> None:
    world = World(db)
    found = difference(world, EDITED)
    assert (found.people, [one.what for one in found.kinds]) == (0, [What.MOVED])


def test_a_coach_plays_their_own_people_and_a_viewer_nobody(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.join(phone="+15550104478")
    cleo, vera = hire(world, Role.COACH, "Cleo"), hire(world, Role.VIEWER, "Vera")
    assert difference(world, EDITED, cleo.acting).people == 0
    office.give_coach(world.service, PROMPT, her.id, cleo.id, world.now)
    assert difference(world, EDITED, cleo.acting).people == 1
    with pytest.raises(ForbiddenError):
        difference(world, EDITED, vera.acting)
    with pytest.raises(ForbiddenError):
        plans.play(world.service, vera.acting, "daily", SOMEBODY, 4, world.now, never())
    with pytest.raises(NotThereError):
        plans.play(world.service, cleo.acting, "none", SOMEBODY, 4, world.now, never())


def test_when_the_time_is_up_only_those_played_to_the_end_are_compared(db: Db) -> None:
    world = World(db)
    for n in range(15):
        world.join(phone=f"+1555010{4000 + n}", quiet=False)
    world.run()
    ticks = count()
    played = difference(world, EDITED, limit=Limit(10**9, lambda: float(next(ticks))))
    assert (played.people, played.more, played.cut) == (15, False, False)
    cut = difference(world, EDITED, limit=soon(next(ticks) * 3 // 4))  # the first ten take half of it
    assert (cut.people, cut.more, cut.cut) == (10, True, True)
    assert cut.kinds[0].slots * 15 == played.kinds[0].slots * 10
    with pytest.raises(NudgesError, match="too long"):
        difference(world, EDITED, limit=soon(5))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is not a plan"),
        (EDITED.replace("at:", "att:"), r"schedules/daily\.yaml:7: unknown key `att`"),
        (EDITED.replace("g1-s5-b3", "g9-s9-b9"), "There is no practice g9-s9-b9"),
        ("a: &a [x]\nb: [*a, *a]", r"daily\.yaml:1: it has an anchor or an alias"),
        ("title: [", "cannot be read"),
    ],
)
def test_a_text_that_is_no_plan_is_a_mistake_with_its_line(db: Db, text: str, said: str) -> None:
    with pytest.raises(NudgesError, match=said):
        difference(World(db), text)
