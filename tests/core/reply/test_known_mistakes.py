"""Every labelled reply is understood as its label says, but for those that are written down as mistakes.

A share ("97 % are right") lets each change lose a few. Here each reply that is no longer understood shows.
One that now is shows too: take its line out of the list.
"""

from typing import Any

import pytest

from nudges.core.reply.understand import Kind
from tests.folders import DATA
from tests.understood import fits, heard, labelled

SETS = sorted(
    path.name for like in ("replies*", "held*_replies", "held*_hard") for path in DATA.glob(f"{like}.jsonl")
)
KNOWN = (DATA / "misunderstood.txt").read_text("utf-8").splitlines()


def is_right(row: dict[str, Any]) -> bool:
    got = heard(row)
    return fits(row, got) and got.note == row.get("note", got.note)


@pytest.mark.parametrize("name", SETS)
def test_what_is_misunderstood_is_known(name: str) -> None:
    rows = [row for row in labelled(name) if row["kind"] != Kind.SUPPORT]
    wrong = [f"{name}: {' '.join(row['text'].split())}" for row in rows if not is_right(row)]
    assert wrong == [line for line in KNOWN if line.startswith(f"{name}: ")]


def test_every_known_mistake_is_of_a_set() -> None:
    assert {line.partition(": ")[0] for line in KNOWN} <= set(SETS)
