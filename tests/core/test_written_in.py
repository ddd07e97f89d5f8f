"""Which language a message is written in."""

import pytest

from nudges.content.words import commonest_words
from nudges.core.written_in import written_in
from tests.harness import TEMPLATES

WORDS = commonest_words(TEMPLATES / "words")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mi marido me pegó anoche y tengo miedo", "es"),
        ("quiero morir", "es"),
        ("MATARME", ""),  # not among the commonest of either
        ("no", ""),
        ("I want to die", "en"),
        ("he hit me last night, tengo miedo", "en"),
        ("me quiero matar ok", "es"),
        ("", ""),
        ("🙂 123", ""),
    ],
)
def test_the_language_with_the_most_of_its_words(text: str, code: str) -> None:
    assert written_in(text, WORDS) == code


def test_without_words_nothing_is_told() -> None:
    assert written_in("quiero morir", {}) == ""
    assert written_in("quiero morir", {"es": {"quiero"}}) == "es"
