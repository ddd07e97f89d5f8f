"""The README names a test beside each promise, and every file it names is there."""

import re

from tests.folders import REPOSITORY


def test_every_test_that_a_promise_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", (REPOSITORY / "README.md").read_text("utf-8")))
    assert len(named) > 40
    assert [path for path in sorted(named) if not (REPOSITORY / path).exists()] == []
