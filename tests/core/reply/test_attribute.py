"""Which nudge a reply answers, whatever was sent and however it is answered."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.reply.attribute import ANSWERS, Open, belonging, day_of
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects
from tests.understood import PHRASES, understand

TODAY = date(2026, 11, 24)
STEPS = ("daily-appreciation", "check-in", "weekly-ritual", "reflection")


def nudge(n: int, step: str = STEPS[0], ago: int = 0, expects: str = "done", answered: bool = False) -> Open:
    return Open(n, "plan", step, TODAY - timedelta(days=ago), Expects(expects), None, answered)


def answer(text: str, *opens: Open, last: int | None = None) -> list[tuple[Kind, int | None]]:
    return [
        (meaning.kind, one.nudge_id if one else None)
        for meaning, one in belonging(text, opens, TODAY, understand, PHRASES, last=last)
    ]


def test_the_newest_that_it_can_answer() -> None:
    rating, done = nudge(2, "check-in", expects="rating"), nudge(1)
    assert answer("4", rating, done) == [(Kind.RATING, 2)]
    assert answer("done", rating, done) == [(Kind.DONE, 1)]
    assert answer("no", rating, done) == [(Kind.NOT_DONE, 2)], "rest answers any"


def test_the_one_it_names_wins() -> None:
    opens = nudge(3, "weekly-ritual"), nudge(2, "check-in", expects="rating"), nudge(1)
    assert answer("appreciation done", *opens) == [(Kind.DONE, 1)]
    assert answer("The ritual: not today", *opens) == [(Kind.NOT_DONE, 3)]
    assert answer("done with the dishes and the ritual and the appreciation", *opens)[0][1] != 1


def test_a_rating_reaches_back_to_the_day_that_asked_for_one_and_a_story_does_not() -> None:
    opens = nudge(2), nudge(1, "check-in", ago=1, expects="rating")
    assert answer("4", *opens) == [(Kind.RATING, 1)]
    assert answer(
        "my sister has a new job in Leeds", nudge(2), nudge(1, "reflection", ago=1, expects="note")
    ) == [(Kind.NOTE, 2)]


def test_said_twice_it_is_not_credited_to_an_older_day() -> None:
    assert answer("done", nudge(2, answered=True), nudge(1, ago=1)) == [(Kind.DONE, 2)]


def test_a_story_behind_an_answer_takes_nothing_back() -> None:
    """It is "not done" to an open nudge, as far as can be told, and a note where nothing was asked."""
    story, answered = "I had not expected that of her", nudge(1, answered=True)

    def meant(text: str, expects: Expects | None) -> Meaning:
        return Meaning(Kind.NOT_DONE if expects is Expects.DONE else Kind.NOTE, note=text)

    for asked, kind in ((nudge(1), Kind.NOT_DONE), (answered, Kind.NOTE)):
        parts = belonging(story, [asked], TODAY, meant, PHRASES)
        assert [(meaning.kind, of) for meaning, of in parts] == [(kind, asked)]
    assert answer("not done", answered) == [(Kind.NOT_DONE, 1)]


def test_yesterday_is_what_was_sent_until_yesterday() -> None:
    assert answer("yesterday done", nudge(2), nudge(1, ago=1)) == [(Kind.DONE, 1)]
    assert day_of(Meaning(Kind.DONE, days_ago=1), None, TODAY) == date(2026, 11, 23)


@pytest.mark.parametrize("text", ["the one from saturday was done", "did saturday's", "lo del sábado hecho"])
def test_a_day_that_is_named_is_what_was_sent_until_that_day(text: str) -> None:
    today, of_saturday, before = nudge(3), nudge(2, ago=3), nudge(1, ago=4)
    assert answer(text, today, of_saturday, before) == [(Kind.DONE, 2)]
    assert answer(text, today, before) == [(Kind.DONE, 1)]
    assert answer(text, today) == [(Kind.DONE, None)]
    assert day_of(Meaning(Kind.DONE, days_ago=3), None, TODAY) == date(2026, 11, 21)


@pytest.mark.parametrize(
    "text",
    [
        "the one from tuesday, done",
        "lo del martes, hecho",
        "I did it on saturday",
        "done, the one from my list",
    ],
)
def test_the_day_of_today_and_a_day_in_a_story_are_no_other_nudges(text: str) -> None:
    assert answer(text, nudge(2), nudge(1, ago=3)) == [(Kind.DONE, 2)]


def test_several_answers_go_to_the_oldest_first() -> None:
    opens = nudge(3), nudge(2, ago=1), nudge(1, ago=2)
    assert answer("Y N Y", *opens) == [(Kind.DONE, 1), (Kind.NOT_DONE, 2), (Kind.DONE, 3)]
    assert answer("Y N Y", nudge(1)) == [(Kind.DONE, 1)]
    assert answer("Y N Y") == [(Kind.DONE, None)]


ANY_OPENS = st.lists(
    st.builds(
        nudge,
        st.integers(1, 9),
        st.sampled_from(STEPS),
        st.integers(0, 6),
        st.sampled_from([*Expects]),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda one: one.nudge_id,
).map(lambda opens: sorted(opens, key=lambda one: one.local_date, reverse=True))
WORDS = st.sampled_from(
    ["done", "4", "no", "Y N Y", "yesterday done", "appreciation done", "a story", "stop"]
)


@given(st.one_of(WORDS, st.text(max_size=40)), ANY_OPENS)
def test_every_part_answers_another_nudge_that_was_open(text: str, opens: list[Open]) -> None:
    parts = belonging(text, opens, TODAY, understand, PHRASES)
    answered = [one.nudge_id for _, one in parts if one is not None]
    assert len(parts) >= 1
    assert len(set(answered)) == len(answered)
    assert set(answered) <= {one.nudge_id for one in opens}
    if not opens:
        assert answered == []


@given(ANY_OPENS)
def test_a_stop_is_a_stop_whatever_is_open(opens: list[Open]) -> None:
    [(meaning, _)] = belonging("STOP", opens, TODAY, understand, PHRASES)
    assert meaning.kind is Kind.STOP
    assert meaning.kind not in ANSWERS


def test_what_is_corrected_answers_anew_what_was_answered_last() -> None:
    rating, done = nudge(2, "check-in", expects="rating", answered=True), nudge(3)
    for text, number in (("oops 4 i mean", 4), ("no wait 4", 4), ("perdón, quería decir 3", 3)):
        [(meaning, one)] = belonging(text, [done, rating], TODAY, understand, PHRASES, last=2)
        assert (meaning.kind, meaning.rating, meaning.instead, one) == (Kind.RATING, number, True, rating)
    assert answer("oops, 4 i mean", done, rating) == [(Kind.NOTE, 3)], "of what they answered long ago"
    assert answer("ups, hecho", done, rating, last=2) == [(Kind.DONE, 3)], "it does not fit"
    [(meaning, one)] = belonging("sorry I meant not yet", [done], TODAY, understand, PHRASES, last=3)
    assert (meaning.kind, meaning.instead, one) == (Kind.NOT_DONE, True, done)


def test_a_correction_never_hides_more_than_an_answer() -> None:
    done = nudge(1, answered=True)
    assert answer("no wait, stop texting me", done, last=1) == [(Kind.STOP, 1)]
    assert answer("oops", done, last=1) == [(Kind.UNDO, 1)]


def test_an_answer_beside_a_request_or_a_question_is_a_part_of_its_own() -> None:
    for text, kind, told in (
        ("not today. can we move these to 8am?", Kind.RETIME, Kind.NOT_DONE),
        ("Done! who reads these?", Kind.WHO_READS, Kind.DONE),
        ("hecho. quién lee esto?", Kind.WHO_READS, Kind.DONE),
        ("not today. pause until monday", Kind.PAUSE, Kind.NOT_DONE),
    ):
        assert answer(text, nudge(1)) == [(kind, 1), (told, 1)], text
    assert answer("done. we talked. he laughed.", nudge(1)) == [(Kind.DONE, 1)]
    assert answer("what a day. done", nudge(1)) == [(Kind.DONE, 1)]
    asked_for_words = nudge(1, expects="note")
    assert answer("Done! who reads these?", asked_for_words) == [(Kind.WHO_READS, 1)]


def test_a_done_of_yesterday_does_not_answer_another_question() -> None:
    rating = nudge(1, "check-in", ago=1, expects="rating")
    assert answer("done yesterday", rating) == [(Kind.DONE, None)]
    assert answer("yesterday's one is done", nudge(2), nudge(1, ago=1)) == [(Kind.DONE, 1)]
    assert answer("hecho lo de ayer", nudge(2), nudge(1, ago=1)) == [(Kind.DONE, 1)]
