"""Commands for authors: new files, and reports of what may have been overlooked."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from nudges.content.guides import read_guides, read_languages
from nudges.content.plans import read_plans
from nudges.core.guide.library import Guides, parse_guide
from nudges.core.lint.lint import Finding, look_at_guides, look_at_plan, told_in, unused
from nudges.core.lint.phrases import common, worn
from nudges.core.plan.plan import Plan
from nudges.core.render.locale_bundle import Voices
from nudges.core.vocabulary import Who
from tests.cli.test_cli import nudges as nudges
from tests.folders import REPOSITORY
from tests.typed import Run

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


def test_an_author_begins_with_a_skeleton_and_is_led_to_a_plan_that_sends(
    nudges: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/authoring.md tells it: a guide, a plan, and the checks say what is left to do."""
    for name in ("templates", "schedules"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
        monkeypatch.setenv(name.upper(), name)

    assert nudges("guide", "new", "sleep").code == 0
    said = nudges("guide", "check")
    assert said.code == 0
    assert "guides/sleep.md:13: sleep-s1-b1 is in no plan." in said.out

    assert nudges("plan", "new", "evening-walk").code == 0
    written = tmp_path / "schedules" / "evening-walk.yaml"
    written.write_text(written.read_text("utf-8").replace("g1-s1-b4", "sleep-s1-b1"), "utf-8")
    said = nudges("plan", "check")
    assert "    weeks 11-12: Lighter, and onward\n    then again from week 1\n" in said.out
    assert "evening-walk-step: Mondays and Thursdays at 19:00, their time" in said.out
    assert "sleep-s1-b1" in nudges("simulate", "evening-walk", "--from", "2026-12-01", "--days", "28").out

    before = written.read_text("utf-8")
    again = nudges("plan", "new", "evening-walk")
    assert again.code == 2
    assert "is there already" in again.err
    assert written.read_text("utf-8") == before
    assert "Write it like evening-walk." in nudges("guide", "new", "Évening").err

    written.write_text(before.replace("sleep-s1-b1", "sleep-s1-b1\n      - sleep-s1-b2"), "utf-8")
    wrong = nudges("plan", "check")
    assert wrong.code == 2
    assert "sleep-s1-b2 asks for a rating, its step for a done." in wrong.err
    assert "Traceback" not in wrong.err
