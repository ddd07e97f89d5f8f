"""How well what people say is heard: `python -m tests.measure_replies [--texts FILE] [--show] [SET ...]`.

Without SET the held-out sets are measured. Printed are mistakes of each kind, how many stops and cries are
still heard after one random edit in a word (`--seed`), and the time a text takes. `--texts` names a file of
ordinary texts, one a line: what would change a person's state or raise an alarm in them is counted.
`--phrases` leaves the classifiers out. A SET is a file of tests/data, or any other.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nudges.core.reply.understand import Kind, Meaning
from tests.folders import DATA
from tests.harness import CARE
from tests.understood import PHRASES, fits, heard

HELD = tuple(
    f"{name}_{kind}.jsonl"
    for name in ("held", *(f"held{n}" for n in (*range(2, 10), 12)))
    for kind in ("replies", "hard", "ordinary", "danger")
)
#: What changes how somebody stands, beside a stop.
CHANGES = frozenset({Kind.PAUSE, Kind.RESUME, Kind.START, Kind.RETIME, Kind.UNDO})
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def understood(row: dict[str, Any]) -> Meaning:
    return heard({"expects": "done", **row}, care=CARE)


def share(part: int, whole: int) -> str:
    return f"{part:4} of {whole:4} ({part / whole:6.1%})" if whole else "none"


def measure(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any], Meaning]]:
    """Every mistake: what it is, the row, and what was understood."""
    for row in rows:
        got = understood(row)
        if "danger" in row:
            if row["danger"] and not got.danger:
                yield f"cry missed ({row.get('tier') or 'certain'})", row, got
            elif row["danger"] and (row.get("tier") or "certain") == "certain" and not got.in_danger:
                yield "only possible", row, got
            elif got.danger and not row["danger"]:
                yield "false alarm" if got.in_danger else "false possible", row, got
        if "kind" not in row:
            continue
        if row["kind"] == Kind.STOP and got.kind is not Kind.STOP:
            asked = any(choice.kind is Kind.STOP for choice in got.choices)
            yield "stop asked about" if asked else "stop missed", row, got
        elif row["kind"] != Kind.STOP and got.kind is Kind.STOP:
            yield "false stop", row, got
        elif row["kind"] not in CHANGES and got.kind in CHANGES:
            yield "other wrong change", row, got
        if not fits(row, got):
            yield "misunderstood", row, got


def report(name: str, rows: Sequence[dict[str, Any]], *, show: bool) -> None:
    mistakes = list(measure(rows))
    found = Counter(what for what, _, _ in mistakes)
    of = Counter[str]()
    for row in rows:
        of["misunderstood"] += "kind" in row
        of["stop missed"] += row.get("kind") == Kind.STOP
        of["stop asked about"] += row.get("kind") == Kind.STOP
        of["false stop"] += row.get("kind", Kind.STOP) != Kind.STOP
        if "danger" in row:
            tier = row.get("tier") or "certain"
            for what in (
                (f"cry missed ({tier})", *(("only possible",) if tier == "certain" else ()))
                if row["danger"]
                else ("false alarm", "false possible")
            ):
                of[what] += 1
    of["other wrong change"] = of["false stop"]
    say(f"{name}: {len(rows)}")
    for what in sorted(of):
        if of[what]:
            say(f"  {what:24}{share(found[what], of[what])}")
    if show:
        for what, row, got in mistakes:
            say(f"    {what}: {row['text']!r} ({row.get('expects')}, {row.get('state')}) is {got}")


def edited(text: str, rolls: random.Random) -> str:
    """The text with one letter of one word swapped, left out, doubled or taken for another."""
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) > 2 and word.isalpha()]
    if not long:
        return text
    at = rolls.choice(long)
    word = words[at]
    n = rolls.randrange(len(word) - 1)
    words[at] = rolls.choice(
        [
            word[:n] + word[n + 1] + word[n] + word[n + 2 :],
            word[:n] + word[n + 1 :],
            word[:n] + word[n] + word[n:],
            word[:n] + rolls.choice(LETTERS) + word[n + 1 :],
        ]
    )
    return " ".join(words)


def robustness(rows: Sequence[dict[str, Any]], seed: int) -> None:
    """How many of the stops and cries that are heard are still heard after one edit."""
    rolls = random.Random(seed)
    kept, of = Counter[str](), Counter[str]()
    for row in rows:
        got = understood(row)
        again = understood({**row, "text": edited(row["text"], rolls)})
        for what, before, after in (
            ("stops", got.kind is Kind.STOP, again.kind is Kind.STOP),
            ("cries", got.in_danger, again.danger is not None),
        ):
            of[what] += before
            kept[what] += before and after
    for what in of:
        say(f"kept after one edit (seed {seed}), {what}: {share(kept[what], of[what])}")


def texts(path: Path, *, show: bool) -> None:
    """What ordinary texts would do: asked for a practice, and out of the blue."""
    lines = path.read_text("utf-8").splitlines()
    found, took = Counter[str](), []
    for line in lines:
        started = time.process_time()
        asked = understood({"text": line, "expects": "done"})
        took.append(time.process_time() - started)
        got = understood({"text": line, "expects": None})
        kinds = {asked.kind, got.kind}
        what = [
            ("stop", Kind.STOP in kinds),
            ("alarm", got.in_danger),
            ("possible", got.danger is not None and not got.in_danger),
            ("other change", bool(kinds & CHANGES)),
        ]
        for name, is_so in what:
            found[name] += is_so
            if is_so and show:
                say(f"    {name}: {line!r} is {asked.kind} and {got.kind}")
    for name in ("stop", "alarm", "possible", "other change"):
        say(f"  {name:14}{share(found[name], len(lines))}, {1000 * found[name] / len(lines):.1f} of 1,000")
    took.sort()
    median, most = (1000 * took[int(share * len(took))] for share in (0.5, 0.99))
    say(f"  median {median:.1f}, 99 % within {most:.1f} ms of CPU")
    text = " ".join(lines)[:1600]
    started = time.process_time()
    understood({"text": text, "expects": "done"})
    say(f"  1,600 characters in {1000 * (time.process_time() - started):.1f} ms of CPU")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sets", nargs="*", default=HELD)
    options.add_argument("--texts", type=Path)
    options.add_argument("--show", action="store_true")
    options.add_argument("--seed", type=int, default=15)
    options.add_argument("--phrases", action="store_true")
    given = options.parse_args()
    if given.phrases and (listening := CARE.lists().listening):
        PHRASES.classifier = listening.classifier = None
    everything: list[dict[str, Any]] = []
    for name in given.sets:
        rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
        report(name, rows, show=given.show)
        everything += rows
    robustness(everything, given.seed)
    if given.texts:
        say(f"{given.texts.name}:")
        texts(given.texts, show=given.show)


if __name__ == "__main__":
    main()
