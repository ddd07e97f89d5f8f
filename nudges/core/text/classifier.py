"""A linear classifier over words, their neighbours and pieces: how likely is each of its labels. Pure.

It is trained by `python -m tests.train_classifier`, which uses `features` too; here it only adds up.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, log2, sqrt

from nudges.core.text.tokens import DECIDING

#: Column 0 of a row is the square of the feature's inverse document frequency, times this; each other column
#: a label's weight plus MIDDLE.
SQUARES, MIDDLE = 2, 128

_WORD = re.compile(r"[^\W_]+")
_QUOTES = re.compile("['’‘`´]")
_HELD_DOWN, _FIGURES = re.compile(r"(.)\1{2,}"), re.compile(r"\d+")
_SHORTEST_PIECE, _LONGEST_PIECE = 3, 5
#: A longer text has no length of its own.
_LONGEST = 6


def words_of(text: str) -> list[str]:
    """The words of the first 2,000 characters without accents; every number is a 0, a question a word."""
    plain = text[:DECIDING].casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _WORD.findall(_FIGURES.sub("0", _HELD_DOWN.sub(r"\1", _QUOTES.sub("", plain))))


def features(text: str, *, pieces: bool) -> set[str]:
    """What is counted: words, neighbours, words one apart; `pieces` of words, and the length, if asked."""
    return _features(words_of(text), text, pieces=pieces)


def _features(words: Sequence[str], text: str, *, pieces: bool) -> set[str]:
    edged = ["<", *words, ">"]
    found = set(words)
    found.update(map(" ".join, pairwise(edged)))
    found.update(map(" ".join, zip(edged, edged[1:], edged[2:], strict=False)))
    found.update(map(" _ ".join, zip(words, words[2:], strict=False)))
    if "?" in text[:DECIDING]:
        found.add("?")
    if pieces:
        found.add(f"#{min(_LONGEST, int(1.5 * log2(len(words) + 1)))}")
        for word in {f"^{word}$" for word in words}:
            for size in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1):
                found.update(["~" + word[at : at + size] for at in range(len(word) - size + 1)])
    return found


@dataclass(frozen=True, slots=True)
class Classifier:
    """`rows`: by feature, its place in `table`, whose rows have a byte for the square of its rarity and one
    for each label; `scales` and `biases` are the labels'. `rarest`: the square of a feature nobody has seen,
    so that unknown words make a text less certain. `given`: what else may be known of a text ("asked done"),
    and what that adds to each label. `lines`: the hash of what it was trained on.
    """

    labels: Sequence[str]
    scales: Sequence[float]
    biases: Sequence[float]
    rarest: float
    pieces: bool
    rows: Mapping[str, int] = field(repr=False)
    table: bytes = field(repr=False)
    given: Mapping[str, Sequence[float]] = field(default_factory=dict, repr=False)
    lines: str = ""

    def likely(self, text: str, given: Collection[str] = ()) -> dict[str, float]:
        """How likely the text is each label, all of them together 1. Linear in the text.

        Nothing, if it knows less than half of the words.
        """
        words = words_of(text)
        different = set(words)
        if not words or 2 * sum([word in self.rows for word in different]) < len(different):
            return {}
        found, width = _features(words, text, pieces=self.pieces), len(self.labels) + 1
        places = [place * width for place in map(self.rows.get, found) if place is not None]
        rows = b"".join([self.table[place : place + width] for place in places])
        length = sqrt(sum(rows[::width]) / SQUARES + self.rarest * (len(found) - len(places)))
        sums = [
            bias + scale * (sum(rows[column::width]) - MIDDLE * len(places)) / length
            for column, (scale, bias) in enumerate(zip(self.scales, self.biases, strict=True), 1)
        ]
        for more in (self.given[name] for name in given if name in self.given):
            sums = [one + other for one, other in zip(sums, more, strict=True)]
        most = max(sums)
        chances = [exp(one - most) for one in sums]
        whole = sum(chances)
        return {label: chance / whole for label, chance in zip(self.labels, chances, strict=True)}
