"""Runs pytest as if it were another day: python -m tests.odd_dates [--all | --at MOMENT] [pytest's words].

Without a moment it takes the odd date whose turn it is today; without words, the tests that touch dates.
"""

import argparse
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

#: In UTC. New York's clocks go forward on 14 March 2027 at 07:00, Madrid's back on 31 October 2027 at 01:00.
ODD = (
    "2027-01-03T22:00",  # a Sunday night
    "2026-12-04T23:59",  # the last minute of a Friday
    "2026-12-31T23:30",
    "2027-01-01T00:10",
    "2028-02-29T12:00",
    "2027-03-14T07:30",
    "2027-10-31T01:15",
)

#: What is told the time of this machine, if anything is: the commands and a mail's Date; and what
#: reckons with dates. On SQLite, without a browser; faketime makes whatever lives through weeks much slower.
TOUCH_DATES = [
    *("tests/cli", "tests/core/plan", "tests/core/progress", "tests/core/reply", "tests/core/summary"),
    *("tests/live/test_live_smtp.py", "-k", "not postgresql and not browser", "-m", "not long", "-n", "2"),
]


def pytest_at(moment: str, words: list[str]) -> int:
    """Run pytest with the clock of this machine and its children moved, and running on. Its exit code.

    An offset, since every process that is started adds it to the same real time; the monotonic clock is left
    alone, or waits would never end, and so are the times of files, or Python would compile all anew.
    """
    offset = datetime.fromisoformat(moment).replace(tzinfo=UTC) - datetime.now(UTC)
    here = str(Path(__file__).parent)
    told = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}
    path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    command = ["faketime", "-m", "-f", f"{offset.total_seconds():+.0f}", sys.executable, "-m", "pytest"]
    print(f"As if it were {moment} UTC:", *words, flush=True)  # noqa: T201
    return subprocess.run([*command, *words], env=os.environ | told | {"PYTHONPATH": path}).returncode


def main() -> int:
    if shutil.which("faketime") is None:
        sys.exit("faketime is not installed: apt-get install faketime")
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", action="store_true", help="every odd date, one after the other")
    asked.add_argument("--at", help="this moment, in UTC: 2028-02-29T12:00")
    known, words = asked.parse_known_args()
    turn = datetime.now(UTC).date().toordinal() % len(ODD)
    moments = [known.at] if known.at else list(ODD) if known.all else [ODD[turn]]
    failed = [moment for moment in moments if pytest_at(moment, words or TOUCH_DATES)]
    if failed:
        print("It failed at", ", ".join(failed))  # noqa: T201
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
