"""A classifier that knows a few made-up words, for tests of what is done with its opinion."""

from collections.abc import Mapping, Sequence

from nudges.core.text.classifier import MIDDLE, SQUARES, Classifier, table_of


def knows(words: Mapping[str, Mapping[str, int]], labels: Sequence[str], scale: float) -> Classifier:
    """Each word adds up to 127 to its labels, times the scale, if it is the only one; nothing else counts."""
    codes, table = table_of(
        {
            word: bytes([SQUARES, *(MIDDLE + weights.get(label, 0) for label in labels)])
            for word, weights in words.items()
        }
    )
    size = len(labels)
    return Classifier(
        labels=labels,
        scales=(scale,) * size,
        biases=(0.0,) * size,
        rarest=0.0,
        weights=[[float(of == label) for of in labels] for label in labels],
        starts=(0.0,) * size,
        codes=codes,
        table=table,
    )
