"""Words, where they stood, and what parts them."""

import pytest

from nudges.core.text.tokens import clauses, heard_of, let_go, pause_before, read, sentences


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's  fine.", [("its", "It's"), ("fine", "fine")]),
        ("It’s don`t", [("its", "It’s"), ("dont", "don`t")]),
        ("'cause", [("cause", "cause")]),
        ("naïve ’cause", [("naive", "naïve"), ("cause", "cause")]),
        ("caf\u00e9 ﬁne １２", [("cafe", "café"), ("fine", "ﬁne"), ("12", "１２")]),
        ("  st\u0301op", [("stop", "st\u0301op")]),
        ("\u200bst\u200bop sto\u00adp", [("stop", "st\u200bop"), ("stop", "sto\u00adp")]),
        ("\u3164stop", [("stop", "stop")]),
        ("a-b", [("a", "a"), ("b", "b")]),
        ("a👍🏽b", [("a", "a"), ("👍", "👍🏽"), ("b", "b")]),
        ("⭐⭐☆", [("★", "⭐"), ("★", "⭐"), ("☆", "☆")]),
        ("stooop soo", [("stop", "stooop"), ("soo", "soo")]),
        ("x" * 100 + " 111", [("x", "x" * 100), ("111", "111")]),
        ("‼ …", []),
    ],
)
def test_words_and_where_they_stood(text: str, words: list[tuple[str, str]]) -> None:
    found = read(text)
    assert [(word.plain, text[word.start : word.end]) for word in found] == words
    ends = [0, *(word.end for word in found)]
    gaps = [text[end : word.start].strip() for end, word in zip(ends, found, strict=False)]
    assert [word.gap.strip().lstrip("\u200b\u3164") for word in found] == [
        gap.lstrip("\u200b\u3164") for gap in gaps
    ]


def test_only_so_many_characters_from_the_first_visible_one_are_read() -> None:
    blank = " \u200b" * 3000
    assert [word.plain for word in read(blank + "a " * 999 + "bc")] == ["a"] * 999 + ["bc"]
    assert [word.plain for word in read(blank + "a " * 999 + "b cd")] == ["a"] * 999 + ["b"]


def test_letters_held_down_are_three_or_more() -> None:
    assert [let_go(word) for word in ("stooop", "stoop", "nooo", "1000")] == ["stop", "stoop", "no", "1000"]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("I want to d i e now", ["i", "want", "to", "die", "now"]),
        ("d i", ["d", "i"]),
        ("d, i e", ["d", "i", "e"]),
        ("so, d i e", ["so", "die"]),
        ("1 2 3", ["1", "2", "3"]),
        ("👍 👍 👍", ["👍", "👍", "👍"]),
    ],
)
def test_letters_that_stand_alone_are_a_word(text: str, heard: list[str]) -> None:
    assert [word.plain for word in heard_of(read(text))] == heard


@pytest.mark.parametrize(
    ("pause", "gaps"),
    [
        (0, [" ", "  ", "\t", "\n", " ... ", "… ", " .. ", "' ", '" ', "« ", " *", " _"]),
        (1, [", ", " - ", ": ", " (", "... - "]),
        (2, [". ", "! ", "; ", "? ", "。", "... . "]),
    ],
)
def test_how_long_a_pause_is(pause: int, gaps: list[str]) -> None:
    for gap in gaps:
        for text in (f"aa{gap}bb", f"aa{gap}b i g"):
            assert [word.pause for word in heard_of(read(text))] == [0, pause], gap


def test_what_sets_a_word_off() -> None:
    parted = {
        gap: pause_before(read(f"a{gap}b"), 1) for gap in (" ", "\n", ' "', " `", ". ", ", ", "-", " - ")
    }
    assert [gap for gap, is_parted in parted.items() if is_parted] == [". ", ", ", "-", " - "]
    assert pause_before(read("a"), 1)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one. two", ["one", "two"]),
        ("one! two? three; four\nfive… six", ["one", "two", "three", "four", "five", "six"]),
        ("one, two: three", ["one two three"]),
        ("at 8.30 p.m. today. fine", ["at 8 30 p m", "today", "fine"]),
        ("one.two a.b", ["one", "two a b"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    words = read(text)
    assert [" ".join(w.plain for w in words[start:end]) for start, end in sentences(words)] == parts


def test_parts_of_a_stretch_of_words() -> None:
    words = read("zero one, two: three. four, five")
    assert list(clauses(words, 1, 5)) == [(1, 2), (2, 3), (3, 5)]
    assert list(sentences(words, 1, 5)) == [(1, 4), (4, 5)]
    assert list(sentences(words, 4)) == [(4, 6)]
    assert list(clauses(words, 2, 2)) == []
