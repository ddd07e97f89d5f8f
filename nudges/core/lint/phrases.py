"""Which turns of phrase come back too often in the texts of one language."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from nudges.core.guide.practice import Practice

#: A phrase is this many words in a row, inside one sentence.
WORDS = 4

#: No phrase may stand in more than this share of the texts, once it stands in more than `FEW`.
SHARE, FEW = 0.08, 2


def common(takes: Iterable[Practice]) -> tuple[int, Counter[str]]:
    """How many texts there are, and in how many of them each phrase stands. A text is all that one take says:
    its SMS, its mail and its thanks."""
    texts = [f"{take.sms}. {take.email}. {take.thanks}" for take in takes]
    return len(texts), Counter(phrase for text in texts for phrase in set(_phrases(text)))


def worn(takes: Iterable[Practice]) -> list[tuple[str, int, int]]:
    """The phrases that stand in too many texts: in how many, and how many there may be; most first."""
    texts, counts = common(takes)
    most = max(FEW, int(texts * SHARE))
    return [(phrase, count, most) for phrase, count in counts.most_common() if count > most]


def _phrases(text: str) -> Iterator[str]:
    for sentence in re.split(r"[.!?:;\n]+", text.lower()):
        words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", sentence)
        for at in range(len(words) - WORDS + 1):
            yield " ".join(words[at : at + WORDS])
