"""One slip in a word: letters swapped, left out, doubled or mistaken, and figures for letters. Pure."""

from collections.abc import Collection, Mapping
from math import inf

#: Shorter words are too near to each other.
_SHORTEST = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FIGURES = str.maketrans("0134579", "oieastg")


class Spelling:
    """Mends words that nobody writes: `listed` are the words listened for, `common` those of the languages in
    use, the commonest first. A word that is neither becomes the listed one that is a slip away."""

    def __init__(self, listed: Collection[str], common: Mapping[str, int]) -> None:
        self._listed = frozenset(listed)
        self._common = common
        self._longest = max(map(len, self._listed), default=0) + 1  # with one letter too many
        self._ranks: dict[str, float] = {}

    def mend(self, word: str) -> str:
        """The word, or the listed one that it must have been."""
        if word in self._listed or word in self._common or len(word) < _SHORTEST or not word.isascii():
            return word
        if not word.isalpha():
            return self._figures(word)
        if len(word) > self._longest:
            return word
        for edits in (_swapped, _missing, _doubled) if len(word) == _SHORTEST else _EDITS:
            edited = edits(word)
            if self._listed.isdisjoint(edited):
                continue
            found = [edit for edit in edited if edit in self._listed]
            if len(found) == 1:
                return found[0]
            return min(found, key=lambda edit: (edit[0] != word[0], self._rank(edit)))
        return word

    def _rank(self, listed: str) -> float:
        """How common a listed word is, looked up once."""
        if listed not in self._ranks:
            self._ranks[listed] = self._common.get(listed, inf)
        return self._ranks[listed]

    def _figures(self, word: str) -> str:
        """ "st0p": figures for letters."""
        letters = word.translate(_FIGURES)
        return letters if word[0].isalpha() and letters in self._listed else word


def _swapped(word: str) -> list[str]:
    return [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)]


def _doubled(word: str) -> list[str]:
    return [word[:n] + word[n + 1 :] for n in range(1, len(word)) if word[n] == word[n - 1]]


def _missing(word: str) -> list[str]:
    parts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    return [before + letter + after for before, after in parts for letter in _LETTERS]


def _too_many(word: str) -> list[str]:
    return [word[:n] + word[n + 1 :] for n in range(len(word))]


def _others(word: str) -> list[str]:
    parts = [(word[:n], word[n + 1 :]) for n in range(len(word))]
    return [before + letter + after for before, after in parts for letter in _LETTERS]


#: The likeliest slip first.
_EDITS = (_swapped, _doubled, _missing, _too_many, _others)
