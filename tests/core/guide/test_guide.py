"""Parsing guides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides, Load, Mode, parse_guide
from nudges.core.vocabulary import Expects, Who

TEXT = """---
id: g1
title: Building trust after being hurt
language: en
---

Trust grows in small steps.

## g1-s1 Looking back

What was, and what it taught.

### g1-s1-b1 A trust that held
- kind: reflect, write
- mode: solo
- load: H
- key: past-review
- expects: note
- flags: care

SMS: Recall one person you were right to trust.

Email: Think of a person
you trusted.

Write down one thing.

Thanks: Kept. Well looked.

### g1-s1-b2 One fair word
- kind: act
- mode: either
- load: L
- key: kindness
- expects: done

SMS: Say one fair word today.

Email: One word is enough.

Thanks: Good.
"""
PATH = "templates/guides/g1.md"


def test_a_guide_is_read_whole() -> None:
    guide = parse_guide(TEXT, PATH)
    assert (guide.id, guide.title, guide.language) == ("g1", "Building trust after being hurt", "en")
    assert guide.intro == "Trust grows in small steps."
    (section,) = guide.sections
    assert (section.id, section.title, section.about) == (
        "g1-s1",
        "Looking back",
        "What was, and what it taught.",
    )
    first, second = guide.practices
    assert (first.guide, first.section, first.id) == ("g1", "g1-s1", "g1-s1-b1")
    assert (first.kind, first.mode, first.load) == (("reflect", "write"), Mode.SOLO, Load.HEAVY)
    assert (first.key, first.expects, first.flags) == ("past-review", Expects.NOTE, frozenset({"care"}))
    assert first.paragraphs == ["Think of a person you trusted.", "Write down one thing."]
    assert (first.sms, first.thanks) == ("Recall one person you were right to trust.", "Kept. Well looked.")
    assert second.flags == frozenset()


TAKES = TEXT.replace(
    "Thanks: Good.\n",
    """Thanks: Good.

SMS (partner, rating, M): How fair were you both today?

Thanks: Fair enough.

SMS (repairing, care): Say it to the one you hurt, if they want to hear it.

Email: Only if they want it.

Thanks: Said.
""",
)


def test_a_practice_has_takes_that_say_in_brackets_what_differs() -> None:
    guide = parse_guide(TAKES, PATH)
    assert [practice.id for practice in guide.practices] == ["g1-s1-b1", "g1-s1-b2"]
    _, first, second, third = guide.takes
    assert [take.ref for take in (first, second, third)] == ["g1-s1-b2/1", "g1-s1-b2/2", "g1-s1-b2/3"]
    assert (first.mode, first.expects, first.load, first.who) == ("either", "done", "L", "hurt")
    assert (second.mode, second.expects, second.load, second.who) == ("partner", "rating", "M", "hurt")
    assert (third.mode, third.who, third.flags) == (Mode.EITHER, Who.REPAIRING, frozenset({"care"}))
    assert second.email == second.sms  # without one of its own it is mailed as its sentence
    assert (third.email, third.thanks, third.title) == ("Only if they want it.", "Said.", first.title)
    assert second.place == f"{PATH}:43"


def test_whom_a_practice_is_for_is_said_or_follows_from_its_flag() -> None:
    for flag, line, who in (
        ("care", "", "hurt"),
        ("role", "", "repairing"),
        ("care", "- who: both\n", "both"),
    ):
        text = TEXT.replace("- flags: care\n", f"- flags: {flag}\n{line}")
        assert parse_guide(text, PATH).practices[0].who == who


def test_a_take_is_found_by_its_number_and_the_first_where_there_is_none() -> None:
    guides = Guides.joined([parse_guide(TAKES, PATH)])
    assert guides.practice("g1-s1-b2", 2).sms == "How fair were you both today?"
    assert guides.practice("g1-s1-b2", 9).take == guides.practice("g1-s1-b2").take == 1
    assert guides.thanks("g1-s1-b2", 3) == "Said."
    assert [one.ref for one in guides.pool(("g1-s1-b2",))] == ["g1-s1-b2/1", "g1-s1-b2/2", "g1-s1-b2/3"]
    assert len(guides.takes) == 4


def test_the_version_follows_the_text() -> None:
    one, two = parse_guide(TEXT, PATH), parse_guide(TEXT.replace("Good.", "Well done."), PATH)
    assert len(one.version) == 12
    assert one.version != two.version
    assert one.version == parse_guide(TEXT, "elsewhere.md").version


def test_windows_line_ends_and_a_mark_at_the_start_change_nothing_read() -> None:
    assert (
        parse_guide("\ufeff" + TEXT.replace("\n", "\r\n"), PATH).practices
        == parse_guide(TEXT, PATH).practices
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("---\nid", "id", 1, "front matter is missing"),
        ("title: B", "title: [", 1, "not YAML"),
        ("title: B", "title: &b B", 3, "an anchor or an alias"),
        ("language: en", "language: *en", 4, "an anchor or an alias"),
        ("language: en", "lang: en", 1, "lang is not known"),
        ("language: en", "language: no", 1, "no text for language"),
        ("Trust grows in small steps.", "", 6, "The guide has no text"),
        ("## g1-s1 Looking back\n", "", 12, "is in no section"),
        ("What was, and what it taught.", "", 9, "g1-s1 has no text"),
        ("## g1-s1 Looking", "## Looking", 9, "no id and title"),
        ("### g1-s1-b1", "#### g1-s1-b1", 13, "wrong depth"),
        ("g1-s1-b2", "g1-s1-b1", 30, "used twice"),
        ("mode: solo", "mode: alone", 15, "mode is `alone`"),
        ("load: H", "load: X", 16, "load is `X`"),
        ("expects: note", "expects: maybe", 18, "expects is `maybe`"),
        ("flags: care", "flags: care, nope", 19, "nope is no flag"),
        ("- load: H\n", "", 13, "has no load"),
        ("kind: act", "kind: ,", 30, "has no kind"),
        ("load: H", "weight: H", 16, "weight is unknown"),
        ("load: H", "mode: solo", 16, "mode is unknown or stands here twice"),
        ("- flags: care", "flags: care", 19, "no `- name: value`"),
        ("SMS: Recall", "Text: Recall", 21, "no `- name: value`"),
        ("SMS: Recall one person you were right to trust.", "SMS:", 21, "no text for SMS"),
        ("Email: Think", "Thanks: Think", 28, "Thanks: stands where SMS is due"),
        ("Email: Think", "SMS: Think", 23, "SMS: stands where Email or Thanks is due"),
        ("Thanks: Kept.", "Kept.", 21, "no text for Thanks"),
        ("SMS: Recall", "SMS (alone): Recall", 21, "`alone` in the brackets is not known"),
        ("SMS: Recall", "SMS (solo, partner): Recall", 21, "`partner` in the brackets is not known, or is"),
        ("Email: Think", "Email (solo): Think", 23, "Email has brackets."),
        ("- expects: note", "- expects: note\n- who: them", 19, "who is `them`"),
        ("right to trust.", "right to\ntrust.", 21, "more than one line"),
    ],
)
def test_every_mistake_names_its_line(old: str, new: str, line: int, what: str) -> None:
    assert old in TEXT
    with pytest.raises(NudgesError) as caught:
        parse_guide(TEXT.replace(old, new, 1) if old != "g1-s1-b2" else TEXT.replace(old, new), PATH)
    assert caught.value.what.startswith(f"{PATH}:{line} ")
    assert what in caught.value.what
    assert len(str(caught.value).split("\n")) == 3


def test_a_guide_without_sections_or_a_section_without_practices_is_refused() -> None:
    for text in (TEXT[: TEXT.index("## ")], TEXT[: TEXT.index("### ")], "", "---\n---\n"):
        with pytest.raises(NudgesError, match=PATH):
            parse_guide(text, PATH)


@given(st.text(max_size=60), st.integers(0, len(TEXT)), st.integers(0, 60))
def test_a_damaged_guide_is_read_or_refused_with_a_line(text: str, at: int, cut: int) -> None:
    said = f"{PATH}:1"
    try:
        parse_guide(TEXT[:at] + text + TEXT[at + cut :], PATH)
    except NudgesError as error:
        said = error.what
    assert said.startswith(f"{PATH}:")


def test_guides_are_found_by_id_and_unknown_ids_name_the_nearest() -> None:
    guides = Guides.joined([parse_guide(TEXT, PATH)])
    assert guides.practice("g1-s1-b2").title == "One fair word"
    assert [p.id for p in guides.practices] == ["g1-s1-b1", "g1-s1-b2"]
    assert guides.guide("g1").language == "en"
    with pytest.raises(NudgesError) as caught:
        guides.practice("g1-s1-b3")
    assert "g1-s1-b2" in caught.value.why
    with pytest.raises(NudgesError, match="g1"):
        guides.guide("g2")


def test_an_id_used_in_two_guides_is_refused() -> None:
    with pytest.raises(NudgesError, match="g1 is used 2 times"):
        Guides.joined([parse_guide(TEXT, PATH), parse_guide(TEXT, "templates/guides/g2.md")])
