"""Due times through every clock change, move and outage; and what may still be sent."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whenever import PlainDateTime

from nudges.core.due import Defer, Miss, Send, Slot, Window, catch_up, next_slot, slots, window_verdict
from nudges.core.errors import NudgesError
from nudges.core.plan import Step

# Gaps over midnight, half hours, Ramadan, two hours, a whole date lost, the earliest and latest clocks.
ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/Paris",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
Times = tuple[time, ...]


def step(**more: Any) -> Step:
    base = {"every": "day", "at": "09:00", "channel": "sms", "expects": "done", "practices": ["a"]}
    return Step.model_validate(base | more)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def due(zone: str, at: str, first: date, days: int, **more: Any) -> list[datetime]:
    """The local times of the slots of `days` dates."""
    made = step(at=at, **more)
    since = datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC) - SECOND
    found = slots(made, made.at, zone, first, since, since + days * DAY)
    return [slot.due_at.astimezone(ZoneInfo(zone)) for slot in found]


def _offsets_differ(zone: str, day: date) -> bool:
    first, second = (datetime.combine(day + n * DAY, time(12), ZoneInfo(zone)) for n in (-1, 0))
    return first.utcoffset() != second.utcoffset()


#: Every day on which a clock of ZONES changes, so that the properties meet many of them.
ALL_DAYS = [date(2024, 1, 1) + n * DAY for n in range(13 * 365)]
CHANGES = [(zone, day) for zone in ZONES for day in ALL_DAYS if _offsets_differ(zone, day)]

zones = st.sampled_from(ZONES)
dates = st.dates(date(2024, 1, 1), date(2037, 12, 1))
instants = st.builds(
    lambda day, seconds: utc(day.year, day.month, day.day) + seconds * SECOND, dates, st.integers(0, 86399)
)
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
times = st.lists(minutes, min_size=1, max_size=3, unique=True).map(lambda some: tuple(sorted(some)))
places = st.one_of(st.sampled_from(CHANGES), st.tuples(zones, dates))
weekdays = st.lists(
    st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1, max_size=3
)
steps = st.one_of(
    st.just(step()),
    st.builds(lambda every, on: step(every=every, on=on), st.sampled_from(["week", "2 weeks"]), weekdays),
    st.builds(
        lambda on: step(every="month", on=on),
        st.lists(st.integers(1, 31), min_size=1, max_size=3, unique=True),
    ),
)


# When


@pytest.mark.parametrize(
    ("zone", "day", "at", "then"),
    [
        ("Africa/Cairo", date(2026, 4, 24), "00:30", "2026-04-24 01:30"),  # 00:00 -> 01:00
        ("America/Santiago", date(2026, 9, 6), "00:30", "2026-09-06 01:30"),  # 00:00 -> 01:00
        ("Europe/Paris", date(2026, 3, 29), "02:30", "2026-03-29 03:30"),  # 02:00 -> 03:00
        ("Antarctica/Troll", date(2026, 3, 29), "01:30", "2026-03-29 03:30"),  # 01:00 -> 03:00
        ("Australia/Lord_Howe", date(2026, 10, 4), "02:10", "2026-10-04 02:40"),  # half an hour
        ("America/Nuuk", date(2026, 3, 28), "23:30", "2026-03-29 00:30"),  # 23:00 -> 00:00
    ],
)
def test_in_a_gap_the_time_shifts_forward_by_the_gap(zone: str, day: date, at: str, then: str) -> None:
    made = step(at=at)
    slot = next_slot(made, made.at, zone, day, utc(2026, 1, 1))
    assert slot.local_date == day
    assert f"{slot.due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == then


def test_in_a_fold_only_the_first_counts() -> None:
    paris = step(at="02:30")
    found = list(
        slots(paris, paris.at, "Europe/Paris", date(2026, 10, 25), utc(2026, 10, 24), utc(2026, 10, 25, 23))
    )
    assert found == [Slot(date(2026, 10, 25), 0, utc(2026, 10, 25, 0, 30))]


def test_a_day_the_month_lacks_is_its_last() -> None:
    month = due("Europe/Paris", "09:00", date(2028, 1, 1), 121, every="month", on=[29, 31])
    assert [f"{moment:%m-%d}" for moment in month] == [
        "01-29",
        "01-31",
        "02-29",
        "03-29",
        "03-31",
        "04-29",
        "04-30",
    ]
    assert [
        f"{moment:%m-%d}" for moment in due("UTC", "09:00", date(2027, 2, 1), 28, every="month", on=31)
    ] == ["02-28"]


def test_every_second_week_counts_from_the_week_of_the_start() -> None:
    # 2026 has 53 ISO weeks, so parity of the week's number would stumble at the new year.
    found = due("Europe/Paris", "09:00", date(2026, 12, 17), 40, every="2 weeks", on=["mon", "thu"])
    assert [f"{moment:%y-%m-%d}" for moment in found] == [
        "26-12-17",
        "26-12-28",
        "26-12-31",
        "27-01-11",
        "27-01-14",
        "27-01-25",
    ]


def test_several_times_a_day_are_numbered() -> None:
    twice = step(at=["19:00", "09:00"])
    found = slots(twice, twice.at, "UTC", date(2026, 1, 1), utc(2026, 1, 1), utc(2026, 1, 2, 12))
    assert [slot.key for slot in found] == [
        (date(2026, 1, 1), 0),
        (date(2026, 1, 1), 1),
        (date(2026, 1, 2), 0),
    ]


def test_two_times_that_a_gap_makes_one_are_one_slot() -> None:
    made = step(at=["02:30", "03:30", "20:00"])
    found = slots(
        made, made.at, "Europe/Paris", date(2026, 3, 29), utc(2026, 3, 28, 22), utc(2026, 3, 29, 21)
    )
    assert [slot.due_at for slot in found] == [utc(2026, 3, 29, 1, 30), utc(2026, 3, 29, 18)]


def test_in_a_gap_the_slots_are_numbered_as_they_come() -> None:
    made = step(at=["02:30", "03:00"])  # half past two becomes half past three
    found = slots(
        made, made.at, "Europe/Paris", date(2026, 3, 29), utc(2026, 3, 28, 22), utc(2026, 3, 29, 21)
    )
    assert [(slot.n, slot.due_at) for slot in found] == [
        (0, utc(2026, 3, 29, 1)),
        (1, utc(2026, 3, 29, 1, 30)),
    ]


def test_a_slot_that_a_gap_carries_over_midnight_is_not_lost() -> None:
    # In Nuuk on 28 March 2026, 23:30 comes at 00:30 on the 29th; look for it from 00:10 on the 29th.
    found = next_slot(step(), (time(23, 30),), "America/Nuuk", date(2026, 3, 1), utc(2026, 3, 29, 1, 10))
    assert found == Slot(date(2026, 3, 28), 0, utc(2026, 3, 29, 1, 30))


def test_a_date_that_a_zone_skips_brings_no_second_message() -> None:
    # Samoa went from 29 to 31 December 2011; shifting the 30th by its gap of 24 h lands on the 31st.
    found = due("Pacific/Apia", "09:00", date(2011, 12, 28), 4)
    assert [moment.day for moment in found] == [28, 29, 31, 1]


def test_since_is_left_out_and_until_is_in() -> None:
    daily, nine = step(), (time(9),)
    day = date(2026, 1, 1)
    assert not list(slots(daily, nine, "UTC", day, utc(2026, 1, 1, 9), utc(2026, 1, 2, 8, 59)))
    [slot] = slots(daily, nine, "UTC", day, utc(2026, 1, 1, 8, 59), utc(2026, 1, 1, 9))
    assert slot.due_at == utc(2026, 1, 1, 9)


@given(steps, times, places, st.integers(-3, 40), st.integers(0, 90))
def test_slots_are_in_order_and_one_a_date_and_number(
    made: Step, at: Times, place: tuple[str, date], offset: int, length: int
) -> None:
    zone, start = place
    since = datetime.combine(start, time(12), UTC) + offset * DAY
    until = since + length * DAY
    found = list(slots(made, at, zone, start, since, until))
    assert all(since < slot.due_at <= until and slot.local_date >= start for slot in found)
    assert all(slot.due_at.tzinfo is UTC for slot in found)
    for one, two in pairwise(found):
        assert one.due_at < two.due_at
        assert one.key < two.key


@given(times, places)
def test_a_daily_step_leaves_no_date_out(at: Times, place: tuple[str, date]) -> None:
    zone, start = place
    since = datetime.combine(start, time(12), UTC) - 3 * DAY
    found = {slot.local_date for slot in slots(step(), at, zone, start, since, since + 12 * DAY)}
    assert {start + n * DAY for n in range(7)} <= found


@given(minutes, places)
def test_each_instant_is_what_whenever_calls_compatible(at: time, place: tuple[str, date]) -> None:
    zone, day = place
    slot = next_slot(step(), (at,), zone, day, utc(2023, 1, 1))
    plain = PlainDateTime(day.year, day.month, day.day, at.hour, at.minute)
    assert slot.due_at == plain.assume_tz(zone, disambiguation="compatible").to_instant().to_stdlib()


@given(steps, times, zones, dates, st.integers(0, 30))
def test_the_next_slot_is_the_first_of_the_slots(
    made: Step, at: Times, zone: str, start: date, offset: int
) -> None:
    after = datetime.combine(start, time(12), UTC) + offset * DAY
    stepwise: list[Slot] = []
    last: tuple[date, int] | None = None
    now = after
    for _ in range(4):
        slot = next_slot(made, at, zone, start, now, last)
        stepwise.append(slot)
        now, last = slot.due_at, slot.key
    assert stepwise == list(slots(made, at, zone, start, after, now))


@given(steps, times, zones, dates, instants, instants)
def test_where_one_begins_to_look_changes_nothing(
    made: Step, at: Times, zone: str, start: date, one: datetime, two: datetime
) -> None:
    since = max(datetime.combine(start, time(), UTC), min(one, two, utc(2037, 1, 1)))
    middle, until = since + 7 * DAY, since + 14 * DAY
    whole = list(slots(made, at, zone, start, since, until))
    assert whole == [
        *slots(made, at, zone, start, since, middle),
        *slots(made, at, zone, start, middle, until),
    ]


# Moving


@given(st.data(), times, dates)
def test_one_slot_a_date_through_every_move(data: st.DataObject, at: Times, start: date) -> None:
    last: tuple[date, int] | None = None
    now = datetime.combine(start, time(), UTC)
    seen: list[tuple[date, int]] = []
    for _ in range(8):
        zone = data.draw(zones)
        slot = next_slot(step(), at, zone, start, now, last)
        assert slot.due_at > now
        seen.append(slot.key)
        now, last = slot.due_at, slot.key
    assert seen == sorted(set(seen))


def test_going_west_does_not_bring_the_same_date_twice() -> None:
    sent = date(2026, 5, 4)
    slot = next_slot(step(), (time(9),), "Pacific/Pago_Pago", sent, utc(2026, 5, 3, 20), (sent, 0))
    assert slot.key == (date(2026, 5, 5), 0)


def test_going_east_keeps_the_day_if_its_time_lies_ahead() -> None:
    yesterday = date(2026, 5, 3)
    slot = next_slot(step(), (time(19),), "Asia/Kathmandu", yesterday, utc(2026, 5, 4, 8), (yesterday, 0))
    assert slot == Slot(date(2026, 5, 4), 0, utc(2026, 5, 4, 13, 15))


def test_a_later_time_does_not_bring_the_same_day_again() -> None:
    today = date(2026, 5, 4)
    slot = next_slot(step(), (time(19),), "UTC", today, utc(2026, 5, 4, 9), (today, 0))
    assert slot.key == (date(2026, 5, 5), 0)


def test_a_second_time_a_day_is_new() -> None:
    today = date(2026, 5, 4)
    slot = next_slot(step(), (time(9), time(19)), "UTC", today, utc(2026, 5, 4, 9), (today, 0))
    assert slot.key == (today, 1)


# Whether it may go

HARD = Window()
TWO = 2 * HOUR


def verdict(due_at: datetime, now: datetime, max_late: timedelta = TWO) -> Send | Defer | Miss:
    return window_verdict(due_at, now, "Europe/Paris", HARD, max_late)


# In May, Paris is two hours ahead of UTC: the window is 07:00-18:00 UTC.
@pytest.mark.parametrize(
    ("due_at", "now", "expected"),
    [
        (utc(2026, 5, 4, 8), utc(2026, 5, 4, 8), Send(utc(2026, 5, 4, 10))),
        (utc(2026, 5, 4, 8), utc(2026, 5, 4, 10), Send(utc(2026, 5, 4, 10))),
        (utc(2026, 5, 4, 17), utc(2026, 5, 4, 17, 30), Send(utc(2026, 5, 4, 18))),
        (utc(2026, 5, 4, 8), utc(2026, 5, 4, 7, 30), Defer(utc(2026, 5, 4, 8), "waiting until 10:00")),
        # before the opening: the lateness counts from there
        (utc(2026, 5, 4, 2), utc(2026, 5, 4, 2), Defer(utc(2026, 5, 4, 7), "held: quiet hours until 09:00")),
        (utc(2026, 5, 4, 2), utc(2026, 5, 4, 8, 30), Send(utc(2026, 5, 4, 9))),
        # after the closing: the next morning
        (
            utc(2026, 5, 4, 18),
            utc(2026, 5, 4, 18),
            Defer(utc(2026, 5, 5, 7), "held: quiet hours until 09:00"),
        ),
        (utc(2026, 5, 4, 18), utc(2026, 5, 5, 7), Send(utc(2026, 5, 5, 9))),
        (
            utc(2026, 5, 4, 8),
            utc(2026, 5, 4, 13, 10),
            Miss(
                "missed: 5 h 10 min late, the limit is 2 h (the service was not running, or could not send)"
            ),
        ),
        (
            utc(2026, 5, 4, 17, 30),
            utc(2026, 5, 4, 18, 30),
            Miss(
                "missed: quiet hours came before it could be sent, "
                "and by 09:00 it would be past its limit of 2 h"
            ),
        ),
    ],
)
def test_what_becomes_of_a_slot(due_at: datetime, now: datetime, expected: object) -> None:
    assert verdict(due_at, now) == expected


def test_quiet_hours_defer_what_may_wait_overnight() -> None:
    held = verdict(utc(2026, 5, 4, 17, 30), utc(2026, 5, 4, 18, 30), DAY)
    assert held == Defer(utc(2026, 5, 5, 7), "held: quiet hours until 09:00")


def test_a_window_ends_after_it_begins() -> None:
    with pytest.raises(NudgesError):
        Window(time(20), time(9))


#: Waking hours only: no zone changes its clocks in them.
waking = st.tuples(st.integers(5, 12), st.integers(13, 22)).map(lambda hours: Window(*map(time, hours)))
lateness = st.integers(1, 24 * 60).map(lambda some: timedelta(minutes=some))


@given(instants, st.integers(-600, 3000), zones, waking, lateness)
def test_nothing_is_ever_sent_outside_the_window_or_too_late(
    due_at: datetime, minutes_on: int, zone: str, window: Window, max_late: timedelta
) -> None:
    now = due_at + timedelta(minutes=minutes_on)
    local = now.astimezone(ZoneInfo(zone))
    open_now = window.opens <= local.time() < window.closes
    match window_verdict(due_at, now, zone, window, max_late):
        case Send(expires_at):
            assert open_now
            assert now >= due_at
            assert now <= expires_at <= now + max_late
            assert expires_at.astimezone(ZoneInfo(zone)).date() == local.date()
            assert expires_at.astimezone(ZoneInfo(zone)).time() <= window.closes
        case Defer(until, why):
            assert max(now + SECOND, due_at) <= until < max(now, due_at) + 2 * DAY
            assert isinstance(window_verdict(due_at, until, zone, window, max_late), Send)
            assert why.startswith(("held: ", "waiting "))
        case Miss(why):
            assert now > due_at
            assert now - due_at > max_late or not open_now
            assert why.startswith("missed: ")


@given(instants, zones, waking, lateness)
def test_no_slot_is_dropped_while_the_service_runs(
    due_at: datetime, zone: str, window: Window, max_late: timedelta
) -> None:
    first = window_verdict(due_at, due_at, zone, window, max_late)
    if isinstance(first, Defer):
        first = window_verdict(due_at, first.until, zone, window, max_late)
    assert isinstance(first, Send)


def _some(count: int) -> Iterator[Slot]:
    return (Slot(date(2026, 1, 1) + n * DAY, 0, utc(2026, 1, 1, 9) + n * DAY) for n in range(count))


@given(st.integers(0, 9).map(lambda count: list(_some(count))).flatmap(st.permutations))
def test_after_an_outage_only_the_newest_may_go(came_due: list[Slot]) -> None:
    missed, newest = catch_up(came_due)
    in_order = sorted(came_due, key=lambda slot: slot.due_at)
    assert [*missed, *([newest] if newest else [])] == in_order
    assert (newest is None) == (not came_due)
