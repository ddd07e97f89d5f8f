"""Every labelled reply is understood as its label says, but for those that are written down as mistakes.

A share ("97 % are right") lets each change lose a few. Here each reply that is no longer understood shows,
and one that now is shows too: `python -m tests.known_mistakes` writes the list anew.
"""

import pytest

from tests.known_mistakes import KNOWN, SETS, mistakes

LINES = KNOWN.read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", SETS)
def test_what_is_misunderstood_is_known(name: str) -> None:
    assert list(mistakes(name)) == [line for line in LINES if line.startswith(f"{name}: ")]


def test_every_known_mistake_is_of_a_set() -> None:
    assert {line.partition(": ")[0] for line in LINES} <= set(SETS)
