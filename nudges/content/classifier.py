"""Reads the classifiers that ship with the package (`weights/`); `make classifier` writes them."""

import json
import struct
from array import array
from functools import cache
from pathlib import Path

from nudges.core.text.classifier import BEHIND, Classifier

WEIGHTS = Path(__file__).with_name("weights")


@cache
def read_classifier(name: str) -> Classifier:
    """`replies` or `danger`: a line of JSON, four bytes a feature (little end first), and the table."""
    with (WEIGHTS / f"{name}.weights").open("rb") as file:
        head = json.loads(file.readline())
        size = head.pop("features")
        codes = array("I", struct.unpack(f"<{size}I", file.read(4 * size)))
        codes.append(BEHIND)
        return Classifier(**head, codes=codes, table=file.read())


def write_classifier(name: str, classifier: Classifier) -> None:
    """The file that `read_classifier` reads; the same bytes for the same classifier."""
    told = ("labels", "scales", "biases", "rarest", "weights", "starts", "asked", "said", "lines")
    codes = classifier.codes[:-1]
    head = {"features": len(codes)} | {key: getattr(classifier, key) for key in told}
    parts = (json.dumps(head).encode(), b"\n", struct.pack(f"<{len(codes)}I", *codes), classifier.table)
    WEIGHTS.mkdir(exist_ok=True)
    (WEIGHTS / f"{name}.weights").write_bytes(b"".join(parts))
