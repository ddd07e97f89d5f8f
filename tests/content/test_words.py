"""The commonest words of the languages are a mapping like any other, only smaller."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.content.words import CommonWords, common_words

WORDS = st.text("abc", min_size=1, max_size=4)
LANGUAGES = st.lists(st.lists(WORDS, min_size=1, max_size=200, unique=True), min_size=1, max_size=3)


@given(LANGUAGES, st.lists(WORDS))
def test_it_is_what_a_dict_would_be(languages: list[list[str]], others: list[str]) -> None:
    found = CommonWords([" ".join(words) for words in languages])
    wanted: dict[str, int] = {}
    for words in languages:
        for rank, word in enumerate(words):
            wanted[word] = min(rank, wanted.get(word, rank))
    assert dict(found) == wanted
    assert list(found) == sorted(wanted)
    assert len(found) == len(wanted)
    for word in (*others, "", "0", "zz"):
        assert (word in found) is (word in wanted)
        assert found.get(word) == wanted.get(word)


def test_a_word_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        CommonWords(["a b"])["c"]


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    assert len(common_words(tmp_path / "nowhere")) == 0
