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


@pytest.mark.parametrize("name", ["\u200b", "\u200b \u2060", "\u3164", "\u2800", "\u200f", "\u0301"])
def test_a_name_that_shows_nothing_is_refused_in_three_lines(name: str) -> None:
    with pytest.raises(NudgesError, match="cannot be seen") as refused:
        parse_name(name)
    assert len(str(refused.value).splitlines()) == 3


def test_a_name_has_200_characters_at_most() -> None:
    assert len(parse_name("x" * 200)) == 200
    with pytest.raises(NudgesError, match="too long") as refused:
        parse_name("x" * 201)
    assert len(str(refused.value).splitlines()) == 3
