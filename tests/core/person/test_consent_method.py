"""How a consent was given is a code, and said in the reader's language."""

import pytest

from nudges.core.language import ENGLISH
from nudges.core.person.consent_method import ConsentMethod, method_in_words
from tests.harness import languages

OTHERS = [language for language, _ in languages() if language.code != "en"]


@pytest.mark.parametrize("method", ConsentMethod)
def test_every_method_has_words_in_every_language(method: ConsentMethod) -> None:
    english = method_in_words(method, ENGLISH)
    assert english
    assert OTHERS
    for language in OTHERS:
        assert method_in_words(method, language) not in ("", english)
