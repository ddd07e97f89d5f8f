"""A small network over words, their neighbours and pieces: how likely is each of its labels. Pure.

It is trained by `python -m tests.train_classifier`, which uses `features` too; here it only adds up.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import exp, log2, sqrt
from operator import mul
from zlib import crc32

from nudges.core.text.tokens import DECIDING, invisible

#: Column 0 of a row is the square of the feature's inverse document frequency, times this; each other column
#: the weight of a hidden unit plus MIDDLE.
SQUARES, MIDDLE = 2, 128
#: No feature has this number: it stands behind all of them.
BEHIND = 2**32 - 1

_WORD = re.compile(r"[^\W_]+")
_QUOTES = re.compile("['’‘`´]")
_HELD_DOWN, _FIGURES = re.compile(r"(.)\1{2,}"), re.compile(r"\d+")
#: Marks in a row, and the word behind them.
_MARK = re.compile(r"([.,!?;:\n]+)[\s¿¡]*([^\W_]*)")
_ALONE = frozenset("?!")
_PICTURE = re.compile("[❤\u2600-\u27bf\U0001f300-\U0001faff]")
_SHORTEST_PIECE, _LONGEST_PIECE = 3, 5
#: So many words at each end are counted as such.
_EDGE = 3
#: A longer text has no length of its own.
_LONGEST = 6


def _plain(text: str) -> str:
    """The first 2,000 characters in lower case without accents or what does not show; every number is a 0."""
    plain = text[:DECIDING].casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in letters if not (unicodedata.combining(c) or invisible(c)))
    return _FIGURES.sub("0", _HELD_DOWN.sub(r"\1", _QUOTES.sub("", plain)))


def code(feature: str) -> int:
    """A feature as a number: a hundred thousand of them take 0.4 MB, and 14 by their names in a dict."""
    return crc32(feature.encode())


def table_of(rows: Mapping[str, bytes]) -> tuple["array[int]", bytes]:
    """The codes of features in order, and their rows in one. Of two with one code the later counts."""
    by_code = {code(feature): row for feature, row in rows.items()}
    by_code.pop(BEHIND, None)
    codes = sorted(by_code)
    return array("I", [*codes, BEHIND]), b"".join(by_code[one] for one in codes)


def features(text: str) -> set[str]:
    """What is counted: words, neighbours, words one apart, those at both ends, what stands before the first
    word of a sentence, pieces of words, pictures, and the length."""
    plain = _plain(text)
    return _features(plain, _WORD.findall(plain))


@lru_cache(maxsize=1)
def _counted(text: str) -> tuple[Collection[int], Collection[int]]:
    """The different words, and all features. Each text is asked about twice: what it is, and is it danger."""
    plain = _plain(text)
    words = _WORD.findall(plain)
    return frozenset(map(code, words)), list(map(code, _features(plain, words)))


def _features(plain: str, words: Sequence[str]) -> set[str]:
    edged = ["<", *words, ">"]
    found = {*words, f"#{min(_LONGEST, int(1.5 * log2(len(words) + 1)))}"}
    found.update(map(" ".join, pairwise(edged)))
    found.update(map(" ".join, zip(edged, edged[1:], edged[2:], strict=False)))
    found.update(map(" _ ".join, zip(words, words[2:], strict=False)))
    found.update("^" + word for word in words[:_EDGE])
    found.update(word + "$" for word in words[-_EDGE:])
    found.update(_marks(plain))
    for word in {f"^{word}$" for word in words}:
        for size in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1):
            found.update(["~" + word[at : at + size] for at in range(len(word) - size + 1)])
    return found


def _marks(plain: str) -> Iterator[str]:
    """The marks with the word behind them, "?" and "!" alone, and pictures."""
    for found in _MARK.finditer(plain):
        yield f"{found[1][0]} {found[2]}"
    yield from _ALONE.intersection(plain)
    if not plain.isascii():
        yield from _PICTURE.findall(plain)


@dataclass(frozen=True, slots=True)
class Classifier:
    """A network of one hidden layer, whose units count only above 0.

    `codes`: the features in order (see `code`), and BEHIND; `table` has a row for each in the same order,
    of a byte for the square of its rarity and one for each hidden unit; `scales` and `biases` are the
    units'. `rarest`: the square of a feature nobody has seen, so that unknown words make a text less
    certain. `asked`: what else may be known of a text ("asked done"), and what that adds to each unit.
    `weights` (of each unit) and `starts` make the labels of the units, and `said` what others took the text
    for ("said stop"), and what that adds to each label. `lines`: the hash of what it was trained on.
    """

    labels: Sequence[str]
    scales: Sequence[float]
    biases: Sequence[float]
    rarest: float
    weights: Sequence[Sequence[float]] = field(repr=False)
    starts: Sequence[float]
    codes: "array[int]" = field(repr=False)
    table: bytes = field(repr=False)
    asked: Mapping[str, Sequence[float]] = field(default_factory=dict, repr=False)
    said: Mapping[str, Sequence[float]] = field(default_factory=dict, repr=False)
    lines: str = ""

    def likely(self, text: str, given: Collection[str] = ()) -> dict[str, float]:
        """How likely the text is each label, all of them together 1. Linear in the text.

        Nothing, if it knows less than half of the words.
        """
        words, found = _counted(text)
        if not words or 2 * len(self._places(words)) < len(words):
            return {}
        units = self._units(found)
        for more in (self.asked[name] for name in given if name in self.asked):
            units = [one + other for one, other in zip(units, more, strict=True)]
        units = [unit if unit > 0 else 0.0 for unit in units]
        sums = [
            start + sum(map(mul, units, row)) for start, row in zip(self.starts, self.weights, strict=True)
        ]
        for more in (self.said[name] for name in given if name in self.said):
            sums = [one + other for one, other in zip(sums, more, strict=True)]
        most = max(sums)
        chances = [exp(one - most) for one in sums]
        whole = sum(chances)
        return {label: chance / whole for label, chance in zip(self.labels, chances, strict=True)}

    def knows(self, word: str) -> bool:
        """True for a word in lower case that was in the lines it learnt from."""
        return bool(self._places([code(word)]))

    def _places(self, found: Iterable[int]) -> list[int]:
        """The rows of those features that are known."""
        codes = self.codes
        return [at for one in found if codes[at := bisect_left(codes, one)] == one]

    def _units(self, found: Collection[int]) -> list[float]:
        """What the features add to each hidden unit, as if their squares added up to 1."""
        width = len(self.scales) + 1
        places = self._places(found)
        rows = b"".join([self.table[place * width : place * width + width] for place in places])
        length = sqrt(sum(rows[::width]) / SQUARES + self.rarest * (len(found) - len(places)))
        return [
            bias + scale * (sum(rows[column::width]) - MIDDLE * len(places)) / length
            for column, (scale, bias) in enumerate(zip(self.scales, self.biases, strict=True), 1)
        ]
