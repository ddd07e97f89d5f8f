"""`python -m tests.bench [what …]`: measure, print a table for each, and keep it all as JSON."""

import argparse
import signal
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench import clock
from tests.bench.databases import Databases, databases
from tests.bench.hooks import AT_ONCE, hooks
from tests.bench.lookup import lookup
from tests.bench.office import office
from tests.bench.peers.race import peers
from tests.bench.provider import Provider, provider
from tests.bench.road import road
from tests.bench.show import keep, machine, out, show, show_machine
from tests.bench.summaries import summaries


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line said."""

    kinds: Sequence[Databases]
    provider: Provider
    due: int
    runs: int
    quick: bool


def _road(asked: Asked) -> list[dict[str, Any]]:
    found = list(road(asked.kinds, asked.provider, asked.due, asked.runs))
    rows = [
        (
            it.case.database,
            it.case.workers,
            f"{it.case.delay * 1000:.0f} ms",
            it.rate(it.product),
            it.rate(it.loop),
            it.ratio,
            it.cpu_us(it.product),
            it.cpu_us(it.loop),
        )
        for it in found
    ]
    columns = ("database", "workers", "provider", "product/s", "loop/s", "ratio", "CPU us", "loop's")
    show(f"The whole road, {asked.due:,} due, median of {asked.runs} runs in turn", columns, rows)
    one, two = (
        next((it for it in found if it.case.workers == n and it.case.database == "PostgreSQL"), None)
        for n in (1, 2)
    )
    if one and two:
        gain = two.rate(two.product) / one.rate(one.product)
        out.print(f"Two workers on PostgreSQL do {gain:.2f} times what one does.")
    return [it.as_json() for it in found]


def _lookup(asked: Asked) -> list[dict[str, Any]]:
    sizes = (10_000,) if asked.quick else (10_000, 100_000, 1_000_000)
    found = list(lookup(asked.kinds, asked.provider, sizes))
    show(
        "Finding who is due, 100 of",
        ("enrolled", "database", "statement", "rows", "ms", "index"),
        [(it.enrolled, it.database, it.statement, it.rows, it.ms, it.index) for it in found],
    )
    return [asdict(it) for it in found]


def _start(asked: Asked) -> list[dict[str, Any]]:
    found = list(clock.start(asked.kinds, asked.provider, 10_000 if asked.quick else 1_000_000))
    show(
        "Starting a worker",
        ("enrolled", "database", "first message after, s", "memory, MB"),
        [(it.enrolled, it.database, it.first_after_s, it.memory_mb) for it in found],
    )
    return [asdict(it) for it in found]


def _lateness(asked: Asked) -> list[dict[str, Any]]:
    found = list(clock.lateness(asked.kinds, asked.provider, 200 if asked.quick else 1_000))
    show(
        "How late, with a worker waiting, seconds after the minute",
        ("due", "database", "p50", "p99", "last"),
        [(it.due, it.database, it.p50_s, it.p99_s, it.last_s) for it in found],
    )
    return [asdict(it) for it in found]


def _enrol(asked: Asked) -> list[dict[str, Any]]:
    found = list(clock.enrol(asked.kinds, 5_000 if asked.quick else 100_000))
    show(
        "Importing people from a CSV file",
        ("people", "database", "seconds", "people/s"),
        [(it.people, it.database, it.seconds, it.rate) for it in found],
    )
    return [asdict(it) | {"per_second": round(it.rate)} for it in found]


def _summaries(asked: Asked) -> list[dict[str, Any]]:
    found = list(summaries(asked.kinds, asked.due))
    show(
        f"Weekly mails of one Sunday, {asked.due:,} people, to a mail server on this machine",
        ("database", "workers", "mails/s", "CPU ms", "kB a mail", "memory, MB"),
        [(it.database, it.workers, it.rate, it.cpu_ms, it.mail_kb, it.memory_mb) for it in found],
    )
    return [asdict(it) for it in found]


def _office(asked: Asked) -> list[dict[str, Any]]:
    found = list(office(asked.kinds, asked.provider, (10_000,) if asked.quick else (100_000,)))
    show(
        "Pages of the office, an owner's",
        ("enrolled", "database", "page", "ms", "worst"),
        [(it.enrolled, it.database, it.page, it.ms, it.worst_ms) for it in found],
    )
    return [asdict(it) for it in found]


def _hooks(asked: Asked) -> list[dict[str, Any]]:
    found = list(hooks(asked.kinds, asked.provider, asked.due))
    show(
        f"What comes back, {asked.due:,} of each, {AT_ONCE} at once; times in seconds",
        ("database", "what", "who", "a second", "CPU ms", "p50", "p99", "slowest"),
        [
            (it.database, it.what, it.who, it.rate, it.cpu_ms, it.p50_s, it.p99_s, it.slowest_s)
            for it in found
        ],
    )
    return [asdict(it) for it in found]


def _peers(asked: Asked) -> list[dict[str, Any]]:
    found = list(peers(asked.kinds, asked.provider, asked.due, asked.runs))
    show(
        f"Beside other job queues, PostgreSQL, {asked.due:,} due, median of {asked.runs} runs in turn",
        ("", "processes", "nudges/s", "product is faster by"),
        [(it.name, it.processes, it.rate, "" if it.ratio is None else f"{it.ratio:.1f}x") for it in found],
    )
    return [asdict(it) for it in found]


_OURS: dict[str, Callable[[Asked], list[dict[str, Any]]]] = {
    "road": _road,
    "lookup": _lookup,
    "start": _start,
    "lateness": _lateness,
    "enrol": _enrol,
    "summaries": _summaries,
    "office": _office,
    "hooks": _hooks,
}
_WITH_PEERS = _OURS | {"peers": _peers}


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="what", help=f"{', '.join(_WITH_PEERS)}; all but peers")
    parser.add_argument("--quick", action="store_true", help="small numbers: does it work at all?")
    parser.add_argument("--due", type=int, help="people due at once (10000)")
    parser.add_argument("--runs", type=int, help="runs of each contender (3)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--json", type=Path, help="keep everything in this file")
    said = parser.parse_args()
    if unknown := set(said.what) - set(_WITH_PEERS):
        parser.error(f"{', '.join(unknown)}: one of {', '.join(_WITH_PEERS)}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whatever ends us, nothing is left running
    wanted = ["postgresql"] if said.what == ["peers"] else ["sqlite", "postgresql"]
    with databases([said.database] if said.database else wanted) as kinds, provider() as ours:
        asked = Asked(
            kinds,
            ours,
            said.due or (1_000 if said.quick else 10_000),
            said.runs or (1 if said.quick else 3),
            said.quick,
        )
        facts = machine(kinds)
        show_machine(facts)
        results: dict[str, Any] = {"machine": facts, "due": asked.due, "runs": asked.runs}
        for what in said.what or _OURS:
            results[what] = _WITH_PEERS[what](asked)
            keep(said.json, results)  # after each: a failure of the last is not to cost the first


if __name__ == "__main__":
    main()
