"""The limit of sends under way: found by trying, against providers that are only arithmetic."""

import heapq
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.flow.delivery.concurrency import FIRST, LEAST, REST, Limit


def sent(limit: Limit, seconds: float, answer: Callable[[float, int], tuple[float, bool]]) -> int:
    """Send as fast as the limit allows; `answer` says, by the time and those under way, how long one takes
    and whether it is refused. Returns how many were taken."""
    now, taken = 0.0, 0
    under_way: list[tuple[float, float, bool]] = []
    while now < seconds:
        while len(under_way) < limit.allowed:
            took, refused = answer(now, len(under_way) + 1)
            heapq.heappush(under_way, (now + took, took, refused))
            limit.started()
        now, took, refused = heapq.heappop(under_way)
        limit.ended(took, refused=refused)
        taken += not refused
    return taken


def test_a_slow_provider_is_given_as_many_as_it_takes() -> None:
    limit = Limit(1_000)
    taken = sent(limit, 5.0, lambda now, under_way: (0.1, False))
    assert limit.allowed == 1_000
    assert taken > 0.8 * 5.0 / 0.1 * 1_000


def test_it_stops_where_more_brings_nothing() -> None:
    # a provider, or a machine, that does 1,000 a second and no more
    limit = Limit(1_000)
    sent(limit, 20.0, lambda now, under_way: (max(0.05, under_way / 1_000), False))
    assert limit.allowed <= 2 * FIRST


def test_too_many_requests_halve_it_and_it_comes_back() -> None:
    limit = Limit(1_000)
    sent(limit, 5.0, lambda now, under_way: (0.1, under_way > 100))
    assert LEAST <= limit.allowed <= 200
    taken = sent(limit, 5.0, lambda now, under_way: (0.1, False))
    assert limit.allowed > 200
    assert taken


def test_it_goes_as_low_as_it_must() -> None:
    limit = Limit(1_000)
    sent(limit, 10.0, lambda now, under_way: (0.1, under_way > 10))
    assert limit.allowed <= 10


def test_requests_refused_together_halve_it_once() -> None:
    limit = Limit(1_000)
    for _ in range(FIRST):
        limit.started()
    for _ in range(FIRST):
        limit.ended(0.1, refused=True)
    assert limit.allowed == FIRST // 2


@given(
    st.integers(1, 2_000),
    st.lists(st.tuples(st.booleans(), st.floats(0, 3), st.integers(1, 50)), max_size=300),
)
def test_it_stays_within_its_bounds_whatever_happens(
    most: int, rounds: list[tuple[bool, float, int]]
) -> None:
    limit = Limit(most)
    for refused, seconds, several in rounds:
        for _ in range(several):
            limit.started()
        for _ in range(several):
            limit.ended(seconds, refused=refused)
            assert min(LEAST, most) <= limit.allowed <= most
    assert limit.under_way == 0


def test_it_grows_where_sends_waited_for_it_and_not_where_there_was_no_more_to_send() -> None:
    """While the next are written down some end, so all that is allowed may never be under way at once."""

    def after(rounds: int, *, waited: bool) -> int:
        limit = Limit(1_000)
        for _ in range(rounds):
            for _ in range(FIRST // 2):
                limit.started()
            if waited:
                limit.waited()
            for _ in range(FIRST // 2):
                limit.ended(0.1)
        return limit.allowed

    assert after(10, waited=True) > FIRST
    assert after(10, waited=False) == FIRST


def a_round(limit: Limit, *seconds: float) -> int:
    """One full round, of which each send takes so many seconds, the last of them as long as any that follow;
    returns what is allowed then."""
    allowed = limit.allowed
    for _ in range(allowed):
        limit.started()
    for n in range(allowed):
        limit.ended(seconds[min(n, len(seconds) - 1)])
    return limit.allowed


@pytest.mark.parametrize(("times", "then"), [(1.4, 4 * FIRST), (1.41, FIRST)])
def test_twice_as_many_may_take_up_to_1_4_times_as_long(times: float, then: int) -> None:
    limit = Limit(1_000)
    assert a_round(limit, 1.0) == 2 * FIRST
    # all in the last of them, since 64 times 1.4 is not quite the sum of 64 such numbers
    assert a_round(limit, *[0.0] * (2 * FIRST - 1), times * FIRST) == then


def test_the_first_half_of_a_round_does_not_count() -> None:
    limit = Limit(1_000)
    assert a_round(limit, *[100.0] * (FIRST // 2), 0.1) == 2 * FIRST
    assert a_round(limit, 1.0) == FIRST, "ten times as long as the half that counts"


def test_a_round_of_an_odd_number_is_measured_by_the_sends_that_count() -> None:
    limit = Limit(5)
    limit.started()
    limit.ended(0.1, refused=True)
    assert [a_round(limit, 0.1) for _ in range(REST)] == [LEAST] * (REST - 1) + [5]
    assert a_round(limit, 0.12) == 5


def test_a_round_that_was_full_once_was_full() -> None:
    limit = Limit(1_000)
    for _ in range(FIRST):
        limit.started()
    for _ in range(2):
        limit.ended(0.1)
    limit.started()
    for _ in range(FIRST - 2):
        limit.ended(0.1)
    assert limit.allowed == 2 * FIRST
