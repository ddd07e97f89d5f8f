"""Names in a text, and the patterns made of them: how long each may be, and where it ends."""

import pytest

from nudges.core.text.automaton import Automaton
from nudges.core.text.patterns import Ear, Parser
from nudges.core.text.vocabulary import Line, Vocabulary


def line_of(text: str, phrases: str) -> tuple[Line, Vocabulary]:
    """A text in which `phrases` are known as "<he>"."""
    ear, vocabulary = Ear(), Vocabulary()
    vocabulary.name("<he>", Parser(ear).parse(phrases))
    vocabulary.built()
    return Line(ear.hear(text), vocabulary), vocabulary


@pytest.mark.parametrize(
    ("text", "phrases", "sizes"),
    [
        ("my ex", "(my|my ex)", (1, 2)),
        ("my ex husband", "(my|my ex|my ex husband)", (1, 2, 3)),
        ("my ex husband", "(my|my ex husband)", (1, 3)),
        ("my ex husband", "(my ex|my ex husband)", (2, 3)),
        ("my ex husband", "(my ex|_ ex [of mine]|husband)", (2,)),  # found in two ways, and known once
        ("my ex", "(ex|my ex husband)", ()),
    ],
)
def test_each_length_of_a_name_is_known_once_the_shortest_first(
    text: str, phrases: str, sizes: tuple[int, ...]
) -> None:
    for before in ("", "then he and "):  # wherever it stands
        line, _ = line_of(before + text, phrases)
        assert line.spans[len(before.split())].get("<he>", ()) == sizes


@pytest.mark.parametrize(
    ("start", "end", "ends"),
    [
        (1, None, [3, 4]),
        (1, 4, [3, 4]),
        (1, 3, [3]),  # what lies beyond is not looked at
        (1, 2, []),
        (1, 1, []),
        (1, 0, []),
        (0, None, []),  # nothing begins here
        (2, None, []),
    ],
)
def test_patterns_that_begin_at_a_word_end_in_order_before_the_end(
    start: int, end: int | None, ends: list[int]
) -> None:
    line, vocabulary = line_of("then he hit me", "(he|she)")
    automaton = Automaton(vocabulary)
    automaton.add("hits", Parser(Ear(), {"he": "<he>"}).parse("<he> hit [me]"))
    found, reach = automaton.begin(line, start, end)
    assert found == ({"hits": ends} if ends else {})
    assert reach >= max([start, *ends]), "whoever keeps what was found must know how far was looked"
