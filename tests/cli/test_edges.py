"""What a machine may do to a command: no room, odd settings of its own, a terminal of another age."""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.typed import typed

NUDGES = (sys.executable, "-m", "nudges")
ADD = ("person", "add", "--plan", "check-in", "--zone", "Europe/Madrid", "--phone", "+447700900123")


def ran(folder: Path, *words: str, most: int | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    """One command in a process of its own; no file of its may grow beyond `most` bytes."""

    def little_room() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    clean: Mapping[str, str] = {"PATH": os.environ["PATH"], "COLUMNS": "200"}
    if most is not None:  # Python itself would keep half of a compiled module, and fail on it for good
        clean = {**clean, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*NUDGES, *words], cwd=folder, env={**clean, **env}, capture_output=True, preexec_fn=little_room
    )


def test_an_odd_tz_of_the_machine_changes_nothing(tmp_path: Path) -> None:
    assert ran(tmp_path, *ADD, "--consent", "2026-01-31", TZ="Mars/Base").returncode == 0
    assert ran(tmp_path, "worker", "--once", TZ=":/nonsense").returncode == 0


def test_a_terminal_that_is_not_utf_8_gets_what_it_can_show(tmp_path: Path) -> None:
    said = ran(tmp_path, "init", "ours", PYTHONIOENCODING="ascii")
    assert b"? ours/schedules" in said.stdout
    assert b"Traceback" not in said.stderr


def test_an_output_that_is_full_costs_three_lines(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        words = [*NUDGES, "init", "ours"]
        said = subprocess.run(words, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert (said.returncode, len(said.stderr.splitlines())) == (2, 3)
    assert b"No space left" in said.stderr


@pytest.mark.parametrize("most", [0, 60_000, 180_000])
def test_a_full_disk_costs_three_lines_and_nothing_is_lost(
    tmp_path: Path, most: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ran(tmp_path, *ADD, most=most)
    assert (said.returncode, b"Traceback" in said.stderr) == (2, False)
    assert len(said.stderr.splitlines()) == 3
    monkeypatch.chdir(tmp_path)
    assert typed(monkeypatch, capsys)(*ADD).code == 0, "with room again"
    assert not list((tmp_path / "data").glob(".nudges.key.*")), "no half of a key was left"
