"""The file of what phones send when somebody reacts: whole, or refused with what is wrong."""

from pathlib import Path

import pytest

from nudges.content.reactions import read_reactions
from nudges.core.errors import NudgesError

GOOD = "quoting:\n  en: [liked]\nof things:\n  en: [liked an image]\nautomatic:\n  en: I am driving\n"


def read(folder: Path, text: str) -> object:
    (folder / "reactions.yaml").write_text(text, encoding="utf-8")
    read_reactions.cache_clear()
    return read_reactions(folder / "reactions.yaml")


def test_lines_are_lists_or_one_line_by_language(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "It has the parts"),
        ("7", "It has the parts"),
        ("[quoting, of things, automatic]", "It has the parts"),
        (GOOD.replace("automatic:", "by itself:"), "It has the parts"),
        (GOOD + "more:\n  en: [x]\n", "It has the parts"),
        (GOOD.replace("  en: [liked]\n", "  - liked\n"), "quoting has its lines by language."),
        (GOOD.replace("[liked]", "[liked, 7]"), "A line of quoting is not text."),
        (GOOD.replace("I am driving", "7"), "A line of automatic is not text."),
    ],
)
def test_what_it_is_not_is_told(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(NudgesError) as told:
        read(tmp_path, text)
    assert told.value.why.startswith(why)
