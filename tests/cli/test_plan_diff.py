"""`nudges plan diff` lists every changed slot, and nothing that stays the same."""

from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from nudges.core.plan.plan import Plan
from nudges.flow.simulation.diff import What, changes
from nudges.flow.simulation.transcript import Line
from tests.flow.simulation.test_simulate import SCENARIO, of, played
from tests.harness import plan, step

DAILY = {"daily": plan(daily=step())}
WEEK = replace(SCENARIO, days=7)


def lines(**steps: object) -> list[Line]:
    """A week of the plan "daily" with these steps; without the welcome, which says how often it comes."""
    plans: dict[str, Plan] = {"daily": Plan.model_validate({"title": "A", "about": "B", "steps": steps})}
    return [line for line in played(WEEK, plans) if line.step != "welcome"]


def kinds(before: list[Line], after: list[Line]) -> list[tuple[str, What]]:
    return [(change.line.step, change.what) for change in changes(before, after)]


def test_the_same_plan_changes_nothing() -> None:
    assert kinds(lines(daily=step()), lines(daily=step())) == []


def test_a_later_time_moves_every_slot_and_leaves_the_words() -> None:
    before, after = lines(daily=step()), lines(daily=step("10:30"))
    found = changes(before, after)
    assert {change.what for change in found} == {What.MOVED}
    assert len(found) == 7
    assert [c.after.text for c in found if c.after] == [line.text for line in before]


def test_a_step_that_is_added_or_gone() -> None:
    one, two = lines(daily=step()), lines(daily=step(), evening=step("19:00"))
    assert [kind for kind in kinds(one, two) if kind[0] == "evening"] == [("evening", What.ADDED)] * 7
    assert [kind for kind in kinds(two, one) if kind[0] == "evening"] == [("evening", What.GONE)] * 7


def test_another_pool_changes_texts_alone() -> None:
    found = changes(lines(daily=step()), lines(daily=step(practices=["g1-s6-b1"])))
    assert {change.what for change in found} == {What.TEXT}
    assert {change.after.practice for change in found if change.after} == {"g1-s6-b1"}


def test_a_message_that_no_longer_goes_is_told_as_such() -> None:
    before = of(played(WEEK, DAILY), "daily")
    missed = [replace(before[0], status="missed", text="", segments=None), *before[1:]]
    assert kinds(before, missed) == [("daily", What.FATE)]


def test_a_note_behind_a_link_is_told_by_its_practice_not_by_the_link() -> None:
    def at(link: str, practice: str) -> list[Line]:
        said = f"Nudges: Your note for today is ready. https://nudges.example/n/{link}"
        return [replace(_line(), text=said, practice=practice)]

    assert kinds(at("1a.b2", "g1-s2-b2"), at("9z.c3", "g1-s2-b2")) == []
    assert kinds(at("1a.b2", "g1-s2-b2"), at("9z.c3", "g1-s5-b3")) == [("daily", What.TEXT)]


@given(st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)))
def test_what_is_there_before_and_after_is_accounted_for(before: set[int], after: set[int]) -> None:
    def some(days: set[int]) -> list[Line]:
        return [replace(_line(), day=date(2026, 12, 1 + day)) for day in sorted(days)]

    found = changes(some(before), some(after))
    assert sum(change.what is What.GONE for change in found) == len(before - after)
    assert sum(change.what is What.ADDED for change in found) == len(after - before)
    assert len(found) == len(before ^ after)


@cache
def _line() -> Line:
    return of(played(SCENARIO, DAILY), "daily")[0]
