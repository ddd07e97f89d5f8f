"""Which take comes next: no repeats, similar ones apart, not too heavy, never one that does not suit."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nudges.core.danger.after import limits
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.guide.practice import CARE, Guide, Load, Mode, Practice, Section
from nudges.core.person.person import Person
from nudges.core.plan.choose import REST, History, choose, practice_for
from nudges.core.plan.fit import CARE_AFTER, fitting
from nudges.core.plan.plan import Plan
from nudges.core.plan.pools import misplaced, unserved
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.vocabulary import Danger, Expects, Medium, Order, Who

START = date(2025, 1, 6)


def practice(
    name: str,
    key: str = "",
    load: Load = Load.LIGHT,
    mode: Mode = Mode.SOLO,
    flags: str = "",
    section: str = "s",
    take: int = 1,
    who: Who = Who.HURT,
    expects: Expects = Expects.DONE,
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
        expects=expects,
        flags=frozenset(flags.split()),
        sms=name,
        email=name,
        thanks=name,
        who=who,
        take=take,
    )


def takes(name: str, count: int, **more: Any) -> list[Practice]:
    return [practice(name, take=n, **more) for n in range(1, count + 1)]


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
        chosen.append((choice.practice.ref, today))
    return chosen


def history_of(pool: list[Practice], seed: str, times: int, every: int) -> History:
    history = History(START)
    for i in range(times):
        history = history.after(choose(pool, history, seed, START + timedelta(days=i * every))).answered()
    return history


@given(POOLS, st.text(max_size=8), st.integers(1, 7))
def test_no_take_repeats_before_the_pool_is_used(pool: list[Practice], seed: str, every: int) -> None:
    """As long as it is used up before its first take has rested; then it comes in the same order again."""
    chosen = [name for name, _ in run(pool, seed, 3 * len(pool), every)]
    assert len(chosen) == 3 * len(pool)
    for start in range(0, len(chosen), len(pool)):
        assert sorted(chosen[start : start + len(pool)]) == sorted(p.ref for p in pool)


@settings(deadline=None)
@given(st.integers(84, 100), st.text(max_size=8))
def test_what_was_given_rests_twelve_weeks_while_anything_else_is_left(size: int, seed: str) -> None:
    pool = [one for n in range(10) for one in takes(f"p{n}", size // 10 + (n < size % 10))]
    last: dict[str, date] = {}
    for ref, on in run(pool, seed, 260, 1):
        assert ref not in last or on - last[ref] >= REST
        last[ref] = on


@given(st.text(max_size=8), st.integers(1, 30))
def test_a_practice_with_several_takes_does_not_follow_itself(seed: str, every: int) -> None:
    pool = [*takes("many", 8), *takes("some", 6), *takes("few", 4)]
    chosen = [ref.partition("/")[0] for ref, _ in run(pool, seed, 12, every)]
    assert all(one != after for one, after in pairwise(chosen))


def test_what_is_done_once_waits_twelve_weeks_in_whatever_take() -> None:
    pool = [*takes("once", 3, flags="once"), *takes("often", 6)]
    days = [on for ref, on in run(pool, "s", 30, 7) if ref.startswith("once")]
    assert len(days) == 3
    assert all(after - one >= REST for one, after in pairwise(days))


@given(POOLS, st.text(max_size=8), st.data())
def test_the_same_history_gives_the_same_practice(
    pool: list[Practice], seed: str, data: st.DataObject
) -> None:
    history = history_of(pool, seed, len(pool) + 2, 3)
    today = START + timedelta(days=200)
    mixed = data.draw(st.permutations(pool))
    shuffled = replace(history, given=dict(reversed(list(history.given.items()))))
    assert choose(pool, history, seed, today) == choose(mixed, shuffled, seed, today)


@given(POOLS, st.text(max_size=8), st.integers(1, 7))
def test_a_key_waits_until_half_of_the_others_have_come(pool: list[Practice], seed: str, every: int) -> None:
    key_of = {p.ref: p.key for p in pool}
    chosen = [key_of[name] for name, _ in run(pool, seed, len(pool), every)]
    assert len(chosen) == len(pool)
    for i, key in enumerate(chosen):
        left = set(chosen[i:])  # one round: what is left is what was not given yet
        lately = list(dict.fromkeys(one for one in reversed(chosen[:i]) if one in left))
        assert key not in lately[: len(left) // 2]


def test_twins_are_kept_apart_by_coming_early() -> None:
    pool = [practice("twin-1", "twin"), practice("twin-2", "twin"), *(practice(f"p{i}") for i in range(13))]
    for seed in "abcdefgh":
        days = [on for name, on in run(pool, seed, 15, 1) if name.startswith("twin")]
        assert days[1] - days[0] >= timedelta(days=7)


def test_a_twin_that_another_step_gave_lately_waits_too() -> None:
    pool = [practice("weekly-talk", "talk"), practice("weekly-walk", "walk")]
    keys = {"daily-talk/1": "talk", "weekly-talk/1": "talk", "weekly-walk/1": "walk"}
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
    assert {name for name, _ in run([practice("a")], "s", 5, 1)} == {"a/1"}
    with pytest.raises(NudgesError, match="practice to choose"):
        choose([], History(START), "s", START)


def test_in_the_order_of_the_guide() -> None:
    """Every practice in its first take, then in its second."""
    pool = [one for name in ("one", "two", "three") for one in takes(name, 2)]
    history, chosen = History(START), []
    for i in range(12):
        choice = choose(pool, history, "s", START + timedelta(days=7 * i), order=Order.GUIDE)
        history = history.after(choice).answered()
        chosen.append(choice.practice.ref)
    assert chosen == ["one/1", "two/1", "three/1", "one/2", "two/2", "three/2"] * 2


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


def guides_of(*pool: Practice) -> Guides:
    return Guides.joined([Guide("g", "G", "en", "Intro.", (Section("s", "S", "About.", pool),), "v")])


def plan_of(*pool: Practice, who: Who = Who.HURT, **step: Any) -> Plan:
    names = list(dict.fromkeys(one.id for one in pool))
    common = {"every": "day", "at": "10:00", "channel": "sms", "expects": "done", "practices": names}
    return Plan.model_validate({"title": "T", "about": "A", "who": who, "steps": {"step": common | step}})


def fit(
    pool: list[Practice], person: Person, medium: Medium, after: timedelta, who: Who = Who.HURT
) -> set[str] | Reason:
    plan = plan_of(*pool, who=who)
    found = fitting(guides_of(*pool), plan, plan.steps["step"], person, medium, after)
    return found if isinstance(found, Reason) else {one.ref for one in found}


def fits(person: Person, medium: Medium = Medium.EMAIL, after: timedelta = CARE_AFTER) -> set[str] | Reason:
    found = fit(ALL, person, medium, after)
    return found if isinstance(found, Reason) else {ref.removesuffix("/1") for ref in found}


def test_what_fits_hangs_on_the_person() -> None:
    somebody = Person("p", "UTC")
    assert fits(somebody) == {"solo", "either", "heavy"}
    assert fits(somebody, Medium.SMS) == {"solo", "either"}
    assert (
        fits(replace(somebody, partner=True)) == fits(replace(somebody, partner_safe=True)) == fits(somebody)
    )
    assert fits(replace(somebody, partner=True, partner_safe=True)) == {"solo", "two", "either", "heavy"}
    assert fits(replace(somebody, care=True)) == {"solo", "either", "heavy", "care"}
    assert fits(replace(somebody, care=True), after=CARE_AFTER - timedelta(days=1)) == {
        "solo",
        "either",
        "heavy",
    }


@pytest.mark.parametrize(
    ("only", "code"),
    [
        ("two", ReasonCode.NEEDS_PARTNER),
        ("care", ReasonCode.STIRS_PAIN),
        ("heavy", ReasonCode.TOO_LONG_FOR_SMS),
    ],
)
def test_nothing_that_fits_has_a_reason(only: str, code: ReasonCode) -> None:
    pool = [one for one in ALL if one.id == only]
    assert fit(pool, Person("p", "UTC"), Medium.SMS, CARE_AFTER) == Reason(code)


SIDES = [
    practice("a", take=1),
    practice("a", take=2, who=Who.REPAIRING),
    practice("a", take=3, who=Who.BOTH),
    practice("a", take=4, expects=Expects.NOTE),
]


@pytest.mark.parametrize(
    ("who", "refs"),
    [
        (Who.HURT, {"a/1", "a/3"}),
        (Who.REPAIRING, {"a/2", "a/3"}),
        (Who.BOTH, {"a/1", "a/2", "a/3"}),
    ],
)
def test_whom_the_plan_is_for_and_what_the_step_expects_decide_the_takes(who: Who, refs: set[str]) -> None:
    assert fit(SIDES, Person("p", "UTC", who=who), Medium.SMS, CARE_AFTER, who) == refs


@pytest.mark.parametrize(
    ("plan", "person", "refs"),
    [
        (Who.BOTH, Who.HURT, {"a/1", "a/3"}),
        (Who.BOTH, Who.REPAIRING, {"a/2", "a/3"}),
        (Who.HURT, Who.BOTH, {"a/1", "a/3"}),
        (Who.REPAIRING, Who.BOTH, {"a/2", "a/3"}),
        (Who.HURT, Who.REPAIRING, Reason(ReasonCode.OTHER_SIDE)),
        (Who.REPAIRING, Who.HURT, Reason(ReasonCode.OTHER_SIDE)),
    ],
)
def test_each_person_gets_the_takes_of_their_own_side(
    plan: Who, person: Who, refs: set[str] | Reason
) -> None:
    assert fit(SIDES, Person("p", "UTC", who=person), Medium.SMS, CARE_AFTER, plan) == refs


#: The takes that suit a side, whether of a person or of a plan.
THEIRS = {
    Who.HURT: {Who.HURT, Who.BOTH},
    Who.REPAIRING: {Who.REPAIRING, Who.BOTH},
    Who.BOTH: set(Who),
}
KINDS_OF_PRACTICE = st.builds(
    practice,
    st.just("p"),
    mode=st.sampled_from(Mode),
    load=st.sampled_from(Load),
    flags=st.sampled_from(["", "care", "role", "once"]),
    who=st.sampled_from(Who),
)
PEOPLE = st.builds(
    Person,
    st.just("p"),
    st.just("UTC"),
    who=st.sampled_from(Who),
    partner=st.booleans(),
    partner_safe=st.booleans(),
    care=st.booleans(),
    disclosed=st.lists(
        st.tuples(st.sampled_from(Danger), st.dates(START - timedelta(days=40), START)),
        unique_by=lambda one: one[0],
    ).map(tuple),
)


@given(
    st.lists(KINDS_OF_PRACTICE, min_size=1, max_size=8),
    PEOPLE,
    st.sampled_from(Who),
    st.sampled_from(Medium),
    st.integers(0, 30),
)
def test_nobody_gets_what_is_not_for_them(
    kinds: list[Practice], person: Person, who: Who, medium: Medium, enrolled: int
) -> None:
    """For two only if both were said and no disclosure counts; their own side's alone."""
    pool = [replace(one, id=f"p{n}") for n, one in enumerate(kinds)]
    plan = plan_of(*pool, who=who)
    assume(unserved(guides_of(*pool), plan, plan.steps["step"]) is None)
    history = History(START - timedelta(days=enrolled))
    chosen = practice_for(guides_of(*pool), plan, plan.steps["step"], person, medium, history, START, "seed")
    if isinstance(chosen, Reason):
        return
    one, after = chosen.practice, limits(person.disclosed, START)
    if one.mode is Mode.PARTNER:
        assert (person.partner, person.partner_safe, after.alone) == (True, True, False)
    assert one.mode is Mode.SOLO or not after.alone
    assert one.load is Load.LIGHT or not after.light
    if CARE in one.flags:
        assert (person.care, enrolled >= 7, after.because) == (True, True, ())
    assert one.who in THEIRS[person.who] & THEIRS[who]


@pytest.mark.parametrize(
    ("takes", "who", "lacks"),
    [
        ([practice("a"), practice("b", who=Who.REPAIRING)], Who.BOTH, None),
        ([practice("a", who=Who.BOTH)], Who.BOTH, None),
        ([practice("a")], Who.BOTH, Who.REPAIRING),
        ([practice("a", who=Who.REPAIRING)], Who.BOTH, Who.HURT),
        ([practice("a", who=Who.REPAIRING)], Who.HURT, Who.HURT),
    ],
)
def test_a_pool_has_something_for_every_side_of_its_plan(
    takes: list[Practice], who: Who, lacks: Who | None
) -> None:
    plan = plan_of(*takes, who=who)
    assert unserved(guides_of(*takes), plan, plan.steps["step"]) is lacks


@pytest.mark.parametrize(
    ("takes", "who", "step", "says"),
    [
        ([practice("a")], Who.REPAIRING, {}, "a has no take for a plan that is for `repairing`."),
        ([practice("a", who=Who.REPAIRING)], Who.HURT, {}, "a has no take for a plan that is for `hurt`."),
        ([practice("a", who=Who.REPAIRING)], Who.BOTH, {}, ""),
        ([practice("a")], Who.HURT, {"expects": "rating"}, "a asks for a done, its step for a rating."),
        ([practice("a", flags="care")], Who.HURT, {}, "a can stir pain, and its step comes day by day."),
        ([practice("a", flags="once")], Who.HURT, {}, "a is done once, and its step comes day by day."),
        ([practice("a", flags="once")], Who.HURT, {"every": "week", "on": "sat"}, ""),
        ([practice("a", load=Load.HEAVY)], Who.HURT, {}, "a asks for a paragraph, and its step goes by SMS."),
        ([practice("a", flags="role", who=Who.REPAIRING)], Who.HURT, {}, "a is only for the one who broke"),
    ],
)
def test_a_practice_in_the_wrong_place_is_refused(
    takes: list[Practice], who: Who, step: dict[str, str], says: str
) -> None:
    plan = plan_of(*takes, who=who, **step)
    wrong = misplaced(takes, plan.steps["step"], plan)
    assert (wrong[0] if wrong else "").startswith(says)
    assert bool(wrong) == bool(says)


def test_sections_of_the_theme_come_first_where_two_of_a_kind_stay_apart() -> None:
    pool = [
        *takes("near", 6, section="theme"),
        *takes("close", 6, section="theme"),
        *takes("other", 6),
        *takes("else", 6),
    ]
    history, said = History(START), ""
    for i in range(8):
        choice = choose(pool, history, "s", START + timedelta(days=i), near=("theme",))
        assert choice.practice.key not in said[-1:]
        history = history.after(choice).answered()
        said += "t" if choice.practice.section == "theme" else "."
    assert said[:2] == "tt"
    assert said.count("t") >= 4
