"""Due times across clock changes, moves and outages, and what may still be sent."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whenever import PlainDateTime

from nudges.core.errors import NudgesError
from nudges.core.person.hours import Window
from nudges.core.plan.plan import Step
from nudges.core.plan.slots import (
    Defer,
    Miss,
    Send,
    Slot,
    came_due,
    next_slot,
    slot_after_edit,
    slots,
    spread,
    window_verdict,
)
from nudges.core.reasons import Reason, ReasonCode

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


def changes() -> st.SearchStrategy[tuple[str, date]]:
    """Every day on which a clock of ZONES changes, so that the properties meet many of them."""
    days = [date(2024, 1, 1) + n * DAY for n in range(13 * 365)]
    return st.sampled_from([(zone, day) for zone in ZONES for day in days if _offsets_differ(zone, day)])


zones = st.sampled_from(ZONES)
dates = st.dates(date(2024, 1, 1), date(2037, 12, 1))
instants = st.builds(
    lambda day, seconds: utc(day.year, day.month, day.day) + seconds * SECOND, dates, st.integers(0, 86399)
)
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
times = st.lists(minutes, min_size=1, max_size=3, unique=True).map(lambda some: tuple(sorted(some)))
places = st.one_of(st.deferred(changes), st.tuples(zones, dates))
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


# Coming due


@given(steps, times, zones, dates, st.integers(0, 40), st.integers(0, 40 * 24))
def test_what_came_due_is_every_slot_from_the_one_waited_for_on(
    made: Step, at: Times, zone: str, start: date, days: int, hours: int
) -> None:
    waiting = next_slot(made, at, zone, start, datetime.combine(start, time(12), UTC) + days * DAY)
    now = waiting.due_at + hours * HOUR
    came, following = came_due(made, at, zone, start, waiting, now)
    assert came == list(slots(made, at, zone, start, waiting.due_at - SECOND, now))
    assert following == next_slot(made, at, zone, start, now)


# Edits

MAY = date(2026, 5, 1)
TODAY = date(2026, 5, 4)
TEN = utc(2026, 5, 4, 10)


def after_edit(
    at: list[int],
    waiting: Slot | None,
    now: datetime = TEN,
    zone: str = "UTC",
    last: tuple[date, int] = (TODAY - DAY, 0),
    **more: Any,
) -> Slot:
    """The slot after an edit to these hours; yesterday's was the last planned."""
    return slot_after_edit(step(**more), tuple(map(time, at)), zone, MAY, now, last, waiting)


def test_a_new_time_still_ahead_holds_today() -> None:
    assert after_edit([12], Slot(TODAY, 0, utc(2026, 5, 4, 11))) == Slot(TODAY, 0, utc(2026, 5, 4, 12))


def test_a_new_time_gone_by_leaves_todays_slot_where_it_was() -> None:
    waiting = Slot(TODAY, 0, utc(2026, 5, 4, 11))
    assert after_edit([8], waiting) == waiting
    came, following = came_due(step(), (time(8),), "UTC", MAY, waiting, waiting.due_at)
    assert (came, following) == ([waiting], Slot(TODAY + DAY, 0, utc(2026, 5, 5, 8)))


def test_of_several_a_day_none_is_lost_by_an_earlier_time() -> None:
    waiting = Slot(TODAY, 0, utc(2026, 5, 4, 11))
    assert after_edit([8, 19], waiting) == waiting
    [_], following = came_due(step(), (time(8), time(19)), "UTC", MAY, waiting, waiting.due_at)
    assert following == Slot(TODAY, 1, utc(2026, 5, 4, 19))


def test_a_slot_behind_the_next_one_has_come_already() -> None:
    waiting = Slot(TODAY, 1, utc(2026, 5, 4, 19))
    assert after_edit([7, 9, 18], waiting, last=(TODAY, 0)) == Slot(TODAY, 1, utc(2026, 5, 4, 9))


def test_what_had_come_at_the_edit_stays() -> None:
    come = Slot(TODAY, 0, utc(2026, 5, 4, 9))
    assert after_edit([8], come) == come
    assert after_edit([8], come, every="week", on="sun") == come
    this_moment = Slot(TODAY, 0, TEN)
    assert after_edit([8], this_moment, every="week", on="sun") == this_moment


def test_a_slot_at_the_moment_of_the_next_one_has_come_already() -> None:
    assert after_edit([8, 11], Slot(TODAY, 0, utc(2026, 5, 4, 11))) == Slot(TODAY, 0, utc(2026, 5, 4, 8))


def test_a_date_the_step_no_longer_falls_on_is_dropped() -> None:
    waiting = Slot(TODAY, 0, utc(2026, 5, 4, 11))
    assert after_edit([8], waiting, every="week", on="tue") == Slot(TODAY + DAY, 0, utc(2026, 5, 5, 8))


def test_a_step_that_is_new_comes_today_if_its_time_is_ahead() -> None:
    assert after_edit([11], None) == Slot(TODAY, 0, utc(2026, 5, 4, 11))
    assert after_edit([9], None) == Slot(TODAY + DAY, 0, utc(2026, 5, 5, 9))


def test_moving_east_the_old_moment_stands_while_it_is_on_its_date() -> None:
    waiting = Slot(TODAY, 0, utc(2026, 5, 4, 11))  # in Kathmandu a quarter to five in the afternoon
    assert after_edit([11], waiting, zone="Asia/Kathmandu") == waiting


def test_moving_east_over_midnight_the_slot_has_come_on_the_way() -> None:
    evening = Slot(TODAY, 0, utc(2026, 5, 4, 19))  # in Kathmandu it is the 5th by then
    there = after_edit([19], evening, now=utc(2026, 5, 4, 14), zone="Asia/Kathmandu")
    assert there == Slot(TODAY, 0, utc(2026, 5, 4, 13, 15))


def test_moving_east_with_fewer_times_a_day_the_date_is_not_lost() -> None:
    evening = Slot(TODAY, 1, utc(2026, 5, 4, 19))
    there = after_edit([9], evening, now=utc(2026, 5, 4, 18, 30), zone="Asia/Kathmandu")
    assert there.local_date == TODAY


@dataclass
class Life:
    """A step of one person through edits, moves and a jumping clock: what the flow does, without a store."""

    step: Step
    zone: str
    at: Times
    start: date
    now: datetime
    waiting: Slot | None = None
    rows: list[tuple[Slot, datetime]] = field(default_factory=list)

    def edit(self) -> None:
        last = self.rows[-1][0].key if self.rows else None
        self.waiting = slot_after_edit(
            self.step, self.at, self.zone, self.start, self.now, last, self.waiting
        )

    def tick(self) -> None:
        if self.waiting is not None and self.waiting.due_at <= self.now:
            came, self.waiting = came_due(self.step, self.at, self.zone, self.start, self.waiting, self.now)
            self.rows += [(slot, self.now) for slot in came]


happenings = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 30)),
        st.tuples(st.just("clock"), st.integers(-50, 50)),
        st.tuples(st.just("move"), zones),
        st.tuples(st.just("times"), times),
    ),
    max_size=25,
)


@given(steps, zones, times, instants, happenings)
def test_no_date_is_lost_or_comes_twice_whatever_is_edited(
    made: Step, zone: str, at: Times, joined: datetime, happenings: list[tuple[str, Any]]
) -> None:
    life = Life(made, zone, at, joined.astimezone(ZoneInfo(zone)).date(), joined)
    life.edit()
    assert life.waiting is not None
    first = life.waiting.local_date
    for what, how in happenings:
        match what:
            case "wait" | "clock":
                life.now += how * HOUR
            case "move":
                life.zone = how
                life.edit()
            case "times":
                life.at = how
                life.edit()
        life.tick()
    written = [slot.key for slot, _ in life.rows]
    assert written == sorted(set(written)), "one a date and number"
    assert all(slot.due_at <= at for slot, at in life.rows), "none before its time"
    # every date on which the step falls, from the first on to the one waited for, whatever the moves
    days = {life.waiting.local_date, *(day for day, _ in written)}
    ever = slots(made, (time(12),), "UTC", life.start, joined - 9 * DAY, utc(2099, 1, 1))
    falls = [slot.local_date for slot in takewhile(lambda slot: slot.local_date <= max(days), ever)]
    assert sorted(days) == [day for day in falls if day >= min(first, *days)]


# Spread

spans = st.integers(1, 120).map(lambda some: timedelta(minutes=some))
ids = st.text("0123456789abcdef", min_size=1, max_size=32)


def seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


@given(times, spans, minutes, ids)
def test_a_share_stays_within_the_span_the_hours_and_the_date(
    at: Times, within: timedelta, closes: time, who: str
) -> None:
    moved = spread(at, within, closes, who)
    assert moved == spread(at, within, closes, who)
    [share] = {seconds(after) - seconds(before) for before, after in zip(at, moved, strict=True)}
    assert 0 <= share < within.total_seconds()
    assert all((before < closes) == (after < closes) for before, after in zip(at, moved, strict=True))


def test_a_share_hangs_on_the_id_alone_and_is_the_same_for_ever() -> None:
    """If this goes red, every person of every installation gets another moment: that is no small change."""
    nine = spread((time(9),), timedelta(minutes=20), time(20), "3f2a daily daily")
    assert nine == (time(9, 13, 30),)
    assert spread((time(9), time(13)), timedelta(minutes=20), time(20), "3f2a daily daily")[0] == nine[0]


def test_ten_thousand_people_are_spread_evenly() -> None:
    within = timedelta(minutes=20)
    shares = [seconds(spread((time(9),), within, time(20), f"p{n:08x}")[0]) - 9 * 3600 for n in range(10_000)]
    minutes = Counter(share // 60 for share in shares)
    assert set(minutes) == set(range(20))
    assert all(400 < count < 600 for count in minutes.values()), "500 a minute, give or take four sigma"
    assert max(Counter(shares).values()) < 40, "8 a second"


def test_a_share_is_drawn_closer_before_the_hours_close() -> None:
    shares = {spread((time(19, 50),), timedelta(hours=1), time(20), f"{n}") for n in range(2_000)}
    assert {at.hour for (at,) in shares} == {19}
    assert len(shares) > 500


@given(ids, spans, places, minutes)
def test_spread_slots_are_still_one_a_date(
    who: str, within: timedelta, place: tuple[str, date], at: time
) -> None:
    zone, start = place
    own = spread((at,), within, time(20), who)
    since = datetime.combine(start, time(12), UTC) - 3 * DAY
    found = list(slots(step(), own, zone, start, since, since + 9 * DAY))
    assert [slot.key for slot in found] == [(start + n * DAY, 0) for n in range(len(found))]


# Whether it may go

HARD = Window()
TWO = 2 * HOUR


def verdict(due_at: datetime, now: datetime, max_late: timedelta = TWO) -> Send | Defer | Miss:
    return window_verdict(due_at, now, "Europe/Paris", HARD, max_late)


def waits(code: ReasonCode, until: datetime) -> Defer:
    return Defer(until, Reason(code, at=until))


# In May, Paris is two hours ahead of UTC: the window is 07:00-18:00 UTC.
@pytest.mark.parametrize(
    ("due_at", "now", "expected"),
    [
        (utc(2026, 5, 4, 8), utc(2026, 5, 4, 8), Send(utc(2026, 5, 4, 10))),
        (utc(2026, 5, 4, 8), utc(2026, 5, 4, 10), Send(utc(2026, 5, 4, 10))),
        (utc(2026, 5, 4, 17), utc(2026, 5, 4, 17, 30), Send(utc(2026, 5, 4, 18))),
        (utc(2026, 5, 4, 8), utc(2026, 5, 4, 7, 30), waits(ReasonCode.NOT_YET, utc(2026, 5, 4, 8))),
        # the window is open at its first moment, and closed at the last
        (utc(2026, 5, 4, 7), utc(2026, 5, 4, 7), Send(utc(2026, 5, 4, 9))),
        (utc(2026, 5, 4, 17), utc(2026, 5, 4, 17, 59), Send(utc(2026, 5, 4, 18))),
        # before the opening: the lateness counts from there
        (utc(2026, 5, 4, 2), utc(2026, 5, 4, 2), waits(ReasonCode.QUIET_HOURS, utc(2026, 5, 4, 7))),
        (utc(2026, 5, 4, 2), utc(2026, 5, 4, 8, 30), Send(utc(2026, 5, 4, 9))),
        # after the closing: the next morning
        (
            utc(2026, 5, 4, 18),
            utc(2026, 5, 4, 18),
            waits(ReasonCode.QUIET_HOURS, utc(2026, 5, 5, 7)),
        ),
        (utc(2026, 5, 4, 18), utc(2026, 5, 5, 7), Send(utc(2026, 5, 5, 9))),
        (
            utc(2026, 5, 4, 8),
            utc(2026, 5, 4, 13, 10),
            Miss(Reason(ReasonCode.TOO_LATE, late=timedelta(hours=5, minutes=10), limit=TWO)),
        ),
        (
            utc(2026, 5, 4, 17, 30),
            utc(2026, 5, 4, 18, 30),
            Miss(Reason(ReasonCode.QUIET_TOO_LONG, at=utc(2026, 5, 5, 7), limit=TWO)),
        ),
    ],
)
def test_what_becomes_of_a_slot(due_at: datetime, now: datetime, expected: object) -> None:
    assert verdict(due_at, now) == expected


def test_quiet_hours_defer_what_may_wait_overnight() -> None:
    held = verdict(utc(2026, 5, 4, 17, 30), utc(2026, 5, 4, 18, 30), DAY)
    assert held == waits(ReasonCode.QUIET_HOURS, utc(2026, 5, 5, 7))


def test_hours_that_a_gap_swallows_open_the_next_day() -> None:
    night = Window(time(2, 15), time(2, 45))  # in Paris, two to three o'clock are missing on 29 March 2026
    held = window_verdict(utc(2026, 3, 28, 12), utc(2026, 3, 28, 12), "Europe/Paris", night, TWO)
    assert held == waits(ReasonCode.QUIET_HOURS, utc(2026, 3, 30, 0, 15))


def test_a_window_ends_after_it_begins() -> None:
    with pytest.raises(NudgesError, match="must end after they begin"):
        Window(time(20), time(9))
    with pytest.raises(NudgesError, match="begin at 09:00 and end at 09:00"):
        Window(time(9), time(9))


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
    verdict = window_verdict(due_at, now, zone, window, max_late)
    assert isinstance(verdict, Send | Defer | Miss)
    match verdict:
        case Send(expires_at):
            assert open_now
            assert now >= due_at
            assert now <= expires_at <= now + max_late
            assert expires_at.astimezone(ZoneInfo(zone)).date() == local.date()
            assert expires_at.astimezone(ZoneInfo(zone)).time() <= window.closes
        case Defer(until, why):
            assert max(now + SECOND, due_at) <= until < max(now, due_at) + 2 * DAY
            assert isinstance(window_verdict(due_at, until, zone, window, max_late), Send)
            assert (why.code, why.at) in [(ReasonCode.QUIET_HOURS, until), (ReasonCode.NOT_YET, until)]
        case Miss(why):
            assert now > due_at
            assert now - due_at > max_late or not open_now
            assert why.code in (ReasonCode.TOO_LATE, ReasonCode.QUIET_TOO_LONG)


@given(instants, zones, waking, lateness)
def test_no_slot_is_dropped_while_the_service_runs(
    due_at: datetime, zone: str, window: Window, max_late: timedelta
) -> None:
    first = window_verdict(due_at, due_at, zone, window, max_late)
    if isinstance(first, Defer):
        first = window_verdict(due_at, first.until, zone, window, max_late)
    assert isinstance(first, Send)
