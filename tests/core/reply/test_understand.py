"""Replies people send, and what they are taken to mean."""

import string
import sys
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.danger.detect import Danger, Tier
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects
from tests.clocks import LINEAR, growth
from tests.harness import CARE
from tests.rows import each_row
from tests.understood import CARRIER_STOPS, fits, heard, labelled, understand

SETS = (
    "replies.jsonl",
    "replies_dev.jsonl",
    "replies_asked.jsonl",
    "replies_b.jsonl",
    "replies_c.jsonl",
    "replies_d.jsonl",
)
#: The words of danger are listened for by `core.care`, and measured there.
LABELLED = [row for name in SETS for row in labelled(name) if row["kind"] != Kind.SUPPORT]
ANY_EXPECTS = st.sampled_from([None, *Expects])
MARKS = (
    string.punctuation + string.whitespace + "“”‘’«»¡¿…–—。！\u200b\u200d\u2060\ufeff\u00a0\u3000\u00ad\ufe0f"
)


@cache
def all_heard() -> list[tuple[dict[str, Any], Meaning]]:
    """Every labelled line and what it was taken to mean."""
    return [(row, heard(row)) for row in LABELLED]


def test_the_labelled_replies_are_understood() -> None:
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong = []
    for row, got in all_heard():
        total[row["kind"]] += 1
        right[row["kind"]] += fits(row, got)
        if not fits(row, got):
            wrong.append((row, got))
    for kind in total:
        sys.stdout.write(f"{kind:9} {right[kind]:3} of {total[kind]:3}  {right[kind] / total[kind]:.1%}\n")
    assert len(LABELLED) >= 600
    assert sum(right.values()) >= 0.97 * len(LABELLED), wrong


@each_row(labelled("replies.jsonl"))
def test_what_is_kept_as_a_note(row: dict[str, Any]) -> None:
    assert heard(row).note == row.get("note")


def test_no_stop_is_missed_and_none_invented() -> None:
    wrong = [row for row, got in all_heard() if (got.kind is Kind.STOP) != (row["kind"] == Kind.STOP)]
    assert wrong == []


@st.composite
def dressed_stops(draw: st.DrawFn) -> str:
    """A carrier word in any case, inside and between invisible characters, punctuation and blanks."""
    word = draw(st.sampled_from(CARRIER_STOPS))
    letters = [draw(st.sampled_from([c.lower(), c.upper()])) for c in word]
    inside = draw(st.sampled_from(["", "\u200b", "\u2060", "\u00ad", "\ufe0f"]))
    around = st.text(st.sampled_from(MARKS), max_size=8)
    return draw(around) + inside.join(letters) + draw(around)


@given(dressed_stops(), ANY_EXPECTS)
def test_a_carrier_word_alone_always_stops(text: str, expects: Expects | None) -> None:
    assert understand(text, expects) == Meaning(Kind.STOP)


@given(st.sampled_from(CARRIER_STOPS), st.text(" \t\n\u200b\u3000", min_size=1, max_size=20))
def test_padding_does_not_hide_a_stop(word: str, padding: str) -> None:
    assert understand(padding * 2_001 + word, None).kind is Kind.STOP


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("e n d", True),
        ("E.N.D", True),
        ("q u i t", True),
        ("S-T-O-P", True),
        ("e nd", False),
        ("st o p", False),
        ("s to p", False),
        ("s t op", False),
        ("e n d x", False),
    ],
)
def test_a_keyword_is_spelled_letter_by_letter_to_its_end(text: str, stops: bool) -> None:
    assert (understand(text, None).kind is Kind.STOP) is stops


WORDS = st.sampled_from(
    [
        "stop",
        "start",
        "done",
        "yes",
        "no",
        "not",
        "yet",
        "skip",
        "4",
        "5",
        "9",
        "4/5",
        "★",
        "four",
        "of",
        "out",
        "i",
        "it",
        "the",
        "please",
        "me",
        "texts",
        "thanks",
        "felt",
        "good",
        "but",
        ",",
        ".",
        "!",
        "-",
        "👍",
        "❤️",
        "ok",
        "help",
        "pass",
        "sí",
        "más",
        "end",
    ]
)
REPLIES = st.one_of(st.text(), st.lists(WORDS, max_size=8).map(" ".join))


@given(REPLIES, ANY_EXPECTS, st.sampled_from([(1, 5), (1, 10), (0, 10), (3, 3)]))
def test_any_text_is_understood_and_a_rating_is_within_the_scale(
    text: str, expects: Expects | None, scale: tuple[int, int]
) -> None:
    meaning = understand(text, expects, scale)
    assert meaning == understand(text, expects, scale)
    assert meaning.rating is None or scale[0] <= meaning.rating <= scale[1]
    assert all(scale[0] <= (each.rating or scale[0]) <= scale[1] for each in meaning.then)
    assert (meaning.rating is None) or meaning.kind in {Kind.RATING, Kind.DONE}
    assert (meaning.rating is not None) or meaning.kind is not Kind.RATING


@given(st.text(st.characters(codec=None)), ANY_EXPECTS)
def test_lone_surrogates_and_controls_do_no_harm(text: str, expects: Expects | None) -> None:
    assert isinstance(understand(text, expects), Meaning)


STORY = st.text("bcdfghjkmqvwxz", min_size=5, max_size=9)


@given(
    st.lists(STORY, min_size=1, max_size=40).map(" ".join),
    st.sampled_from(
        ["done ", "Yes, ", "no, ", "not yet ", "skip: ", "4 - ", "done 4, ", "★★★ ", "stop it. ", ""]
    ),
    ANY_EXPECTS,
)
def test_a_note_never_loses_text(story: str, opening: str, expects: Expects | None) -> None:
    note = understand(opening + story, expects).note
    assert note is not None
    assert note.endswith(story)
    assert note in opening + story


@given(REPLIES, ANY_EXPECTS)
def test_a_plain_note_is_the_whole_text(text: str, expects: Expects | None) -> None:
    meaning = understand(text, expects)
    if meaning.kind is Kind.NOTE:
        assert meaning.note in {text.strip(), ""}
        assert meaning.note or not any(char.isalnum() for char in text)


@pytest.mark.parametrize("opening", ["", "done ", "4 - ", "Please stop. "])
def test_a_long_note_is_kept_to_its_last_word(opening: str) -> None:
    story = "we talked and laughed " * 500 + "until dawn"
    note = understand(opening + story, Expects.DONE).note
    assert note is not None
    assert note.endswith("until dawn")
    assert len(note) >= len(story)


@pytest.mark.parametrize(
    "piece",
    ["y ", "yes ", "stop x ", "stop it. x ", "4 ", "no, ", "★", "a", "\u0301", "\ufdfa", "- ", "\u200b", " "],
)
def test_long_input_takes_no_longer_than_its_length(piece: str) -> None:
    assert growth(lambda n: understand(piece * (n // len(piece)) + "z", Expects.RATING), 400_000) < LINEAR


def test_a_start_hidden_behind_a_long_text_is_no_consent() -> None:
    assert understand("START" + " " * 2_500 + "of a new life", None).kind is Kind.NOTE


@pytest.mark.parametrize("expects", [None, *Expects])
def test_yes_is_an_answer_and_never_a_new_start(expects: Expects | None) -> None:
    assert understand("YES", expects) == Meaning(Kind.DONE)


def test_the_scale_decides_what_is_a_rating() -> None:
    assert understand("8", Expects.RATING, (1, 10)) == Meaning(Kind.RATING, 8)
    assert understand("8/10", Expects.RATING, (1, 10)) == Meaning(Kind.RATING, 8)
    assert understand("🔟", Expects.RATING, (1, 10)) == Meaning(Kind.RATING, 10)
    assert understand("0", Expects.RATING, (0, 10)) == Meaning(Kind.RATING, 0)
    assert understand("4/5", Expects.RATING, (1, 10)) == Meaning(Kind.UNCLEAR, note="4/5")


def test_the_repr_keeps_the_words_private() -> None:
    assert "secret" not in repr(understand("done, a secret", Expects.DONE))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("done, but i feel empty inside", Kind.DONE),
        ("i hate myself", Kind.NOTE),
        ("no, i can't do this anymore", Kind.NOT_DONE),
    ],
)
def test_possible_danger_keeps_its_ordinary_kind(text: str, kind: Kind) -> None:
    got = understand(text, Expects.DONE, care=CARE)
    assert (got.kind, got.danger, got.tier, got.in_danger) == (kind, Danger.SELF, Tier.POSSIBLE, False)
