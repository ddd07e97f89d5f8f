"""Who is told of a case that nobody has seen: at once, again after 15 minutes, the next after 30."""

from datetime import timedelta

from nudges.core.office.watch import call_now
from tests.harness import MONDAY


def test_each_on_duty_is_told_twice_and_then_it_is_the_next_ones_turn() -> None:
    def called(minutes: float) -> str:
        call = call_now(MONDAY, MONDAY + timedelta(minutes=minutes), ["ada", "ben"])
        assert call is not None
        return f"{call.n} {call.staff_id}"

    minutes = (0, 14.9, 15, 29.9, 30, 45, 60, 75, 90)
    assert [called(one) for one in minutes] == [
        *("0 ada", "0 ada", "1 ada", "1 ada", "2 ben", "3 ben", "4 ada", "5 ada", "6 ben")
    ]


def test_a_clock_that_was_ahead_calls_at_once_and_nobody_on_duty_is_nobody() -> None:
    ahead = call_now(MONDAY, MONDAY - timedelta(hours=1), ["ada"])
    assert ahead is not None
    assert (ahead.n, ahead.staff_id) == (0, "ada")
    assert call_now(MONDAY, MONDAY, []) is None
