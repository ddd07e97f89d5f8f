"""Runs with days off: outages and pauses never shorten a run, and nobody has to be perfect."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.language import ENGLISH
from nudges.core.progress.streaks import DAYS_OFF, Runs, runs
from nudges.core.progress.weeks import Answer, Asked
from nudges.core.reply.understand import Kind
from nudges.core.status import SENT, Status
from nudges.core.summary.sentences import run_words
from tests.core.progress.test_weeks import DAYS, MANY, MONDAY, UNSENT, asked

LAST = MONDAY + timedelta(days=14)


def days(said: str) -> list[Asked]:
    """From MONDAY on: K kept, R said to be rest, o open, - no nudge; spaces part the weeks."""
    kinds = {"K": [Kind.DONE], "R": [Kind.NOT_DONE], "o": [], "-": []}
    return [
        asked(day, *kinds[one], status=Status.MISSED if one == "-" else Status.DELIVERED)
        for day, one in enumerate(said.replace(" ", ""))
    ]


@pytest.mark.parametrize(
    ("said", "current", "best", "off_left"),
    [
        ("", 0, 0, 2),
        ("K", 1, 1, 2),
        ("KKKKKKK", 7, 7, 2),
        ("KRKRKKK", 5, 5, 0),
        ("KoKoKKK", 5, 5, 0),  # a day without an answer is off as much as one with "not today"
        ("KKKRRRK", 1, 3, 0),
        ("KKKoooK", 1, 3, 0),
        ("KKKKKRR RRKKKKK", 10, 10, 0),  # a long weekend of four is no end
        ("KKKKK-- -----KK", 7, 7, 2),  # a pause is passed over, and takes no day off
        ("K------ o------ o------ o------ o------ K", 2, 2, 2),  # asked once a week: a month is off
        ("K------ o------ o------ o------ o------ o------ K", 1, 1, 2),
        ("KKRRo", 2, 2, 0),  # today may still be kept
        ("KKRRoK", 1, 2, 0),  # and now it was not
    ],
)
def test_a_run(said: str, current: int, best: int, off_left: int) -> None:
    history = days(said)
    until = max((one.local_date for one in history), default=MONDAY)
    assert runs(history, until) == Runs(current, best, off_left)


@given(MANY, DAYS)
def test_what_is_counted_is_what_was_kept(history: list[Asked], until: date) -> None:
    got = runs(history, until)
    keeps = {Kind.DONE, Kind.RATING, Kind.NOTE}
    kept = {a.local_date for one in history for a in one.answers if a.kind in keeps and a.local_date <= until}
    assert 0 <= got.current <= got.best <= len(kept)
    assert 0 <= got.off_left <= DAYS_OFF


@given(MANY, DAYS, st.data())
def test_the_order_changes_nothing(history: list[Asked], until: date, data: st.DataObject) -> None:
    assert runs(data.draw(st.permutations(history)), until) == runs(history, until)


@given(MANY, st.lists(st.tuples(DAYS, st.sampled_from(UNSENT)), max_size=10))
def test_a_missed_slot_or_a_pause_beside_it_changes_nothing(
    history: list[Asked], lost: list[tuple[date, Status]]
) -> None:
    assert runs(history + [Asked("daily", *one) for one in lost], LAST) == runs(history, LAST)


@given(MANY, st.data())
def test_had_a_nudge_not_come_nothing_would_be_less(history: list[Asked], data: st.DataObject) -> None:
    """A pause or an outage in place of days that were asked and not answered."""
    open_ones = [n for n, one in enumerate(history) if one.status in SENT and not one.answers]
    lost = data.draw(st.sets(st.sampled_from(open_ones))) if open_ones else set()
    kinder = [
        Asked(one.step, one.local_date, Status.SKIPPED) if n in lost else one for n, one in enumerate(history)
    ]
    before, after = runs(history, LAST), runs(kinder, LAST)
    assert after.current >= before.current
    assert after.best >= before.best
    assert after.off_left >= before.off_left


@given(MANY, st.data())
def test_a_late_answer_counts_for_its_day_and_takes_nothing_away(
    history: list[Asked], data: st.DataObject
) -> None:
    day = data.draw(DAYS)
    late = Asked("daily", LAST, Status.DELIVERED, (Answer(Kind.DONE, None, day),))
    unanswered = Asked("daily", LAST, Status.DELIVERED)
    before, after = runs([*history, unanswered], LAST), runs([*history, late], LAST)
    assert after.current >= before.current
    assert after.best >= before.best


def test_a_run_in_words() -> None:
    got = runs(days("KKRKKK"), MONDAY + timedelta(days=5))
    assert run_words(got, ENGLISH).startswith(
        "A run of 5 kept days, your longest yet. A day off now and then"
    )
    assert run_words(Runs(4, 9, 2), ENGLISH).startswith("A run of 4 kept days; your longest was 9. A day off")
    assert run_words(Runs(2, 9, 2), ENGLISH) == "", "what has just ended is not spoken of"
