"""Where too much begins; tests/content/test_yaml_bounds.py is about the files that it is looked for in."""

import pytest

from nudges.core.text.yaml_bounds import excess


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: " + "9" * 100, None, ""),
        ("a: 1\nb: " + "9" * 101, 2, "a number here is too long."),
        ("a: 1\nb: '" + "9" * 101 + "'", None, ""),
        ("a: 1\nb: " + "x" * 101, None, ""),
        ("[" * 40 + "]" * 40, None, ""),
        ("a:\n  " + "[" * 40, 2, "this cannot be read."),
        ("a:\n" + "- [[]]\n" * 40, None, ""),  # beside each other they are no deeper
        ("a: 1\nb: &b 2", 2, "it has an anchor or an alias."),
        ("x" * 1000, None, ""),
        ("x" * 1001, 1, "the file is too long."),
    ],
)
def test_what_is_too_much_and_on_which_line(text: str, line: int | None, what: str) -> None:
    found = excess(text, 1000)
    assert (found and (found.line, found.what)) == (line and (line, what))
