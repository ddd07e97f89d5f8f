"""Reads the commonest words of the languages: none of them is a misspelling, and they tell a language."""

import gzip
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

#: So many of its words tell a language: these every speaker uses, and few of them are in two languages.
_COMMONEST = 2_000

#: Words of a row: one is found by its first, and within it by reading on.
_ROW = 64


class CommonWords(Mapping[str, int]):
    """Words, and how common each is: 0 the commonest of its language.

    A hundred thousand take 4 MB, and would take 25 in a dict. To tell whether a word is one of them takes a
    microsecond; its rank, which is seldom asked for, half a millisecond.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        """`languages`: of each its words between blanks, the commonest first."""
        self._languages = [f" {words} " for words in languages]
        words = sorted(chain.from_iterable(sorted(words.split(" ")) for words in languages))
        self._firsts = words[::_ROW]
        self._rows = [f" {' '.join(words[at : at + _ROW])} " for at in range(0, len(words), _ROW)]

    def __contains__(self, word: object) -> bool:
        row = bisect(self._firsts, str(word))
        return row > 0 and f" {word} " in self._rows[row - 1]

    def __getitem__(self, word: str) -> int:
        found = ((words, words.find(f" {word} ")) for words in self._languages)
        ranks = [words.count(" ", 0, at) for words, at in found if at >= 0]
        if not ranks:
            raise KeyError(word)
        return min(ranks)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(word for row in self._rows for word in row.split()))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@lru_cache(4)
def common_words(folder: Path) -> Mapping[str, int]:
    """The words of the files in `folder` (templates/words), as `tokens.read` spells them. Nothing if there is
    no such folder."""
    return CommonWords(
        [gzip.decompress(path.read_bytes()).decode("ascii") for path in sorted(folder.glob("*.txt.gz"))]
    )


@lru_cache(4)
def commonest_words(folder: Path) -> Mapping[str, frozenset[str]]:
    """The commonest words of each language that has a file in `folder`, by its code."""
    return {
        path.name.partition(".")[0]: frozenset(
            gzip.decompress(path.read_bytes()).decode("ascii").split(" ", _COMMONEST)[:_COMMONEST]
        )
        for path in sorted(folder.glob("*.txt.gz"))
    }
