"""Which practice comes next: no repeats, near-duplicates apart, not too much, never what does not fit."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.errors import NudgesError
from nudges.core.guide.practice import Load, Mode, Practice
from nudges.core.person.person import Person
from nudges.core.plan.choose import CARE_AFTER, History, Nothing, choose, fitting
from nudges.core.plan.phases import far
from nudges.core.vocabulary import Expects, Medium, Order

START = date(2025, 1, 6)


def practice(
    name: str,
    key: str = "",
    load: Load = Load.LIGHT,
    mode: Mode = Mode.SOLO,
    flags: str = "",
    section: str = "s",
) -> Practice:
    return Practice(
        id=name,
        section=section,
        guide="g",
        title=name,
        kind=("daily",),
        mode=mode,
        load=load,
        key=key or name,
        expects=Expects.DONE,
        flags=frozenset(flags.split()),
        sms=name,
        email=name,
        thanks=name,
    )


POOLS = st.lists(st.sampled_from("abc"), min_size=1, max_size=12).map(
    lambda keys: [practice(f"p{i}", key) for i, key in enumerate(keys)]
)
Run = list[tuple[str, date]]


def run(pool: list[Practice], seed: str, times: int, every: int, history: History | None = None) -> Run:
    """So many choices, `every` so many days, each answered."""
    history = history or History(START)
    chosen: Run = []
    for i in range(times):
        today = START + timedelta(days=i * every)
        choice = choose(pool, history, seed, today)
        history = history.after(choice).answered()
        chosen.append((choice.practice.id, today))
    return chosen


def history_of(pool: list[Practice], seed: str, times: int, every: int) -> History:
    history = History(START)
    for i in range(times):
        history = history.after(choose(pool, history, seed, START + timedelta(days=i * every))).answered()
    return history


@given(POOLS, st.text(max_size=8), st.integers(1, 20))
def test_no_practice_repeats_before_the_pool_is_used(pool: list[Practice], seed: str, every: int) -> None:
    chosen = [name for name, _ in run(pool, seed, 3 * len(pool), every)]
    assert len(chosen) == 3 * len(pool)
    for start in range(0, len(chosen), len(pool)):
        assert sorted(chosen[start : start + len(pool)]) == sorted(p.id for p in pool)


@given(POOLS, st.text(max_size=8), st.data())
def test_the_same_history_gives_the_same_practice(
    pool: list[Practice], seed: str, data: st.DataObject
) -> None:
    history = history_of(pool, seed, len(pool) + 2, 3)
    today = START + timedelta(days=200)
    mixed = data.draw(st.permutations(pool))
    shuffled = replace(history, given=dict(reversed(list(history.given.items()))))
    assert choose(pool, history, seed, today) == choose(mixed, shuffled, seed, today)


@given(POOLS, st.text(max_size=8), st.integers(1, 20))
def test_keys_are_apart_while_the_pool_allows_it(pool: list[Practice], seed: str, every: int) -> None:
    key_of = {p.id: p.key for p in pool}
    chosen = run(pool, seed, len(pool), every)  # one round: what is left is what was not given yet
    assert len(chosen) == len(pool)
    for i, (name, today) in enumerate(chosen):
        recent = {key_of[other] for other, on in chosen[:i] if (today - on).days < 14}
        left = {key_of[other] for other, _ in chosen[i:]}
        assert key_of[name] not in recent or left <= recent


def test_twins_are_kept_apart_by_coming_early() -> None:
    """Fifteen daily practices, two of one key: there is just one way, first and last."""
    pool = [practice("twin-1", "twin"), practice("twin-2", "twin"), *(practice(f"p{i}") for i in range(13))]
    for seed in "abcdefgh":
        days = [on for name, on in run(pool, seed, 15, 1) if name.startswith("twin")]
        assert days[1] - days[0] >= timedelta(days=14)


def test_a_twin_that_another_step_gave_lately_waits_too() -> None:
    pool = [practice("weekly-talk", "talk"), practice("weekly-walk", "walk")]
    keys = {"daily-talk": "talk", "weekly-talk": "talk", "weekly-walk": "walk"}
    said = choose([practice("daily-talk", "talk")], History(START), "s", START)
    history = History(START).after(said)
    for seed in "abcdef":
        assert choose(pool, history, seed, START + timedelta(days=3), keys=keys).practice.id == "weekly-walk"


def test_a_practice_added_later_comes_once_then_waits_its_turn() -> None:
    pool = [practice("a"), practice("b")]
    history, today = history_of(pool, "s", 8, 15), START + timedelta(days=200)
    pool.append(practice("new"))
    choice = choose(pool, history, "s", today)
    assert choice.practice.id == "new"
    history = history.after(choice).answered()
    assert choose(pool, history, "s", today + timedelta(days=15)).practice.id != "new"


def test_seeds_differ_and_never_change() -> None:
    pool = [practice(f"p{i}") for i in range(10)]
    firsts = Counter(choose(pool, History(START), f"seed-{i}", START).practice.id for i in range(200))
    assert len(firsts) == 10
    assert choose(pool, History(START), "seed-0", START).practice.id == "p1"


def test_a_lone_practice_comes_every_time_and_an_empty_pool_is_refused() -> None:
    assert {name for name, _ in run([practice("a")], "s", 5, 1)} == {"a"}
    with pytest.raises(NudgesError, match="practice to choose"):
        choose([], History(START), "s", START)


def test_in_the_order_of_the_guide() -> None:
    pool = [practice(name) for name in ("one", "two", "three")]
    history, chosen = History(START), []
    for i in range(6):
        choice = choose(pool, history, "s", START + timedelta(days=15 * i), order=Order.GUIDE)
        history = history.after(choice).answered()
        chosen.append(choice.practice.id)
    assert chosen == ["one", "two", "three"] * 2


LOADS = [practice(f"{load}{i}", load=load) for load in Load for i in range(3)]


@pytest.mark.parametrize(
    ("answers", "most"),  # "y" for a nudge that was answered, "." for one that was not
    [
        *[("", 2), ("y", 2), (".", 2), ("..", 1), ("...", 1), ("....", 0), ("......", 0)],
        *[("..y", 2), ("....y", 1), ("......y", 1), ("....yy", 2), ("....y..", 0), (".y.y.y.", 2)],
    ],
)
def test_two_unanswered_and_a_step_asks_for_less_an_answer_and_for_more(answers: str, most: int) -> None:
    history = History(START)
    for i, answered in enumerate(answers):
        history = history.after(choose(LOADS, history, "s", START + timedelta(days=i)))
        history = history.answered() if answered == "y" else history
    fresh = replace(history, given={})
    loads = {choose(LOADS, fresh, seed, START).practice.load.weight for seed in map(str, range(60))}
    assert max(loads) == most


def test_a_pool_of_heavy_ones_still_has_its_lightest() -> None:
    heavy = [practice("a", load=Load.HEAVY), practice("b", load=Load.MEDIUM)]
    assert choose(heavy, History(START, quiet=9), "s", START).practice.id == "b"


ALL = [
    practice("solo"),
    practice("two", mode=Mode.PARTNER),
    practice("either", mode=Mode.EITHER),
    practice("care", flags="care"),
    practice("heavy", load=Load.HEAVY),
]


def fits(person: Person, medium: Medium = Medium.EMAIL, after: timedelta = CARE_AFTER) -> set[str] | Nothing:
    found = fitting(ALL, person, medium, after)
    return found if isinstance(found, Nothing) else {one.id for one in found}


def test_what_fits_hangs_on_the_person() -> None:
    somebody = Person("p", "UTC")
    assert fits(somebody) == {"solo", "either", "heavy"}
    assert fits(somebody, Medium.SMS) == {"solo", "either"}
    assert fits(replace(somebody, partner=True)) == {"solo", "two", "either", "heavy"}
    assert fits(replace(somebody, care=True)) == {"solo", "either", "heavy", "care"}
    assert fits(replace(somebody, care=True), after=CARE_AFTER - timedelta(days=1)) == {
        "solo",
        "either",
        "heavy",
    }


@pytest.mark.parametrize(
    ("only", "why"),
    [("two", Nothing.PARTNER), ("care", Nothing.CARE), ("heavy", Nothing.HEAVY)],
)
def test_nothing_that_fits_has_a_reason(only: str, why: Nothing) -> None:
    pool = [one for one in ALL if one.id == only]
    assert fitting(pool, Person("p", "UTC"), Medium.SMS, CARE_AFTER) is why
    assert why.startswith("not sent: ")


SECTIONS = (("a", "b"), ("c",), ("d",))


def test_each_phase_finds_its_own_practices_unused() -> None:
    """Three of each of four sections, one a day, four days a phase: its own first, then none of the next."""
    pool = [practice(f"{section}{i}", section=section) for section in "acdx" for i in range(3)]
    history, said = History(START), ""
    for i in range(12):
        choice = choose(pool, history, "s", START + timedelta(days=i), far=far(SECTIONS, i // 4))
        history = history.after(choice).answered()
        said += choice.practice.section
    assert said == "aaaxcccxdddx"


def test_a_section_of_several_phases_is_near_in_each() -> None:
    assert far((("a",), ("b", "a")), 0) == {"a": 0, "b": 2}
    assert far((("a",), ("b", "a")), 1) == {"a": 0, "b": 0}
