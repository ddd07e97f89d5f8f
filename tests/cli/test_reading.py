"""What is read on a screen: what comes next, in order, as wide as the terminal, no week before the first."""

import io
import re
from pathlib import Path

import pytest

from nudges.cli.common import Screen, fitted
from tests.harness import MONDAY
from tests.typed import Run, typed

PHONE = "+447700900123"
ADD = ("person", "add", "--plan", "rebuilding-trust", "--zone", "Europe/Paris", "--phone", PHONE)


@pytest.fixture
def nudges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in an empty folder, with the settings as they come."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("DATABASE_URL", "NUDGES_SEND", "NUDGES_KEY"):
        monkeypatch.delenv(name, raising=False)
    return typed(monkeypatch, capsys)


def test_adding_says_what_comes_next(nudges: Run) -> None:
    day = rf"{MONDAY:%a} {MONDAY.day} {MONDAY:%b}, \d\d:\d\d"
    added = nudges(*ADD, "--name", "Ana", "--consent", "2026-01-31").out
    assert re.fullmatch(rf"[0-9a-f]{{8}} Ana added on rebuilding-trust; welcome on {day}\.\n", added)
    assert "Ana is on rebuilding-trust already" in nudges(*ADD).out
    other = nudges(*ADD[:-1], "+447700900124").out
    assert re.search(rf"^[0-9a-f]{{8}} added on rebuilding-trust; invitation on {day}\.\n", other)


def test_weeks_before_somebody_came_are_not_shown(nudges: Run) -> None:
    nudges(*ADD, "--consent", "2026-01-31")
    [week] = nudges("progress", PHONE, "--json").json
    assert week["week"] == str(MONDAY.date())
    assert nudges("summary", PHONE).out.startswith("Subject: ")
    early = nudges("summary", PHONE, "--week", "2026-01-07")
    assert (early.code, "They were not here yet in that week." in early.err) == (2, True)


def test_the_oldest_comes_first_and_what_is_to_come_last(nudges: Run) -> None:
    nudges(*ADD, "--consent", "2026-01-31")
    nudges("worker", "--once")
    lines = nudges("explain", PHONE).out.splitlines()
    assert "Welcome" in lines[1]
    assert all("still to come" in line for line in lines[2:])
    times = [line[:16] for line in lines[1:]]
    assert len(times) > 2
    assert times == sorted(times)


def test_the_days_of_what_comes_stand_below_each_other(nudges: Run) -> None:
    nudges(*ADD, "--consent", "2026-01-31")
    coming = [line for line in nudges("person", "show", PHONE).out.splitlines() if line.startswith("next")]
    assert len(coming) > 1
    assert len({line.index(":") for line in coming}) == 1


def test_sentences_are_wrapped_on_a_terminal_alone() -> None:
    text = "  " + "A sentence that is longer than this narrow terminal is wide. " * 3
    terminal = Screen(file=io.StringIO(), force_terminal=True, width=50)
    lines = fitted(text, 2, terminal).splitlines()
    assert max(map(len, lines)) <= 50
    assert all(line.startswith("  ") for line in lines)
    assert fitted(text, 2, Screen(file=io.StringIO(), width=50)) == text
