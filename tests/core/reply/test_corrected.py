"""What somebody says instead of what they said before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.reply.corrected import corrected
from tests.understood import PHRASES


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("oops 4 i mean", "4"),
        ("3. no wait 4", "4"),
        ("no wait. 4!", "4"),
        ("sorry I meant not yet", "not yet"),
        ("make that a 2", "a 2"),
        ("perdón, quería decir 3", "3"),
        ("espera, me he equivocado, todavía no", "todavía no"),
        # the last one counts, and one at the end stands for what is before it
        ("oops, wait, done", "done"),
        ("4, digo", "4"),
        # only taken back, or nothing corrected
        ("oops", None),
        ("no wait", None),
        ("4", None),
        ("", None),
        # a longer message tells something
        ("I meant to call her and then the kettle went and the bus came so no", None),
    ],
)
def test_what_is_to_stand(text: str, rest: str | None) -> None:
    assert corrected(text, PHRASES) == rest


@given(st.lists(st.sampled_from(["oops", "4", "i mean", "no wait", "done", ",", "?", ""])).map(" ".join))
def test_it_is_a_part_of_what_was_said(text: str) -> None:
    rest = corrected(text, PHRASES)
    assert rest is None or (rest in text and rest.strip())
