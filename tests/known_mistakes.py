"""The labelled replies that are misunderstood: `python -m tests.known_mistakes` writes them down.

Read what `git diff` then shows of tests/data/misunderstood.txt: each line that came was understood before.
"""

import sys
from collections.abc import Iterator
from typing import Any

from nudges.core.reply.understand import Kind
from tests.folders import DATA
from tests.understood import fits, heard, labelled

KNOWN = DATA / "misunderstood.txt"
SETS = sorted(
    path.name for like in ("replies*", "held*_replies", "held*_hard") for path in DATA.glob(f"{like}.jsonl")
)


def mistakes(name: str) -> Iterator[str]:
    """The replies of a set that are understood otherwise; cries for help have sets of their own."""
    for row in labelled(name):
        if row["kind"] != Kind.SUPPORT and not _is_right(row):
            yield f"{name}: {' '.join(row['text'].split())}"


def _is_right(row: dict[str, Any]) -> bool:
    got = heard(row)
    return fits(row, got) and got.note == row.get("note", got.note)


def main() -> None:
    found = [line for name in SETS for line in mistakes(name)]
    KNOWN.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    sys.stdout.write(f"{len(found)} labelled replies are misunderstood\n")


if __name__ == "__main__":
    main()
