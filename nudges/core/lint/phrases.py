"""Finds phrases that are used too often in the texts of one language."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from nudges.core.guide.practice import Practice

#: A phrase is this many words in a row within a sentence.
WORDS = 4

#: A phrase is overused if it is in more than this share of the texts, and in more than `FEW` of them.
SHARE, FEW = 0.08, 2


def common(takes: Iterable[Practice]) -> tuple[int, Counter[str]]:
    """The number of texts, and for each phrase the number of texts that contain it. A text is everything that
    one take says: its SMS, its mail and its thanks."""
    texts = [f"{take.sms}. {take.email}. {take.thanks}" for take in takes]
    return len(texts), Counter(phrase for text in texts for phrase in set(_phrases(text)))


def worn(takes: Iterable[Practice]) -> list[tuple[str, int, int]]:
    """Overused phrases, most frequent first: the phrase, how many texts have it, and how many may."""
    texts, counts = common(takes)
    most = max(FEW, int(texts * SHARE))
    return [(phrase, count, most) for phrase, count in counts.most_common() if count > most]


def _phrases(text: str) -> Iterator[str]:
    for sentence in re.split(r"[.!?:;\n]+", text.lower()):
        words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", sentence)
        for at in range(len(words) - WORDS + 1):
            yield " ".join(words[at : at + WORDS])
