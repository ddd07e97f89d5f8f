"""One plan by itself: what it includes is looked for beside it, and then in the house."""

from pathlib import Path

import pytest

from nudges.content.plans import plan_in, read_plan, source_of
from nudges.core.errors import NudgesError

TOP = "title: Top\nabout: For tests.\nincludes: [part]\n"


def one(step: str, more: str = "") -> str:
    head = f"title: One\nabout: For tests.\n{more}steps:\n  {step}:\n"
    return f"{head}    {{every: day, at: 10:00, channel: sms, expects: done, practices: [a]}}\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Where a draft stands, and the house."""
    for name in ("drafts", "schedules"):
        (tmp_path / name).mkdir()
    (tmp_path / "drafts" / "top.yaml").write_text(TOP)
    return tmp_path / "drafts", tmp_path / "schedules"


def steps(draft: Path, house: Path | None) -> list[str]:
    return list(read_plan(draft / "top.yaml", None, house).steps)


def test_what_is_included_is_looked_for_beside_it_and_then_in_the_house(folders: tuple[Path, Path]) -> None:
    draft, house = folders
    for alone in (None, house):
        with pytest.raises(NudgesError) as told:
            steps(draft, alone)
        assert told.value.what == "drafts/top.yaml:3: there is no plan part."
    (house / "part.yaml").write_text(one("in-house", "includes: [deep]\n"))
    (house / "deep.yaml").write_text(one("deeper"))
    assert steps(draft, house) == ["deeper", "in-house"]
    (draft / "part.yaml").write_text(one("beside"))
    assert steps(draft, house) == ["beside"]
    assert steps(draft, None) == ["beside"]


def test_two_that_include_each_other_are_read_to_the_end_and_refused(folders: tuple[Path, Path]) -> None:
    draft, house = folders
    (house / "part.yaml").write_text(one("in-house", "includes: [top]\n"))
    with pytest.raises(NudgesError, match="would include itself"):
        steps(draft, house)


def test_a_typed_plan_is_checked_as_a_file_of_the_house(folders: tuple[Path, Path]) -> None:
    _, house = folders
    (house / "part.yaml").write_text(one("in-house"))
    assert list(plan_in(TOP, "mine", None, house).steps) == ["in-house"]
    with pytest.raises(NudgesError) as told:
        plan_in(TOP.replace("about", "abuot"), "mine", None, house)
    assert told.value.what == "schedules/mine.yaml:2: unknown key `abuot`."
    assert [path.name for path in house.iterdir()] == ["part.yaml"], "nothing is kept"


def test_a_plans_text_is_what_stands_in_its_file(folders: tuple[Path, Path]) -> None:
    draft, _ = folders
    (draft / "odd.yaml").write_bytes(b"\xff")
    assert [source_of(name, draft) for name in ("top", "odd", "none")] == [TOP, "", ""]
