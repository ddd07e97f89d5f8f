"""A change is code that runs, that is other code, and that is where it says."""

import ast

import pytest

from tests.folders import REPOSITORY
from tests.mutants.__main__ import all_mutants, mirror
from tests.mutants.sites import mutants


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a is None", ["a is not None"]),
        ("x = a and b and c", ["a and b", "a and c", "a or b or c", "b and c"]),
        ("x = not a", ["a"]),
        ("x = a + 1", ["a - 1"]),
        ("a == 9", ["10", "a != 9"]),
        ("x = 1 if a else 2", ["not a"]),
        ("def f(): return g()", ["None"]),
        ("def f(): return True", ["False"]),
        ("def f() -> int | None: pass", []),
        ("x: int | None = 1", []),
        ('f"{a < b}"', []),
    ],
)
def test_what_a_line_may_become(line: str, after: list[str]) -> None:
    assert sorted(one.after for one in mutants(line)) == after


def test_only_the_place_itself_is_changed() -> None:
    source = "x = 'né' if a < b else 'c'  # so\ny = 2\n"
    assert mutants(source)[0].applied(source) == "x = 'né' if (a <= b) else 'c'  # so\ny = 2\n"


def test_every_change_of_a_file_is_other_code_that_compiles() -> None:
    path = REPOSITORY / "nudges" / "core" / "plan" / "slots.py"
    source = path.read_text(encoding="utf-8")
    changed = {ast.dump(ast.parse(one.applied(source))) for one in mutants(source)}
    assert len(changed) > 50
    assert ast.dump(ast.parse(source)) not in changed


def test_every_file_has_tests_that_are_run_for_it() -> None:
    found = all_mutants("nudges")
    assert len(found) > 3_000
    files = {path for path, _ in found}
    assert [path for path in files if not (REPOSITORY / mirror(path)).exists()] == []
