"""A plan file that is right is read; one that is not is told by file, line, reason and remedy."""

import json
import re
from datetime import time, timedelta
from pathlib import Path

import pytest

from nudges.content.guides import read_guides
from nudges.content.plans import plan_schema, read_plans
from nudges.core.errors import NudgesError
from nudges.core.person.hours import Window
from nudges.core.person.person import Person
from nudges.core.plan.fit import fitting
from nudges.core.reasons import Reason
from nudges.core.vocabulary import Every, Expects, Who
from tests.folders import SCHEDULES, SHARED

SHIPPED = SCHEDULES
GUIDES = SHIPPED.parent / "templates" / "guides"
#: Notes of somebody who read the two guides: they are not ours, so they stand beside the repository.
LISTED = SHARED / "guides" / "practices.md"
GOOD = """\
title: Evening
about: One thing.
steps:
  evening:
    every: week
    on: [mon, thu]
    at: 19:00
    channel: sms
    expects: done
    practices: [a, b]
"""


def folder(tmp_path: Path, **files: str) -> Path:
    """`schedules/` with these files; an underscore in a name stands for a hyphen."""
    made = tmp_path / "schedules"
    made.mkdir(parents=True)
    for name, text in files.items():
        (made / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return made


def mistake(tmp_path: Path, **files: str) -> NudgesError:
    with pytest.raises(NudgesError) as error:
        read_plans(folder(tmp_path, **files))
    return error.value


def one_step(name: str) -> str:
    return GOOD.replace("  evening:", f"  {name}:")


def including(*names: str) -> str:
    return "title: All\nabout: All of them.\nincludes:\n" + "".join(f"  - {name}\n" for name in names)


def test_the_shipped_plans_are_sound() -> None:
    plans = read_plans(SHIPPED)
    joined = {"daily-appreciation", "small-step", "weekly-ritual", "check-in", "reflection"}
    assert set(plans) == joined | {"rebuilding-trust", "making-repair", "weekly-summary"}
    everything = plans["rebuilding-trust"].steps
    assert set(everything) == joined | {"closer-look"}
    for plan in plans.values():
        for step in plan.steps.values():
            assert all(Window().opens <= at < Window().closes for at in step.at)
    assert everything["check-in"].expects is Expects.RATING
    pools = [(practice, step.expects) for step in everything.values() for practice in step.practices]
    assert len(pools) == len(set(pools))  # no take is in two steps
    assert plans["rebuilding-trust"].phases[-1].weeks == (11, 12)


def test_the_weekly_question_is_one_and_included_plans_bring_it_along(tmp_path: Path) -> None:
    guides = read_guides(GUIDES)
    plans = read_plans(SHIPPED, guides)
    asked = plans["check-in"].weekly_question
    assert asked == plans["rebuilding-trust"].weekly_question == "g2-s9-b1"
    assert [one.take for one in guides.pool((asked,))] == [1]
    assert plans["daily-appreciation"].weekly_question is None
    weekly = "weekly_question: a\n" + GOOD.replace("practices: [a, b]", "practices: [a]")
    weekly = weekly.replace("expects: done", "expects: rating")
    own = "weekly_question: b\n" + one_step("own").replace("expects: done", "expects: rating")
    own = own.replace("practices: [a, b]", "practices: [b]") + "includes: [evening]\n"
    made = read_plans(folder(tmp_path, evening=weekly, all=including("evening"), own=own))
    assert [made[name].weekly_question for name in ("evening", "all", "own")] == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("practices: [a]", "practices: [a, b]"),
        ("expects: rating", "expects: note"),
        ("every: week\n    on: [mon, thu]", "every: day"),
        ("weekly_question: a", "weekly_question: b"),
    ],
)
def test_a_weekly_question_without_a_step_of_its_own_is_refused(tmp_path: Path, old: str, new: str) -> None:
    weekly = "weekly_question: a\n" + GOOD.replace("practices: [a, b]", "practices: [a]")
    weekly = weekly.replace("expects: done", "expects: rating")
    assert old in weekly
    error = mistake(tmp_path, evening=weekly.replace(old, new))
    assert "has no step of its own." in error.why


def test_a_weekly_question_has_one_wording(tmp_path: Path) -> None:
    text = f"weekly_question: g1-s2-b3\n{GOOD}".replace("practices: [a, b]", "practices: [g1-s2-b3]")
    with pytest.raises(NudgesError) as caught:
        read_plans(
            folder(tmp_path, evening=text.replace("expects: done", "expects: rating")), read_guides(GUIDES)
        )
    assert caught.value.what == "schedules/evening.yaml:1: g1-s2-b3 has 2 takes."


#: What each step of the shipped plans has at least, for somebody alone and in all where a partner takes part.
LEAST = {
    "daily-appreciation": (90, 110),
    "small-step": (12, 20),
    "weekly-ritual": (12, 24),
    "reflection": (12, 12),
    "small-repair": (36, 40),
    "repair-talk": (12, 12),
    "repair-reflection": (12, 12),
}


def test_there_are_takes_enough_alone_and_with_a_partner() -> None:
    guides, seen = read_guides(GUIDES), set()
    for plan in read_plans(SHIPPED, guides).values():
        for name, step in plan.steps.items():
            for partner, least in zip((False, True), LEAST.get(name, (0, 0)), strict=True):
                person = Person("p", "UTC", who=plan.who, partner=partner, partner_safe=partner)
                found = fitting(guides, plan, step, person, step.channel, timedelta())
                assert not isinstance(found, Reason)
                assert len(found) >= least, (name, partner, len(found))
            seen.add(name)
    assert set(LEAST) <= seen
    daily = guides.pool(read_plans(SHIPPED)["daily-appreciation"].steps["daily-appreciation"].practices)
    assert sum(one.mode == "solo" and one.expects == "done" and one.who == "hurt" for one in daily) >= 60


def test_who_was_hurt_is_not_asked_to_report_and_who_did_harm_has_takes_of_their_own() -> None:
    guides = read_guides(GUIDES)
    for plan in read_plans(SHIPPED, guides).values():
        held = {name for step in plan.steps.values() for name in step.practices}
        if plan.who is Who.HURT:
            assert not held & {"g2-s7-b4", "g2-s8-b3"}
        else:
            assert {take.id for take in guides.takes if take.who is Who.REPAIRING} == held


def test_the_shipped_plans_reach_every_practice_and_every_section() -> None:
    guides = read_guides(GUIDES)
    ids = {f"g1-s{s}-b{b}" for s in range(1, 9) for b in range(1, 5)}
    ids |= {f"g2-s{s}-b{b}" for s in range(1, 9) for b in range(1, 6)} | {f"g2-s9-b{b}" for b in range(1, 9)}
    assert {practice.id for practice in guides.practices} == ids
    plans = read_plans(SHIPPED, guides)
    in_plans = {name for plan in plans.values() for step in plan.steps.values() for name in step.practices}
    assert in_plans == ids
    themes = {section for phase in plans["rebuilding-trust"].phases for section in phase.sections}
    assert themes == {section.id for guide in guides.guides for section in guide.sections}


def test_the_practices_are_those_of_the_list() -> None:
    """Id, load, mode, key and flags are as whoever read the two guides noted them."""
    if not LISTED.exists():
        pytest.skip("no ../shared/guides beside the repository: the list of practices is not at hand")
    guides, modes = read_guides(GUIDES), {"S": "solo", "P": "partner", "E": "either"}
    rows = re.findall(r"^\| (g\d-s\d-b\d) \|(.*)\|$", LISTED.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len(guides.practices) == 80
    for name, row in rows:
        _, _, mode, load, key, flags = [cell.strip() for cell in row.split("|")]
        ours = guides.practice(name)
        assert (ours.load, ours.key) == (load, key), name
        assert modes[mode] in {one.mode for one in guides.pool((name,))}, name
        assert ours.flags - {"once"} == frozenset(flags.replace(",", " ").split()), name


def test_nobody_is_left_without_a_nudge_because_they_walk_this_alone() -> None:
    guides = read_guides(GUIDES)
    plans = [plan for plan in read_plans(SHIPPED, guides).values() if plan.who is Who.HURT]
    steps = [(plan, step) for plan in plans for step in plan.steps.values() if step.practices]
    assert len(steps) > 5
    for plan, step in steps:
        found = fitting(guides, plan, step, Person("p", "UTC"), step.channel, timedelta())
        assert not isinstance(found, Reason)


def test_a_pool_is_held_against_the_guides(tmp_path: Path) -> None:
    guides = read_guides(GUIDES)
    for written, what in (
        ("[g1-s5-b3, g1-s5-b33]", "There is no practice g1-s5-b33."),
        ("[g1-s5-b3, g1-s2-b1]", "g1-s2-b1 asks for a rating, its step for a done."),
    ):
        with pytest.raises(NudgesError) as caught:
            read_plans(folder(tmp_path / what[:5], evening=GOOD.replace("[a, b]", written)), guides)
        assert caught.value.what == f"schedules/evening.yaml:10: {what}"


@pytest.mark.parametrize(
    ("line", "practices", "says"),
    [
        ("who: hurt", "[g2-s2-b5]", "g2-s2-b5 is only for the one who broke the trust."),
        ("who: repairing", "[g2-s2-b5]", ""),
        ("who: both", "[g2-s2-b5]", "the pool of evening has no take for `hurt`."),
        ("who: both", "[g1-s1-b1]", "the pool of evening has no take for `repairing`."),
        ("who: both", "[g1-s1-b1, g2-s2-b5]", ""),
        ("who: hurt", "[g1-s1-b1]", ""),
    ],
)
def test_practices_for_one_side_are_in_its_plans_alone(
    tmp_path: Path, line: str, practices: str, says: str
) -> None:
    text = GOOD.replace("[a, b]", practices).replace("channel: sms", "channel: email")
    made = folder(tmp_path, evening=f"{line}\n" + text.replace("expects: done", "expects: note"))
    if not says:
        assert read_plans(made, read_guides(GUIDES))
        return
    with pytest.raises(NudgesError) as caught:
        read_plans(made, read_guides(GUIDES))
    assert caught.value.what.endswith(says)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"every: week": "every: day", "    on: [mon, thu]\n": ""},
            "can stir pain, and its step comes day by day",
        ),
        (
            {"every: week": "rrule: FREQ=DAILY", "    on: [mon, thu]\n": ""},
            "can stir pain, and its step comes",
        ),
        ({"channel: email": "channel: sms"}, "asks for a paragraph, and its step goes by SMS"),
    ],
)
def test_what_can_stir_pain_is_never_daily_and_heavy_ones_go_by_mail(
    tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    text = GOOD.replace("[a, b]", "[g1-s1-b1]").replace("channel: sms", "channel: email")
    text = text.replace("expects: done", "expects: note")
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    with pytest.raises(NudgesError) as caught:
        read_plans(folder(tmp_path, evening=text), read_guides(GUIDES))
    assert says in caught.value.what


@pytest.mark.parametrize(
    ("phases", "says"),
    [
        ("- {weeks: 2, theme: T, about: A, sections: [g1-s1]}", "`phases` is not right."),
        ("- {weeks: 1-0, theme: T, about: A, sections: [g1-s1]}", "`weeks` is not right."),
        ("- {weeks: 1, theme: T, about: A, sections: [g1-s99]}", "there is no section g1-s99."),
        ("- {weeks: 1, theme: T, sections: [g1-s1]}", "`about` is missing."),
        ("- {weeks: 1, theme: {english: T}, about: A, sections: [g1-s1]}", "`theme` is not right."),
    ],
)
def test_phases_follow_each_other_and_name_what_there_is(tmp_path: Path, phases: str, says: str) -> None:
    text = GOOD.replace("[a, b]", "[g1-s5-b3]") + f"phases:\n  {phases}\nafter: repeat\n"
    with pytest.raises(NudgesError) as caught:
        read_plans(folder(tmp_path, evening=text), read_guides(GUIDES))
    assert says in caught.value.what


def test_a_plan_says_what_comes_after_its_weeks(tmp_path: Path) -> None:
    text = GOOD + "phases:\n  - {weeks: 1, theme: T, about: A, sections: [g1-s1]}\n"
    assert mistake(tmp_path / "a", evening=text).fix == "Add `after: repeat`, or `after: farewell`."
    assert mistake(tmp_path / "b", evening=GOOD + "after: repeat\n").fix == "Remove the line `after`."


def test_a_summary_has_no_pool(tmp_path: Path) -> None:
    error = mistake(tmp_path, evening=GOOD.replace("    at: 19:00", "    at: 19:00\n    sends: summary"))
    assert error.fix == "Remove `practices` and `expects`."


def test_editors_are_given_the_schema_of_today() -> None:
    written = json.loads((SHIPPED / "plan.schema.json").read_text(encoding="utf-8"))
    assert written == plan_schema(), "regenerate it: nudges plan schema > schedules/plan.schema.json"


def test_a_plan_is_read(tmp_path: Path) -> None:
    [(name, plan)] = read_plans(folder(tmp_path, my_plan_2=GOOD)).items()
    assert (name, plan.title) == ("my-plan-2", "Evening")
    step = plan.steps["evening"]
    assert (step.every, step.on, step.at) == (Every.WEEK, ("mon", "thu"), (time(19),))


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "fix"),
    [
        ("channel:", "chanel:", 8, "unknown key `chanel`", "Write channel."),
        ("about:", "abuot:", 2, "unknown key `abuot`", "Write about."),
        ("channel: sms", "channel: smss", 8, "`channel: smss` is not known", "Write sms."),
        ("channel: sms", "channel: pigeon", 8, "`channel: pigeon` is not known", "Write sms."),
        ("expects: done", "expects: ratings", 9, "`expects: ratings` is not known", "Write rating."),
        ("every: week", "every: weekly", 5, "`every: weekly` is not known", "Write week."),
        ("at: 19:00", "at: 25:00", 7, "`at` is not right", "Write `at: 19:30`"),
        ("at: 19:00", "at:", 7, "`at` is not right", "Write `at: 19:30`"),
        ("    at: 19:00\n", "", 4, "`at` is missing", "Add a line such as `at: 09:30`."),
        ("    on: [mon, thu]\n", "", 4, "`on` is not right", "Write `on: [mon, thu]`."),
        ("on: [mon, thu]", "on: [mon, 15]", 6, "`on` is not right", "Write `on: [mon, thu]`."),
        ("every: week", "every: day", 6, "`on` is not right", "Remove the line `on`."),
        ("    expects: done", "    expects: done\n    max_late: 3 days", 10, "`max_late` is not right", "2h"),
        ("[a, b]", "\n      - a\n      - B c\n", 12, "`B c` cannot be a name", "Write b-c."),
        ("[a, b]", "\n      - a\n      - 1\n", 12, "`practices` is not right", "`practices: [g1-s5-b3"),
        ("[a, b]", "[a, a]", 10, "`practices` is not right", "Keep one of them."),
        ("[a, b]", "[]", 10, "`practices` is not right", "`practices: [g1-s5-b3, g1-s2-b2]`"),
        ("[a, b]", "a", 10, "`practices` is not right", "`practices: [g1-s5-b3, g1-s2-b2]`"),
        ("  evening:", "  Evening Step:", 4, "`Evening Step` cannot be a name", "Write evening-step."),
        ("  evening:", "  7:", 4, "`steps` is not right", "Write"),
        ("title: Evening", "title: Evening\ntitle: Twice", 2, 'a second key "title"', "Remove or rename"),
        ("on: [mon, thu]", "on: [mon, thu", 7, "cannot be read", "brackets"),
        ("title: Evening", "title: [1]", 1, "`title` is not right", "`title: Daily appreciation`"),
    ],
)
def test_a_mistake_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, what: str, fix: str
) -> None:
    assert old in GOOD
    error = mistake(tmp_path, evening=GOOD.replace(old, new, 1))
    assert error.what.startswith(f"schedules/evening.yaml:{line}: ")
    assert what in error.what
    assert fix in error.fix
    assert error.why


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("channel:", "chanel:", "A step has: title, every, "),
        ("about:", "abuot:", "A plan has: title, about, "),
        ("    at: 19:00\n", "", "A step needs it."),
        ("about: One thing.\n", "", "A plan needs it."),
    ],
)
def test_a_mistake_says_what_a_plan_has_and_what_a_step(tmp_path: Path, old: str, new: str, why: str) -> None:
    assert mistake(tmp_path, evening=GOOD.replace(old, new, 1)).why.startswith(why)


@pytest.mark.parametrize(
    "text", ["", "just words", "- a\n- b\n", "title: T\nabout: A\n", "title: T\nabout: A\nsteps:\n"]
)
def test_a_file_that_is_no_plan_says_so(tmp_path: Path, text: str) -> None:
    error = mistake(tmp_path, odd=text)
    assert error.what.startswith("schedules/odd.yaml:")
    assert "steps" in error.what + error.fix


@pytest.mark.parametrize(
    "given", ["steps:\n  a:\n", "steps: [a]\n", "steps: {a: {b: {c: d}}}\n", "1: 2\n", "? [a]\n: b\n"]
)
def test_any_shape_is_refused_in_three_lines(tmp_path: Path, given: str) -> None:
    error = mistake(tmp_path, odd=f"title: T\nabout: A\n{given}")
    assert len(str(error).splitlines()) == 3


@pytest.mark.parametrize("raw", [b"title: \xff\xfe\n", b"title: \x01\n"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, raw: bytes) -> None:
    (folder(tmp_path) / "odd.yaml").write_bytes(raw)
    with pytest.raises(NudgesError, match=r"schedules/odd\.yaml:1: "):
        read_plans(tmp_path / "schedules")


@pytest.mark.parametrize(
    ("name", "rather"),
    [("evening.yml", "evening.yaml"), ("My Plan.yaml", "my-plan.yaml"), ("7.yaml", "my-plan.yaml")],
)
def test_a_file_that_would_be_overlooked_is_named(tmp_path: Path, name: str, rather: str) -> None:
    (folder(tmp_path) / name).write_text(GOOD)
    with pytest.raises(NudgesError) as error:
        read_plans(tmp_path / "schedules")
    assert f"Rename it to {rather}." in error.value.fix


def test_no_plans_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(NudgesError, match="schedules/ holds no plans"):
        read_plans(tmp_path / "schedules")


def test_included_steps_are_taken_over_as_they_are(tmp_path: Path) -> None:
    nested = including("one") + "steps:\n" + GOOD.partition("steps:\n")[2].replace("evening", "own")
    plans = read_plans(
        folder(
            tmp_path, one=one_step("first"), two=one_step("second"), mid=nested, top=including("mid", "two")
        )
    )
    assert list(plans["top"].steps) == ["first", "own", "second"]
    assert plans["top"].steps["first"] == plans["one"].steps["first"]


def test_an_unknown_included_plan_names_the_nearest(tmp_path: Path) -> None:
    error = mistake(tmp_path, evening=GOOD, top=including("evening", "evning"))
    assert error.what.startswith("schedules/top.yaml:5: there is no plan evning")
    assert error.fix == "Write evening."


def test_plans_do_not_include_each_other_in_a_circle(tmp_path: Path) -> None:
    error = mistake(tmp_path, a=including("b"), b=including("c"), c=including("a"))
    assert error.what.startswith("schedules/c.yaml:4: ")
    assert "a -> b -> c -> a" in error.why


def test_a_steps_name_stands_once(tmp_path: Path) -> None:
    error = mistake(tmp_path, one=GOOD, two=GOOD, top=including("one", "two"))
    assert error.what == "schedules/top.yaml:5: the step evening would be there twice."
