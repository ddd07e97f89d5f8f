"""Words that may speak of danger: their ordinary answer, one gentle line a day, no hold and nobody told."""

import pytest

from nudges.core.reply.heard import MOST_ANSWERS
from nudges.core.vocabulary import NoticeKind
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import preferences
from tests.callers import Callers
from tests.harness import World, plan, step

ASKED = "2026-06-02 09:16"
PHONE = "+14155550123"
HINT = "done. everything feels hopeless these days"
GENTLE = "text NUMBERS"


@pytest.fixture
def callers(db: Db) -> Callers:
    world = World(db, plans={"daily": plan(daily=step(practices=["g1-s2-b2"]))})
    world.join(phone=PHONE, zone="Europe/Paris")
    world.at(ASKED).run()
    return Callers(world)


def notices(world: World) -> list[str]:
    return [row.kind for row in world.rows(t.operator_notice)]


def test_the_ordinary_answer_and_one_gentle_line_a_day(callers: Callers) -> None:
    world = callers.world
    answer = callers.sms(HINT, PHONE)
    assert answer
    assert answer.endswith("If you ever want numbers to call, text NUMBERS.")
    assert "911" not in answer
    assert not world.rows(t.person)[0].paused_until
    assert NoticeKind.DANGER not in notices(world)
    again = callers.sms("I feel hopeless", PHONE)
    assert GENTLE not in (again or "")
    world.at("2026-06-03 09:16").run()
    assert GENTLE in (callers.sms("it all feels hopeless", PHONE) or "")


def test_the_line_goes_alone_where_thanks_are_not_wanted_and_is_neutral_to_the_discreet(
    callers: Callers,
) -> None:
    world = callers.world
    with world.db.write() as tx:
        preferences.set_wishes(tx, world.rows(t.person)[0].id, quiet_acks=True, discreet=True)
    assert callers.sms(HINT, PHONE) == "Text NUMBERS for more."


@pytest.mark.parametrize("word", ["NUMBERS", "números"])
def test_numbers_are_for_the_asking(callers: Callers, word: str) -> None:
    world = callers.world
    answer = callers.sms(word, PHONE)
    assert answer
    assert "911" in answer
    assert "RESUME" not in answer
    assert not world.rows(t.person)[0].paused_until
    assert not notices(world)


def test_whoever_says_that_their_phone_is_read_gets_neutral_texts_from_then_on(callers: Callers) -> None:
    answer = callers.sms("he reads my texts", PHONE)
    assert answer
    assert "https://" in answer
    assert callers.world.rows(t.person)[0].discreet


def test_a_loop_with_a_machine_is_told_to_the_operator(callers: Callers) -> None:
    for _ in range(3):
        callers.sms("I am away from my desk", PHONE)
    assert notices(callers.world) == [NoticeKind.LOOP]


def test_what_was_changed_is_said_however_many_answers_went_before(callers: Callers) -> None:
    for day in range(1, MOST_ANSWERS + 1):
        assert callers.sms(f"that was walk number {day} by the sea", PHONE)
    assert callers.sms("and the sea was calm again", PHONE) is None
    assert callers.sms("pause for 3 days", PHONE)
    assert "Undone" in (callers.sms("undo", PHONE) or "")
    assert callers.sms("undo", PHONE) is None, "the same again is a machine's"


@pytest.mark.parametrize(
    ("words", "number"), [("I want to die", "988"), ("he hit me", "911"), ("NUMBERS", "911")]
)
def test_the_same_cry_is_answered_again_until_only_a_machine_would_say_it(
    callers: Callers, words: str, number: str
) -> None:
    answers = []
    for _ in range(MOST_ANSWERS + 1):
        callers.world.later(minutes=1)
        answers.append(callers.sms(words, PHONE))
    assert all(number in (one or "") for one in answers[:-1])
    assert answers[-1] is None
    assert NoticeKind.LOOP in notices(callers.world)
    assert callers.sms(f"please help me, {words}", PHONE)
    callers.world.later(hours=1)
    assert number in (callers.sms(words, PHONE) or "")


def capped(callers: Callers) -> None:
    """So many answers that no ordinary one is given."""
    for day in range(MOST_ANSWERS):
        callers.world.later(minutes=1)
        assert callers.sms(f"that was walk number {day} by the sea", PHONE)
    assert callers.sms("and the sea was calm again", PHONE) is None


def test_a_hint_gets_its_line_beyond_the_cap_once_for_the_same_words_and_not_endlessly(
    callers: Callers,
) -> None:
    capped(callers)
    alone = "If you ever want numbers to call, text NUMBERS."
    assert callers.sms("I don't feel safe", PHONE) == alone
    assert callers.sms("I don't feel safe", PHONE) is None
    assert callers.sms("everything feels hopeless", PHONE) == alone, "these words got no answer yet"
    assert callers.sms("i dont  feel SAFE", PHONE) == alone
    said = [callers.sms(f"day {day} and everything feels hopeless", PHONE) for day in range(MOST_ANSWERS)]
    assert said == [alone] * (MOST_ANSWERS - 3) + [None] * 3
    assert len(callers.world.rows(t.person_case)) == 1
    callers.world.later(minutes=61)
    assert callers.sms("what a bright morning", PHONE)


@pytest.mark.parametrize(
    ("keyword", "answer"),
    [("STOP", "unsubscribed"), ("START", "Welcome back"), ("HELP", "Msg & data rates may apply")],
)
def test_a_carriers_keyword_is_answered_beyond_the_cap_and_again(
    callers: Callers, keyword: str, answer: str
) -> None:
    capped(callers)
    assert answer in (callers.sms(keyword, PHONE) or "")
    again = callers.sms(keyword, PHONE)
    assert again is None if keyword == "STOP" else answer in (again or "")
    if keyword != "STOP":
        for _ in range(MOST_ANSWERS):
            again = callers.sms(keyword, PHONE)
        assert again is None, "only a machine says it so often"


@pytest.mark.parametrize(
    ("words", "of_somebody"),
    [
        ("my brother says he wants to kill himself", True),
        ("I think my daughter took pills", True),
        ("mi hermano dice que se quiere matar", True),
        ("I want to kill myself", False),
        ("my brother died and I want to kill myself", False),
        ("mi hermano se fue y me quiero matar", False),
        ("my husband says he will kill me", False),
        ("my husband is hitting our son", False),
    ],
)
def test_a_case_does_not_say_of_them_what_they_told_of_somebody_else(
    callers: Callers, words: str, of_somebody: bool
) -> None:
    answer = callers.sms(words, PHONE) or ""
    [case] = callers.world.rows(t.person_case)
    assert case.of_somebody is of_somebody
    if case.certain:
        assert "911" in answer
        both = "Both of you deserve help." in answer or "Merecen ayuda." in answer
        assert both is of_somebody
        assert callers.world.rows(t.person)[0].paused_until, "held as after any words of danger"


def test_danger_of_their_own_counts_beside_what_they_told_of_somebody_else(callers: Callers) -> None:
    callers.sms("my brother says he wants to kill himself", PHONE)
    callers.sms("now I want to kill myself too", PHONE)
    callers.sms("my sister says she wants to kill herself", PHONE)
    [case] = callers.world.rows(t.person_case)
    assert not case.of_somebody
