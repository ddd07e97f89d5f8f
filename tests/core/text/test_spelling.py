"""A slip in a word is mended, and no word that people write is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.content.words import common_words
from nudges.core.text.spelling import Spelling
from tests.folders import TEMPLATES
from tests.understood import PHRASES

COMMON = common_words(TEMPLATES / "words")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sotp", "stop"),
        ("stpo", "stop"),
        ("sttop", "stop"),
        ("st0p", "stop"),
        ("unsubcribe", "unsubscribe"),
        ("numbr", "number"),
        ("mensjaes", "mensajes"),
        ("desuscribrime", "desuscribirme"),
        ("strangld", "strangld"),  # listed for danger alone
        ("stool", "stool"),
        ("shop", "shop"),
        ("x9", "x9"),
        ("10th", "10th"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert PHRASES.plain(typed) == meant


@given(st.sampled_from(sorted(COMMON)))
def test_a_common_word_stays_what_it_is(word: str) -> None:
    assert Spelling({"stop", "unsubscribe"}, COMMON).mend(word) == word


@given(st.text("abst0", max_size=12), st.sets(st.text("abst", min_size=1, max_size=6)))
def test_a_word_is_mended_to_a_listed_one_or_stays(word: str, listed: set[str]) -> None:
    mended = Spelling(listed, {"tab": 0}).mend(word)
    assert mended == word or mended in listed
    assert Spelling(listed, {"tab": 0}).mend(mended) == mended


def test_the_likeliest_slip_comes_first() -> None:
    spelling = Spelling({"stop", "spot", "from", "form"}, {"stop": 1, "spot": 2, "from": 3, "form": 4})
    assert spelling.mend("stpo") == "stop"
    assert spelling.mend("fromm") == "from"


def test_the_words_of_a_folder_without_any_are_none() -> None:
    assert common_words(TEMPLATES / "sms") == {}
