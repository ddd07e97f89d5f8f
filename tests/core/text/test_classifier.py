"""The classifiers: what they count, how sure they are, and that they belong to the labelled lines."""

from math import exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.content.classifier import WEIGHTS, read_classifier
from nudges.core.text.classifier import MIDDLE, SQUARES, Classifier, features
from tests.train_classifier import TASKS, hashed, lines


def _knows(word: str, weight: int, **given: tuple[float, float]) -> Classifier:
    """Of the labels "stop" and "note", equally likely but for one word and what is given."""
    row = bytes([SQUARES, MIDDLE + weight, MIDDLE])
    return Classifier(
        ("stop", "note"),
        (0.1, 0.1),
        (0.0, 0.0),
        9.0,
        False,
        {word: 0, "of": 1},
        row + bytes([SQUARES, MIDDLE, MIDDLE]),
        given,
    )


def test_words_their_neighbours_and_words_one_apart_are_counted() -> None:
    assert features("Don't go THERE", pieces=False) == {
        "dont", "go", "there", "< dont", "dont go", "go there", "there >",
        "< dont go", "dont go there", "go there >", "dont _ there",
    }  # fmt: skip


def test_accents_figures_and_letters_held_down_are_evened_out() -> None:
    assert features("¿Adiós 17?", pieces=False) >= {"adios", "0", "?"}
    assert features("stoooop", pieces=True) >= {"stop", "~^st", "~stop$", "~top", "#1"}


def test_a_weight_counts_less_the_more_is_unknown() -> None:
    classifier = _knows("enough", 100)
    alone, among = classifier.likely("enough")["stop"], classifier.likely("enough of this")["stop"]
    assert 0.5 < among < alone
    # the word has a square of 1; what it makes with the ends is not known, and has three times 9
    assert alone == pytest.approx(1 / (1 + exp(-0.1 * 100 / sqrt(1 + 3 * 9))))


def test_what_is_given_counts_too() -> None:
    classifier = _knows("enough", 10, asked=(-9.0, 0.0))
    assert classifier.likely("enough", ["asked", "else"])["stop"] < 0.1 < classifier.likely("enough")["stop"]
    sure = _knows("enough", 10, asked=(800.0, 0.0)).likely("enough", ["asked"])
    assert sure == {"stop": 1.0, "note": pytest.approx(0.0)}


def test_words_nobody_trained_on_say_nothing() -> None:
    assert _knows("enough", 100).likely("assez maintenant") == {}
    assert _knows("enough", 100).likely("assez enough maintenant") == {}
    assert _knows("enough", 100).likely("") == {}
    assert _knows("enough", 100).likely("assez maintenant enough enough enough") == {}
    assert _knows("enough", 100).likely("enough maintenant")  # half of them


@given(st.text())
def test_any_text_has_chances_between_none_and_certain(text: str) -> None:
    for task in TASKS:
        chances = read_classifier(task).likely(text).values()
        assert not chances or 0.999 < sum(chances) < 1.001


@pytest.mark.parametrize("task", TASKS)
def test_what_ships_was_trained_on_the_labelled_lines(task: str) -> None:
    """`make classifier` after every change of a labelled line."""
    classifier = read_classifier(task)
    assert classifier.lines == hashed(lines())
    assert {"none", "self certain"} <= set(classifier.labels) or {"stop", "note"} <= set(classifier.labels)


def test_what_ships_is_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.glob("*.gz")) < 1_300_000
