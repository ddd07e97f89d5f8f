"""The second opinion: what a classifier may make of a reply, and what it may not."""

from copy import copy
from dataclasses import replace
from datetime import time

import pytest

from nudges.content.replies import phrases_of
from nudges.core.person.person import State
from nudges.core.reply import understand as reply
from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.phrases import Phrases
from nudges.core.vocabulary import Expects
from tests.folders import TEMPLATES
from tests.made_up import knows
from tests.understood import TUESDAY

#: A made-up word for each kind, of which the classifier is sure; with a "y" at its end it gives the kind 66
#: chances of 100 among three words. DOUBT leaves a stop in doubt, NEARLY is one with 94 chances, among three
#: words, and FAINT has 62 of going on, in two.
WORDS = {
    "zorple": "stop", "blickly": "done", "frumple": "not_done", "snargle": "pause", "wibblet": "retime",
    "quorple": "snooze", "dringle": "resume", "plonkle": "why", "yadder": "rating", "humdrum": "note",
    "gubble": "unclear", "vrooble": "start",
}  # fmt: skip
DOUBT, NEARLY, FAINT = "mimbly", "quibbly", "drangle"
#: What else these tests say: known, and of no weight.
PLAIN = (
    "this those here now he wants to said don you dare no please stop sending me messages i got 0 hour "
    "till friday remind me later"
)


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    known = phrases_of(sorted((TEMPLATES / "replies").glob("*.yaml")))
    words = {word: {kind: 100} for word, kind in WORDS.items()} | {
        DOUBT: {"stop": 58, "note": 56},
        NEARLY: {"stop": 44},
        FAINT: {"resume": 20},
    }
    words |= {f"{word}y": {kind: 26} for word, kind in WORDS.items()}
    known.classifier = knows(words | {word: {} for word in PLAIN.split()}, tuple(WORDS.values()), 0.2)
    return known


def heard(
    text: str, phrases: Phrases, expects: Expects | None = Expects.DONE, state: State = State.ACTIVE
) -> Meaning:
    return reply.understand(text, expects, TUESDAY, phrases, state=state)


def test_a_likely_stop_is_obeyed(phrases: Phrases) -> None:
    meaning = heard("zorple this here", phrases)
    assert (meaning.kind, meaning.note) == (Kind.STOP, "zorple this here")


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.INVITED, Kind.START),
        (State.STOPPED, Kind.START),
        (State.ACTIVE, Kind.NOTE),
        (State.PAUSED, Kind.NOTE),
    ],
)
def test_only_who_gets_nothing_may_begin(phrases: Phrases, state: State, kind: Kind) -> None:
    assert heard("vrooble this those", phrases, None, state).kind is kind


def test_beginning_again_after_a_stop_must_be_surer(phrases: Phrases) -> None:
    assert heard("vroobley this those", phrases, None, State.INVITED).kind is Kind.START
    assert heard("vroobley this those", phrases, None, State.STOPPED).kind is Kind.NOTE


def test_a_change_that_the_classifier_was_never_taught_stands(phrases: Phrases) -> None:
    assert "undo" not in WORDS.values()
    assert heard("undo this now please", phrases).kind is Kind.UNDO


@pytest.mark.parametrize(
    ("text", "expects", "kind"),
    [
        ("gubble this those", Expects.DONE, Kind.UNCLEAR),
        ("gubble this those", None, Kind.UNCLEAR),
        ("gubble this those", Expects.NOTE, Kind.NOTE),  # they may have said anything
        ("hello gubble this those", Expects.DONE, Kind.NOTE),  # a greeting is answered as one
    ],
)
def test_what_says_nothing_is_unclear(
    phrases: Phrases, text: str, expects: Expects | None, kind: Kind
) -> None:
    assert heard(text, phrases, expects) == Meaning(kind, note=text)


def test_a_stop_in_doubt_is_asked_about_and_kept_as_a_note(phrases: Phrases) -> None:
    meaning = heard("mimbly this here", phrases)
    assert meaning.kind is Kind.UNCLEAR
    assert [choice.kind for choice in meaning.choices] == [Kind.STOP, Kind.NOTE]
    assert meaning.note == "mimbly this here"


def test_a_stop_behind_a_request_of_another_kind_is_one(phrases: Phrases) -> None:
    assert heard("remind me later", phrases).kind is Kind.SNOOZE
    assert heard("remind me later. zorple this", phrases).kind is Kind.STOP
    asked = heard("remind me later. mimbly this", phrases)
    assert [choice.kind for choice in asked.choices] == [Kind.STOP, Kind.NOTE]


def test_among_words_that_were_asked_for_a_stop_must_be_surer(phrases: Phrases) -> None:
    assert heard("zorple this here", phrases, Expects.NOTE).kind is Kind.STOP
    assert heard("quibbly this here", phrases, Expects.NOTE).kind is Kind.UNCLEAR
    assert heard("quibbly this here", phrases).kind is Kind.STOP


def test_a_stop_of_two_words_is_not_doubted(phrases: Phrases) -> None:
    assert heard("stop messages", phrases).kind is Kind.STOP
    in_doubt = learnt(phrases, {"said stop": {"stop": 1.0, "note": 1.5}})
    assert heard("stop messages", in_doubt).kind is Kind.STOP
    assert heard("stop sending me messages", in_doubt).kind is Kind.UNCLEAR


def test_two_words_that_nobody_listed_must_be_surer_to_go_on(phrases: Phrases) -> None:
    assert heard("drangle now", phrases, None, State.PAUSED).kind is Kind.NOTE
    assert heard("dringle now", phrases, None, State.PAUSED).kind is Kind.RESUME
    assert heard("dringley this here", phrases, None, State.PAUSED).kind is Kind.RESUME


def test_two_words_must_be_surer_to_be_asked_whether_they_stop(phrases: Phrases) -> None:
    assert heard("zorpley this here", phrases).kind is Kind.UNCLEAR
    assert heard("zorpley this", phrases).kind is Kind.UNCLEAR
    assert heard("mimbly this", phrases).kind is Kind.NOTE
    assert heard("zorple this", phrases).kind is Kind.STOP


def test_a_stop_of_somebody_who_tells_of_others_must_be_surer(phrases: Phrases) -> None:
    assert heard("quibbly this here", phrases).kind is Kind.STOP
    assert heard("he said quibbly", phrases).kind is Kind.UNCLEAR
    assert heard("he said zorple", phrases).kind is Kind.STOP


def test_a_stop_that_is_refused_is_not_obeyed(phrases: Phrases) -> None:
    assert heard("don't you dare zorple", phrases).kind is not Kind.STOP


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("blicklyy this here", Kind.DONE),
        ("blicklyy this here?", Kind.NOTE),
        ("blickly this here?", Kind.DONE),
        ("frumpley this here", Kind.NOT_DONE),
        ("frumpley this here?", Kind.NOTE),
        ("he said frumpley", Kind.NOTE),
        ("he said frumple", Kind.NOT_DONE),
        ("plonkley this here", Kind.WHY),
        ("he said plonkley", Kind.NOTE),
        ("he said plonkle", Kind.WHY),
    ],
)
def test_a_question_or_a_tale_of_others_must_be_surer_to_be_something_else(
    phrases: Phrases, text: str, kind: Kind
) -> None:
    assert heard(text, phrases).kind is kind


def test_done_and_not_done_are_no_answer_to_a_question_for_words(phrases: Phrases) -> None:
    for answer in ("blickly this here", "frumple this here"):
        assert heard(answer, phrases, Expects.NOTE).kind is Kind.NOTE


def test_another_time_is_the_one_that_was_said(phrases: Phrases) -> None:
    assert heard("wibblet those here", phrases) == Meaning(Kind.RETIME, note="wibblet those here")
    assert heard("he said wibblety 19:00", phrases).kind is not Kind.RETIME, "it was said to somebody"
    meaning = heard("wibblet those 19:00 hour", phrases)
    assert (meaning.kind, meaning.at) == (Kind.RETIME, time(19))


def test_today_is_no_later_unless_an_hour_is_said(phrases: Phrases) -> None:
    meaning = heard("today quorple those here at 19:00", phrases)
    assert meaning.kind is Kind.SNOOZE
    assert meaning.until is not None
    assert (meaning.until.day, meaning.until.hour) == (TUESDAY.day, 19)
    assert heard("today quorple those here", phrases).kind is Kind.NOTE


def test_a_pause_keeps_its_end(phrases: Phrases) -> None:
    meaning = heard("snargle till friday with Ann", phrases)
    assert meaning.kind is Kind.PAUSE
    assert meaning.until is not None
    assert meaning.until.day == 27


def test_only_what_is_paused_resumes(phrases: Phrases) -> None:
    assert heard("dringle this now", phrases, None, State.PAUSED).kind is Kind.RESUME
    assert heard("dringle this now", phrases, None).kind is Kind.NOTE


def learnt(phrases: Phrases, given: dict[str, dict[str, float]]) -> Phrases:
    """The same, with what was learnt of the phrases' word, by kind."""
    known = copy(phrases)
    assert known.classifier is not None
    added = {name: [more.get(label, 0.0) for label in WORDS.values()] for name, more in given.items()}
    known.classifier = replace(known.classifier, said=added)
    return known


def test_what_phrases_heard_counts_as_much_as_was_learnt(phrases: Phrases) -> None:
    assert (
        heard(
            "done, zorple this those here now he wants to", learnt(phrases, {"said done": {"done": 50}})
        ).kind
        is Kind.DONE
    )
    meaning = heard("done, mimbly this those here now he wants to", phrases)
    assert meaning.kind is Kind.UNCLEAR
    assert [choice.kind for choice in meaning.choices] == [Kind.STOP, Kind.DONE]


DOUBTFUL = {"said stop": {"note": 50.0}, "said start": {"note": 50.0}}


@pytest.mark.parametrize("text", ["please stop", "he wants to now. STOP", "START"])
def test_a_keyword_of_carriers_is_beyond_doubt(text: str, phrases: Phrases) -> None:
    kind = Kind.START if text == "START" else Kind.STOP
    assert heard(text, learnt(phrases, DOUBTFUL), state=State.PAUSED).kind is kind


def test_a_stop_that_phrases_heard_is_asked_about_if_it_is_unlikely(phrases: Phrases) -> None:
    text = "he wants to now, please stop sending me messages"
    assert heard(text, learnt(phrases, {"said stop": {"stop": 5.0}})).kind is Kind.STOP
    meaning = heard(text, learnt(phrases, {"said stop": {"note": 5.0, "stop": 2.5}}))
    assert (meaning.kind, meaning.note) == (Kind.UNCLEAR, text)
    assert [choice.kind for choice in meaning.choices] == [Kind.STOP, Kind.NOTE]
    assert heard(text, learnt(phrases, {"said stop": {"note": 5.0}})) == Meaning(Kind.NOTE, note=text)


def test_a_weak_belief_changes_nothing(phrases: Phrases) -> None:
    for kind, wanted in ((Kind.PAUSE, Kind.NOTE), (Kind.WHY, Kind.WHY)):
        weak = learnt(phrases, {"asked done": {kind: 6.0, "note": 5.8}})
        assert heard("those here now", weak).kind is wanted


def test_a_rating_needs_one_number(phrases: Phrases) -> None:
    assert heard("this yadder, i got 4", phrases, Expects.RATING).rating == 4
    assert heard("yadder this here", phrases, Expects.RATING).kind is Kind.NOTE


def test_without_a_classifier_nothing_is_reconsidered(phrases: Phrases) -> None:
    known = phrases.classifier
    phrases.classifier = None
    try:
        assert heard("zorple this here", phrases).kind is Kind.NOTE
    finally:
        phrases.classifier = known


@pytest.mark.parametrize("text", ["", "frobnicate", "zorple frobnicate quux"])
def test_no_words_and_unknown_ones_are_too_little_for_an_opinion(text: str, phrases: Phrases) -> None:
    assert heard(text, phrases).kind in {Kind.NOTE, Kind.UNCLEAR}
