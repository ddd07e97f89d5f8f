"""Progress by week: never more than was asked, and never held against the person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.progress.trend import trend
from nudges.core.progress.weeks import (
    Answer,
    Asked,
    Cell,
    Response,
    quiet_weeks,
    response,
    week,
    week_of,
    weeks,
)
from nudges.core.reply.understand import Kind
from nudges.core.status import SENT, Status

MONDAY = date(2026, 11, 16)
UNSENT = sorted(set(Status) - SENT)
DAYS = st.dates(MONDAY - timedelta(days=14), MONDAY + timedelta(days=14))


def asked(
    day: int, *kinds: Kind, step: str = "daily", status: Status = Status.DELIVERED, rating: int | None = None
) -> Asked:
    """A nudge `day` days after MONDAY, answered for its own day."""
    local_date = MONDAY + timedelta(days=day)
    return Asked(step, local_date, status, tuple(Answer(kind, rating, local_date) for kind in kinds))


@st.composite
def histories(draw: st.DrawFn) -> Asked:
    day = draw(DAYS)
    kinds = draw(st.lists(st.sampled_from(Kind), max_size=3))
    answers = tuple(
        Answer(kind, draw(st.integers(1, 5)) if kind is Kind.RATING else None, day) for kind in kinds
    )
    return Asked(draw(st.sampled_from(["daily", "ritual"])), day, draw(st.sampled_from(Status)), answers)


MANY = st.lists(histories(), max_size=40)


@given(st.dates(date(1970, 1, 1), date(9000, 1, 1)))
def test_a_week_begins_on_its_monday(day: date) -> None:
    monday = week_of(day)
    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7


@given(MANY)
def test_counts_stay_within_what_was_asked(history: list[Asked]) -> None:
    this = week(history, MONDAY)
    assert [day.date for day in this.days] == [MONDAY + timedelta(days=n) for n in range(7)]
    assert 0 <= this.kept + this.rest <= this.asked <= 7
    for step in this.steps:
        count = this.count(step)
        assert sum(count.values()) == 7
        assert count[Cell.KEPT] <= this.kept
    assert all(1 <= rating <= 5 for _, rating in this.ratings)


@given(MANY, st.data())
def test_the_order_of_nudges_changes_nothing(history: list[Asked], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history))
    assert week(shuffled, MONDAY) == week(history, MONDAY)
    assert response([week(shuffled, MONDAY)]) == response([week(history, MONDAY)])


@given(MANY, st.lists(st.tuples(DAYS, st.sampled_from(UNSENT)), max_size=10))
def test_what_did_not_reach_the_person_never_counts(
    history: list[Asked], lost: list[tuple[date, Status]]
) -> None:
    more = history + [Asked("daily", day, status) for day, status in lost]
    before, after = week(history, MONDAY), week(more, MONDAY)
    assert (after.kept, after.rest, after.asked) == (before.kept, before.rest, before.asked)
    assert [day.cell for day in after.days] == [day.cell for day in before.days]


@given(MANY)
def test_a_day_is_kept_when_any_nudge_of_it_was_done_rated_or_noted(history: list[Asked]) -> None:
    keeps = {Kind.DONE, Kind.RATING, Kind.NOTE}
    days = week(history, MONDAY).days
    assert len(days) == 7
    for day in days:
        said = {answer.kind for one in history if one.local_date == day.date for answer in one.answers}
        assert (day.cell is Cell.KEPT) == bool(said & keeps)


@pytest.mark.parametrize(
    ("kinds", "cell"),
    [
        ((Kind.DONE,), Cell.KEPT),
        ((Kind.RATING,), Cell.KEPT),
        ((Kind.NOTE,), Cell.KEPT),
        ((Kind.NOT_DONE,), Cell.REST),
        ((Kind.NOT_DONE, Kind.DONE), Cell.KEPT),
        ((Kind.HELP,), Cell.OPEN),
        ((), Cell.OPEN),
    ],
)
def test_what_an_answer_makes_of_a_day(kinds: tuple[Kind, ...], cell: Cell) -> None:
    assert week([asked(2, *kinds)], MONDAY).days[2].cells == {"daily": cell}


@pytest.mark.parametrize("status", UNSENT)
def test_a_nudge_that_never_arrived_leaves_no_open_day(status: Status) -> None:
    this = week([asked(0, status=status)], MONDAY)
    assert this.days[0].cell is Cell.NOT_SENT
    assert this.asked == 0


def test_an_answer_counts_for_the_day_it_names() -> None:
    late = Asked("daily", MONDAY, Status.DELIVERED, (Answer(Kind.DONE, None, MONDAY - timedelta(days=1)),))
    assert week([late], MONDAY).kept == 0
    assert week([late], MONDAY - timedelta(weeks=1)).kept == 1


def test_a_rating_that_comes_with_done_is_kept_as_a_rating() -> None:
    this = week([asked(2, Kind.NOTE), asked(1, Kind.RATING, rating=2), asked(0, Kind.DONE, rating=4)], MONDAY)
    assert [rating for _, rating in this.ratings] == [4, 2]
    assert this.median == 3
    assert this.notes == 1


def test_weeks_are_oldest_first() -> None:
    assert [one.monday for one in weeks([], MONDAY, 3)] == [
        MONDAY - timedelta(weeks=2),
        MONDAY - timedelta(weeks=1),
        MONDAY,
    ]


@pytest.mark.parametrize(
    ("ratings", "median", "said"),
    [
        ({-21: 3, 0: 3}, 3, "steady"),
        ({-21: 3, 0: 4}, 4, "a little higher than three weeks ago"),
        ({-21: 4, 0: 3}, 3, "a little lower than three weeks ago"),
        ({-14: 1, 0: 5}, 5, "higher than two weeks ago"),
        ({-7: 5, 0: 2}, 2, "lower than last week"),
        ({0: 2}, 2, ""),
        ({-7: 2}, None, ""),
        ({}, None, ""),
    ],
)
def test_the_trend_in_words(ratings: dict[int, int], median: float | None, said: str) -> None:
    history = [asked(day, Kind.RATING, rating=rating) for day, rating in ratings.items()]
    got = trend(weeks(history, MONDAY, 4))
    assert (got.median, got.words(ENGLISH)) == (median, said)


@given(MANY, st.integers(1, 5))
def test_a_week_is_the_same_alone_and_among_others(history: list[Asked], n: int) -> None:
    assert weeks(history, MONDAY, n) == [week(history, one.monday) for one in weeks([], MONDAY, n)]


def test_the_response_to_each_step() -> None:
    history = [
        *(asked(day, Kind.DONE) for day in (-7, 0, 1)),
        asked(2, Kind.NOT_DONE),
        asked(3),
        asked(4, status=Status.MISSED),
        asked(5, step="ritual"),
    ]
    assert response(weeks(history, MONDAY, 2)) == {"daily": Response(5, 4, 3), "ritual": Response(1, 0, 0)}


@pytest.mark.parametrize(
    ("first_sent", "last_answer", "weeks_since"),
    [
        (None, None, None),
        (0, None, 1),
        (6, None, 1),
        (-21, None, 4),
        (-21, 0, 0),
        (-21, -1, 1),
        (-28, -21, 3),
        (None, 3, 0),
    ],
)
def test_weeks_without_an_answer_are_counted(
    first_sent: int | None, last_answer: int | None, weeks_since: int | None
) -> None:
    first, last = (None if day is None else MONDAY + timedelta(days=day) for day in (first_sent, last_answer))
    assert quiet_weeks(first, last, MONDAY) == weeks_since


def test_what_a_person_said_is_in_no_repr() -> None:
    one = asked(0, Kind.RATING, rating=1)
    assert "rating" not in repr(one) + repr(week([one], MONDAY))
