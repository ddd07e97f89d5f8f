"""What mail programs write is read from a file, and a slip in it is told by line."""

from pathlib import Path

import pytest

from nudges.content.mail_forms import read_mail_forms
from nudges.core.errors import NudgesError
from nudges.core.mail.forms import LABELS, SIGNS
from tests.folders import TEMPLATES

TWELVE = ("en", "es", "fr", "de", "it", "pt", "nl", "sv", "da", "no", "fi", "pl")
GOOD = "xx:\n  from: [Xa]\n  date: [Xb]\n  to: [Xc]\n  subject: [Xd]\n  wrote: [Xe … xf]\n"


def test_the_file_of_the_release_has_twelve_languages_whole() -> None:
    text = (TEMPLATES / "inbound" / "mail.yaml").read_text(encoding="utf-8")
    blocks = {block.partition(":")[0].strip('"'): block for block in text.split("\n\n")}
    for code in TWELVE:
        for key in (*LABELS, "wrote", "original", "device", "closing", "again", "subjects", *SIGNS):
            assert f"\n  {key}: [" in blocks[code], (code, key)


def test_a_language_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mail.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert read_mail_forms(file).labels == {"xa": "from", "xb": "date", "xc": "to", "xd": "subject"}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("{}", 1, "no languages"),
        ("- x", 1, "no list"),
        ("xx: ]\n", 1, "cannot be read"),
        ("xx: y\n", 1, "no kinds"),
        (GOOD.replace("  to: [Xc]\n", ""), 1, "no `to`"),
        (GOOD + "  fron: [x]\n", 7, "unknown key `fron`"),
        (GOOD.replace("[Xb]", "Xb"), 3, "`date` is no list"),
        (GOOD.replace("[Xb]", '["…"]'), 3, "no words"),
        (GOOD.replace("Xe … xf", "xf"), 6, "has not one …"),
    ],
)
def test_a_slip_is_told_by_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    file = tmp_path / "mail.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NudgesError) as told:
        read_mail_forms(file)
    first, why, fix = str(told.value).splitlines()
    assert f"mail.yaml:{line}:" in first
    assert what in first
    assert why
    assert fix


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(NudgesError, match="missing"):
        read_mail_forms(tmp_path / "mail.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(NudgesError, match="UTF-8"):
        read_mail_forms(tmp_path / "latin.yaml")
