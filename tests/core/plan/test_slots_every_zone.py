"""Every zone of tzdata, every clock change 2024-2037, every quarter of an hour of the days around it.

Why this is complete: between two changes a zone has a fixed offset, so only the days around a change can
differ from plain arithmetic. Zones also share their rules: the 600 names have about 70 different lists of
changes. Names with the same list (every instant, every offset) form a group. The first of each group is
tested at every quarter of an hour. The other names are checked to behave the same at each change, and once a
week in between.

By default each group is looked at around its first changes and its last ones; `make properties` looks at all.

The oracle is `whenever`, a library with its own reader and its own rules for gaps and folds.
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest
from whenever import Instant, PlainDateTime

from nudges.core.person.hours import Window
from nudges.core.plan.plan import Step
from nudges.core.plan.slots import Defer, Send, Slot, next_slot, slots, window_verdict
from nudges.core.zones import all_zones, zone_named
from tests.properties import examples

BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
TWO_HOURS = timedelta(hours=2)
QUARTERS = [time(n // 4, n % 4 * 15) for n in range(96)]
DAILY = Step.model_validate(
    {"every": "day", "at": "09:00", "channel": "sms", "expects": "done", "practices": ["a"]}
)
#: The hard window, and one that opens and closes at hours at which clocks are changed.
WINDOWS = [Window(), Window(time(0, 30), time(22))]

#: The instants at which a zone's offset changes, each with the seconds east of UTC from then on.
Changes = tuple[tuple[datetime, int], ...]


def _changes(zone: str) -> Changes:
    at = Instant(BEGIN).to_tz(zone)
    found = [(BEGIN, int(at.offset.total("seconds")))]
    while (change := at.next_transition()) is not None and change.to_instant().to_stdlib() < END:
        at, offset = change, int(change.offset.total("seconds"))
        if offset != found[-1][1]:
            found.append((change.to_instant().to_stdlib(), offset))
    return tuple(found)


@cache
def _groups() -> dict[Changes, list[str]]:
    groups = defaultdict(list)
    for zone in all_zones():
        groups[_changes(zone)].append(zone)
    return groups


GROUPS = [pytest.param(zones, changes, id=zones[0]) for changes, zones in _groups().items()]
pytestmark = pytest.mark.property


def _ends(changes: Changes) -> Changes:
    """The first and the last of the changes: a year of either rule."""
    most = examples(4)
    return changes if len(changes) <= most else (*changes[: most // 2], *changes[-most // 2 :])


def _instant(zone: str, day: date, at: time) -> datetime:
    """What the oracle makes of a wall time."""
    plain = PlainDateTime(day.year, day.month, day.day, at.hour, at.minute)
    return plain.assume_tz(zone, disambiguation="compatible").to_instant().to_stdlib()


def _clock(zone: str, moment: datetime) -> time:
    """What the oracle says that clocks show."""
    return Instant(moment).to_tz(zone).time().to_stdlib()


def _dates(zone: str, change: datetime) -> list[date]:
    there = Instant(change).to_tz(zone).date().to_stdlib()
    return [there + n * DAY for n in (-2, -1, 0, 1)]


def _found(zone: str, at: time, dates: list[date]) -> list[Slot]:
    """The core's slots of these dates, looked for from well before to well after."""
    noon = datetime.combine(dates[0], time(12), UTC)
    all_found = slots(DAILY, (at,), zone, dates[0], noon - 2 * DAY, noon + 5 * DAY)
    return [slot for slot in all_found if slot.local_date <= dates[-1]]


def test_no_zone_is_left_out() -> None:
    grouped = [zone for zones in _groups().values() for zone in zones]
    assert sorted(grouped) == sorted(all_zones())
    assert len(grouped) > 590
    assert sum(len(changes) - 1 for changes in _groups()) > 800


@pytest.mark.parametrize(("zones", "changes"), GROUPS)
def test_one_slot_a_date_in_order_at_the_oracles_instant(zones: list[str], changes: Changes) -> None:
    zone = zones[0]
    for change, _ in _ends(changes):
        dates = _dates(zone, change)
        for at in QUARTERS:
            found = _found(zone, at, dates)
            assert [slot.key for slot in found] == [(day, 0) for day in dates], (change, at)
            assert [slot.due_at for slot in found] == [_instant(zone, day, at) for day in dates], (change, at)
            assert all(one.due_at < two.due_at for one, two in pairwise(found)), (change, at)


@pytest.mark.parametrize(("zones", "changes"), GROUPS)
def test_one_by_one_they_are_the_same(zones: list[str], changes: Changes) -> None:
    zone = zones[0]
    for change, _ in _ends(changes):
        dates = _dates(zone, change)
        for at in QUARTERS[1::8]:  # a quarter past every second hour
            found = _found(zone, at, dates)
            assert len(found) == len(dates)
            for one, two in pairwise(found):
                assert next_slot(DAILY, (at,), zone, dates[0], one.due_at, one.key) == two, (change, at)
                assert next_slot(DAILY, (at,), zone, dates[0], two.due_at - SECOND) == two


@pytest.mark.parametrize(("zones", "changes"), GROUPS)
def test_nothing_goes_out_in_quiet_hours_and_all_of_it_goes(zones: list[str], changes: Changes) -> None:
    zone = zones[0]
    for change, _ in _ends(changes):
        midnight = change.replace(minute=0) - DAY
        for moment in (midnight + n * timedelta(minutes=15) for n in range(2 * 96)):
            clock = _clock(zone, moment)
            for window in WINDOWS:
                verdict = window_verdict(moment, moment, zone, window, TWO_HOURS)
                if window.opens <= clock < window.closes:
                    assert isinstance(verdict, Send), (moment, window)
                    assert moment < verdict.expires_at <= moment + TWO_HOURS, (moment, window)
                    before = _clock(zone, verdict.expires_at - SECOND)
                    assert window.opens <= before < window.closes, (moment, window)
                else:
                    assert isinstance(verdict, Defer), (moment, window)
                    until = verdict.until
                    assert moment < until <= moment + DAY, (moment, window)
                    assert window.opens <= _clock(zone, until) < window.closes, (moment, window)
                    again = window_verdict(moment, until, zone, window, TWO_HOURS)
                    assert isinstance(again, Send), (moment, window)


@pytest.mark.parametrize(("zones", "changes"), GROUPS)
def test_the_core_sees_every_name_of_a_group_alike(zones: list[str], changes: Changes) -> None:
    weekly = [BEGIN + week * 7 * DAY for week in range((END - BEGIN).days // 7)]
    edges = [moment for change, _ in changes[1:] for moment in (change - SECOND, change)]
    moments = sorted([*weekly, *edges])
    since = [change for change, _ in changes]
    offsets = [timedelta(seconds=changes[bisect_right(since, moment) - 1][1]) for moment in moments]
    for name in zones:
        zone = zone_named(name)
        assert [moment.astimezone(zone).utcoffset() for moment in moments] == offsets, name
