"""How many cries for help are heard, and how much else is taken for one: `python -m tests.measure_care FILE`.

FILE is JSON lines with `text`, `locale` and `danger` (null: none). Printed are recall and false-alarm rate,
over all, by danger and by language; `--show` adds what was missed and what was taken for danger.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nudges.core.danger.detect import Care, Danger
from tests.harness import CARE


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message, and the danger a person sees in it."""

    text: str = field(repr=False)
    locale: str
    danger: Danger | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of some messages: of `dangers` with danger `heard`, of `calm` ones `alarms`."""

    dangers: int
    heard: int
    calm: int
    alarms: int

    @property
    def recall(self) -> float:
        return self.heard / self.dangers if self.dangers else 1.0

    @property
    def false_alarms(self) -> float:
        return self.alarms / self.calm if self.calm else 0.0


def read_labelled(path: Path) -> list[Labelled]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Labelled(row["text"], row["locale"], Danger(row["danger"]) if row["danger"] else None) for row in rows
    ]


def figures(rows: Sequence[Labelled], care: Care) -> Figures:
    dangers = [row for row in rows if row.danger is not None]
    calm = [row for row in rows if row.danger is None]
    return Figures(
        len(dangers),
        sum(care.danger(row.text) is not None for row in dangers),
        len(calm),
        sum(care.danger(row.text) is not None for row in calm),
    )


def _line(name: str, found: Figures) -> str:
    recall = f"{found.recall:6.1%}" if found.dangers else "     -"
    alarms = f"{found.false_alarms:6.1%}" if found.calm else "     -"
    return (
        f"| {name:<10} | {found.dangers:7} | {found.heard:5} | {recall} "
        f"| {found.calm:8} | {found.alarms:12} | {alarms} |\n"
    )


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.measure_care", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", action="store_true", help="also the messages that were got wrong")
    args = parser.parse_args(given)
    rows, care, write = read_labelled(args.file), CARE, sys.stdout.write
    write(f"{args.file.name}: {len(rows)} messages; lists {', '.join(care.ready())}\n\n")
    write("|            | danger  | heard | recall | harmless | false alarms | rate   |\n")
    write("|------------|---------|-------|--------|----------|--------------|--------|\n")
    write(_line("all", figures(rows, care)))
    for locale in sorted({row.locale for row in rows}):
        write(_line(locale, figures([row for row in rows if row.locale == locale], care)))
    for danger in Danger:
        write(_line(danger, figures([row for row in rows if row.danger is danger], care)))
    heard = [(row.danger, care.danger(row.text)) for row in rows if row.danger]
    same = sum(danger is found for danger, found in heard if found)
    write(
        f"\nof those heard, taken for the danger it is: {same} of {sum(bool(found) for _, found in heard)}\n"
    )
    for row in rows if args.show else ():
        found = care.danger(row.text)
        if bool(found) is not bool(row.danger):
            what = f"missed {row.danger}" if row.danger else f"false alarm {found}"
            write(f"\n{what} ({row.locale}): {row.text}")
    write("\n" if args.show else "")


if __name__ == "__main__":
    main()
