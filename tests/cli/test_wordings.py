"""What is said when a command is told something it cannot use: our own words, each line a sentence."""

import socket
from pathlib import Path

import pytest

from tests.typed import Run, typed

PHONE = "+447700900123"
ADD = ("person", "add", "--plan", "check-in", "--zone", "Europe/Madrid", "--name", "Ana", "--phone", PHONE)


@pytest.fixture
def nudges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in an empty folder, with the settings as they come."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("DATABASE_URL", "NUDGES_SEND", "NUDGES_KEY", "PORT"):
        monkeypatch.delenv(name, raising=False)
    return typed(monkeypatch, capsys)


def told(nudges: Run, *words: str) -> list[str]:
    said = nudges(*words)
    assert said.code == 2, said.out
    lines = [line.removeprefix("✗ ").strip() for line in said.err.splitlines()]
    assert len(lines) == 3, said.err
    return lines


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("PORT", "x", "It is a whole number."),
        ("PORT", "99999", "It is 65535 at most."),
        ("CARE_HOURS", "-1", "It is 0 or more."),
        ("SMS_PER_SECOND", "0", "It is a number above 0.0."),
        ("NUDGES_SEND", "maybe", "It is one of: off, live."),
        ("DATABASE_URL", "mysql://x/y", "It must start with sqlite:/// or postgresql://."),
    ],
)
def test_a_setting(nudges: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str) -> None:
    monkeypatch.setenv(name, value)
    assert told(nudges, "person", "list")[:2] == [f"The setting {name} cannot be used.", why]


def test_an_option(nudges: Run) -> None:
    assert told(nudges, "person", "pause", PHONE, "--days", "a") == [
        "--days cannot be 'a'.",
        "It is a whole number.",
        "See `nudges person pause --help`.",
    ]
    assert "'x' is not one of" in told(nudges, *ADD, "--who", "x")[1]
    plans = told(nudges, "person", "add")
    assert plans[0] == "--plan is missing."
    assert "check-in" in plans[2]
    assert told(nudges, "person", "add", "--plan", "check-in")[0] == "--zone is missing."


def test_backups(nudges: Run, tmp_path: Path) -> None:
    assert nudges(*ADD).code == 0
    (tmp_path / "people.csv").write_text("name\nAna\n")
    assert told(nudges, "restore", "people.csv") == [
        "people.csv is not a backup.",
        "It is not a database file.",
        "Name a file that `nudges backup` made.",
    ]
    assert told(nudges, "backup", "/nope/x.db")[0] == "The folder /nope does not exist."
    assert nudges("backup", "copy").code == 0
    restored = nudges("restore", "copy", "--over")
    assert restored.code == 0
    assert "providers" not in restored.out, "there is none to ask"


def test_people_and_replies(nudges: Run) -> None:
    assert nudges(*ADD).code == 0
    assert told(nudges, "link", "Ana")[1].endswith("not by name.")
    for nothing in ("", "  "):
        assert told(nudges, "understand", nothing)[0] == "There is nothing to understand."


def test_a_port_that_is_taken(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        said = nudges("web")
        assert said.out.startswith("Nudges web: starting…")
        lines = said.err.splitlines()
        assert lines[0] == f"✗ Nothing can listen on 127.0.0.1:{port}."
        assert lines[1].strip().startswith("Nudges may be running already")
        assert lines[2].strip() == "Stop it, or choose another port (PORT in .env)."
        assert len(lines) == 3
