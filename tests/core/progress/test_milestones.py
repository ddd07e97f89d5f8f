"""Milestones: worked out from the replies each time, and celebrated once, even if a summary was not sent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.plan.phases import Phase
from nudges.core.progress.milestones import KEPT_DAYS, Course, Milestone, milestones, to_celebrate
from nudges.core.progress.weeks import Answer, Asked
from nudges.core.reply.understand import Kind
from nudges.core.status import Status
from nudges.core.summary.sentences import milestone_words
from tests.core.progress.test_weeks import DAYS, MANY, MONDAY, UNSENT, asked

SUNDAY = MONDAY + timedelta(days=6)
FIRST, SECOND = (
    Phase.model_validate({"weeks": weeks, "theme": theme, "about": "About it.", "sections": ["g1-s1"]})
    for weeks, theme in (("1", "Ground"), ("2-3", "Limits"))
)
COURSE = Course("plan", MONDAY, (FIRST, SECOND))


def keys(history: list[Asked], until: date = SUNDAY, *courses: Course) -> list[str]:
    return [one.key for one in milestones(history, until, courses, "ease")]


def test_the_first_answer_counts_whatever_it_says() -> None:
    history = [asked(-7), asked(0, Kind.NOT_DONE), asked(8, Kind.DONE), asked(1, Kind.HELP)]
    assert milestones(history, SUNDAY) == [Milestone("first-reply", MONDAY)]
    assert milestones(history, MONDAY - timedelta(days=1)) == []


@pytest.mark.parametrize("n", [*KEPT_DAYS, 150, 200, 350])
def test_kept_days_count_on_the_day_that_makes_them_full(n: int) -> None:
    history = [asked(-day, Kind.DONE) for day in range(n)]
    assert Milestone(f"kept-{n}", MONDAY) in milestones(history, SUNDAY)
    assert f"kept-{n}" not in keys(history, MONDAY - timedelta(days=1))
    assert f"kept-{n}" not in keys(history[1:])
    assert f"kept-{n}" not in keys([*history[1:], history[1]]), "one day is one day, however often"


@pytest.mark.parametrize(
    ("ratings", "day"),
    [
        ({-7: 3, 0: 4}, 0),
        ({-21: 3, 2: 4}, 2),
        ({-14: 4, -7: 2, 0: 3}, 0),
        ({-7: 3, 0: 3}, None),
        ({-7: 4, 0: 3}, None),
        ({0: 1, 3: 5}, None),  # within a week there is nothing to compare
    ],
)
def test_the_first_week_that_was_rated_higher(ratings: dict[int, int], day: int | None) -> None:
    history = [asked(one, Kind.RATING, rating=rating, practice="ease") for one, rating in ratings.items()]
    rose = [one.on for one in milestones(history, SUNDAY, question="ease") if one.key == "rating-rise"]
    assert rose == ([] if day is None else [MONDAY + timedelta(days=day)])


def test_a_phase_is_finished_on_its_last_day_if_something_was_kept_in_it() -> None:
    history = [asked(3, Kind.DONE)]
    assert "phase-plan-1" not in keys(history, SUNDAY - timedelta(days=1), COURSE)
    assert Milestone("phase-plan-1", SUNDAY, FIRST) in milestones(history, SUNDAY, [COURSE])
    assert "phase-plan-2" not in keys(history, SUNDAY + timedelta(weeks=9), COURSE), "nothing was kept in it"
    assert "phase-plan-2" in keys([asked(8, Kind.DONE)], SUNDAY + timedelta(weeks=2), COURSE)


@given(MANY, DAYS, st.data())
def test_the_order_changes_nothing(history: list[Asked], until: date, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history))
    assert milestones(shuffled, until, [COURSE]) == milestones(history, until, [COURSE])


@given(MANY, st.lists(st.tuples(DAYS, st.sampled_from(UNSENT)), max_size=10))
def test_what_did_not_reach_the_person_changes_nothing(
    history: list[Asked], lost: list[tuple[date, Status]]
) -> None:
    more = history + [Asked("daily", day, status) for day, status in lost]
    assert milestones(more, SUNDAY, [COURSE]) == milestones(history, SUNDAY, [COURSE])


@given(st.sets(st.integers(-40, 20)), st.sets(st.integers(-6, 3)), st.data())
def test_each_is_celebrated_once_through_missed_summaries_late_answers_and_undo(
    kept: set[int], missed: set[int], data: st.DataObject
) -> None:
    """Week by week; what a summary sees of the days before it changes from one to the next."""
    said: list[str] = []
    for n in range(-6, 4):
        monday = MONDAY + timedelta(weeks=n)
        hidden = data.draw(st.sets(st.sampled_from(sorted(kept)))) if kept else set()
        history = [asked(day, Kind.DONE) for day in kept - hidden]
        one = to_celebrate(milestones(history, monday + timedelta(days=6), [COURSE]), said, monday)
        if one is not None and n not in missed:
            said.append(one.key)
    assert len(said) == len(set(said))
    of_days = [key for key in said if key.startswith("kept-")]
    assert of_days == sorted(of_days, key=lambda key: int(key.removeprefix("kept-")))


def test_what_a_missed_summary_would_have_said_the_next_one_says() -> None:
    reached = milestones([asked(-day, Kind.DONE) for day in range(7)], SUNDAY)
    for weeks in range(4):
        one = to_celebrate(reached, ["first-reply"], MONDAY + timedelta(weeks=weeks))
        assert one is not None
        assert one.key == "kept-7"
    assert to_celebrate(reached, ["first-reply"], MONDAY + timedelta(weeks=4)) is None, "too long ago"
    assert to_celebrate(reached, ["first-reply", "kept-7"], MONDAY) is None


def test_fewer_days_than_were_celebrated_are_no_milestone() -> None:
    reached = milestones([asked(-day, Kind.DONE) for day in range(20)], SUNDAY)  # the 21st was taken back
    assert to_celebrate(reached, ["kept-21"], MONDAY) is None


def test_the_weightiest_is_said_first_and_the_others_wait_their_turn() -> None:
    history = [asked(day, Kind.DONE) for day in range(-20, 7)] + [
        asked(day, Kind.RATING, rating=rating, step="check-in", practice="ease")
        for day, rating in ((-5, 2), (2, 4))
    ]
    said: list[str] = []
    for _ in range(5):
        if one := to_celebrate(milestones(history, SUNDAY, [COURSE], "ease"), said, MONDAY):
            said.append(one.key)
    assert said == ["rating-rise", "kept-21", "phase-plan-1"]


def test_a_first_rise_is_said_in_its_own_week_or_not_at_all() -> None:
    history = [
        asked(day, Kind.RATING, rating=rating, practice="ease") for day, rating in ((-7, 2), (0, 4), (7, 1))
    ]
    reached = milestones(history, SUNDAY, question="ease")
    assert getattr(to_celebrate(reached, ["first-reply"], MONDAY), "key", None) == "rating-rise"
    assert to_celebrate(reached, ["first-reply"], MONDAY + timedelta(weeks=1)) is None, "that week is lower"


def test_half_a_year_and_whole_years_are_counted_from_the_first_nudge() -> None:
    history = [asked(7 * n, Kind.DONE) for n in range(110)]
    since = {
        one.key: one
        for one in milestones(history, MONDAY + timedelta(weeks=109))
        if one.years or "half" in one.key
    }
    assert list(since) == ["half-year", "years-1", "years-2"]
    assert since["half-year"] == Milestone("half-year", MONDAY + timedelta(weeks=26), kept=27)
    assert since["years-1"] == Milestone("years-1", date(2027, 11, 16), kept=53)
    assert milestone_words(since["half-year"], ENGLISH, "en")[1] == (
        "On 17 May your first message was half a year ago. You kept something on 27 days since."
    )
    assert milestone_words(since["years-2"], ENGLISH, "en")[0] == "2 years"


def test_nobody_is_reminded_of_a_year_in_which_they_were_long_gone() -> None:
    history = [asked(7 * n, Kind.DONE) for n in range(20)]
    assert "half-year" not in keys(history, MONDAY + timedelta(weeks=60))
    assert "years-1" not in keys(history, MONDAY + timedelta(weeks=60))


def test_a_leap_day_has_its_years() -> None:
    leap = Asked("daily", date(2028, 2, 29), Status.DELIVERED)
    done = Answer(Kind.DONE, None, date(2029, 2, 20))
    reached = milestones(
        [leap, Asked("daily", date(2029, 2, 20), Status.DELIVERED, (done,))], date(2029, 3, 5)
    )
    assert [one.on for one in reached if one.key == "years-1"] == [date(2029, 3, 1)]


def test_a_milestone_that_waited_says_when_it_was() -> None:
    reached = milestones([asked(-day, Kind.DONE) for day in range(7)], SUNDAY)
    one = to_celebrate(reached, ["first-reply"], MONDAY + timedelta(weeks=2))
    assert one is not None
    assert milestone_words(one, ENGLISH, "en")[1].startswith("16 November was the seventh day on which")


def test_all_have_words_of_their_own() -> None:
    every = [Milestone(f"kept-{n}", MONDAY) for n in (*KEPT_DAYS, 150, 1000)]
    every += [
        Milestone(key, MONDAY) for key in ("first-reply", "rating-rise", "half-year", "years-1", "years-2")
    ]
    told = dict(
        milestone_words(one, ENGLISH, "en") for one in [*every, Milestone("phase-x-1", MONDAY, FIRST)]
    )
    assert len(told) == len(every) + 1
    assert told["“Ground”, done"].endswith("What you began in it stays yours.")
