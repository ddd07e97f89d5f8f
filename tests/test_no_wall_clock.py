"""No test goes by today's date, or by how fast this machine is: their clocks are in tests/clocks.py."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.folders import REPOSITORY

TESTS = REPOSITORY / "tests"

#: These measure the real thing, or choose a date by it.
MEASURE = ("bench", "torture", "attack", "failover", "odd_dates", "image", "mutants", "measure_replies.py")

#: What tells the date, and what tells how long something took.
DATES = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime", "wall_clock"}
SPANS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "thread_time"}
OWNERS = {"datetime", "date", "time", "Instant", "ZonedDateTime", "app"}


def readings(source: str) -> Iterator[tuple[int, str]]:
    """Every use of the machine's clock in a file: its line, and what is used."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case (
                ast.Attribute(value=ast.Name(owner), attr=name)
                | ast.Attribute(value=ast.Attribute(attr=owner), attr=name)
            ) if owner in OWNERS and name in DATES | SPANS:
                yield node.lineno, f"{owner}.{name}"
            case ast.ImportFrom(module="time" | "nudges.app.clock", names=names):
                yield from ((node.lineno, one.name) for one in names if one.name in DATES | SPANS)


def test_no_test_reads_the_clock_of_this_machine() -> None:
    files = [path for path in TESTS.rglob("*.py") if path.relative_to(TESTS).parts[0] not in MEASURE]
    files = [path for path in files if "node_modules" not in path.parts and path != TESTS / "clocks.py"]
    assert len(files) > 100
    found = {str(path.relative_to(TESTS)): list(readings(path.read_text("utf-8"))) for path in files}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("line", "used"),
    [
        ("datetime.now(UTC)", "datetime.now"),
        ("datetime.datetime.now()", "datetime.now"),
        ("x = date.today()", "date.today"),
        ("min(time.time(), 3)", "time.time"),
        ("clock = time.monotonic", "time.monotonic"),
        ("from time import perf_counter", "perf_counter"),
        ("from nudges.app.clock import Clock, wall_clock", "wall_clock"),
        ("app.wall_clock()", "app.wall_clock"),
    ],
)
def test_every_way_to_read_it_is_seen(line: str, used: str) -> None:
    assert list(readings(line)) == [(1, used)]


def test_a_clock_of_the_tests_is_none_of_them(tmp_path: Path) -> None:
    assert list(readings("world.clock.now(); time(9); self.now; datetime(2026, 6, 1)")) == []
