"""A linear classifier over words, pairs and triples of words: how likely a text is each of its labels. Pure.

It is trained by `python -m tests.train_classifier`, which uses `features` too; here it only adds up.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, sqrt

from nudges.core.text.tokens import DECIDING

#: Column 0 of a row is the square of the feature's inverse document frequency, times this; each other column
#: a label's weight plus MIDDLE.
SQUARES, MIDDLE = 2, 128

_WORD = re.compile(r"[^\W_]+")
_QUOTES = re.compile("['’‘`´]")
_HELD_DOWN, _FIGURES = re.compile(r"(.)\1{2,}"), re.compile(r"\d+")
_SHORTEST_STEM, _LONGEST_STEM = 3, 6


def features(text: str, *, stems: bool) -> set[str]:
    """What is counted of the first 2,000 characters: words, neighbours, words one apart, `stems` if asked."""
    plain = text[:DECIDING].casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = _FIGURES.sub("0", _HELD_DOWN.sub(r"\1", _QUOTES.sub("", plain)))
    words = _WORD.findall(plain)
    edged = ["<", *words, ">"]
    found = set(words)
    found.update(map(" ".join, pairwise(edged)))
    found.update(map(" ".join, zip(edged, edged[1:], edged[2:], strict=False)))
    found.update(map(" _ ".join, zip(words, words[2:], strict=False)))
    if "?" in plain:
        found.add("?")
    if stems:
        for word in words:
            found.update(
                word[:size] + "*" for size in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM + 1))
            )
    return found


@dataclass(frozen=True, slots=True)
class Classifier:
    """`rows`: by feature, its place in `table`, whose rows have a byte for the square of its rarity and one
    for each label; `scales` and `biases` are the labels'. `rarest`: the square of a feature nobody has seen,
    so that unknown words make a text less certain. `lines`: the hash of what it was trained on.
    """

    labels: Sequence[str]
    scales: Sequence[float]
    biases: Sequence[float]
    rarest: float
    stems: bool
    rows: Mapping[str, int] = field(repr=False)
    table: bytes = field(repr=False)
    lines: str = ""

    def likely(self, text: str) -> dict[str, float]:
        """How likely the text is each label, 0 to 1; the labels are independent. Linear in the text."""
        found, width = features(text, stems=self.stems), len(self.labels) + 1
        places = [place for feature in found if (place := self.rows.get(feature)) is not None]
        if not places:
            return {}
        columns = zip(*(self.table[place * width : (place + 1) * width] for place in places), strict=True)
        known = sum(next(columns)) / SQUARES
        length = sqrt(known + self.rarest * (len(found) - len(places)))
        return {
            label: 1 / (1 + exp(-bias - scale * (sum(column) - MIDDLE * len(places)) / length))
            for label, scale, bias, column in zip(self.labels, self.scales, self.biases, columns, strict=True)
        }
