"""Train the classifiers of replies and of danger on the labelled lines: `make classifier` (some minutes).

A network of one hidden layer, on the features of `nudges.core.text.classifier` and on what was asked. Each
time it goes through the lines it sees only some features of each, so that it does not lean on single ones,
and more lines at once, so that it comes to rest.

What the phrases heard counts too, but they were tuned on many sets and know those by heart; so what their
word is worth is learnt in a second step, only on the sets of HONEST writers, whose lines were never used to
tune them, each by a classifier that has not seen the lines of that writer.

scikit-learn does it in an environment of its own (tests/classifier.txt); nothing of it runs in the service.
`--without held4` leaves sets out, to measure with lines that were not seen.
"""

import argparse
import hashlib
import json
import math
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from nudges.content.classifier import write_classifier
from nudges.core.danger.detect import Tier
from nudges.core.text.classifier import MIDDLE, SQUARES, Classifier, features, table_of
from tests.folders import DATA

Row = dict[str, Any]
#: By the beginnings of their files' names: what is left out together when the second step is learnt.
HONEST = tuple(
    tuple(names.split())
    for names in (
        """
            voice_w1 voice_w3 voice_w6 voice_w10 voice_w14 voice_w18 voice_w19 voice_w22 voice_w26
            voice_w29 voice_w32 voice_w35 voice_w38 voice_w41 voice_w44 voice_w46
            voice_w48 voice_w49 voice_w52 voice_w55 voice_w58 voice_w61 voice_w64 voice_w67
            voice_w70 voice_w71 voice_w75 voice_w81 voice_w84 voice_w88 voice_w90 held4 held6
        """,
        """
            voice_w2 voice_w5 voice_w8 voice_w9 voice_w13 voice_w16 voice_w21 voice_w23 voice_w27
            voice_w30 voice_w33 voice_w36 voice_w39 voice_w42 voice_w45 voice_w47
            voice_w50 voice_w53 voice_w57 voice_w59 voice_w62 voice_w65 voice_w68
            voice_w72 voice_w77 voice_w78 voice_w80 voice_w83 voice_w87 voice_w91 held7
        """,
        """
            voice_w4 voice_w7 voice_w11 voice_w12 voice_w15 voice_w17 voice_w20 voice_w24 voice_w25
            voice_w28 voice_w31 voice_w34 voice_w37 voice_w40 voice_w43 voice_w51 voice_w54
            voice_w56 voice_w60 voice_w63 voice_w66 voice_w69 voice_w73
            voice_w74 voice_w79 voice_w82 voice_w85 voice_w86 voice_w89 voice_ held5 held8
        """,
    )
)
#: A feature in fewer lines says nothing.
_SEEN = 3
#: How much what was asked weighs beside the words, whose squares add up to 1.
_ASKED = 0.4
#: Units of the hidden layer; how often all lines are gone through, in groups of so many at first and of twice
#: as many each time; how many of their features are left out; how far a step goes, and how much weights cost.
_UNITS, _TIMES, _GROUP, _LEFT_OUT, _STEP, _COST = 48, 5, 256, 0.4, 0.004, 1e-5


@dataclass(frozen=True, slots=True)
class Task:
    """What one classifier learns. `label` and `said` of a row: what it is, and what lists take it for."""

    label: Callable[[Row], str]
    said: Callable[[Row], str]
    asked: Callable[[Row], Sequence[str]]
    kept: int
    counts: Callable[[Row], bool] = field(default=lambda row: True)


def _kind(row: Row) -> str:
    kind = str(row.get("kind", "note"))
    return "note" if kind == "support" else kind


def _asked(row: Row) -> Sequence[str]:
    if "kind" not in row:
        return ()
    return (f"asked {row['expects']}", f"is {row.get('state', 'active')}")


def _danger(row: Row) -> str:
    return f"{row['danger']} {row.get('tier') or Tier.CERTAIN}" if row.get("danger") else "none"


def _said_kind(row: Row) -> str:
    from tests.understood import PHRASES, heard

    PHRASES.classifier = None
    return f"said {heard({'expects': 'done', **row}).kind}"


def _said_danger(row: Row) -> str:
    from tests.harness import CARE

    listening = CARE.lists().listening
    return listening.listed(row["text"]) if listening else ""


TASKS = {
    "danger": Task(_danger, _said_danger, lambda row: (), kept=60_000),
    "replies": Task(
        _kind,
        _said_kind,
        _asked,
        kept=100_000,
        counts=lambda row: "kind" in row,
    ),
}


def sets(without: str = "") -> dict[str, list[Row]]:
    """Every labelled line by its file's name, but those of sets whose names begin with `without`."""
    names = sorted(path for path in DATA.glob("*.jsonl") if not (without and path.name.startswith(without)))
    return {path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in names}


def lines(without: str = "") -> list[Row]:
    return [row for rows in sets(without).values() for row in rows]


def hashed(rows: Sequence[Row]) -> str:
    """What the texts and labels come to: other lines, another hash."""
    told = json.dumps(
        [[row["text"], row.get("kind"), row.get("danger"), row.get("expects")] for row in rows],
        ensure_ascii=False,
    )
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _fold(name: str) -> int:
    """Which fold a set is of; -1: none, the lists were tuned on it."""
    fits = (
        (len(start), fold) for fold, starts in enumerate(HONEST) for start in starts if name.startswith(start)
    )
    return max(fits, default=(0, -1))[1]


class Table:
    """The rows as numbers: what is counted of each, and in columns after that what was asked."""

    def __init__(self, rows: Sequence[Row], task: Task) -> None:
        import numpy as np

        self.told = [features(row["text"]) for row in rows]
        self.asked = [task.asked(row) for row in rows]
        self.context = sorted({name for names in self.asked for name in names})
        seen = Counter(feature for found in self.told for feature in found)
        self.names = sorted(name for name, count in seen.items() if count >= _SEEN)
        self.rare = np.array([math.log(len(rows) / (1 + seen[name])) + 1 for name in self.names])
        self.lines = np.array([seen[name] for name in self.names])
        self.rarest = round((math.log(len(rows) / 2) + 1) ** 2, 4)

    def keep(self, places: Sequence[int]) -> None:
        """Know no others from now on."""
        self.names = [self.names[place] for place in places]
        self.rare, self.lines = self.rare[places], self.lines[places]

    def said_by(self, weights: Any) -> Any:
        """How much each feature decides over all lines: by its weights alone the rare ones would push out
        those that are met again."""
        import numpy as np

        strength = np.sqrt((weights[: len(self.names)] ** 2).sum(1))
        return strength * self.rare * np.sqrt(self.lines)

    def matrix(self) -> Any:
        import numpy as np
        from scipy.sparse import csr_matrix

        at = {feature: n for n, feature in enumerate(self.names)}
        context = {name: len(at) + n for n, name in enumerate(self.context)}
        values, places, ends = [], [], [0]
        for found, asked in zip(self.told, self.asked, strict=True):
            known = sorted(at[feature] for feature in found if feature in at)
            length = math.sqrt(float((self.rare[known] ** 2).sum()) + self.rarest * (len(found) - len(known)))
            values.extend(self.rare[known] / (length or 1))
            places.extend(known)
            values.extend([_ASKED] * len(asked))
            places.extend(context[name] for name in asked)
            ends.append(len(places))
        shape = (len(self.told), len(at) + len(context))
        return csr_matrix((np.array(values, np.float32), places, ends), shape=shape)


def fitted(matrix: Any, labels: Any) -> Any:
    import numpy as np
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore")  # each time through the lines says that it is not done yet
    network = MLPClassifier((_UNITS,), alpha=_COST, learning_rate_init=_STEP, random_state=1)
    chance, seen = np.random.default_rng(1), matrix.copy()
    for time in range(_TIMES):
        kept = chance.random(matrix.data.size, np.float32) >= _LEFT_OUT
        seen.data = matrix.data * kept / np.float32(1 - _LEFT_OUT)
        network.set_params(batch_size=_GROUP * 2**time)
        network.partial_fit(seen, labels, classes=np.unique(labels))
    return network


def sums_of(network: Any, matrix: Any) -> Any:
    """What the labels come to, before they are made chances."""
    import numpy as np

    (units, labels), (unit_starts, starts) = network.coefs_, network.intercepts_
    return np.maximum(matrix @ units + unit_starts, 0) @ labels + starts


def worth(sums: Any, said: Sequence[str], right: Sequence[int]) -> tuple[float, dict[str, Any]]:
    """What the sums of labels are worth for lines that were not seen, and what each word of the lists adds.

    The first is below 1 if a classifier is surer of strangers' lines than it is right.
    """
    import numpy as np
    from scipy.optimize import minimize

    names = sorted(set(said))
    size, labels = len(names), sums.shape[1]
    heard, wanted = np.eye(size)[[names.index(name) for name in said]], np.eye(labels)[list(right)]

    def loss(flat: Any) -> tuple[float, Any]:
        added = flat[1:].reshape(size, labels)
        total = flat[0] * sums + heard @ added
        total = np.exp(total - total.max(1, keepdims=True))
        chances = total / total.sum(1, keepdims=True)
        cost = -np.log((chances * wanted).sum(1) + 1e-12).sum() + 0.5 * (added**2).sum()
        wrong = chances - wanted
        slopes = np.concatenate([[(wrong * sums).sum()], (heard.T @ wrong + added).ravel()])
        return cost / len(said), slopes / len(
            said
        )  # of the sum over all lines the search may find no way down

    start = np.concatenate([[1.0], np.zeros(size * labels)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-12})
    assert found.nit > len(names), found.message
    return float(found.x[0]), dict(zip(names, found.x[1:].reshape(size, labels), strict=True))


def train(name: str, by_set: dict[str, list[Row]]) -> Classifier:
    import numpy as np

    task = TASKS[name]
    numbered = [(_fold(of), row) for of, rows in by_set.items() for row in rows]
    folds, rows = np.array([fold for fold, _ in numbered]), [row for _, row in numbered]
    table = Table(rows, task)
    matrix, labels = table.matrix(), np.array([task.label(row) for row in rows])
    whole = fitted(matrix, labels)
    order, scored = [str(label) for label in whole.classes_], list[Any]()
    for fold in sorted(set(folds) - {-1}):
        there = [n for n in np.flatnonzero(folds == fold) if task.counts(rows[n]) and labels[n] in order]
        network = fitted(matrix[folds != fold], labels[folds != fold])
        scored.append((there, sums_of(network, matrix[there])))
    places = [n for there, _ in scored for n in there]
    sharpness, said = worth(
        np.concatenate([sums for _, sums in scored]),
        [task.said(rows[n]) for n in places],
        [order.index(labels[n]) for n in places],
    )
    table.keep(sorted(np.argsort(-table.said_by(whole.coefs_[0]), kind="stable")[: task.kept]))
    whole = fitted(table.matrix(), labels)
    weights = (whole.coefs_[0][: len(table.names)].T * table.rare).T
    scales = np.abs(weights).max(0) / (MIDDLE - 1)
    rounded = np.round(weights / scales).astype(int)
    codes, weights_of = table_of(
        {
            name: bytes([min(255, round(SQUARES * rare**2)), *(int(weight) + MIDDLE for weight in row)])
            for name, rare, row in zip(table.names, table.rare, rounded, strict=True)
        }
    )
    asked = _ASKED * whole.coefs_[0][len(table.names) :]
    return Classifier(
        labels=order,
        scales=_short(scales),
        biases=_short(whole.intercepts_[0]),
        rarest=table.rarest,
        weights=[_short(row) for row in sharpness * whole.coefs_[1].T],
        starts=_short(sharpness * whole.intercepts_[1]),
        codes=codes,
        table=weights_of,
        asked={name: _short(more) for name, more in zip(table.context, asked, strict=True)},
        said={word: _short(more) for word, more in said.items()},
        lines=hashed(rows),
    )


def _short(numbers: Iterator[float] | Any) -> list[float]:
    return [round(float(number), 5) for number in numbers]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("tasks", nargs="*", default=TASKS)
    options.add_argument("--without", default="")
    given = options.parse_args()
    by_set = sets(given.without)
    for name in given.tasks:
        classifier = train(name, by_set)
        write_classifier(name, classifier)
        sys.stdout.write(
            f"{name}: {sum(map(len, by_set.values()))} lines, {len(classifier.codes) - 1} features\n"
        )


if __name__ == "__main__":
    main()
