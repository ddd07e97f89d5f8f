"""One bad file holds what needs it, and no more: everything else is read, and each mistake has its line."""

import shutil
from pathlib import Path

import pytest

from nudges.content.danger import read_care
from nudges.content.usable import read_content, usable_care
from nudges.core.danger.detect import Care
from nudges.core.errors import NudgesError
from tests.folders import SCHEDULES, TEMPLATES

BROKEN = "title: [never closed\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the shipped plans and templates, to break."""
    shutil.copytree(SCHEDULES, tmp_path / "schedules")
    shutil.copytree(TEMPLATES, tmp_path / "templates", ignore=shutil.ignore_patterns("web", "email", "sms"))
    return tmp_path / "schedules", tmp_path / "templates"


def test_what_is_whole_is_read_without_a_mistake(folders: tuple[Path, Path]) -> None:
    schedules, templates = folders
    content = read_content(schedules, templates / "guides", templates)
    assert (content.held, content.mistakes) == ({}, ())
    assert len(content.plans) == len(list(schedules.glob("*.yaml")))


def test_a_broken_plan_is_held_with_those_that_include_it(folders: tuple[Path, Path]) -> None:
    schedules, templates = folders
    (schedules / "reflection.yaml").write_text(BROKEN, encoding="utf-8")
    content = read_content(schedules, templates / "guides", templates)
    assert sorted(content.held) == ["rebuilding-trust", "reflection"]
    assert content.held["reflection"].what.startswith("schedules/reflection.yaml:2:")
    includes = content.held["rebuilding-trust"]
    assert "reflection, which cannot be used" in includes.what
    assert includes.why == content.held["reflection"].what
    assert "daily-appreciation" in content.plans


def test_a_broken_guide_holds_the_plans_that_need_it(folders: tuple[Path, Path]) -> None:
    schedules, templates = folders
    (templates / "guides" / "g1.md").write_text("---\nid: g1\n", encoding="utf-8")
    content = read_content(schedules, templates / "guides", templates)
    assert [guide.id for guide in content.guides.guides] == ["g2"]
    assert content.mistakes[0].what.startswith("guides/g1.md:")
    assert "daily-appreciation" in content.held
    assert "weekly-summary" in content.plans, "it needs no guide"


@pytest.mark.parametrize("empty", [True, False])
def test_without_any_plan_or_guide_nothing_raises(folders: tuple[Path, Path], empty: bool) -> None:
    schedules, templates = folders
    for path in [*schedules.glob("*.yaml"), *templates.rglob("*.md")]:
        path.unlink() if empty else path.write_text(BROKEN, encoding="utf-8")
    content = read_content(schedules, templates / "guides", templates)
    assert (dict(content.plans), content.guides.guides) == ({}, ())
    assert content.mistakes


def test_broken_words_of_a_language_leave_its_guides(folders: tuple[Path, Path]) -> None:
    schedules, templates = folders
    (templates / "es" / "words.po").write_text('msgid "half', encoding="utf-8")
    content = read_content(schedules, templates / "guides", templates)
    assert [language.code for language, _ in content.languages] == ["es"]
    [mistake] = content.mistakes
    assert "es/words.po" in mistake.what


def test_a_language_is_a_folder_with_words_or_guides(folders: tuple[Path, Path]) -> None:
    schedules, templates = folders
    spanish = (TEMPLATES / "es" / "guides" / "g1.md").read_text("utf-8")
    files = {
        "fr/words.po": "",
        "de/guides/g1.md": spanish.replace("language: es", "language: de"),
        "it/notes.txt": "",
        ".pt/words.po": "",
        "12/words.po": "",
    }
    for name, text in files.items():
        (templates / name).parent.mkdir(parents=True)
        (templates / name).write_text(text, encoding="utf-8")
    content = read_content(schedules, templates / "guides", templates)
    assert [language.code for language, _ in content.languages] == ["de", "es", "fr"]
    assert [one.what for one in content.mistakes] == ["The language '12' is not known."]


def test_a_file_that_is_no_text_or_cannot_be_read_is_told(folders: tuple[Path, Path]) -> None:
    schedules, templates = folders
    (templates / "guides" / "g1.md").write_bytes(b"\xff")
    (templates / "es" / "guides" / "g1.md").unlink()
    (templates / "es" / "guides" / "g1.md").mkdir()
    content = read_content(schedules, templates / "guides", templates)
    told = {one.what.partition(":")[0]: one.what for one in content.mistakes}
    assert told["guides/g1.md"] == "guides/g1.md:1 the file is not UTF-8 text."
    assert [what for what in told.values() if what.endswith("es/guides/g1.md:1 the file cannot be read.")]


NUMBERS = """GB:
  emergency: "999"
  crisis: {call: "116 123"}
elsewhere:
  emergency: "112"
"""


def care_with(folder: Path, numbers: str) -> Care:
    """One phrase that is listened for, and these numbers."""
    (folder / "phrases.en.yaml").write_text("version: 1\ndate: 2026-11-29\nself:\n  - I want to die\n")
    (folder / "numbers.yaml").write_text(numbers)
    return read_care(folder)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('emergency: "999"', "emergency: [999]", "numbers.yaml:2: `emergency` of GB is not right."),
        ("call", "cal", "numbers.yaml:3: `crisis"),
        ('  emergency: "999"\n', "", "numbers.yaml:1: `emergency` of GB is not right."),
        ("elsewhere:", "anywhere:", "numbers.yaml:1: `elsewhere` is missing."),
    ],
)
def test_numbers_that_cannot_be_used_are_told_by_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    care_with(tmp_path, NUMBERS).ready()
    with pytest.raises(NudgesError) as told:
        care_with(tmp_path, NUMBERS.replace(old, new, 1)).ready()
    assert what in told.value.what


def test_without_phrases_there_is_no_care(tmp_path: Path) -> None:
    with pytest.raises(NudgesError, match="holds no phrases"):
        read_care(tmp_path).ready()


def test_broken_lists_of_danger_are_told_and_others_are_listened_to(folders: tuple[Path, Path]) -> None:
    _, templates = folders
    (templates / "care" / "phrases.en.yaml").write_text(BROKEN, encoding="utf-8")
    care = usable_care([templates / "care", TEMPLATES / "care"])
    with pytest.raises(NudgesError, match=r"phrases\.en\.yaml:2"):
        read_care(templates / "care").ready()
    assert care.danger("I want to kill myself") is not None
    assert usable_care([templates / "care"]).danger("I want to kill myself") is None
