"""A week lived after a disclosure: what is held, what comes, what is never said."""

from dataclasses import replace
from datetime import date

import pytest

from nudges.core.danger.after import limits
from nudges.core.person.person import Person
from nudges.core.reasons import ReasonCode
from nudges.core.vocabulary import Danger, NoticeKind, ServiceMessage
from nudges.flow.portal.settings import Wishes, settle
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.people import preferences
from tests.callers import Callers
from tests.harness import World, plan, step

ASKED = "2026-06-02 09:16"
HIT = "he hit me last night"
SOLO, TWO = "g1-s2-b2", "g1-s4-b1"
PHONE = "+14155550123"
PLANS = {"daily": plan(daily=step(practices=[SOLO]), couple=step("10:00", practices=[TWO]))}


@pytest.fixture
def callers(db: Db) -> Callers:
    world = World(db, plans=PLANS)
    world.join(phone=PHONE, zone="Europe/Paris")
    with db.write() as tx:
        preferences.set_wishes(tx, world.rows(t.person)[0].id, partner=True, partner_safe=True)
    world.at(ASKED).run()
    return Callers(world)


def who(callers: Callers) -> Person:
    return callers.world.person(callers.world.rows(t.person)[0].id)


def test_numbers_at_once_a_hold_and_a_message_at_its_end_that_asks_for_nothing(callers: Callers) -> None:
    world = callers.world
    answer = callers.sms(HIT, PHONE)
    assert answer
    assert "911" in answer
    world.forget_sent()
    for day in ("03", "04"):
        world.at(f"2026-06-{day} 09:16").run()
        assert not world.sent, day
    world.at("2026-06-05 12:00").run()
    [message] = world.sent
    assert "911" in message.text
    assert "PAUSE" in message.text
    assert "pause is over" not in message.text
    assert world.nudges(ServiceMessage.HOLD_OVER)


@pytest.mark.parametrize(
    ("hours", "said", "held"),
    [
        (72, [HIT], True),
        (1, [HIT], True),
        (0, [HIT], False),
        (72, [f"STOP. {HIT}"], False),
        (72, ["STOP", HIT], False),
    ],
)
def test_nudges_are_held_of_whoever_gets_any_where_the_operator_wants_it(
    callers: Callers, hours: int, said: list[str], held: bool
) -> None:
    world = callers.world
    world.service = replace(world.service, care_hours=hours)
    for words in said:
        world.later(minutes=1).says(words, PHONE)
    assert (who(callers).paused_until is not None) is held
    assert [row.kind for row in world.rows(t.operator_notice)] == [NoticeKind.DANGER]


@pytest.mark.parametrize("said", [HIT, "I want to die", "STOP"])
def test_after_danger_and_after_stop_a_yes_answers_no_practice(callers: Callers, said: str) -> None:
    """It is about what we said last: nothing is praised, and nothing is counted as kept."""
    world = callers.world
    world.run()
    for words in (said, "yes", "done 4", "no"):
        answer = callers.sms(words, PHONE)
        assert words == said or answer in ("Thank you. Your words are kept.", None)
    assert {row.nudge_id for row in world.rows(t.reply)} == {None}


def test_nothing_for_two_comes_until_they_say_so_on_their_page(callers: Callers) -> None:
    world = callers.world
    callers.sms(HIT, PHONE)
    world.forget_sent()
    world.at("2026-06-05 12:00").run()
    assert len(world.sent) == 1, "the end of the hold, and no task that day"
    world.at("2026-06-06 09:16").run()
    world.at("2026-06-06 10:01").run()
    assert len(world.sent) == 2, "what one does alone"
    assert [nudge.reason for nudge in world.nudges("couple")][-1] == ReasonCode.DISCLOSED
    me = who(callers)
    assert limits(me.disclosed, date(2030, 1, 1)).alone
    wishes = Wishes(
        zone=me.zone,
        opens=me.opens,
        closes=me.closes,
        paused_until=None,
        who=me.who,
        partner=True,
        partner_safe=False,
        care=me.care,
        discreet=me.discreet,
        quiet_acks=me.quiet_acks,
        notes=me.notes_in_summary,
        locale="en",
        prefers=None,
        times={},
    )
    assert settle(world.service, me.id, wishes, world.now)
    assert limits(who(callers).disclosed, date(2030, 1, 1)).alone, "not said to be safe"
    assert settle(world.service, me.id, replace(wishes, partner_safe=True), world.now)
    assert not limits(who(callers).disclosed, date(2030, 1, 1)).alone


def test_a_second_disclosure_begins_anew(callers: Callers) -> None:
    callers.sms(HIT, PHONE)
    callers.world.at("2026-06-04 12:00").run()
    assert callers.sms("he choked me again today", PHONE)
    callers.world.forget_sent()
    callers.world.at("2026-06-05 12:00").run()
    assert not callers.world.sent
    callers.world.at("2026-06-07 13:00").run()
    assert len(callers.world.nudges(ServiceMessage.HOLD_OVER)) == 2


def test_somebody_discreet_gets_a_neutral_text_and_a_page(callers: Callers) -> None:
    with callers.world.service.db.write() as tx:
        preferences.set_wishes(tx, who(callers).id, discreet=True)
    answer = callers.sms(HIT, PHONE)
    assert answer
    assert not any(word in answer.casefold() for word in ("danger", "abuse", "911", "help", "call"))
    assert who(callers).id not in answer
    page = callers.call(answer[answer.index("/q/") :].split()[0], method="GET")
    assert page.status_code == 200
    assert "911" in page.text
    assert callers.call("/q/us.v.en.aaaaaaaaaaaaaaaa", method="GET").status_code != 200


def test_a_stop_with_danger_has_the_numbers_in_its_one_confirmation(callers: Callers) -> None:
    answer = callers.sms("STOP. he is going to kill me", PHONE)
    assert answer
    assert "911" in answer
    assert "START" in answer
    assert dict(who(callers).disclosed).keys() == {Danger.VIOLENCE}


@pytest.mark.parametrize("word", ["EXIT", "exit!", "Salida"])
def test_exit_ends_the_talk_and_holds_everything_for_a_day(callers: Callers, word: str) -> None:
    assert callers.sms(word, PHONE) is None
    callers.world.forget_sent()
    callers.world.at("2026-06-03 09:15").run()
    assert not callers.world.sent
    callers.world.at("2026-06-04 09:15").run()
    assert len(callers.world.sent) == 1, "no message about it either"


def test_exit_shortens_no_hold(callers: Callers) -> None:
    callers.sms(HIT, PHONE)
    until = who(callers).paused_until
    assert callers.sms("EXIT", PHONE) is None
    assert who(callers).paused_until == until
