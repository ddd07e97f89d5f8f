"""The hours in which somebody reads what comes in: days, hours and a zone, and nothing else."""

from datetime import UTC, datetime

import pytest

from nudges.core.errors import NudgesError
from nudges.core.office.watched import parse_watched
from tests.harness import local

SAID = "Mon-Fri 09:00-17:00, sat 10:00-13:00 Europe/Madrid"


@pytest.mark.parametrize(
    ("when", "watched"),
    [
        ("2026-06-01 08:59", False),  # a Monday
        ("2026-06-01 09:00", True),
        ("2026-06-05 16:59", True),
        ("2026-06-05 17:00", False),
        ("2026-06-06 12:59", True),
        ("2026-06-06 13:00", False),
        ("2026-06-07 12:00", False),
    ],
)
def test_only_on_these_days_and_in_these_hours_of_that_zone(when: str, watched: bool) -> None:
    hours = parse_watched(SAID)
    assert hours is not None
    assert hours.now(local(when, "Europe/Madrid")) is watched


def test_a_day_may_last_until_midnight_and_days_may_run_over_the_weekend() -> None:
    hours = parse_watched("Fri-Mon 00:00-24:00 UTC")
    assert hours is not None
    days = [hours.now(datetime(2026, 6, day, 23, 59, tzinfo=UTC)) for day in range(1, 8)]
    assert days == [True, False, False, False, True, True, True]


def test_nothing_said_is_never() -> None:
    assert parse_watched(" ") is None


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Fri 09:00-17:00",
        "Mon-Fri 09:00-17:00 Madrid",
        "Europe/Madrid",
        "Mon-Fri 17:00-09:00 UTC",
        "Mon-Fri 09:00-09:00 UTC",
        "Mon-Fri 9-5 UTC",
        "Monday 09:00-17:00 UTC",
        "Mon,Tue 09:00-17:00 UTC",
        "Mon-Fri 09:00-25:00 UTC",
        ", UTC",
    ],
)
def test_what_could_be_meant_otherwise_is_refused(text: str) -> None:
    with pytest.raises(NudgesError):
        parse_watched(text)
