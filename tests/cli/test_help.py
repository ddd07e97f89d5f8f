"""What a terminal of 80 columns shows: nothing cut off, and the commands in the order of use."""

import re

import pytest

from nudges.cli import PARTS
from nudges.cli.common import out
from tests.typed import typed

GROUPS = [(), ("person",), ("plan",), ("guide",), ("key",), ("db",), ("replies",), ("case",), ("staff",)]
GROUPS += [("events",), ("results",)]


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_no_line_of_the_help_is_cut_off(
    group: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = typed(monkeypatch, capsys)(*group, "--help").out
    assert "..." not in shown.partition("Commands:")[2]
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_commands_stand_in_the_order_of_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = typed(monkeypatch, capsys)("--help").out
    assert tuple(re.findall(r"^  (\w+) ", shown.partition("Commands:")[2], re.MULTILINE)) == tuple(PARTS)


def test_the_list_of_plans_is_wrapped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = typed(monkeypatch, capsys)("plan", "list").out.splitlines()
    assert out.width - 25 < max(len(line) for line in lines) <= out.width
