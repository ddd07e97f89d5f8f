"""Names in any script are kept; what nobody can see, and turns the text around it, is not."""

import pytest

from nudges.core.errors import NudgesError
from nudges.core.person.names import parse_name


@pytest.mark.parametrize("name", ["", "Maya", "Ana María O'Neil", "مها", "\u200fמאיה", "मीरा\u200d", "李雷"])
def test_names_in_any_script_are_kept(name: str) -> None:
    assert parse_name(name) == name


def test_spaces_become_single_ones() -> None:
    assert parse_name("  Maya \n de\tla Cruz ") == "Maya de la Cruz"


@pytest.mark.parametrize("char", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b\x7f\x9b"])
def test_control_characters_are_refused_in_three_lines(char: str) -> None:
    with pytest.raises(NudgesError, match="cannot be kept") as refused:
        parse_name(f"Ma{char}ya")
    assert len(str(refused.value).splitlines()) == 3
