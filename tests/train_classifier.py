"""Train the classifiers of replies and of danger on the labelled lines: `make classifier` (half a minute).

Logistic regression, a label against all others, on the features of `nudges.core.text.classifier`.
scikit-learn does it in an environment of its own (tests/classifier.txt); nothing of it runs in the service.
`--without held3` leaves a set out, to measure with lines that were not seen.
"""

import argparse
import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from nudges.content.classifier import write_classifier
from nudges.core.text.classifier import MIDDLE, SQUARES, Classifier, features
from tests.folders import DATA

#: Labels, whether stems count, the inverse strength of regularisation, and how many features are kept.
TASKS: dict[str, tuple[tuple[str, ...], bool, float, int]] = {
    "danger": (("any", "self", "violence", "coercion"), False, 30, 16_000),
    "replies": (
        ("stop", "done", "not_done", "pause", "snooze", "retime", "why", "help", "undo", "resume", "status"),
        True,
        60,
        16_000,
    ),
}
#: A feature in fewer lines says nothing.
_SEEN = 2


def lines(without: str = "") -> list[dict[str, Any]]:
    """Every labelled line but those of sets whose names begin with `without_`."""
    names = sorted(
        path for path in DATA.glob("*.jsonl") if not (without and path.name.startswith(f"{without}_"))
    )
    return [json.loads(line) for path in names for line in path.read_text("utf-8").splitlines()]


def hashed(rows: Sequence[dict[str, Any]]) -> str:
    """What the texts and labels come to: other lines, another hash."""
    told = json.dumps([[row["text"], row.get("kind"), row.get("danger")] for row in rows], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _is(row: dict[str, Any], label: str) -> bool:
    if label == "any":
        return bool(row.get("danger"))
    return label in (row.get("danger"), row.get("kind", "note"))


def train(task: str, rows: Sequence[dict[str, Any]]) -> Classifier:
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    labels, stems, strength, kept = TASKS[task]
    told = [features(row["text"], stems=stems) for row in rows]
    seen = Counter(feature for found in told for feature in found)
    names = sorted(feature for feature, count in seen.items() if count >= _SEEN)
    at = {feature: n for n, feature in enumerate(names)}
    rare = np.array([math.log(len(rows) / (1 + seen[feature])) + 1 for feature in names])
    rarest = (math.log(len(rows) / 2) + 1) ** 2
    values, places, ends = [], [], [0]
    for found in told:
        known = sorted(at[feature] for feature in found if feature in at)
        length = math.sqrt(float((rare[known] ** 2).sum()) + rarest * (len(found) - len(known)))
        values.extend(rare[known] / (length or 1))
        places.extend(known)
        ends.append(len(places))
    matrix = csr_matrix((values, places, ends), shape=(len(rows), len(names)))
    weights, biases = [], []
    for label in labels:
        model = LogisticRegression(C=strength, solver="liblinear", random_state=15)
        model.fit(matrix, np.array([_is(row, label) for row in rows]))
        weights.append(model.coef_[0] * rare)
        biases.append(round(float(model.intercept_[0]), 5))
    table = np.stack(weights, 1)
    scales = np.abs(table).max(0) / (MIDDLE - 1)
    table = np.round(table / scales).astype(int)
    best = sorted(np.argsort(-np.abs(table).max(1), kind="stable")[:kept])
    rounded = b"".join(
        bytes([round(SQUARES * rare[n] ** 2), *(int(weight) + MIDDLE for weight in table[n])]) for n in best
    )
    return Classifier(
        labels, [round(float(scale), 6) for scale in scales], biases, round(rarest, 4), stems,
        {names[n]: row for row, n in enumerate(best)}, rounded, hashed(rows),
    )  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--without", default="")
    given = options.parse_args()
    rows = lines(given.without)
    for task in TASKS:
        classifier = train(task, rows)
        write_classifier(task, classifier)
        sys.stdout.write(f"{task}: {len(rows)} lines, {len(classifier.rows)} features\n")


if __name__ == "__main__":
    main()
