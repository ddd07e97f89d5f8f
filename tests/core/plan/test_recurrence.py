"""Recurrence rules (RFC 5545), and cron's five fields, compared with APScheduler's cron."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from nudges.core.plan.describe import cadence
from nudges.core.plan.plan import Step
from nudges.core.plan.recurrence import dates, days_a_week
from nudges.core.plan.slots import slots
from nudges.core.vocabulary import Every
from tests.properties import examples

STEP = {"channel": "sms", "expects": "done", "practices": ["a"]}
START = date(2026, 1, 1)


def step(**more: Any) -> Step:
    return Step.model_validate(STEP | more)


def moments(made: Step, count: int) -> list[datetime]:
    since = datetime(2025, 12, 31, 23, 59, tzinfo=UTC)
    found = slots(made, made.at, "UTC", START, since, since + timedelta(days=9 * 366))
    return [slot.due_at for slot in islice(found, count)]


def field(low: int, high: int, most: int) -> st.SearchStrategy[str]:
    numbers = st.lists(st.integers(low, high), min_size=1, max_size=most, unique=True)
    listed = numbers.map(lambda found: ",".join(map(str, found)))
    spans = st.integers(low, high - 1).map(lambda first: f"{first}-{high}/{max(1, (high - first) // 2)}")
    return listed | spans


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS = st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(",".join)
MONTHS = st.just("*") | field(1, 12, 3)


@settings(deadline=None, max_examples=examples(60))
@given(
    st.integers(0, 59).map(str),
    field(0, 23, 3),
    st.one_of(st.tuples(st.just("*"), WEEKDAYS), st.tuples(field(1, 28, 3), st.just("*"))),
    MONTHS,
)
def test_cron_says_what_it_says_elsewhere(minute: str, hour: str, days: tuple[str, str], month: str) -> None:
    text = f"{minute} {hour} {days[0]} {month} {days[1]}"
    trigger, expected = CronTrigger.from_crontab(text, timezone=UTC), []
    now: datetime | None = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(8):
        now = trigger.get_next_fire_time(None, now)
        assert now is not None
        expected.append(now)
        now += timedelta(minutes=1)
    assert moments(step(cron=text), 8) == expected


def test_sunday_is_0_and_7_and_a_name() -> None:
    """As in crontab(5); APScheduler counts from Monday, so numbers cannot be held against it."""
    for sunday in ("0", "7", "sun", "SUN"):
        assert step(cron=f"0 9 * * {sunday}").rrule == "FREQ=DAILY;BYDAY=SU"
    assert step(cron="0 9 * * 1-5").rrule == "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"


def test_rules_fall_on_their_days() -> None:
    second_tuesdays = step(rrule="FREQ=MONTHLY;BYDAY=2TU", at="19:00")
    assert [f"{at:%d %b}" for at in moments(second_tuesdays, 3)] == ["13 Jan", "10 Feb", "10 Mar"]
    every_third = step(rrule="RRULE:freq=daily;interval=3", at="09:00")
    assert [f"{at:%d %b}" for at in moments(every_third, 3)] == ["01 Jan", "04 Jan", "07 Jan"]
    assert next(dates("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", START, START)) == date(2028, 2, 29)
    assert cadence(second_tuesdays) == "by the rule FREQ=MONTHLY;BYDAY=2TU at 19:00, their time"
    assert second_tuesdays.every is None


@settings(deadline=None)
@given(st.integers(0, 3_000))
def test_a_rule_counts_from_the_start_wherever_one_looks_from(days: int) -> None:
    whole = list(islice(dates("FREQ=DAILY;INTERVAL=5", START, START), 700))
    seen = list(islice(dates("FREQ=DAILY;INTERVAL=5", START, START + timedelta(days=days)), 3))
    assert seen == [day for day in whole if day >= START + timedelta(days=days)][:3]


def test_how_often_a_rule_comes() -> None:
    assert days_a_week("FREQ=DAILY") == 7
    assert round(days_a_week("FREQ=MONTHLY;BYDAY=2TU"), 2) == 0.23


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"cron": "0 9 * *"}, "Cron has five fields"),
        ({"cron": "0 9 1 * mon"}, "Make two steps of it"),
        ({"cron": "*/2 * * * *"}, "more than 12 times a day"),
        ({"cron": "0 24 * * *"}, "`24` is not from 0 to 23"),
        ({"cron": "0 9 31 2 *"}, "No day fits this rule"),
        ({"cron": "0 9 * * mon", "at": "10:00"}, "`cron` says the time already"),
        ({"cron": "0 9 5-1 * *"}, "holds nothing"),
        ({"cron": "0 x * * *"}, "`x` is not from 0 to 23"),
        ({"rrule": "FREQ=HOURLY", "at": "09:00"}, "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY"),
        ({"rrule": "FREQ=DAILY;COUNT=3", "at": "09:00"}, "`COUNT` says no days"),
        ({"rrule": "FREQ=DAILY;BYHOUR=3", "at": "09:00"}, "Times stand in `at`"),
        ({"rrule": "FREQ=MONTHLY;BYDAY=XX", "at": "09:00"}, "no recurrence rule"),
        ({"rrule": "FREQ=DAILY", "every": "day", "at": "09:00"}, "Keep one of them"),
        ({"at": "09:00"}, "does not say how often"),
        ({"rrule": "FREQ=DAILY"}, "at"),
    ],
)
def test_mistakes_say_what_to_write(given: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError) as error:
        step(**given)
    assert says in str(error.value)


def test_the_usual_ways_are_not_touched() -> None:
    assert step(every="day", at="09:00").every is Every.DAY
