"""Ratings: only answers to the weekly question are compared, and only with each other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.progress.milestones import RATING_RISE, milestones
from nudges.core.progress.ratings import other_ratings, rated_weeks
from nudges.core.progress.trend import trend
from nudges.core.progress.weeks import Answer, Asked, week_of
from nudges.core.reply.understand import Kind
from nudges.core.summary.sentences import rating_words
from nudges.core.vocabulary import Expects
from tests.core.progress.test_weeks import MANY, MONDAY, asked

LAST = MONDAY + timedelta(days=14)


def rated(day: int, rating: int, practice: str = "ease") -> Asked:
    return asked(day, Kind.RATING, rating=rating, step="pulse", practice=practice)


@pytest.mark.parametrize(
    ("ratings", "median", "said"),
    [
        ({-21: 3, 0: 3}, 3, "about the same"),
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
    weeks = rated_weeks([rated(day, rating) for day, rating in ratings.items()], "ease", MONDAY, 4)
    got = trend(weeks)
    assert (got.median, got.words(ENGLISH)) == (median, said)
    assert said in rating_words(weeks, ENGLISH)


def test_four_questions_are_four_questions() -> None:
    """One line was once drawn through these: "voice in your head" 2, "actions match words" 4."""
    history = [rated(-21, 2, "voice"), rated(-14, 3, "actions"), rated(-7, 3, "yes"), rated(0, 4, "ease")]
    weeks = rated_weeks(history, "ease", MONDAY, 4)
    assert [week.median for week in weeks] == [None, None, None, 4]
    assert trend(weeks).by is None
    assert RATING_RISE not in [one.key for one in milestones(history, LAST, question="ease")]
    assert [(one.practice, one.rating) for one in other_ratings(history, "ease", MONDAY)] == []
    assert [
        (one.practice, one.rating) for one in other_ratings(history, "ease", week_of(history[0].local_date))
    ] == [("voice", 2)]


def test_a_number_beside_done_rates_nothing() -> None:
    done = asked(0, Kind.DONE, rating=4, step="daily")
    assert rated_weeks([done._replace(practice="ease")], "ease", MONDAY, 1)[0].ratings == ()
    assert other_ratings([done._replace(practice="walk", expects=Expects.DONE)], "ease", MONDAY) == ()


def test_of_two_answers_to_one_question_the_last_counts() -> None:
    twice = Answer(Kind.RATING, 2, MONDAY), Answer(Kind.RATING, 4, MONDAY)
    [week] = rated_weeks([rated(0, 1)._replace(answers=twice)], "ease", MONDAY, 1)
    assert (week.ratings, week.median) == (((MONDAY, 4),), 4)


def test_a_question_asked_twice_a_week_has_its_middle() -> None:
    weeks = rated_weeks([rated(0, 3), rated(3, 4)], "ease", MONDAY, 1)
    assert weeks[0].median == 3.5
    assert rating_words(weeks, ENGLISH).startswith("The middle of your answers this week is 3.5 of 5")


@given(MANY, st.sampled_from(["ease", "voice", None]))
def test_what_answers_another_question_changes_no_line(history: list[Asked], question: str | None) -> None:
    """Without all the others the line, its words and its milestone are the same."""
    alone = [one for one in history if one.practice == question]
    weeks = rated_weeks(history, question, MONDAY, 4)
    assert weeks == rated_weeks(alone, question, MONDAY, 4)
    assert rating_words(weeks, ENGLISH) == rating_words(rated_weeks(alone, question, MONDAY, 4), ENGLISH)
    rises = [
        [one for one in milestones(some, LAST, question=question) if one.key == RATING_RISE]
        for some in (history, alone)
    ]
    assert rises[0] == rises[1]
    assert question is not None or rises[0] == []


@given(MANY, st.sampled_from(["ease", "voice"]), st.integers(-2, 2))
def test_every_rating_that_was_asked_for_is_shown_once(history: list[Asked], question: str, n: int) -> None:
    monday = MONDAY + timedelta(weeks=n)
    own = [rating for _, rating in rated_weeks(history, question, monday, 1)[0].ratings]
    others = [one.rating for one in other_ratings(history, question, monday)]
    wanted = [
        [a.rating for a in one.answers if a.rating is not None][-1]
        for one in history
        if one.expects is Expects.RATING
        and week_of(one.local_date) == monday
        and any(a.rating is not None for a in one.answers)
    ]
    assert sorted(own + others) == sorted(wanted)
    assert all(one.practice != question for one in other_ratings(history, question, monday))


@given(MANY, st.data())
def test_the_order_of_nudges_changes_no_line(history: list[Asked], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history))
    assert rated_weeks(shuffled, "ease", MONDAY, 3) == rated_weeks(history, "ease", MONDAY, 3)
    assert other_ratings(shuffled, "ease", MONDAY) == other_ratings(history, "ease", MONDAY)


def test_what_a_person_rated_is_in_no_repr() -> None:
    week = rated_weeks([rated(0, 4)], "ease", date(2026, 11, 16), 1)[0]
    assert "4" not in repr(week).replace(repr(week.monday), "")
