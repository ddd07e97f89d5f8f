"""A person's own days and times, as they are written and read again."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.errors import NudgesError
from nudges.core.plan.personal import Personal, in_order, own_step, read_personal, weekdays
from nudges.core.vocabulary import WEEK
from tests.harness import step

OWN = st.builds(
    Personal,
    st.sets(st.sampled_from(WEEK)).map(in_order),
    st.sets(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=4).map(
        lambda times: tuple(sorted(times))
    ),
)


@given(OWN)
def test_what_is_written_is_read_again(own: Personal) -> None:
    assert read_personal(str(own)) == own


@pytest.mark.parametrize(
    ("text", "days", "times"),
    [
        ("7:30 pm", [], [time(19, 30)]),
        ("Sat 10", ["sat"], [time(10)]),
        ("thu, mon 9:00, 21:00", ["mon", "thu"], [time(9), time(21)]),
        ("mon,thu,19:00", ["mon", "thu"], [time(19)]),
    ],
)
def test_how_people_write_it(text: str, days: list[str], times: list[time]) -> None:
    assert read_personal(text) == (tuple(days), tuple(times))


@pytest.mark.parametrize("text", ["", "sat", "sat 25:00", "someday 10:00", "10:00 sat", "9:00,"])
def test_what_is_neither_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(NudgesError) as refused:
        read_personal(text)
    assert "someday" not in str(refused.value)


def test_only_what_comes_by_the_week_has_days_to_choose() -> None:
    weekly, daily = step("19:00", every="week", on=["wed"]), step("09:15")
    monthly = step("19:00", every="month", on=[1])
    assert (weekdays(weekly), weekdays(daily), weekdays(monthly)) == (("wed",), (), ())
    assert own_step(weekly, "sat 10:00").on == ("sat",)
    for kept, own in ((weekly, None), (weekly, "10:00"), (weekly, "sat sun 10:00"), (daily, "sat 10:00")):
        assert own_step(kept, own) is kept
