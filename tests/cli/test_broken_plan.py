"""A plan with a mistake in it: every command names its file, line and mistake, and no log line is printed."""

import shutil
from pathlib import Path

import pytest

from tests.harness import TEMPLATES
from tests.typed import Run, typed

ADD = ("person", "add", "--zone", "Europe/Madrid", "--phone", "+447700900123", "--plan")
MISTAKE = "schedules/check-in.yaml:"


@pytest.fixture
def nudges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in a folder whose check-in.yaml has an hour that no day has."""
    shutil.copytree(TEMPLATES.parent / "schedules", tmp_path / "schedules")
    plan = tmp_path / "schedules" / "check-in.yaml"
    lines = plan.read_text(encoding="utf-8").splitlines(keepends=True)
    [n] = [n for n, line in enumerate(lines) if line.strip().startswith("at:")][:1]
    lines[n] = lines[n].partition("at:")[0] + "at: 25:99\n"
    plan.write_text("".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCHEDULES", "schedules")
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("DATABASE_URL", "NUDGES_SEND", "NUDGES_KEY"):
        monkeypatch.delenv(name, raising=False)
    return typed(monkeypatch, capsys)


def test_whoever_names_it_is_told_the_mistake(nudges: Run, tmp_path: Path) -> None:
    simulated = nudges("simulate", "check-in")
    assert MISTAKE in simulated.err
    assert "That is not a time of day." in simulated.err
    for words in ((*ADD, "check-in"), ("plan", "check", "check-in")):
        said = nudges(*words)
        assert (said.code, said.err) == (2, simulated.err)
    (tmp_path / "people.csv").write_text("phone,zone,plan\n+447700900123,Europe/Madrid,check-in\n")
    assert MISTAKE in nudges("person", "import", "people.csv").out


def test_other_commands_print_no_log_above_their_answer(nudges: Run) -> None:
    added = nudges(*ADD, "daily-appreciation")
    assert (added.code, added.err) == (0, "")
    for words in (("person", "list"), ("explain", "+447700900123"), ("simulate", "weekly-ritual")):
        said = nudges(*words)
        assert (said.code, said.err) == (0, "")
    worked = nudges("worker", "--once")
    assert (worked.code, "held, and all else goes on" in worked.err) == (0, True)
    checked = nudges("doctor")
    assert (checked.code, MISTAKE in checked.out, checked.err) == (1, True, "")


def test_lists_and_checks_show_it_and_end_as_with_any_mistake(nudges: Run) -> None:
    for command in ("list", "check"):
        said = nudges("plan", command)
        assert (said.code, MISTAKE in said.err, "timestamp=" in said.err) == (2, True, False)
        assert "weekly-ritual" in said.out
    alone = nudges("plan", "check", "weekly-ritual")
    assert (alone.code, alone.err) == (0, "")
    assert "daily-appreciation:" not in alone.out
    assert "There is no plan 'nope'." in nudges("plan", "check", "nope").err


def test_how_it_went_on_it_is_shown_all_the_same(nudges: Run) -> None:
    nudges("db", "upgrade")
    assert nudges("results", "show", "--plan", "check-in").code == 0


def test_an_import_names_all_that_is_wrong_with_a_line_at_once(nudges: Run, tmp_path: Path) -> None:
    header = "name,phone,email,zone,plan,start,consent,care"
    row = "Ana,12345,ana(at)example.org,Europe/Madird,nothing,tomorrow,soon,maybe"
    (tmp_path / "people.csv").write_text(f"{header}\n{row}\n")
    said = nudges("person", "import", "people.csv")
    assert said.code == 2
    named = [line for line in said.out.splitlines() if line.startswith("line 2: ")]
    words = ("no plan 'nothing'", "zone", "12345", "address", "start", "consent", "care")
    assert len(named) == len(words), said.out
    assert "1 line not imported." in said.err


def test_a_first_day_far_away_is_refused_and_all_other_lines_are_kept(nudges: Run, tmp_path: Path) -> None:
    far = nudges(*ADD, "daily-appreciation", "--start", "9999-12-31")
    assert (far.code, len(far.err.splitlines())) == (2, 3)
    assert "They cannot begin on that day." in far.err
    rows = ("+447700900123,9999-12-31", "+447700900124,0001-01-01", "+447700900125,")
    lines = ("phone,start,zone,plan", *(f"{row},Europe/Madrid,daily-appreciation" for row in rows))
    (tmp_path / "people.csv").write_text("\n".join(lines))
    for more in ((), ("--dry-run",)):
        said = nudges("person", "import", "people.csv", *more)
        assert said.code == 2
        assert ["line 2" in said.out, "line 3" in said.out, "line 4: They" in said.out] == [True, True, False]
    assert [nudges("explain", f"+44770090012{n}").code for n in (3, 4, 5)] == [2, 2, 0]


def test_a_long_name_leaves_the_list_readable_and_one_too_long_is_refused(nudges: Run) -> None:
    assert nudges(*ADD, "daily-appreciation", "--name", "x" * 201).code == 2
    assert nudges(*ADD, "daily-appreciation", "--name", "x" * 200).code == 0
    listed = nudges("person", "list").out
    # the plans, in the last column, are wrapped where the terminal is narrow
    assert [f"{'x' * 31}…" in listed, "Europe/Madrid" in listed, "daily" in listed] == [True] * 3
    assert len(listed.splitlines()) == 2


@pytest.mark.parametrize(
    "words", ["question take", "question close", "case seen", "case close", "broadcast stop"]
)
def test_a_number_that_no_row_can_have_is_not_there(nudges: Run, words: str) -> None:
    nudges(*ADD, "daily-appreciation")
    said = nudges(*words.split(), "9" * 23)
    assert said.code == 2
    assert said.err.startswith("✗ There is no such ")
    assert said.err == nudges(*words.split(), "999").err
