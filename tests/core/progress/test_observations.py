"""What is observed is so in the numbers, rare by chance, and told rarely."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.progress.observations import (
    ANSWERS,
    EVERY,
    LOOK_BACK,
    SLOTS,
    Observation,
    Part,
    Shows,
    interval,
    observation,
)
from nudges.core.progress.weeks import Answer, Asked
from nudges.core.reply.understand import Kind
from nudges.core.status import Status
from nudges.core.summary.sentences import observation_words

BEGAN = date(2026, 1, 5)
#: The Monday of the eighth week.
MONDAY = BEGAN + timedelta(weeks=7)


def slot(step: str, day: int, kind: Kind | None = None, hour: int = 9) -> Asked:
    on = BEGAN + timedelta(days=day)
    at = datetime.combine(on, time(hour), UTC)
    answers = () if kind is None else (Answer(kind, None, on, at=at),)
    return Asked(step, on, Status.DELIVERED, answers)


def seen(history: list[Asked], monday: date = MONDAY, zone: str = "UTC") -> Observation | None:
    return observation(history, zone, BEGAN, monday)


def test_somebody_who_answers_in_the_evening() -> None:
    history = [slot("daily", day, Kind.DONE, 20 if day % 5 else 9) for day in range(56)]
    assert seen(history) == Observation(Shows.WHEN, Part.EVENING, 44, 56, clear=True)
    assert seen(history, zone="Asia/Tokyo") == Observation(Shows.WHEN, Part.MORNING, 44, 56, clear=True)


def test_a_step_that_is_left_more_than_others() -> None:
    history = [slot("daily", day, Kind.DONE if day % 3 else None, 9 if day % 2 else 15) for day in range(56)]
    history += [slot("ritual", 7 * n + 5, Kind.NOT_DONE if n % 4 else Kind.DONE, 15) for n in range(8)]
    found = seen(history)
    assert found is not None
    assert (found.shows, found.subject, found.n, found.of) == (Shows.LEAVES, "ritual", 6, 8)
    said = observation_words(found, {"ritual": "Weekly ritual"}, ENGLISH)
    assert said.startswith("What you leave most is “Weekly ritual”: 6 of 8 times in the last eight weeks.")
    assert "chance" in said or "clear" in said


@pytest.mark.parametrize("week", range(1, 30))
def test_it_is_told_every_fourth_week(week: int) -> None:
    history = [slot("daily", day, Kind.DONE) for day in range(7 * 30)]
    found = seen(history, BEGAN + timedelta(weeks=week - 1))
    assert (found is not None) == (week % EVERY == 0)


def test_little_shows_nothing() -> None:
    few = [slot("daily", 27 - day, Kind.DONE) for day in range(ANSWERS - 1)]
    assert seen(few, BEGAN + timedelta(weeks=3)) is None
    once = [slot("daily", day, Kind.DONE, 9 if day % 2 else 15) for day in range(56)]
    assert seen([*once, *(slot("ritual", 7 * n, Kind.NOT_DONE) for n in range(SLOTS - 1))]) is None


def test_chance_is_rarely_taken_for_more() -> None:
    """People who answer at any hour and keep every step as often: hardly ever anything is observed."""
    dice, told, kinds = random.Random(1), 0, (Kind.DONE, Kind.DONE, Kind.NOT_DONE)
    for _ in range(400):
        history = [
            slot(step, 7 * n + day, dice.choice(kinds), dice.choice((9, 14, 20)))
            for n in range(8)
            for step, days in (("daily", range(7)), ("ritual", (5,)), ("small", (0,)), ("note", (6,)))
            for day in days
        ]
        told += seen(history) is not None
    assert told < 400 * 0.06


SLOT = st.builds(
    slot,
    st.sampled_from(["daily", "ritual", "pulse"]),
    st.integers(0, 63),
    st.sampled_from([Kind.DONE, Kind.NOT_DONE, Kind.HELP, None]),
    st.integers(0, 23),
)


@given(st.lists(SLOT, max_size=90), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_its_figures_are_those_of_the_lines(history: list[Asked], dice: random.Random) -> None:
    found = seen(history)
    shuffled = dice.sample(history, len(history))
    assert seen(shuffled) == found
    if found is None:
        return
    first = MONDAY - timedelta(weeks=LOOK_BACK - 1)
    recent = [one for one in history if first <= one.local_date <= MONDAY + timedelta(days=6)]
    assert 0 < found.n <= found.of
    if found.shows is Shows.WHEN:
        assert found.n * 2 > found.of >= ANSWERS
        assert found.of <= sum(bool(one.answers) for one in recent)
    else:
        kind = Kind.DONE if found.shows is Shows.KEEPS else Kind.NOT_DONE
        days = {one.local_date for one in recent if one.step == found.subject}
        said = {
            one.local_date
            for one in recent
            if one.step == found.subject and any(answer.kind is kind for answer in one.answers)
        }
        assert found.of == len(days) >= SLOTS
        assert found.n <= len(said)


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.5, 4))
def test_an_interval_holds_its_share(n: int, of: int, width: float) -> None:
    low, high = interval(min(n, of), of, width)
    assert -1e-9 <= low <= min(n, of) / of + 1e-9
    assert min(n, of) / of - 1e-9 <= high <= 1 + 1e-9
