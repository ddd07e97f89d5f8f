"""The classifiers: what they count, how sure they are, and that they belong to the labelled lines."""

from functools import cache
from math import exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.content.classifier import WEIGHTS, read_classifier
from nudges.core.text.classifier import MIDDLE, SQUARES, Classifier, features, table_of
from tests.train_classifier import TASKS, hashed, lines


def _knows(word: str, weight: int, said: tuple[float, float] = (0.0, 0.0), asked: float = 0.0) -> Classifier:
    """Of the labels "stop" and "note", equally likely but for one hidden unit, which that word moves, and
    what is given. A text of one word has a length of 1."""
    moves, still, nothing = (bytes([SQUARES, MIDDLE + weight]), bytes([SQUARES, MIDDLE]), bytes([0, MIDDLE]))
    codes, table = table_of({word: moves, "of": still, "#1": nothing})
    return Classifier(
        labels=("stop", "note"),
        scales=(0.1,),
        biases=(0.0,),
        rarest=9.0,
        weights=((1.0,), (0.0,)),
        starts=(0.0, 0.0),
        codes=codes,
        table=table,
        asked={"asked": (asked,)},
        said={"said": said},
    )


def test_words_their_neighbours_words_one_apart_and_those_at_the_ends_are_counted() -> None:
    assert {name for name in features("Don't go THERE now") if name[0] != "~"} == {
        "dont", "go", "there", "now", "#3", "< dont", "dont go", "go there", "there now", "now >",
        "< dont go", "dont go there", "go there now", "there now >", "dont _ there", "go _ now",
        "^dont", "^go", "^there", "go$", "there$", "now$",
    }  # fmt: skip


def test_a_mark_counts_with_the_word_behind_it_and_a_picture_by_itself() -> None:
    assert features("Sí!! Él vino... ¿y tú? 👍❤️") >= {"! el", ". y", "? ", "!", "?", "👍", "❤"}
    assert not features("Done, thanks.").intersection(["!", "?"])


def test_accents_figures_and_letters_held_down_are_evened_out() -> None:
    assert features("¿Adiós 17?") >= {"adios", "0", "?"}
    assert features("stoooop") >= {"stop", "~^st", "~stop$", "~top", "#1"}


def test_a_weight_counts_less_the_more_is_unknown() -> None:
    classifier = _knows("enough", 100)
    alone, among = classifier.likely("enough")["stop"], classifier.likely("enough of this")["stop"]
    assert 0.5 < among < alone
    # the word has a square of 1; what it makes with the ends, and its pieces, have 20 times 9
    assert alone == pytest.approx(1 / (1 + exp(-0.1 * 100 / sqrt(1 + 20 * 9))))


def test_a_unit_below_nothing_says_nothing() -> None:
    assert _knows("enough", -100).likely("enough") == {"stop": 0.5, "note": 0.5}
    raised = _knows("enough", -100, asked=1.0).likely("enough", ["asked"])
    assert raised["stop"] == pytest.approx(1 / (1 + exp(0.1 * 100 / sqrt(1 + 20 * 9) - 1)))


def test_what_others_said_counts_too() -> None:
    classifier = _knows("enough", 10, said=(-9.0, 0.0))
    assert classifier.likely("enough", ["said", "else"])["stop"] < 0.1 < classifier.likely("enough")["stop"]
    sure = _knows("enough", 10, said=(800.0, 0.0)).likely("enough", ["said"])
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


@cache
def _of_today() -> str:
    return hashed(lines())


@pytest.mark.parametrize("task", TASKS)
def test_what_ships_was_trained_on_the_labelled_lines(task: str) -> None:
    """`make classifier` after every change of a labelled line."""
    classifier = read_classifier(task)
    assert classifier.lines == _of_today()
    assert {"none", "self certain"} <= set(classifier.labels) or {"stop", "note"} <= set(classifier.labels)


def test_what_ships_is_small() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) < 9_000_000
