"""Messages are matched to slots by time: as many as possible, each to the likeliest slot."""

from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from nudges.core.plan.match import matched
from tests.harness import MONDAY


def at(minute: int) -> datetime:
    return MONDAY + timedelta(minutes=minute)


def test_a_message_belongs_to_the_slot_that_began_last() -> None:
    assert matched([(at(0), at(120)), (at(45), at(165))], [at(46)]) == {1: 0}
    assert matched([(at(0), at(120)), (at(45), at(165))], [at(46), at(47)]) == {1: 1, 0: 0}
    assert matched([(at(0), at(120)), (at(45), at(165))], [at(1)]) == {0: 0}
    assert matched([(at(0), at(10))], [at(11)]) == {}


WINDOWS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), max_size=5)


@given(windows=WINDOWS, minutes=st.lists(st.integers(0, 30), max_size=5))
def test_no_other_way_finds_more(windows: list[tuple[int, int]], minutes: list[int]) -> None:
    given_windows = [(at(opens), at(opens + long)) for opens, long in windows]
    moments = [at(minute) for minute in minutes]
    found = matched(given_windows, moments)
    assert len(set(found.values())) == len(found)
    assert all(given_windows[w][0] <= moments[m] <= given_windows[w][1] for w, m in found.items())
    padded = [*moments, *[None] * len(windows)]
    best = max(
        sum(m is not None and w[0] <= m <= w[1] for w, m in zip(given_windows, way, strict=False))
        for way in permutations(padded, len(windows))
    )
    assert len(found) == best
