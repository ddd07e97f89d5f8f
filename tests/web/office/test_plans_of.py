"""The days and times of a person's plan, as the form of the office sends them."""

from datetime import time

import pytest

from nudges.core.errors import NudgesError
from nudges.core.plan.personal import Personal
from nudges.core.vocabulary import Weekday
from nudges.web.office.plans_of import times_in

TEN, SIX = time(10), time(18)


@pytest.mark.parametrize(
    ("form", "times"),
    [
        ({}, {}),
        ({"time-0-walk": "10:00"}, {"walk": Personal((), (TEN,))}),
        ({"time-0-walk": "18:00", "time-1-walk": "10:00"}, {"walk": Personal((), (TEN, SIX))}),
        ({"time-0-walk": "10:00", "time-1-walk": "10:00"}, {"walk": Personal((), (TEN,))}),
        (
            {"day-0-walk": "thu", "day-1-walk": "mon", "time-0-walk": "10:00"},
            {"walk": Personal((Weekday("mon"), Weekday("thu")), (TEN,))},
        ),
        (
            {"time-0-walk": "10:00", "day-0-talk": "mon", "time-0-talk": "18:00"},
            {"walk": Personal((), (TEN,)), "talk": Personal((Weekday("mon"),), (SIX,))},
        ),
        ({"day-0-walk": "someday", "time-0-walk": "10:00"}, {"walk": Personal((), (TEN,))}),
        (
            {
                "time-x-walk": "10:00",
                "time-0-": "10:00",
                "time": "10:00",
                "csrf": "x",
                "else-0-walk": "10:00",
            },
            {},
        ),
    ],
)
def test_days_and_times_of_each_step(form: dict[str, str], times: dict[str, Personal]) -> None:
    assert times_in(form) == times


def test_what_is_no_time_is_told() -> None:
    with pytest.raises(NudgesError, match="not a time of day"):
        times_in({"time-0-walk": "soon"})
