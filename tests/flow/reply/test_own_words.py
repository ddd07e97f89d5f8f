"""Our own words never come back as a person's, through the real webhooks."""

from datetime import timedelta

import pytest

from nudges.core.person.person import State
from nudges.core.reply.understand import Kind
from nudges.store import tables as t
from nudges.store.db import Db
from tests.callers import Callers
from tests.harness import World

ASKED = "2026-06-02 09:16"


@pytest.fixture
def callers(db: Db) -> Callers:
    """Somebody who was just asked for today's practice."""
    world = World(db)
    world.join()
    world.at(ASKED).run()
    return Callers(world)


def kinds(callers: Callers) -> list[str]:
    return [row.kind for row in callers.world.rows(t.reply)]


@pytest.mark.parametrize(
    "form", ["Liked “{}”", "👎 to “{}”", "Removed a heart from “{}”", "No le gustó «{}»", "{}"]
)
def test_a_reaction_is_kept_with_its_nudge_and_changes_nothing(callers: Callers, form: str) -> None:
    [message] = callers.world.sent
    assert callers.sms(form.format(message.text)) is None
    [reply] = callers.world.rows(t.reply)
    assert (reply.kind, reply.nudge_id) == (Kind.REACTION, callers.world.nudge().id)
    assert callers.world.rows(t.person)[0].state == State.ACTIVE
    assert callers.sms("done") is not None, "it is still waited for"
    assert callers.world.rows(t.reply)[1].nudge_id == callers.world.nudge().id


def test_a_quoted_text_above_a_stop_hides_nothing(callers: Callers) -> None:
    [message] = callers.world.sent
    callers.sms(f"“{message.text}” stop texting me")
    assert callers.world.rows(t.person)[0].state == State.STOPPED


def test_a_reaction_to_an_answer(callers: Callers) -> None:
    answer = callers.sms("done")
    assert answer
    assert callers.sms(f"Emphasized “{answer}”") is None
    assert callers.sms(f"> {answer} and thanks") is not None
    assert kinds(callers)[1] == Kind.REACTION


def test_equal_texts_are_answered_once(callers: Callers) -> None:
    answers = [callers.sms("Thank you for your message. We will be back on Monday.") for _ in range(40)]
    assert sum(answer is not None for answer in answers) == 1
    assert callers.sms("done") is not None


def test_a_handful_of_answers_an_hour_is_the_most(callers: Callers) -> None:
    answers = [callers.sms(f"I wrote to you {n} times now") for n in range(40)]
    assert sum(answer is not None for answer in answers) == 6
    callers.world.now += timedelta(hours=2)
    assert callers.sms("hello again you") is not None


def test_what_matters_most_is_answered_however_much_was_answered(callers: Callers) -> None:
    for n in range(20):
        callers.sms(f"I wrote to you {n} times now")
    for words in ("I want to die", "HELP", "STOP", "START"):
        assert callers.sms(words) is not None, words
        again = callers.sms(words)
        assert (again is not None) == (words != "STOP"), words


def test_somebody_unknown_in_danger_is_answered_once_a_day(callers: Callers) -> None:
    said = "he is going to kill me tonight"
    assert callers.sms(said, sender="+15550109999") is not None
    assert callers.sms(said, sender="+15550109999") is None
    assert callers.sms(said, sender="+15550108888") is not None
    callers.world.now += timedelta(days=1, minutes=1)
    assert callers.sms(said, sender="+15550109999") is not None
