"""Reports of what authors may have overlooked."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from nudges.content.guides import read_guides, read_languages
from nudges.content.plans import read_plans
from nudges.core.guide.library import Guides, parse_guide
from nudges.core.lint.lint import Finding, cost, look_at_guides, look_at_plan, placeholders, told_in, unused
from nudges.core.lint.phrases import common, worn
from nudges.core.plan.plan import Plan
from nudges.core.render.locale_bundle import Voices
from nudges.core.render.sms_segments import count
from nudges.core.vocabulary import Who
from tests.folders import REPOSITORY

TEMPLATES = REPOSITORY / "templates"
SHIPPED = read_guides(TEMPLATES / "guides")
#: A programme may be called this; GSM-7 and as long as SMS senders have it.
LONG_NAME = "Rebuild Trust Clinic"


def voices(guides: Guides = SHIPPED) -> Voices:
    return Voices(FileSystemLoader(TEMPLATES), guides, read_languages(TEMPLATES, SHIPPED))


def guide(**changes: Any) -> Voices:
    """A guide of two practices with other words in the first, in one language."""
    text = (TEMPLATES / "guides" / "g1.md").read_text("utf-8")
    first = parse_guide(text, "guides/g1.md")
    section = first.sections[4]
    practices = [take for take in section.takes if take.take == 1]
    takes = (replace(practices[2], **changes), practices[1])
    return Voices(
        FileSystemLoader(TEMPLATES),
        Guides.joined([replace(first, sections=(replace(section, takes=takes),))]),
    )


def found(findings: Iterator[Finding]) -> str:
    return "\n".join(f"{one.place}: {one.what} {one.fix}" for one in findings)


def test_every_message_of_the_shipped_guides_is_one_segment_in_every_language() -> None:
    """Also with a long name in front; the Spanish ones keep to the letters that GSM-7 has."""
    assert found(look_at_guides(voices(), LONG_NAME)) == ""
    assert {voice.language.code for voice in voices()} == {"en", "es"}


def test_the_shipped_plans_have_nothing_overlooked() -> None:
    plans = read_plans(REPOSITORY / "schedules", SHIPPED)
    assert found(unused(plans, SHIPPED)) == ""
    for name, plan in plans.items():
        assert found(look_at_plan(name, plan, SHIPPED, frozenset({"en", "es"}))) == "", name


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sms": "x" * 150}, "SMS of g1-s5-b3 costs 2 segments with "),
        (
            {"sms": "Ω→" * 40},
            "SMS of g1-s5-b3 costs 2 segments because of '→', which GSM-7 lacks (70 fit in one).",
        ),
        ({"thanks": "á" * 90}, "Thanks of g1-s5-b3 costs 2 segments because of 'á'"),
        ({"sms": "Thank {{ partner }} today."}, "SMS of g1-s5-b3 holds {{ partner }}, which would be sent"),
        ({"email": "Dear [name], thanks."}, "Email of g1-s5-b3 holds [name]"),
        ({"sms": "y" * 500}, "costs 4 segments"),
    ],
)
def test_words_that_should_not_go_out_are_named(changes: dict[str, str], says: str) -> None:
    assert says in found(look_at_guides(guide(**changes), "Nudges"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 160, []),
        ("x" * 161, [("with 161 characters (160 fit in one)", "Shorten it by 1 characters.", False)]),
        ("x" * 306, [("with 306 characters (160 fit in one)", "Shorten it by 146 characters.", False)]),
        ("x" * 307, [("with 307 characters (160 fit in one)", "Shorten it by 147 characters.", True)]),
        ("→" * 70, []),
        ("→" * 71, [("because of '→', which GSM-7 lacks (70 fit in one)", "Find a word without it", False)]),
    ],
)
def test_what_a_text_costs_and_when_that_is_grave(text: str, said: list[tuple[str, str, bool]]) -> None:
    findings = list(cost("p", "It", count(text)))
    assert len(findings) == len(said)
    for one, (what, fix, grave) in zip(findings, said, strict=True):
        assert (what in one.what, fix in one.fix, one.grave) == (True, True, grave)


def test_a_placeholder_is_grave() -> None:
    assert [one.grave for one in placeholders("p", "It", "Dear <name>, {{ x }}")] == [True]
    assert not list(placeholders("p", "It", "a < b > c, [sic] {a b}"))


def test_two_takes_that_read_alike_are_named_unless_they_are_for_two_sides() -> None:
    twin = SHIPPED.practice("g1-s5-b2").sms.replace("one ", "a ", 1)
    assert "g1-s5-b2 reads almost like g1-s5-b3." in found(look_at_guides(guide(sms=twin), "Nudges"))
    assert found(look_at_guides(guide(sms=twin, who=Who.REPAIRING), "Nudges")) == ""


def test_a_phrase_that_stands_in_too_many_texts_is_named() -> None:
    section = SHIPPED.guide("g1").sections[4]
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    takes = [
        replace(section.takes[-1], take=n, sms=f"{word.capitalize()} is good.", email=word, thanks="Fine.")
        for n, word in enumerate(words, 1)
    ]
    worn = [replace(one, sms=f"{one.sms} Only if it feels right.") for one in takes[:3]] + takes[3:]
    for pool, says in ((takes, ""), (worn, '"only if it feels" stands in 3 of 10 texts, and 2 may have it.')):
        sections = (replace(section, takes=tuple(pool)),)
        voices = Voices(
            FileSystemLoader(TEMPLATES),
            Guides.joined([replace(SHIPPED.guide("g1"), sections=sections)]),
        )
        said = found(look_at_guides(voices, "Nudges"))
        assert says in said
        assert ("may have it" in said) == bool(says)


def test_the_phrases_of_the_shipped_texts_are_counted_and_none_is_worn() -> None:
    """Every language by itself: at most 8 % of its texts may share four words in a row."""
    house = voices()
    for voice in house:
        texts, counts = common(told_in(voice, house.base))
        assert texts > 250
        assert max(counts.values()) <= 0.08 * texts
        assert not worn(told_in(voice, house.base))


def test_what_has_no_words_in_a_language_and_what_no_plan_holds_is_named() -> None:
    text = (TEMPLATES / "guides" / "g1.md").read_text("utf-8").replace("g1", "g9")
    more = Guides.joined([*SHIPPED.guides, parse_guide(text, "guides/g9.md")])
    told = Voices(FileSystemLoader(TEMPLATES), more, read_languages(TEMPLATES, more))
    said = found(look_at_guides(told, "Nudges"))
    assert "32 practices have no words in es: g9-s1-b1" in said
    plans = read_plans(REPOSITORY / "schedules", SHIPPED)
    assert found(unused(plans, more)).count("is in no plan") == 32


STEP = {"every": "day", "at": "19:00", "channel": "sms", "expects": "done", "practices": ["g1-s2-b2"]}


def plan(**changes: object) -> Plan:
    return Plan.model_validate({"title": "T", "about": "A", "steps": {"evening": {**STEP, **changes}}})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"at": "21:30"},
            "schedules/p.yaml evening: 21:30 is in the usual quiet hours: it waits until 09:00",
        ),
        ({"at": ["09:00", "20:00"]}, "20:00 is in the usual quiet hours"),
        ({"practices": ["g2-s5-b4"]}, "It has nothing for somebody who takes part alone"),
        ({"practices": ["g1-s2-b2"]}, "In twelve weeks it comes 84 times, and has 10 takes for somebody who"),
        (
            {"practices": ["g1-s7-b1"], "channel": "email", "every": "month", "on": 1},
            "It goes by mail, and g1-s7-b1 (take 2) has no Email",
        ),
        (
            {"practices": ["g1-s1-b1"], "channel": "email", "expects": "note"},
            "It has nothing for somebody who takes part alone",
        ),
        (
            {"practices": ["g1-s3-b1"], "channel": "email", "expects": "note", "every": "month", "on": 1},
            "nothing for somebody without an email address",
        ),
        ({"title": {"en": "Evening", "de": "Abend"}}, "The title of evening is not said in es."),
    ],
)
def test_a_plan_that_leaves_somebody_out_says_so(changes: dict[str, object], says: str) -> None:
    assert says in found(look_at_plan("p", plan(**changes), SHIPPED, frozenset({"en", "es"})))


def test_a_plan_that_suits_everybody_is_left_in_peace() -> None:
    weekly = plan(every="week", on="sat", practices=["g1-s2-b2", "g2-s3-b3"])
    assert found(look_at_plan("p", weekly, SHIPPED, frozenset({"en", "es"}))) == ""


def test_the_usual_hours_begin_at_their_first_minute_and_end_before_their_last() -> None:
    steps = plan(at=["08:59", "09:00", "19:59", "20:00"], every="month", on=1)
    said = found(look_at_plan("p", steps, SHIPPED, frozenset({"en", "es"})))
    assert [at for at in ("08:59", "09:00", "19:59", "20:00") if f"{at} is in" in said] == ["08:59", "20:00"]


def test_a_pool_that_is_used_up_in_twelve_weeks_is_named() -> None:
    ten, more = "g1-s2-b2", "g2-s3-b3"  # with ten and eleven takes for anybody
    for practices, on, enough in (
        ([ten], ["mon"], False),
        ([ten, more], ["mon"], True),
        ([ten, more], ["mon", "thu"], False),
    ):
        said = found(look_at_plan("p", plan(every="week", on=on, practices=practices), SHIPPED, frozenset()))
        assert ("In twelve weeks it comes" not in said) is enough, said


def test_a_take_that_no_step_asks_for_is_named_only_if_its_practice_is_used() -> None:
    said = found(unused({"p": plan(practices=["g2-s6-b5"], expects="done")}, SHIPPED))
    assert "is in no plan: it asks for a rating, for `hurt`." in said
    assert "it asks for a done, for `hurt`" not in said
    assert "g1-s1-b1 is in no plan. Add it to the practices" in said
    assert "g1-s1-b1 (take 2)" not in said
