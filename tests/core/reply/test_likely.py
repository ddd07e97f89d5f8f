"""The second opinion: what a classifier may say on a reply that no phrase knows, and what it may not."""

from datetime import time

import pytest

from nudges.content.replies import phrases_of
from nudges.core.person.person import State
from nudges.core.reply import understand as reply
from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.phrases import Phrases
from nudges.core.text.classifier import MIDDLE, SQUARES, Classifier
from nudges.core.vocabulary import Expects
from tests.folders import TEMPLATES
from tests.understood import TUESDAY

#: A made-up word for each kind, of which the classifier is sure; "perhaps" leaves a stop in doubt.
WORDS = {
    "zorple": "stop", "blickly": "done", "frumple": "not_done", "snargle": "pause", "wibblet": "retime",
    "quorple": "snooze", "dringle": "resume", "plonkle": "why",
}  # fmt: skip
DOUBT = "mimbly"


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    known = phrases_of(sorted((TEMPLATES / "replies").glob("*.yaml")))
    labels = tuple(WORDS.values())
    rows = {word: row for row, word in enumerate([*WORDS, DOUBT])}
    weights = [[100 * (label == kind) for label in labels] for kind in WORDS.values()]
    weights.append([28 * (label == "stop") for label in labels])
    table = b"".join(bytes([SQUARES, *(MIDDLE + weight for weight in row)]) for row in weights)
    known.classifier = Classifier(
        labels, (0.1,) * len(labels), (-3.0,) * len(labels), 0.01, False, rows, table
    )
    return known


def heard(
    text: str, phrases: Phrases, expects: Expects | None = Expects.DONE, state: State = State.ACTIVE
) -> Meaning:
    return reply.understand(text, expects, TUESDAY, phrases, state=state)


def test_a_likely_stop_is_obeyed(phrases: Phrases) -> None:
    meaning = heard("zorple this", phrases)
    assert (meaning.kind, meaning.note) == (Kind.STOP, "zorple this")


def test_a_stop_in_doubt_is_asked_about_and_kept_as_a_note(phrases: Phrases) -> None:
    meaning = heard("mimbly this", phrases)
    assert meaning.kind is Kind.UNCLEAR
    assert [choice.kind for choice in meaning.choices] == [Kind.STOP, Kind.NOTE]
    assert meaning.note == "mimbly this"


def test_a_stop_that_others_want_or_that_is_refused_is_not_obeyed(phrases: Phrases) -> None:
    assert heard("he wants to zorple", phrases).kind is Kind.UNCLEAR
    assert heard("don't you dare zorple", phrases).kind is not Kind.STOP


def test_done_answers_only_what_can_be_done(phrases: Phrases) -> None:
    assert heard("blickly here", phrases).kind is Kind.DONE
    assert heard("blickly here", phrases, Expects.NOTE).kind is Kind.NOTE
    assert heard("blickly here", phrases, Expects.RATING).kind is Kind.NOTE
    assert heard("frumple here", phrases, Expects.RATING).kind is Kind.NOT_DONE


def test_another_time_needs_one_that_was_said(phrases: Phrases) -> None:
    assert heard("wibblet those", phrases).kind is Kind.NOTE
    meaning = heard("wibblet those 19:00 hour", phrases)
    assert (meaning.kind, meaning.at) == (Kind.RETIME, time(19))


def test_a_pause_keeps_its_end(phrases: Phrases) -> None:
    meaning = heard("snargle till friday with Ann", phrases)
    assert meaning.kind is Kind.PAUSE
    assert meaning.until is not None
    assert meaning.until.day == 27


def test_only_what_is_paused_resumes(phrases: Phrases) -> None:
    assert heard("dringle now", phrases, None, State.PAUSED).kind is Kind.RESUME
    assert heard("dringle now", phrases, None).kind is Kind.NOTE


def test_phrases_stay_the_authority(phrases: Phrases) -> None:
    assert heard("done, zorple", phrases).kind is Kind.DONE
    assert heard("4 o'clock zorple pause until friday", phrases).kind is not Kind.STOP


def test_without_a_classifier_nothing_is_reconsidered(phrases: Phrases) -> None:
    known = phrases.classifier
    phrases.classifier = None
    try:
        assert heard("zorple this", phrases).kind is Kind.NOTE
    finally:
        phrases.classifier = known


@pytest.mark.parametrize("text", ["", "zorple"])
def test_no_word_and_one_are_too_little_for_an_opinion(text: str, phrases: Phrases) -> None:
    assert heard(text, phrases).kind is Kind.NOTE
