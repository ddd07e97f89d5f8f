"""Plans: when, how and what; anything invalid is refused with the right message."""

from contextlib import suppress
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
import whenever
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nudges.content.plans import read_plans
from nudges.core.errors import NudgesError
from nudges.core.plan.describe import Often, cadence, how_often
from nudges.core.plan.fields import parse_time
from nudges.core.plan.personal import step_times
from nudges.core.plan.plan import Plan, Step
from nudges.core.vocabulary import Every, Weekday
from nudges.core.zones import (
    all_zones,
    places,
    places_by_region,
    tzdata_version,
    zone_named,
    zone_to_live_in,
)
from tests.rows import each_row

DAILY = {"every": "day", "at": "08:30", "channel": "sms", "expects": "done", "practices": ["a"]}


def step(**more: Any) -> Step:
    return Step.model_validate(DAILY | more)


def refusal(**more: Any) -> str:
    with pytest.raises(ValidationError) as error:
        step(**more)
    return str(error.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("7:30", 7, 30),
        ("07:30", 7, 30),
        ("7:30 pm", 19, 30),
        ("7.30 P.M.", 19, 30),
        (" 7pm ", 19, 0),
        ("19", 19, 0),
        ("0:00", 0, 0),
        ("12 am", 0, 0),
        ("12:15 am", 0, 15),
        ("12pm", 12, 0),
        ("23:59", 23, 59),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, hour: int, minute: int) -> None:
    assert parse_time(text) == time(hour, minute)


@pytest.mark.parametrize(
    "text", ["", "24:00", "7:60", "13 pm", "0 am", "soon", "7:3", "19:30:00", "-1", "7 30"]
)
def test_what_is_no_time_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(NudgesError) as error:
        parse_time(text)
    assert "19:30" in error.value.fix
    assert len(text) < 3 or text not in error.value.what + error.value.why


@given(st.times())
def test_every_minute_of_the_day_is_read_back(moment: time) -> None:
    moment = moment.replace(second=0, microsecond=0)
    assert parse_time(f"{moment:%H:%M}") == parse_time(f"{moment:%I:%M %p}") == moment


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_a_plain_refusal(text: str) -> None:
    with suppress(NudgesError):
        assert parse_time(text).second == 0


def test_a_step_says_only_what_differs() -> None:
    daily = step()
    assert (daily.every, daily.at, daily.on, daily.max_late) == (
        Every.DAY,
        (time(8, 30),),
        (),
        timedelta(hours=2),
    )


def test_times_and_days_are_in_order_and_without_repeats() -> None:
    assert step(at=["19:30", "9:00", "09:00"]).at == (time(9), time(19, 30))
    assert step(every="week", on=["thu", "mon", "thu"]).on == (Weekday.MON, Weekday.THU)
    assert step(every="month", on=[31, 1]).on == (1, 31)
    assert step(every="month", on=15).on == (15,)
    assert step(every="2 weeks", on="sun").on == (Weekday.SUN,)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("24h", timedelta(days=1)),
    ],
)
def test_lateness_is_minutes_hours_or_a_day(text: str, span: timedelta) -> None:
    assert step(max_late=text).max_late == span


@pytest.mark.parametrize("text", ["25h", "2d", "0m", "2 hours", "2", "", "-1h", 2])
def test_lateness_is_at_most_a_day_and_never_nothing(text: object) -> None:
    assert "max_late: 2h" in refusal(max_late=text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (None, None),
        ("1m", timedelta(minutes=1)),
        ("20m", timedelta(minutes=20)),
        ("2 h", timedelta(hours=2)),
    ],
)
def test_a_step_may_be_spread(text: str | None, span: timedelta | None) -> None:
    assert step(within=text).within == span


@pytest.mark.parametrize("text", ["0m", "121m", "3h", "1d", "20 min", "20", "", "-5m", 20, True])
def test_a_spread_is_from_a_minute_to_two_hours(text: object) -> None:
    assert "Write `within: 20m`" in refusal(within=text)


def test_how_a_spread_that_is_wrong_is_told(tmp_path: Path) -> None:
    (tmp_path / "evening.yaml").write_text(
        "title: Evening\nabout: One thing.\nsteps:\n  evening:\n    every: day\n    at: 19:00\n"
        "    within: 3h\n    channel: sms\n    expects: done\n    practices: [a]\n",
        encoding="utf-8",
    )
    with pytest.raises(NudgesError) as error:
        read_plans(tmp_path)
    assert str(error.value).splitlines() == [
        f"{tmp_path.name}/evening.yaml:7: `within` is not right.",
        "`within` is from 1 minute to 2 hours.",
        "Write `within: 20m`.",
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"on": ["mon"]}, "Remove the line `on`"),
        ({"every": "week"}, "Write `on: [mon, thu]`"),
        ({"every": "week", "on": [1]}, "Write `on: [mon, thu]`"),
        ({"every": "week", "on": ["monday"]}, "mon, tue, wed"),
        ({"every": "month"}, "Write `on: 15`"),
        ({"every": "month", "on": ["mon"]}, "Write `on: 15`"),
        ({"every": "month", "on": [0]}, "from 1 to 31"),
        ({"every": "month", "on": 32}, "from 1 to 31"),
        ({"every": "month", "on": True}, "from 1 to 31"),
        ({"at": []}, "The list of times is empty"),
        ({"at": "half past"}, "Write `at: 19:30`"),
        ({"at": 7.3}, "Write `at: 19:30`"),
        ({"practices": ["a", "b", "a"]}, "a is listed more than once"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused(more: dict[str, Any], said: str) -> None:
    assert said in refusal(**more)


def test_a_plan_needs_steps_and_nothing_unknown() -> None:
    with pytest.raises(ValidationError, match="A plan needs steps"):
        Plan(title="Empty", about="Nothing.")
    with pytest.raises(ValidationError, match="extra_forbidden"):
        step(colour="red")


def test_a_persons_own_times_replace_the_plans() -> None:
    assert step_times(step(), None) == (time(8, 30),)
    assert step_times(step(), "7:30 pm") == (time(19, 30),)
    assert step_times(step(), "19, 9:00") == (time(9), time(19))
    with pytest.raises(NudgesError, match="That is not a time of day"):
        step_times(step(), "9:00,")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "every day at 08:30, their time"),
        ({"at": ["09:00", "13:00", "19:00"]}, "every day at 09:00, 13:00 and 19:00, their time"),
        ({"every": "week", "on": ["mon", "thu"]}, "Mondays and Thursdays at 08:30, their time"),
        ({"every": "2 weeks", "on": ["sun"]}, "Sundays of every second week at 08:30, their time"),
        ({"every": "month", "on": [1, 22]}, "the 1st and the 22nd of each month at 08:30, their time"),
        ({"every": "month", "on": 31}, "the 31st (or the last day) of each month at 08:30, their time"),
        (
            {"every": "month", "on": [3, 12, 13]},
            "the 3rd, the 12th and the 13th of each month at 08:30, their time",
        ),
    ],
)
def test_a_cadence_in_words(more: dict[str, Any], words: str) -> None:
    assert cadence(step(**more)) == words


def test_a_cadence_with_a_persons_own_time() -> None:
    assert cadence(step(), (time(20),)) == "every day at 20:00, their time"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"within": "20m"}, "every day at 08:30 or up to 20 minutes later, their time"),
        ({"within": "1m"}, "every day at 08:30 or up to a minute later, their time"),
        (
            {"within": "2h", "at": ["9:00", "19:00"]},
            "every day at 09:00 and 19:00 or up to 120 minutes later, their time",
        ),
    ],
)
def test_a_cadence_that_is_spread(more: dict[str, Any], words: str) -> None:
    assert cadence(step(**more)) == words


def test_zones_come_from_the_package_alone() -> None:
    assert whenever.get_tzpath() == ()
    assert zone_named("Africa/Cairo").key == "Africa/Cairo"
    assert {"Europe/Paris", "Antarctica/Troll", "UTC"} <= set(all_zones())
    assert tzdata_version()[:4].isdigit()


def test_the_list_to_choose_from_has_places_and_no_older_names() -> None:
    assert {"Europe/Paris", "Asia/Kolkata", "Asia/Tokyo", "America/Argentina/Ushuaia", "UTC"} <= set(places())
    assert set(places()) <= set(all_zones())
    assert not set(places()) & {"EST5EDT", "W-SU", "GMT0", "Australia/LHI", "US/Pacific", "Asia/Calcutta"}
    assert {"Etc", "US", "Brazil", "Canada"}.isdisjoint(places_by_region())
    assert list(places_by_region())[-1] == ""
    assert places_by_region("Etc/GMT+9")["Etc"] == [("Etc/GMT+9", "GMT+9")], "who has it keeps it"
    assert places("Asia/Tokyo") == places("nowhere") == places()


@pytest.mark.parametrize(("name", "is_"), [("Etc/GMT+9", "behind UTC"), ("Etc/GMT-14", "ahead of UTC")])
def test_nobody_lives_in_a_zone_with_the_sign_of_posix(name: str, is_: str) -> None:
    with pytest.raises(NudgesError) as refused:
        zone_to_live_in(name)
    assert f"{name} is {is_}" in refused.value.why
    assert len(str(refused.value).splitlines()) == 3


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "GMT0", "Asia/Calcutta", "Asia/Tokyo"])
def test_older_names_are_zones_to_live_in(name: str) -> None:
    assert zone_to_live_in(name).key == name


@each_row(all_zones())
def test_every_zone_of_the_list_exists(name: str) -> None:
    assert zone_named(name).key == name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("europe/paris", "Europe/Paris"),
        ("Europe/Pariss", "Europe/Paris"),
        ("London", "Europe/London"),
        ("new york", "America/New_York"),
        ("Kyiv", "Europe/Kyiv"),
    ],
)
def test_an_unknown_zone_names_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(NudgesError) as error:
        zone_named(typed)
    assert meant in error.value.fix


@pytest.mark.parametrize("typed", ["", "../../etc/passwd", "/etc/localtime", "Factory", "qqqqqq", "a\0b"])
def test_whatever_is_no_zone_is_a_plain_refusal(typed: str) -> None:
    with pytest.raises(NudgesError) as refused:
        zone_named(typed)
    assert refused.value.what == f"There is no time zone called {typed!r}."
    assert refused.value.fix == "Write one such as Europe/Paris or America/New_York."


@pytest.mark.parametrize(
    ("more", "often"),
    [
        ({"every": "day"}, Often(7, "week")),
        ({"every": "day", "at": ["09:00", "19:00"]}, Often(14, "week")),
        ({"every": "week", "on": ["mon", "thu"]}, Often(2, "week")),
        ({"every": "2 weeks", "on": ["mon"]}, Often(1, "two weeks")),
        ({"every": "month", "on": [1]}, Often(1, "month")),
    ],
)
def test_how_often_a_plan_writes(more: dict[str, Any], often: Often) -> None:
    assert how_often(Plan(title="A", about="b", steps={"s": step(**more)})) == often
