"""Commands for authors: new files, and what is left to do in them."""

import shutil
from pathlib import Path

import pytest

from tests.cli.test_cli import nudges as nudges
from tests.folders import REPOSITORY
from tests.typed import Run


def test_an_author_begins_with_a_skeleton_and_is_led_to_a_plan_that_sends(
    nudges: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/authoring.md tells it: a guide, a plan, and the checks say what is left to do."""
    for name in ("templates", "schedules"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
        monkeypatch.setenv(name.upper(), name)

    assert nudges("guide", "new", "sleep").code == 0
    said = nudges("guide", "check")
    assert said.code == 0
    assert "guides/sleep.md:13: sleep-s1-b1 is in no plan." in said.out

    assert nudges("plan", "new", "evening-walk").code == 0
    written = tmp_path / "schedules" / "evening-walk.yaml"
    written.write_text(written.read_text("utf-8").replace("g1-s1-b4", "sleep-s1-b1"), "utf-8")
    said = nudges("plan", "check")
    assert "    weeks 11-12: Lighter, and onward\n    then again from week 1\n" in said.out
    assert "evening-walk-step: Mondays and Thursdays at 19:00, their time" in said.out
    assert "sleep-s1-b1" in nudges("simulate", "evening-walk", "--from", "2026-12-01", "--days", "28").out

    before = written.read_text("utf-8")
    again = nudges("plan", "new", "evening-walk")
    assert again.code == 2
    assert "is there already" in again.err
    assert written.read_text("utf-8") == before
    assert "Write it like evening-walk." in nudges("guide", "new", "Évening").err

    written.write_text(before.replace("sleep-s1-b1", "sleep-s1-b1\n      - sleep-s1-b2"), "utf-8")
    wrong = nudges("plan", "check")
    assert wrong.code == 2
    assert "sleep-s1-b2 asks for a rating, its step for a done." in wrong.err
    assert "Traceback" not in wrong.err


def test_a_new_plan_has_nothing_to_mend_and_is_named_by_its_file_too(
    nudges: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(REPOSITORY / "schedules", tmp_path / "schedules")
    monkeypatch.setenv("SCHEDULES", "schedules")
    assert "nudges plan check evening-walk\n" in nudges("plan", "new", "evening-walk").out
    for name in (
        "evening-walk",
        "schedules/evening-walk.yaml",
        str(tmp_path / "schedules/evening-walk.yaml"),
    ):
        said = nudges("plan", "check", name)
        assert (said.code, "✓ evening-walk" in said.out, "!" in said.out) == (0, True, False), said.out

    written = tmp_path / "schedules" / "evening-walk.yaml"
    written.write_text(written.read_text("utf-8").replace("at: 19:00", 'at: "20:00"'), "utf-8")
    said = nudges("plan", "check", "evening-walk")
    assert "20:00 is in the usual quiet hours" in said.out
    assert "Write a time from 09:00 to 19:59." in said.out
    for missing in ("schedules/none.yaml", "elsewhere/evening-walk.yaml", "none"):
        assert "There is no plan" in nudges("plan", "check", missing).err
