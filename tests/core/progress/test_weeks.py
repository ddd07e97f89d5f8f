"""Progress by week: never more than was asked, and never held against the person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from nudges.core.vocabulary import Expects

MONDAY = date(2026, 11, 16)
UNSENT = sorted(set(Status) - SENT)
DAYS = st.dates(MONDAY - timedelta(days=14), MONDAY + timedelta(days=14))


def asked(
    day: int,
    *kinds: Kind,
    step: str = "daily",
    status: Status = Status.DELIVERED,
    rating: int | None = None,
    practice: str | None = None,
) -> Asked:
    """A nudge `day` days after MONDAY, answered for its own day. With a `practice` it asks for a rating."""
    local_date = MONDAY + timedelta(days=day)
    answers = tuple(Answer(kind, rating, local_date, kind is Kind.NOTE) for kind in kinds)
    expects = Expects.RATING if practice else None
    return Asked(step, local_date, status, answers, practice, 1 if practice else None, expects)


@st.composite
def histories(draw: st.DrawFn) -> Asked:
    day = draw(DAYS)
    kinds = draw(st.lists(st.sampled_from(Kind), max_size=3))
    answers = tuple(
        Answer(kind, draw(st.integers(1, 5)) if kind is Kind.RATING else None, day, draw(st.booleans()))
        for kind in kinds
    )
    step, practice = draw(
        st.sampled_from([("daily", "thanks"), ("ritual", "walk"), ("pulse", "ease"), ("pulse", "voice")])
    )
    expects = Expects.RATING if step == "pulse" else draw(st.sampled_from(Expects))
    return Asked(
        step, day, draw(st.sampled_from(Status)), answers, practice, draw(st.integers(1, 2)), expects
    )


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
    assert 0 <= this.kept <= this.asked <= 7
    assert this.rests == sum(this.count(step)[Cell.REST] for step in this.steps)
    assert sum(this.slots(cell) for cell in Cell) == 7 * len(this.steps)
    for step in this.steps:
        count = this.count(step)
        assert sum(count.values()) == 7
        assert count[Cell.KEPT] <= this.kept


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
    assert (after.kept, after.rests, after.asked) == (before.kept, before.rests, before.asked)
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


@pytest.mark.parametrize(
    ("kind", "noted", "notes"),
    [
        (Kind.NOTE, True, 1),
        (Kind.DONE, True, 1),
        (Kind.RATING, True, 1),
        (Kind.DONE, False, 0),
        (Kind.NOTE, False, 0),  # a bare number, or thanks
        (Kind.NOT_DONE, True, 0),  # an excuse
        (Kind.UNCLEAR, True, 0),  # "8"
        (Kind.SNOOZE, True, 0),
    ],
)
def test_a_note_is_what_was_written_to_be_one(kind: Kind, noted: bool, notes: int) -> None:
    one = Asked("daily", MONDAY, Status.DELIVERED, (Answer(kind, None, MONDAY, noted),))
    assert week([one], MONDAY).notes == notes


def test_a_day_is_kept_by_one_thing_and_may_hold_rests_beside_it() -> None:
    this = week(
        [asked(0, Kind.DONE), asked(0, Kind.NOT_DONE, step="ritual"), asked(1, Kind.NOT_DONE)], MONDAY
    )
    assert (this.kept, this.asked, this.rests) == (1, 2, 2)


def test_weeks_are_oldest_first() -> None:
    assert [one.monday for one in weeks([], MONDAY, 3)] == [
        MONDAY - timedelta(weeks=2),
        MONDAY - timedelta(weeks=1),
        MONDAY,
    ]


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
