"""People's texts cannot control the operator's terminal."""

import io

import pytest

from nudges.cli.common import Screen, row, table
from tests.harness import PARIS


def screen() -> tuple[Screen, io.StringIO]:
    out = io.StringIO()
    return Screen(file=out, force_terminal=True, width=80), out


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("\x1b[2JAda", r"\x1b[2JAda"),
        ("Ada\x9b31m", r"Ada\x9b31m"),
        ("Ada\u202egnol", r"Ada\u202egnol"),
        ("Zoë 👩‍👧", "Zoë 👩‍👧"),
    ],
)
def test_escapes_in_a_name_are_seen_and_not_obeyed(name: str, seen: str) -> None:
    for in_a_table in (True, False):
        shown, written = screen()
        if in_a_table:
            made = table("name", "zone")
            row(made, name, PARIS)
            shown.print(made)
        else:
            shown.print(name, markup=False, highlight=False)
        assert seen in written.getvalue()


def test_our_own_colours_stay() -> None:
    shown, written = screen()
    shown.print("[red]✗[/red]")
    assert "\x1b[31m✗\x1b[0m" in written.getvalue()
