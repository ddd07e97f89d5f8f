"""Reading a guide, and choosing the next practice."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.errors import NudgesError
from nudges.core.guide import Guides, Load, Mode, Practice, Sent, choose, parse_guide
from nudges.core.plan import Expects

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


def practice(name: str, key: str = "") -> Practice:
    return Practice(
        id=name, section="s", guide="g", title="T", kind=("act",), mode=Mode.SOLO, load=Load.LIGHT,
        key=key or name, expects=Expects.DONE, flags=frozenset(), sms="s", email="e", thanks="t",
    )  # fmt: skip


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
        ("SMS: Recall one person you were right to trust.", "SMS:", 13, "no text for SMS"),
        ("Email: Think", "Thanks: Think", 23, "Thanks: stands where Email"),
        ("Thanks: Kept.", "Kept.", 13, "no text for Thanks"),
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


START = date(2025, 1, 6)
POOLS = st.lists(st.sampled_from("abc"), min_size=1, max_size=12).map(
    lambda keys: [practice(f"p{i}", key) for i, key in enumerate(keys)]
)


def run(pool: list[Practice], seed: str, times: int, every: int) -> list[Sent]:
    history: list[Sent] = []
    for i in range(times):
        today = START + timedelta(days=i * every)
        history.append(Sent(choose(pool, history, seed, today).id, today))
    return history


@given(POOLS, st.text(max_size=8), st.integers(1, 20))
def test_no_practice_repeats_before_the_pool_is_used(pool: list[Practice], seed: str, every: int) -> None:
    given_ = [sent.practice_id for sent in run(pool, seed, 3 * len(pool), every)]
    for start in range(0, len(given_), len(pool)):
        assert sorted(given_[start : start + len(pool)]) == sorted(p.id for p in pool)


@given(POOLS, st.text(max_size=8), st.data())
def test_the_same_history_gives_the_same_practice(
    pool: list[Practice], seed: str, data: st.DataObject
) -> None:
    history = run(pool, seed, len(pool) + 2, 3)
    today = START + timedelta(days=200)
    mixed = data.draw(st.permutations(pool))
    assert choose(pool, history, seed, today) == choose(mixed, list(reversed(history)), seed, today)


@given(POOLS, st.text(max_size=8), st.integers(1, 20))
def test_keys_are_apart_while_the_pool_allows_it(pool: list[Practice], seed: str, every: int) -> None:
    key_of = {p.id: p.key for p in pool}
    history = run(pool, seed, len(pool), every)  # one round: what is left is what was not given yet
    for i, (name, today) in enumerate(history):
        recent = {key_of[s.practice_id] for s in history[:i] if (today - s.local_date).days < 14}
        left = {key_of[s.practice_id] for s in history[i:]}
        assert key_of[name] not in recent or left <= recent


def test_twins_are_kept_apart_by_coming_early() -> None:
    """Fifteen daily practices, two of one key: there is just one way, first and last."""
    pool = [practice("twin-1", "twin"), practice("twin-2", "twin"), *(practice(f"p{i}") for i in range(13))]
    for seed in "abcdefgh":
        days = [s.local_date for s in run(pool, seed, 15, 1) if s.practice_id.startswith("twin")]
        assert days[1] - days[0] >= timedelta(days=14)


def test_a_practice_added_later_comes_once_then_waits_its_turn() -> None:
    pool = [practice("a"), practice("b")]
    history = run(pool, "s", 8, 15)
    today = START + timedelta(days=200)
    pool.append(practice("new"))
    assert choose(pool, history, "s", today).id == "new"
    assert choose(pool, [*history, Sent("new", today)], "s", today + timedelta(days=15)).id != "new"


def test_seeds_differ_and_never_change() -> None:
    pool = [practice(f"p{i}") for i in range(10)]
    firsts = Counter(choose(pool, [], f"seed-{i}", START).id for i in range(200))
    assert len(firsts) == 10
    assert choose(pool, [], "seed-0", START).id == "p1"


def test_a_lone_practice_comes_every_time_and_an_empty_pool_is_refused() -> None:
    assert {s.practice_id for s in run([practice("a")], "s", 5, 1)} == {"a"}
    with pytest.raises(NudgesError, match="pool"):
        choose([], [], "s", START)
