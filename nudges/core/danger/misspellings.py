"""Slips of the finger and of spelling in long words, worked out once, so that hearing stays fast. Pure."""

from collections.abc import Container, Iterable, Iterator

#: Shorter words are too near to each other ("beat", "heat").
_LONG = 6
#: Letters that are taken for each other, by their sound (in Spanish b and v) or because they are unstressed.
_ALIKE = ("aeiou", "bv", "szc", "ck", "gj", "iy", "mn")


def slips(words: Iterable[str], ordinary: Container[str]) -> dict[str, str]:
    """Misspelled forms of the long ones of `words`, and the word each stands for.

    A form has one letter too few, one doubled, two that changed places, or one for another that sounds alike;
    the first letter is right (or a silent h is left out). No form is a word of its own (`ordinary`).
    """
    forms: dict[str, str] = {}
    for word in words:
        if len(word) >= _LONG and word.isalpha():
            for form in _forms(word):
                if form not in ordinary:
                    forms.setdefault(form, word)
    return forms


def _forms(word: str) -> Iterator[str]:
    if word[0] == "h":
        yield word[1:]
    for at in range(1, len(word)):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        if after:
            yield before + after
        yield before + letter + letter + after
        if after:
            yield before + after[0] + letter + after[1:]
        for others in _ALIKE:
            if letter in others and after:  # a last letter is often an ending: pega, pego
                yield from (before + other + after for other in others if other != letter)
