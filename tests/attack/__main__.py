"""Run the floods one after another, each against a server of its own, and print what they cost.

python -m tests.attack [--only fields,large,guess,frozen] [--json]
"""

import argparse
import asyncio
import json
import sys
import time

from tests.attack.floods import FLOODS, Flood, Seen, forged_once
from tests.attack.frozen import answered
from tests.attack.guess import guesses
from tests.attack.probe import probing
from tests.attack.server import running

#: The columns: what a request costs, how much more memory is held at the peak, what `/alive` took, what
#: was logged, and how long the server let an open request stand.
_HEAD = (
    "flood",
    "answers",
    "CPU ms/req",
    "MB held",
    "alive p50 ms",
    "alive p99 ms",
    "alive max ms",
    "no answer",
    "log kB",
    "held s",
)


def measure(flood: Flood) -> dict[str, object]:
    """One flood against a fresh server."""
    with running(flood.descriptors) as server:
        seen = Seen()
        time.sleep(1)
        with probing(server.port) as latency:
            time.sleep(1)
            for _ in range(3):  # what is made once, at the first request of a kind
                asyncio.run(forged_once(server.port))
            idle, began = server.cpu(), time.perf_counter()
            time.sleep(2)  # what the probe itself costs the server
            by_probe = (server.cpu() - idle) / (time.perf_counter() - began)
            rested, log, cpu, began = server.resident(), server.logged(), server.cpu(), time.perf_counter()
            with server.watched():
                asyncio.run(flood.send(server.port, seen))
            took = time.perf_counter() - began
            spent = max(0.0, server.cpu() - cpu - by_probe * took) if server.alive else float("inf")
            logged = server.logged() - log
    return {
        "about": flood.about,
        "answers": " ".join(f"{status}×{count}" for status, count in sorted(seen.statuses.items())),
        "cpu_ms": round(spent * 1000 / flood.requests, 1),
        "mb": round((server.peak - rested) / 1e6, 1),
        "alive_p50_ms": round(latency.percentile(0.5) * 1000, 1),
        "alive_p99_ms": round(latency.percentile(0.99) * 1000, 1),
        "alive_max_ms": round(latency.percentile(1.0) * 1000, 1),
        "alive_none": latency.refused,
        "log_kb": round(logged / 1000, 1),
        "held_s": round(max(seen.held), 1) if seen.held else "",
    }


def main() -> None:
    """Measure the floods that are asked for, and print a line for each."""
    asked = argparse.ArgumentParser(prog="tests.attack", description=__doc__)
    asked.add_argument("--only", default="", help="names of floods, comma between")
    asked.add_argument("--json", action="store_true", help="one JSON object a line")
    given = asked.parse_args()
    if "guess" in given.only or not given.only:
        with running() as server:
            for path, share in guesses(server).items():
                sys.stdout.write(f"{path}: known or not, guessed by its time: {share:.0%} right\n")
    if "frozen" in given.only or not given.only:
        with running() as server:
            status, took, alive = answered(server)
            said = f"database frozen: {status} after {took:.1f} s, /alive {alive * 1000:.0f} ms\n"
            sys.stdout.write(said)
    names = [name for name in FLOODS if not given.only or name in given.only.split(",")]
    if not given.json and names:
        sys.stdout.write("| " + " | ".join(_HEAD) + " |\n|" + " --- |" * len(_HEAD) + "\n")
    for name in names:
        found = measure(FLOODS[name])
        sys.stdout.write((json.dumps({"flood": name, **found}) if given.json else _line(found)) + "\n")
        sys.stdout.flush()


def _line(found: dict[str, object]) -> str:
    return "| " + " | ".join(str(value) for value in found.values()) + " |"


if __name__ == "__main__":
    main()
