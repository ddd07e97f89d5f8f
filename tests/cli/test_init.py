"""init: copies to edit, an .env of its owner's, and nothing of anybody's overwritten."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from nudges.settings import HOUSE, read_settings
from tests.typed import Run, typed


@pytest.fixture
def nudges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Run one command in an empty folder, without a setting of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "SCHEDULES", "TEMPLATES"):
        monkeypatch.delenv(name, raising=False)
    yield typed(monkeypatch, capsys)
    structlog.reset_defaults()  # the command's log went to this test's own stderr


def test_it_lays_out_copies_and_settings_that_use_them(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said = nudges("init", "ours")
    assert said.code == 0
    assert "cd ours" in said.out
    assert stat.S_IMODE(Path("ours/.env").stat().st_mode) == 0o600
    monkeypatch.chdir("ours")
    settings = read_settings()
    assert (settings.schedules, settings.templates) == (Path("schedules"), Path("templates"))
    assert not settings.live
    for folder in ("schedules", "templates"):
        ours, theirs = (
            sorted(p.relative_to(r) for p in r.rglob("*")) for r in (Path(folder), HOUSE / folder)
        )
        assert ours == theirs


@pytest.mark.parametrize("there", ["schedules", "templates", ".env"])
def test_what_is_there_is_never_overwritten(nudges: Run, there: str) -> None:
    mine = Path("ours") / there
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    said = nudges("init", "ours")
    assert said.code == 2
    assert "nothing was written" in said.err
    assert mine.read_text(encoding="utf-8") == "mine"
    assert list(Path("ours").iterdir()) == [mine]


def test_a_folder_that_cannot_be_made_costs_three_lines(nudges: Run) -> None:
    Path("file").write_text("", encoding="utf-8")
    said = nudges("init", "file/ours")
    assert (said.code, len(said.err.splitlines())) == (2, 3)


def test_the_next_step_it_names_finds_no_mistake(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    nudges("init", "ours")
    monkeypatch.chdir("ours")
    said = nudges("doctor")
    assert (said.code, "✗" in said.out) == (0, False), said.out
    assert "`nudges up` makes it" in said.out


def test_a_plan_folder_of_ones_own_is_the_whole_of_it(nudges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    nudges("init", "ours")
    monkeypatch.chdir("ours")
    Path("schedules/making-repair.yaml").unlink()
    assert "making-repair" not in {line["plan"] for line in nudges("plan", "list", "--json").json}


def test_a_text_that_was_not_laid_out_is_the_one_that_came_along(
    nudges: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges("init", "ours")
    monkeypatch.chdir("ours")
    Path("templates/sms/help.txt").unlink()  # as if a newer version had brought it
    nudge = Path("templates/sms/nudge.txt")
    nudge.write_text("Ours: " + nudge.read_text(encoding="utf-8"), encoding="utf-8")
    assert "✓ content" in nudges("doctor").out
    week = ("--zone", "Europe/Paris", "--from", "2027-01-04", "--days", "2")
    assert "Ours:Nudges" in nudges("simulate", "daily-appreciation", *week).out
