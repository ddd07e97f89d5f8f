"""Simulations match the real service, message by message and time by time, and are reproducible."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nudges.app.service import imagined
from nudges.core.errors import NudgesError
from nudges.core.plan.plan import Plan
from nudges.flow.service import SUMMARY_PLAN
from nudges.flow.simulation.run import simulate
from nudges.flow.simulation.scenario import (
    Move,
    Outage,
    Said,
    Scenario,
    parse_move,
    parse_outage,
    read_replies,
)
from nudges.flow.simulation.transcript import Letter, Line
from nudges.settings import read_settings
from tests.harness import PARIS, PLANS, local, plan, step

TUESDAY = date(2026, 12, 1)
TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"
SCENARIO = Scenario("daily", (PARIS,), TUESDAY, days=3, people=1)


def played(scenario: Scenario = SCENARIO, plans: dict[str, Plan] | None = None, **more: Any) -> list[Line]:
    """A scenario on the plans of these tests."""
    with imagined(read_settings(env_file=None)) as service:
        ready = replace(service, plans=PLANS if plans is None else plans, programme="Nudges")
        return simulate(ready, scenario, **more)


def clock(text: str) -> datetime:
    """A moment on somebody's own clock."""
    return datetime.fromisoformat(text)


def of(lines: list[Line], name: str) -> list[Line]:
    return [line for line in lines if line.step == name]


def test_every_message_is_told_as_it_would_be_sent() -> None:
    welcome, first, *rest = played()
    assert (welcome.step, welcome.status, welcome.why) == ("welcome", "held", "held: quiet hours until 09:00")
    assert (first.step, first.status, first.why, first.channel) == ("daily", "sent", "", "sms")
    assert first.text.startswith("Nudges: ")
    assert (first.segments, bool(first.practice)) == (1, True)
    assert f"{first.local:%Y-%m-%d %H:%M}" == "2026-12-01 09:15"
    assert (first.utc, first.zone) == (local("2026-12-01 09:15"), PARIS)
    assert [line.day for line in rest] == [date(2026, 12, 2), date(2026, 12, 3)]
    assert len({line.practice for line in (first, *rest)}) == 3  # none again before all were


def test_it_is_the_same_each_time_and_for_each_share_of_the_people() -> None:
    scenario = replace(SCENARIO, zones=(PARIS, TOKYO), people=6, days=8)
    whole = played(scenario)
    assert whole == played(scenario)
    shares = [played(scenario, only=share) for share in ([1, 4, 5], [2, 3, 6])]
    assert sorted(map(repr, whole)) == sorted(map(repr, (line for share in shares for line in share)))


def test_what_an_outage_holds_up_is_caught_up_or_missed_with_its_reason() -> None:
    short = Outage(local("2026-12-01 09:00"), local("2026-12-01 11:00"))
    long = Outage(local("2026-12-02 09:00"), local("2026-12-02 19:00"))
    late, missed, sent = of(played(replace(SCENARIO, outages=(short, long))), "daily")
    assert (late.status, late.why) == ("sent", "late: it was due at 09:15")
    assert f"{late.local:%H:%M}" == "11:00"
    assert "9 h 45 min late" in missed.why
    assert (missed.status, missed.text, missed.segments, sent.status) == ("missed", "", None, "sent")


def test_after_a_move_there_is_still_one_slot_a_date_by_their_own_clock() -> None:
    lines = of(played(replace(SCENARIO, days=5, moves=(Move(date(2026, 12, 2), TOKYO),))), "daily")
    assert [line.zone for line in lines] == [PARIS, PARIS, TOKYO, TOKYO, TOKYO]
    assert [line.day.day for line in lines] == [1, 2, 3, 4, 5]
    assert {f"{line.local:%H:%M}" for line in lines} == {"09:15"}


def test_the_hour_stays_theirs_when_the_clocks_change() -> None:
    lines = of(played(replace(SCENARIO, start=date(2027, 3, 26), days=4)), "daily")
    assert {f"{line.local:%H:%M}" for line in lines} == {"09:15"}
    assert [line.utc.hour for line in lines] == [8, 8, 7, 7]


def test_quiet_hours_hold_a_message_and_say_until_when() -> None:
    plans = {"daily": plan(early=step("07:30", max_late="1h"))}
    lines = of(played(plans=plans), "early")
    assert {(line.status, line.why) for line in lines} == {("held", "held: quiet hours until 09:00")}
    assert {f"{line.local:%H:%M}" for line in lines} == {"09:00"}


def test_replies_are_understood_answered_and_counted() -> None:
    said = (
        Said(1, clock("2026-12-01 09:15"), "done 4, felt good"),  # in the very minute of the nudge
        Said(1, clock("2026-12-02 12:00"), "STOP"),
        Said(1, clock("2026-12-02 13:00"), "hello?"),
    )
    lines = played(replace(SCENARIO, replies=said))
    assert [(line.status, line.step) for line in lines[1:]] == [
        *(("sent", "daily"), ("reply", "daily"), ("sent", "answer")),
        *(("sent", "daily"), ("reply", "reply"), ("sent", "answer"), ("reply", "reply")),
    ]
    assert lines[2].why == "understood as done, 4"
    assert "4 of 5" in lines[3].text
    assert lines[3].segments == 1
    assert not [line for line in lines if line.day == date(2026, 12, 3)]  # they said STOP


def test_the_weekly_summary_is_the_mail_itself_and_may_be_left_unwritten() -> None:
    scenario = replace(SCENARIO, days=7, replies=(Said(1, clock("2026-12-01 10:00"), "done 4"),))
    letters: list[Letter] = []
    lines = played(scenario, letters=letters.append)
    [letter] = letters
    [told] = of(lines, "summary")
    assert (letter.person, letter.day, told.channel) == (1, date(2026, 12, 6), "email")
    assert told.text == f"{letter.message.subject}\n\n{letter.message.text}"
    assert "<html" in letter.message.html

    briefly = played(scenario, briefly=True)
    assert of(briefly, "summary")[0].text.startswith("The weekly summary")
    assert [replace(line, text="") for line in briefly] == [replace(line, text="") for line in lines]


def test_the_summary_is_a_plan_like_others_and_has_nothing_to_say_to_whom_nobody_asks() -> None:
    [_, told] = played(replace(SCENARIO, plan=SUMMARY_PLAN, days=7))
    assert (told.step, told.status) == ("summary", "skipped")
    assert "nothing in this week to write about" in told.why


def test_an_unknown_plan_is_told() -> None:
    with pytest.raises(NudgesError, match="no plan 'nope'"):
        played(replace(SCENARIO, plan="nope"))


def test_replies_are_read_as_an_author_writes_them() -> None:
    scenario = replace(SCENARIO, people=2)
    lines = [
        "# what Maya says",
        "",
        "2026-12-01 09:40  done 4, felt good",
        "2026-12-02 9:05 #2 skip",
        '{"at": "2026-12-03T10:00", "text": "4", "person": 2}',
    ]
    assert list(read_replies(lines, scenario)) == [
        Said(1, clock("2026-12-01 09:40"), "done 4, felt good"),
        Said(2, clock("2026-12-02 09:05"), "skip"),
        Said(2, clock("2026-12-03 10:00"), "4"),
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("tomorrow done", "Line 2 of the replies cannot be read."),
        ("2026-13-01 09:00 done", "Line 2 of the replies cannot be read."),
        ('{"at": "2026-12-01T09:00"}', "Line 2 of the replies cannot be read."),
        ("2026-12-09 09:00 done", "Line 2 of the replies is from 2026-12-09."),
        ("2026-12-01 09:00 #3 done", "Line 2 of the replies is from person 3."),
    ],
)
def test_a_bad_reply_is_told_by_its_line(line: str, what: str) -> None:
    with pytest.raises(NudgesError) as error:
        list(read_replies(["# first", line], SCENARIO))
    assert error.value.what == what


def test_outages_and_moves_are_read_in_the_operators_words() -> None:
    ten = datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert parse_outage("2026-12-01T10:00..2026-12-01T16:00") == Outage(ten, ten + timedelta(hours=6))
    assert parse_outage("2026-12-01T11:00+01:00..2026-12-01T16:00Z").since == ten
    assert parse_move("2026-12-10=Asia/Tokyo") == Move(date(2026, 12, 10), TOKYO)


@pytest.mark.parametrize("text", ["", "2026-12-01", "yesterday..today", "a..b..c"])
def test_what_is_no_outage_is_told(text: str) -> None:
    with pytest.raises(NudgesError, match="cannot be read"):
        parse_outage(text)


def test_an_outage_that_ends_before_it_begins_is_told() -> None:
    with pytest.raises(NudgesError, match="ends before it begins"):
        parse_outage("2026-12-01T16:00..2026-12-01T10:00")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "The move '' cannot be read"),
        ("Asia/Tokyo", "The move 'Asia/Tokyo' cannot be read"),
        ("2026-12-10", "The move '2026-12-10' cannot be read"),
        ("2026-12-10=Asia/Tokio", "no time zone called 'Asia/Tokio'"),
    ],
)
def test_what_is_no_move_is_told(text: str, what: str) -> None:
    with pytest.raises(NudgesError, match=what):
        parse_move(text)
