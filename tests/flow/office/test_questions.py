"""A question is asked, taken, answered and handed back; who took it is not talked over by the service."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from nudges.channels.base import Fault
from nudges.core.errors import NudgesError
from nudges.core.office.question import Asks
from nudges.core.office.roles import PROMPT, Role
from nudges.core.status import Status
from nudges.core.vocabulary import ServiceMessage
from nudges.flow.consent import consent
from nudges.flow.maintenance.operator_notices import tell_operator
from nudges.flow.office import person, questions
from nudges.flow.office.act import ForbiddenError, NotThereError
from nudges.flow.office.today import todays
from nudges.flow.portal import readers
from nudges.flow.portal.export import as_json
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.office.questions import Question
from tests.harness import EMAIL, PHONE, SECRET, World, fault
from tests.office_staff import hire

ASKS = f"can I talk to somebody about {SECRET}?"


class Before:
    """A database in which something else happens before what is written."""

    def __init__(self, db: Db, happens: Callable[[], object]) -> None:
        self.read, self._db, self._happens = db.read, db, happens

    def write(self) -> AbstractContextManager[Tx]:
        self._happens()
        return self._db.write()


def open_now(world: World) -> list[Question]:
    return questions.open_questions(world.service, PROMPT)


def mailed(world: World) -> list[tuple[str, str]]:
    asyncio.run(tell_operator(world.service, world.now))
    went = [(one.to, one.text) for one in world.mail.ledger]
    world.mail.ledger.clear()
    return went


def test_twice_unclear_in_a_row_is_one_question_and_once_is_none(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.says("maybe")
    world.later(minutes=5).says("done")
    world.later(minutes=5).says("maybe")
    assert open_now(world) == []
    at = world.later(minutes=5).now
    assert world.says("dunno") is not None
    world.later(minutes=5).says("qwertz")
    [one] = open_now(world)
    assert (one.person_id, one.kind, one.asked_at, one.times) == (her.id, Asks.UNCLEAR, at, 2)


def test_a_question_mark_opens_one_and_the_service_answers_until_somebody_takes_it(db: Db) -> None:
    world = World(db)
    world.join()
    ada = hire(world)
    assert world.says(ASKS) is not None
    [one] = open_now(world)
    assert (one.kind, one.waits) == (Asks.QUESTION, True)
    assert world.later(minutes=1).says("I mean it") is not None
    questions.take(world.service, ada.acting, one.id, world.now)
    assert SECRET not in repr(world.rows(t.question)) + repr(world.rows(t.audit))


def test_while_it_is_taken_the_service_is_silent_on_free_words_and_on_nothing_else(db: Db) -> None:
    world = World(db)
    her = world.join(phone=PHONE, email=EMAIL)
    world.at("2026-06-02 09:20").run()
    world.says(ASKS)
    [one] = open_now(world)
    questions.take(world.service, PROMPT, one.id, world.now)
    for words in (
        "thank you",
        "maybe",
        "The river was lovely, and she laughed.",
        "is it warm where she lives?",
    ):
        assert world.later(minutes=1).says(words) is None, words
    assert world.says("Nobody answers me", sender=EMAIL) is None
    world.run()
    assert [row.message for row in world.rows(t.nudge) if row.message == ServiceMessage.ANSWER] == []
    answers = {words: world.later(minutes=1).says(words) for words in ("done", "later", "how am I doing")}
    answers |= {words: world.later(hours=2).says(words) for words in ("help", "NUMBERS", "pause 3 days")}
    assert [words for words, said in answers.items() if not said] == []
    assert "112" in (world.later(hours=2).says("I want to kill myself") or "")
    assert "unsubscribed" in (world.later(hours=2).says("STOP") or "")
    assert world.says("START")
    assert world.later(hours=2).says("thank you") is None
    questions.close(world.service, PROMPT, one.id, world.now)
    assert world.later(hours=2).says("thank you") is not None
    replies = [row.kind for row in world.rows(t.reply) if row.person_id == her.id]
    assert replies.count("note") >= 3  # all of it is kept as ever


def test_an_answer_goes_through_the_queue_and_they_may_write_again(db: Db) -> None:
    world = World(db)
    her = world.join()
    ada = hire(world)
    world.at("2026-06-01 21:30").says(ASKS)
    [one] = open_now(world)
    with pytest.raises(NudgesError, match="no words"):
        questions.answer(world.service, ada.acting, one.id, " ", world.now)
    assert questions.answer(world.service, ada.acting, one.id, f"I call you, {SECRET}", world.now) == 1
    [one] = open_now(world)
    assert (one.taken_by, one.waits) == (ada.id, False)
    world.run()
    assert world.sms.ledger == []
    world.at("2026-06-02 09:05").run()
    assert [m.text for m in world.sms.ledger if SECRET in m.text] == [f"Nudges: I call you, {SECRET}"]
    assert world.says("I am at work and near a phone") is None
    [one] = open_now(world)
    assert (one.waits, one.times) == (True, 2)
    questions.answer(world.service, ada.acting, one.id, "Good.", world.now)
    person.stop_by_telephone(world.service, ada.acting, her.id, person.SaidBy.THEMSELVES, world.now)
    assert world.nudge(ServiceMessage.STAFF).status == Status.SUPPRESSED
    with pytest.raises(NudgesError, match="cannot be written to"):
        questions.answer(world.service, ada.acting, one.id, "Hello?", world.now)
    actions = [row.action for row in world.rows(t.audit) if row.person_id]
    assert actions == ["question answer", "question answer", "person stop"]


def test_it_is_left_to_somebody_else_or_settled(db: Db) -> None:
    world = World(db)
    world.join()
    ada = hire(world)
    world.says(ASKS)
    [one] = open_now(world)
    assert questions.take(world.service, ada.acting, one.id, world.now).taken_by == ada.id
    questions.put_back(world.service, ada.acting, one.id, world.now)
    assert [(again.taken_at, again.waits) for again in open_now(world)] == [(None, True)]
    assert todays(world.service, ada.acting, world.now).questions == open_now(world)
    questions.close(world.service, ada.acting, one.id, world.now)
    assert open_now(world) == []
    assert todays(world.service, ada.acting, world.now).questions == []
    world.later(minutes=1).says(ASKS)
    assert [again.id for again in open_now(world)] != [one.id]


def test_owners_are_told_once_of_what_nobody_took_for_a_day(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    hire(world, Role.COACH, "Ben")
    world.says(ASKS)
    [one] = open_now(world)
    assert mailed(world.later(hours=23, minutes=59)) == []
    [(to, text)] = mailed(world.later(minutes=1))
    assert (to, f"https://nudges.example/office/questions/{one.id}" in text) == (ada.email, True)
    assert her.id in text
    for secret in (SECRET, her.name, "talk"):
        assert secret not in text
    assert mailed(world.later(days=1)) == []
    assert mailed(world.later(days=60)) == []


def test_nobody_is_told_of_what_somebody_took_and_a_mail_that_failed_goes_later(db: Db) -> None:
    world = World(db)
    world.join()
    world.says(ASKS)
    [one] = open_now(world)
    questions.take(world.service, PROMPT, one.id, world.now)
    hire(world)
    assert mailed(world.later(days=2)) == []
    questions.put_back(world.service, PROMPT, one.id, world.now)
    world.mail.answers.append(fault(Fault.BUSY))
    assert [mailed(world), mailed(world.later(minutes=1))] == [[], []]
    assert len(mailed(world.later(minutes=5))) == 1


def test_danger_is_a_case_and_somebody_unproven_or_not_active_asks_nothing(db: Db) -> None:
    world = World(db)
    world.join(email=EMAIL)
    other = world.join(phone="+33612345678", consent=None)
    world.says("can you help? I want to kill myself", sender=EMAIL)
    world.says(ASKS, sender=other.phone or "")
    world.says(ASKS, sender=EMAIL, authenticated=False)
    assert open_now(world) == []
    assert len(world.rows(t.person_case)) == 1


def test_words_are_shown_where_the_person_opened_them_and_the_look_is_in_the_audit(db: Db) -> None:
    world = World(db)
    her, ada, vera = world.join(), hire(world), hire(world, Role.VIEWER, "Vera")
    world.later(minutes=1).says(ASKS)
    [one] = open_now(world)
    closed = questions.question_view(world.service, ada.acting, one.id, world.now)
    assert (closed.words_open, SECRET in repr([line.text for line in closed.told])) == (False, False)
    readers.decide(world.service, her.id, True, "v1", world.now)
    shown = questions.question_view(world.service, ada.acting, one.id, world.now)
    assert (shown.words_open, shown.told[0].text) == (True, ASKS)
    blind = questions.question_view(world.service, vera.acting, one.id, world.now)
    assert (blind.words_open, blind.told[0].text) == (False, "")
    looks = [(row.action, row.staff_id) for row in world.rows(t.audit) if row.person_id]
    assert looks == [("person show", ada.id), ("person words", ada.id), ("person show", vera.id)]


def test_words_that_are_closed_while_the_page_is_made_are_not_shown(db: Db) -> None:
    world = World(db)
    her, ada = world.join(), hire(world)
    world.later(minutes=1).says(ASKS)
    [one] = open_now(world)
    readers.decide(world.service, her.id, True, "v1", world.now)
    closing = Before(db, lambda: readers.decide(world.service, her.id, False, "v2", world.now))
    slow = replace(world.service, db=cast(Db, closing))
    shown = questions.question_view(slow, ada.acting, one.id, world.now)
    assert (shown.words_open, SECRET in repr([line.text for line in shown.told])) == (False, False)


def test_a_coach_has_the_questions_of_their_caseload_and_a_viewer_only_looks(db: Db) -> None:
    world = World(db)
    her, ben, vera = world.join(), hire(world, Role.COACH, "Ben"), hire(world, Role.VIEWER, "Vera")
    world.says(ASKS)
    [one] = questions.open_questions(world.service, vera.acting)
    assert questions.open_questions(world.service, ben.acting) == []
    for act in (questions.take, questions.put_back, questions.close):
        with pytest.raises(NotThereError):
            act(world.service, ben.acting, one.id, world.now)
        with pytest.raises(ForbiddenError):
            act(world.service, vera.acting, one.id, world.now)
    other, cleo = world.join(phone="+15550104478"), hire(world, Role.COACH, "Cleo")
    world.says(ASKS, "+15550104478")
    for who, coach in ((her, ben), (other, cleo)):
        person.give_coach(world.service, PROMPT, who.id, coach.id, world.now)
        [own] = questions.open_questions(world.service, coach.acting)
        assert own.person_id == who.id
    assert questions.take(world.service, ben.acting, one.id, world.now).taken_by == ben.id
    assert questions.names_of(world.service, vera.acting, [one]) == {}


def test_an_erasure_settles_it_and_an_export_has_its_days(db: Db) -> None:
    world = World(db)
    her = world.join()
    world.says(ASKS)
    world.now += timedelta(minutes=1)
    [told] = json.loads(as_json(world.service, world.person(her.id)))["questions"]
    assert (told["kind"], told["asked_at"]) == ("question", "2026-06-01T10:00:00+02:00")
    consent.erase(world.service, her, world.now)
    assert open_now(world) == []


@pytest.mark.parametrize(
    ("words", "waits"),
    [
        ("call me", True),
        ("can I talk to my therapist", True),
        ("quiero hablar con alguien", True),
        ("can we talk please", True),
        ("¿podemos hablar un momento?", True),
        ("can we talk about the weather, he said", False),
        ("she never calls me", False),
        ("I told him to call me later", False),
    ],
)
def test_a_wish_to_speak_to_somebody_waits_for_staff(db: Db, words: str, waits: bool) -> None:
    world = World(db)
    world.join(plan="pulse")
    world.service = replace(world.service, office=True)
    answer = world.says(words) or ""
    assert [one.kind for one in open_now(world)] == [Asks.QUESTION] * waits
    assert (
        "the team can see that you asked. To reach somebody yourself, write to your coach." in answer
    ) is waits
