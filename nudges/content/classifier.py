"""Reads the classifiers that ship with the package (`weights/`); `make classifier` writes them."""

import gzip
import json
from functools import cache
from pathlib import Path

from nudges.core.text.classifier import Classifier

WEIGHTS = Path(__file__).with_name("weights")


@cache
def read_classifier(name: str) -> Classifier:
    """`replies` or `danger`: a line of JSON, a line a feature up to an empty one, and the table."""
    head, features, table = gzip.decompress((WEIGHTS / f"{name}.gz").read_bytes()).split(b"\n", 2)
    names = features.decode().split("\t")
    return Classifier(**json.loads(head), rows={name: row for row, name in enumerate(names)}, table=table)


def write_classifier(name: str, classifier: Classifier) -> None:
    """The file that `read_classifier` reads; the same bytes for the same classifier."""
    told = ("labels", "scales", "biases", "rarest", "weights", "starts", "asked", "said", "lines")
    head = {key: getattr(classifier, key) for key in told}
    parts = (json.dumps(head).encode(), "\t".join(classifier.rows).encode(), classifier.table)
    WEIGHTS.mkdir(exist_ok=True)
    (WEIGHTS / f"{name}.gz").write_bytes(gzip.compress(b"\n".join(parts), 9, mtime=0))
