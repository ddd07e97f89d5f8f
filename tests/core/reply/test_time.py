"""Times as people say them, and what they come to."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.reply.reply import Reply
from nudges.core.reply.time.find import Sentence
from nudges.core.reply.time.resolve import When, clock, day, moment
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects
from nudges.core.zones import all_zones, zone_named
from tests.rows import each_row
from tests.understood import MADRID, PHRASES, TUESDAY, listed, understand

#: At half past ten on Tuesday 24 November 2026.
MOMENTS = {
    "24 12:30": "in 2 hours | dentro de 2 horas | en dos horas | 2h | 120 minutes",
    "24 11:00": "half an hour | 30 min | in thirty minutes | media hora | en 30 | at 11am",
    "24 12:00": "1 and a half hours | hora y media | noon | at midday | a mediodia | 90 mins | at 12",
    "24 12:15": "a quarter past twelve | a las doce y cuarto | 12.15",
    "24 15:00": "this afternoon | esta tarde | at 3 | at three | 3 p.m.",
    "24 17:45": "a quarter to six | a las seis menos cuarto | 5:45 pm",
    "24 18:30": "half six | a las seis y media de la tarde | at 6:30 this evening | 18:30",
    "24 20:00": (
        "tonight | esta noche | at 8pm | 8 P.M. | 20:00 | a las 8 de la tarde | at eight tonight | "
        "tonight at 8"
    ),
    "25 00:00": "midnight | a medianoche",
    "25 09:00": (
        "tomorrow | tmrw | mañana | tomorrow morning | mañana por la mañana | tomorrow at 9 | in the morning"
    ),
    "25 19:00": "tomorrow evening | mañana a las 7 de la tarde | 7pm tomorrow",
    "26 09:00": "day after tomorrow | pasado mañana | on thursday | el jueves",
    "27 10:30": "in 3 days | en 3 días",
    "30 15:00": "monday at 3pm | el lunes a las 3 de la tarde | next monday afternoon",
}
DAYS = {
    "2026-11-27": "for 3 days | three days | por 3 días | until friday | hasta el viernes | until 11/27",
    "2026-11-28": "thru friday | until saturday | through the 27th",
    "2026-11-30": (
        "this week | until monday | hasta el lunes | until next week | the rest of the week | for the weekend"
    ),
    "2026-12-01": (
        "for a week | una semana | por una semana | until december | hasta fin de mes | until dec 1"
    ),
    "2026-12-03": (
        "till dec 3 | until 3 December | until the 3rd | hasta el 3 de diciembre | "
        "until 2026-12-03 | till 12/3"
    ),
    "2026-12-08": "two weeks | a fortnight | 2 semanas",
    "2026-12-24": "a month | un mes | for 30 days",
    "2026-12-26": "until after christmas | después de navidad",
    "2027-01-01": "until the new year | until january | hasta año nuevo",
}
CLOCKS = {
    "07:30": "at 7:30am every morning | at 0730 | 0730 in the morning",
    "08:00": "mornings at 8 | a las 8 de la mañana | 8 in the morning",
    "12:15": "a quarter past twelve each day",
    "19:00": "at 7pm | evenings at 7 | to 7 o'clock in the evening",
    "21:30": "a las 21:30 | at 2130 please | a las 2130",
    "00:05": "at 0005",
}


def spotted(text: str, local: datetime = TUESDAY, *, day_first: bool = False) -> tuple[When, ...]:
    reply = Reply(text, PHRASES)
    return Sentence(reply, (0, len(reply)), local, day_first=day_first).single.times


def first(text: str, local: datetime = TUESDAY, *, day_first: bool = False) -> datetime | None:
    times = spotted(text, local, day_first=day_first)
    return moment(times[0], local) if times else None


@each_row((w, t) for w, line in MOMENTS.items() for t in listed(line))
def test_a_moment(wanted: str, said: str) -> None:
    found = first(said)
    assert found is not None
    assert f"{found:%d %H:%M}" == wanted


@each_row((w, t) for w, line in DAYS.items() for t in listed(line))
def test_the_day_it_ends(wanted: str, said: str) -> None:
    times = spotted(said)
    found = day(times[0], TUESDAY) if times else None
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == f"{wanted} 00:00"


@pytest.mark.parametrize(("wanted", "said"), [(w, t) for w, line in CLOCKS.items() for t in listed(line)])
def test_a_time_of_day(wanted: str, said: str) -> None:
    times = spotted(said)
    assert [f"{at:%H:%M}" for when in times if (at := clock(when))] == [wanted]


@pytest.mark.parametrize(
    "said",
    ["at 2400", "at 0760", "in 2005", "2130 euros", "buenas noches", "hola, buenas tardes", "good evening"],
)
def test_a_number_and_a_greeting_are_no_time(said: str) -> None:
    assert not [when for when in spotted(said) if clock(when) or when.part]


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("until dec 10", "2026-12-10"),
        ("hasta el 10 de diciembre", "2026-12-10"),
        ("hasta el 20", "2026-12-20"),
        ("hasta después del 20", "2026-12-21"),
        ("until 10 december 2026", "2026-12-10"),
        ("until dec 10 2027", None),  # more than a year ahead
        ("until 12/10/2026", "2026-12-10"),
        ("until 12/10/26", "2026-12-10"),
        ("until 2026-12-10", "2026-12-10"),
        ("until the 10th", "2026-12-10"),
        # today has begun, so that it is that of the next week, month or year; tomorrow is near
        ("until tuesday", "2026-12-01"),
        ("until wednesday", "2026-11-25"),
        ("until the 24th", "2026-12-24"),
        ("until the 25th", "2026-11-25"),
        ("until 24 nov", "2027-11-24"),
        ("until 25 nov", "2026-11-25"),
        ("until 11/24", "2027-11-24"),
        ("until 11/25", "2026-11-25"),
        ("until november", "2027-11-01"),
        ("until tomorrow", "2026-11-25"),
        ("until feb 30", "2027-02-28"),
        # stretches, and the longest
        ("for 1 day", "2026-11-25"),
        ("for a week and a half", "2026-12-04"),
        ("for half a month", "2026-12-09"),
        ("for 12 months", "2027-11-24"),
        ("for 13 months", None),
        ("until 1.12.", "2026-12-01"),
        ("hasta el 31.12", "2026-12-31"),
        ("until dec 100", None),
        ("until 13/13", None),
        ("until 111/12", None),
        ("until the 32nd", None),
    ],
)
def test_until_when_a_pause_is(said: str, until: str | None) -> None:
    got = understand(f"pause {said}", None).until
    assert (got and f"{got:%Y-%m-%d}") == until


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("at 10:29", "25 10:29"),
        ("at 10:30", "25 10:30"),  # it is half past ten
        ("at 10:31", "24 10:31"),
        ("at 0:30", "25 00:30"),
        ("at 5:00", "24 17:00"),
        ("at 05:00", "25 05:00"),
        ("at 1:00", "24 13:00"),
        ("at 12 am", "25 00:00"),
        ("at 12 pm", "24 12:00"),
        ("at 12:30 am", "25 00:30"),
        ("at 13 pm", "24 13:00"),
        ("at 8:05 pm", "24 20:05"),
        ("at 23:59", "24 23:59"),
        ("at 24:00", "25 00:00"),
        ("at 25:00", None),
        ("twenty past eight pm", "24 20:20"),
        ("ten to one pm", "24 12:50"),
        ("a la una menos diez", "24 12:50"),
        ("half past 8 pm", "24 20:30"),
        ("in 1 minute", "24 10:31"),
        ("in 0 minutes", None),
        ("in 90 minutes", "24 12:00"),
        ("in 49 hours", "26 11:30"),
        ("in a day", "25 10:30"),
    ],
)
def test_when_somebody_is_reminded(said: str, until: str | None) -> None:
    got = understand(f"remind me {said}", Expects.DONE).until
    assert (got and f"{got:%d %H:%M}") == until


def test_how_a_date_is_written_depends_on_the_country() -> None:
    until = "pause until 3/12"
    assert understand(until, None).until == datetime(2027, 3, 12, tzinfo=MADRID)
    for locale in ("es", "en-GB"):
        assert understand(until, None, locale=locale).until == datetime(2026, 12, 3, tzinfo=MADRID)


def test_hours_count_in_real_time_over_a_change_of_the_clocks() -> None:
    before = datetime(2027, 3, 28, 1, 30, tzinfo=MADRID)
    until = understand("in 2 hours", Expects.DONE, at=before).until
    assert until is not None
    assert f"{until:%H:%M}" == "04:30"
    assert until.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=2)


def test_a_time_that_does_not_exist_moves_by_the_gap() -> None:
    until = understand("at 2:30 am", Expects.DONE, at=datetime(2027, 3, 27, 22, 0, tzinfo=MADRID)).until
    assert until is not None
    assert f"{until:%d %H:%M}" == "28 03:30"


def test_what_lies_more_than_a_year_ahead_or_nowhere_is_unclear() -> None:
    assert understand("pause for 500 days", None) == Meaning(Kind.UNCLEAR, note="pause for 500 days")
    assert understand("pause until 2029-01-01", None).kind is Kind.UNCLEAR


def test_a_bare_hour_is_asked_about() -> None:
    eight = datetime(2026, 11, 24, 20, tzinfo=MADRID)
    assert understand("at 8", Expects.DONE) == Meaning(
        Kind.UNCLEAR,
        note="at 8",
        choices=(Meaning(Kind.SNOOZE, until=eight), Meaning(Kind.RETIME, at=time(8)), Meaning(Kind.NOTE)),
    )
    assert understand("remind me at 8", Expects.DONE) == Meaning(Kind.SNOOZE, until=eight)
    assert understand("I'm on the bus till 8, ask me then", Expects.DONE).until == eight
    assert understand("the bus is at 7, the train at 8, ask me then", Expects.DONE).until is None


PIECES = st.sampled_from(
    listed(
        """
        in at until by for the next on | 2 hours | 30 minutes | 3 days | a week | 2 months | tomorrow |
        tonight | today | monday | friday | morning | evening | noon | midnight | 8 | 8pm | 20:00 | 7:30 |
        dec 3 | 29 february | 31/12 | 2027-03-28 | the 31st | this weekend | next week | new year | hasta
        | mañana | a las 3 | por la noche | el lunes | dentro de 2 horas | pause | snooze | remind me |
        every day | instead | later | 999 days | 25:00 | 0am |
        """
    )
)
LOCALS = st.builds(
    lambda wall, zone, fold: wall.replace(tzinfo=zone_named(zone), fold=fold),
    st.datetimes() | st.datetimes(TUESDAY.replace(tzinfo=None), TUESDAY.replace(year=2028, tzinfo=None)),
    st.sampled_from(all_zones()),
    st.sampled_from([0, 1]),
)


@given(st.lists(PIECES, min_size=1, max_size=6).map(" ".join), LOCALS, st.sampled_from([None, *Expects]))
def test_never_a_time_in_the_past(text: str, local: datetime, expects: Expects | None) -> None:
    meaning = understand(text, expects, at=local)
    for each in (meaning, *meaning.then, *meaning.choices):
        if each.until is not None:
            assert each.until.astimezone(UTC) > local.astimezone(UTC)
            assert each.until.tzinfo is local.tzinfo


@given(st.sampled_from(["at 8", "tonight", "monday", "noon", "mañana", "in 3 days"]), LOCALS)
def test_a_moment_is_within_a_year(text: str, local: datetime) -> None:
    found = first(text, local)
    assert found is None or found.astimezone(UTC) - local.astimezone(UTC) <= timedelta(days=366)


def test_the_zone_of_the_person_is_kept() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    until = understand("tomorrow at 9", Expects.DONE, at=datetime(2026, 11, 24, 22, tzinfo=tokyo)).until
    assert until == datetime(2026, 11, 25, 9, tzinfo=tokyo)


@pytest.mark.parametrize(
    ("local", "text", "hour"),
    [
        ("06:59", "at 7", "07:00"),  # the earliest bare hour
        ("07:00", "at 7", "19:00"),
        ("06:30", "at 6", "18:00"),
        ("06:30", "at 9", "09:00"),
        ("20:59", "at 9", "21:00"),  # the latest
        ("08:59", "at 9", "09:00"),
        ("11:59", "at 12", "12:00"),
        ("06:30", "a las 7", "07:00"),
        ("12:00", "a las 7", "19:00"),
    ],
)
def test_a_bare_hour_is_the_next_such_one_by_day_and_always_the_first(
    local: str, text: str, hour: str
) -> None:
    at = datetime.combine(TUESDAY.date(), time.fromisoformat(local), MADRID)
    today, always, note = understand(text, Expects.DONE, at=at).choices
    assert (today.kind, f"{today.until:%d %H:%M}") == (Kind.SNOOZE, f"24 {hour}")
    first = understand(text, Expects.DONE, at=at.replace(hour=0)).choices[1].at
    assert (always.kind, always.at, note.kind) == (Kind.RETIME, first, Kind.NOTE)
    assert first is not None
    assert 7 <= first.hour <= 18


@each_row(
    [
        ("thursday and friday", "@days"),
        ("thursday or friday", "@days"),
        ("thursday and after friday", "@days"),
        ("thursday to friday and saturday", "@days"),
        ("thursday and until saturday", "@days"),
        # with an hour, a part of the day or of every week each stands by itself
        ("thursday at 8 and friday", "@day @day"),
        ("thursday evening and friday", "@day @day"),
        ("thursdays and friday", "@day @day"),
        ("thursday and fridays", "@day @day"),
        ("thursday and every friday", "@day @day"),
        ("at 8 and friday", "@hour @day"),
        ("friday and at 8", "@day @hour"),
        # nor is it a row that begins at its end, has a day between, or is no days
        ("until thursday and friday", "@until @day"),
        ("after thursday and friday", "@until @day"),
        ("thursday and until thursday", "@day @until"),
        ("thursday and saturday", "@day @day"),
        ("in 2 days and friday", "@days @day"),
        ("this weekend and monday", "@days @day"),
        ("thursday to friday and until sunday", "@days @until"),
        ("thursday and this weekend", "@day @days"),
        ("thursday but friday", "@day @day"),
    ]
)
def test_days_are_in_a_row_if_one_follows_the_other_and_both_are_whole(text: str, marks: str) -> None:
    reply = Reply(text, PHRASES)
    found = Sentence(reply, (0, len(reply)), TUESDAY, day_first=False).spans.times
    assert " ".join(when.mark for when in found) == marks
