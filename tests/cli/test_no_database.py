"""A folder without a database: what only reads makes none, and what begins something does."""

import sqlite3
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from nudges.cli import main
from nudges.settings import read_settings
from nudges.store.engine import connect
from tests.harness import Databases
from tests.typed import Run, Said, typed

pytestmark = pytest.mark.both_databases

PHONE = "+447700900123"
ADD = ("person", "add", "--plan", "check-in", "--zone", "Europe/Madrid", "--phone", PHONE)


@pytest.fixture
def nudges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in an empty folder, with the settings as they come."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "NUDGES_SEND", "NUDGES_KEY"):
        monkeypatch.delenv(name, raising=False)
    return typed(monkeypatch, capsys)


def lines(said: Said) -> list[str]:
    assert said.code == 2, said.out
    return [line.removeprefix("✗ ").strip() for line in said.err.splitlines()]


@pytest.mark.parametrize(
    "words",
    [
        *(("person", "list"), ("person", "show", PHONE), ("explain", PHONE), ("progress", PHONE)),
        *(("summary", PHONE), ("link", PHONE), ("person", "pause", PHONE), ("case", "list")),
        *(("backup", "copy"), ("key", "rotate"), ("staff", "list")),
    ],
)
def test_what_reads_says_that_there_is_none_and_makes_nothing(
    nudges: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert lines(nudges(*words)) == [
        "There is no database at data/nudges.db.",
        "Nobody was added here, or Nudges runs in another folder.",
        "Go to that folder, or begin with `nudges person add` or `nudges up`.",
    ]
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_says_so_and_looks_at_the_rest(nudges: Run, tmp_path: Path) -> None:
    said = nudges("doctor", "--json")
    checks = {str(check["check"]): check for check in said.json}
    assert (said.code, checks["database"]["ok"], checks["content"]["ok"]) == (0, None, True)
    assert str(checks["database"]["said"]).startswith("There is no database at data/nudges.db. The first")
    assert list(tmp_path.iterdir()) == []


def test_what_only_reads_makes_no_tables_and_no_key_in_an_empty_database(
    nudges: Run, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", databases.empty())
    for words in (("doctor",), ("person", "list"), ("staff", "list")):
        said = nudges(*words)
        assert "There is no database" in said.out + said.err or "is empty." in said.out + said.err
    engine = connect(read_settings().database_url, make=True)
    with engine.connect() as conn:
        assert inspect(conn).get_table_names() == []
    engine.dispose()
    assert list(tmp_path.glob("data/*key*")) == []


def test_without_one_nothing_can_be_sent(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUDGES_SEND", "live")
    said = nudges("doctor", "--json")
    assert {str(check["check"]): check["ok"] for check in said.json}["database"] is False


@pytest.mark.parametrize("words", [ADD, ("worker", "--once"), ("db", "upgrade"), ("staff", "link")])
def test_what_begins_something_makes_it(nudges: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert nudges(*words).code == 0
    assert (tmp_path / "data" / "nudges.db").is_file()
    assert nudges("person", "list").code == 0


def test_a_folder_elsewhere_is_never_made(
    nudges: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/nope/x.db")
    assert lines(nudges("person", "list"))[0] == f"There is no database at {tmp_path}/nope/x.db."
    for words in (ADD, ("db", "upgrade"), ("worker", "--once")):
        assert lines(nudges(*words))[0] == f"The folder {tmp_path}/nope does not exist."
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("NUDGES_KEY_FILE", f"{tmp_path}/nope/key")
    assert lines(nudges(*ADD))[0] == f"The folder {tmp_path}/nope does not exist."
    assert not (tmp_path / "nope").exists()


def test_a_rehearsal_of_an_import_needs_none(nudges: Run, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(f"plan,zone,phone\ncheck-in,Europe/Madrid,{PHONE}\n", encoding="utf-8")
    said = nudges("person", "import", str(people), "--dry-run")
    assert (said.code, said.out.splitlines()[0]) == (
        0,
        "line 2: would be added, and invited: there is no date of consent",
    )
    assert list(tmp_path.iterdir()) == [people]


def test_plans_and_simulations_need_none(nudges: Run, tmp_path: Path) -> None:
    assert nudges("plan", "list").code == 0
    assert nudges("simulate", "check-in", "--days", "1").code == 0
    assert list(tmp_path.iterdir()) == []


def three(said: Said) -> str:
    assert (said.code, len(said.err.splitlines())) == (2, 3), said.err
    return said.err


@pytest.mark.parametrize("words", [("person", "list"), ("worker", "--once")])
def test_a_damaged_file_is_said_to_be_damaged(nudges: Run, words: tuple[str, ...]) -> None:
    Path("data").mkdir()
    Path("data/nudges.db").write_text("garbage\n" * 200)
    said = three(nudges(*words))
    assert "data/nudges.db is damaged, or it is no SQLite database." in said
    assert "SQLite says: file is not a database." in said


def test_a_file_that_may_not_be_written_is_said_to_be_so(
    nudges: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges(*ADD)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///file:data/nudges.db?mode=ro&uri=true")
    said = three(nudges("person", "list"))
    assert "The database file:data/nudges.db cannot be written." in said
    assert "who may write to the file and to its folder" in said


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("u:hidden@127.0.0.1:1/x", "Connection refused."),
        ("127.0.0.1:1/x?prepare_threshold=none", "Connection refused."),
        ("127.0.0.1:1/x?prepare_threshold=7", "Connection refused."),
        ("127.0.0.1:1/x?prepare_threshold=soon", "prepare_threshold must be a number, or none."),
        ("127.0.0.1:1/x?colour=hidden", "driver knows no parameter colour."),
        # here the driver may call a piece of the password a host or a file
        ("u:some@hidden@127.0.0.1:1/x", "The address cannot be understood"),
        ("/x?host=/some@hidden", "The address cannot be understood"),
        ("u:p@127.0.0.1:1/x?application_name=some@hidden", "The address cannot be understood"),
        ("127.0.0.1:hidden/x", "The address cannot be understood"),
    ],
)
def test_a_server_that_cannot_be_reached_says_why_and_nothing_of_a_password(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, address: str, why: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{address}")
    said = three(nudges("person", "list"))
    assert "The database cannot be opened." in said
    assert why in said.splitlines()[1]
    assert "hidden" not in said


def test_what_the_database_does_not_do_costs_three_lines(nudges: Run) -> None:
    nudges(*ADD)
    with sqlite3.connect("data/nudges.db") as file:
        file.execute("DROP TABLE broadcast")
    said = three(nudges("broadcast", "list"))
    assert "The database did not do what it was asked." in said
    assert "It says: no such table: broadcast. What was not finished was not begun." in said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "It gave no reason."),
        (" \n", "It gave no reason."),
        ("disk is full.\nDETAIL: of her@secluded.example", "disk is full."),
        ("x" * 300, f"{'x' * 200}."),
    ],
)
def test_its_reason_is_the_first_line_and_short(
    nudges: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reason: str, said: str
) -> None:
    nudges(*ADD)

    def refusing() -> datetime:
        raise OperationalError(None, None, Exception(reason))

    monkeypatch.setattr(sys, "argv", ["nudges", "person", "list"])
    with pytest.raises(SystemExit) as end:
        main(refusing)
    why = capsys.readouterr().err.splitlines()[1].strip()
    assert (end.value.code, why) == (2, f"It says: {said} What was not finished was not begun.")


def test_a_folder_that_takes_no_file_is_said_to_be_so(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////sys/nudges.db")  # not even root makes a file there
    said = three(nudges(*ADD))
    assert "The database /sys/nudges.db cannot be opened." in said
    assert "does it run" not in said
