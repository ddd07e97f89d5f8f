"""People answer: understood and kept once, and STOP and START mean what they say on every channel."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from jinja2 import DictLoader
from structlog.testing import capture_logs

from nudges.channels.base import Fault
from nudges.core.person.person import Person, State
from nudges.core.status import Status
from nudges.flow.consent.pause import pause
from nudges.flow.planning.enrol import Newcomer
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import upcoming
from tests.harness import EMAIL, PARIS, PHONE, PLANS, SECRET, World, fault, guides, local, plan, step, why


def asked(db: Db, **fields: Any) -> tuple[World, Person]:
    """One person who has just been sent their nudge of Tuesday."""
    world = World(db)
    person = world.join(**fields)
    world.at("2026-06-02 09:15").run()
    return world.later(minutes=5), person


def answers(world: World) -> list[tuple[str, int | None, int | None]]:
    return [(r.kind, r.rating, r.nudge_id) for r in world.rows(t.reply)]


def next_slots(world: World, person: Person) -> int:
    with world.db.read() as tx:
        return len(upcoming.of(tx, person.id))


def test_a_reply_belongs_to_the_nudge_it_answers(db: Db) -> None:
    world, _ = asked(db)
    words = world.says(f"done {SECRET}")
    assert guides().practice(world.nudge().practice, world.nudge().take).thanks in (words or "")
    assert answers(world) == [("done", None, world.nudge().id)]


def test_the_days_newest_without_an_answer_comes_first(db: Db) -> None:
    world = World(db, plans={"daily": plan(early=step("09:15"), late=step("18:00"))})
    world.join()
    world.at("2026-06-02 09:15").run()
    world.at("2026-06-02 18:00").run()
    early, late = (n.id for n in world.nudges()[-2:])
    for text in ("done", "skip", "no"):
        world.later(minutes=1).says(text)
    assert [(kind, nudge) for kind, _, nudge in answers(world)] == [
        *[("done", late), ("not_done", early), ("not_done", late)]
    ]


def test_more_words_are_not_credited_to_an_older_day(db: Db) -> None:
    world, _ = asked(db)  # Tuesday's stays without an answer
    world.at("2026-06-03 09:15").run()
    wednesday = world.nudge().id
    for words in ("done", "and it was lovely"):
        world.later(minutes=1).says(words)
    assert [nudge for _, _, nudge in answers(world)] == [wednesday, wednesday]


def test_an_answer_is_for_what_arrived(db: Db) -> None:
    world, _ = asked(db)
    world.at("2026-06-03 09:15").run()
    tuesday, wednesday = world.nudges()
    world.report(wednesday.attempt_id, Status.FAILED, "30007")
    world.says("done")
    assert [nudge for _, _, nudge in answers(world)] == [tuesday.id]


def test_a_slip_in_a_template_undoes_no_stop_and_loses_no_reply(db: Db) -> None:
    world, person = asked(db)
    broken = DictLoader({f"sms/{name}.txt": "{{ nothing_like_it }}" for name in ("stopped", "ack_done")})
    world.service = world.rebuilt(PLANS, broken)
    with capture_logs() as logs:
        assert world.says("done") is None
        assert world.says("STOP") is None
    told = [one for one in logs if one["event"] == "cannot answer"]
    assert [one["kind"] for one in told] == ["done", "stop"]
    assert "ack_done.txt" in told[0]["what"]
    assert [kind for kind, _, _ in answers(world)] == ["done", "stop"]
    assert world.person(person.id).state == "stopped"


def test_a_reply_counts_for_the_day_of_its_nudge(db: Db) -> None:
    world, _ = asked(db)
    world.at("2026-06-03 00:30").says("done")
    assert [r.local_date.day for r in world.rows(t.reply)] == [2]


@pytest.mark.parametrize(
    ("plan", "text", "kind", "rating", "words"),
    [
        ("daily", "skip", "not_done", None, "not this one"),
        ("daily", "not today", "not_done", None, "as planned"),
        ("pulse", "4", "rating", 4, "4 of 5"),
        ("daily", "my sister has a new job in Leeds", "note", None, "Your words are kept"),
    ],
)
def test_each_meaning_has_its_words(
    db: Db, plan: str, text: str, kind: str, rating: int | None, words: str
) -> None:
    world = World(db)
    world.join(plan=plan)
    world.at("2026-06-03 19:00").run()
    if plan == "daily":
        world.at("2026-06-04 09:15").run()
    assert words in (world.says(text) or "")
    assert answers(world) == [(kind, rating, world.nudge().id)]


def test_the_same_message_twice_changes_nothing_and_is_not_answered(db: Db) -> None:
    world, _ = asked(db)
    assert world.says("done", provider_id="SM1")
    before = answers(world)
    assert world.says("done", provider_id="SM1") is None
    assert world.says("STOP", provider_id="SM1") is None
    assert answers(world) == before
    assert world.rows(t.suppression) == []


def test_the_same_message_at_the_same_moment_is_kept_once(db: Db) -> None:
    world, _ = asked(db)
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: world.says("done", provider_id="SM1"), range(4)))
    assert len([words for words in said if words]) == 1
    assert len(answers(world)) == 1


def test_words_without_an_open_nudge_are_a_note_of_their_own(db: Db) -> None:
    world = World(db)
    world.join()
    assert "Your words are kept" in (world.says("hello there, how is it going") or "")
    assert answers(world) == [("note", None, None)]


def test_a_nudge_is_open_for_a_week(db: Db) -> None:
    world, person = asked(db)
    pause(world.service, person, local("2026-07-01 00:00"), world.now)
    world.at("2026-06-09 09:16").says("done")
    assert answers(world)[0][2] is None


def test_nothing_of_a_stranger_is_kept(db: Db) -> None:
    world = World(db)
    assert world.says("done", sender="+15559999999") is None
    assert world.says("HELP", sender="stranger@example.org") is None
    assert (world.rows(t.reply), world.rows(t.person), world.rows(t.suppression)) == ([], [], [])


def test_a_strangers_stop_holds_until_they_say_start(db: Db) -> None:
    world = World(db)
    assert world.says("STOP") is None
    world.join(quiet=False)
    world.run()
    assert why(world.nudge("welcome")) == "not sent: the person said STOP"
    world.at("2026-06-02 09:15").run()
    assert (world.sms.tried, world.nudge().status) == ([], "suppressed")
    assert "Welcome back" in (world.says("START") or "")
    world.at("2026-06-03 09:15").run()
    assert len(world.sms.ledger) == 1


@pytest.mark.parametrize("text", ["STOP", "please stop texting me", "Unsubscribe", "stop."])
def test_stop_ends_everything_on_all_channels(db: Db, text: str) -> None:
    world, person = asked(db, phone=PHONE, email=EMAIL)
    world.joined(Newcomer("letters", PARIS, phone=PHONE))
    world.at("2026-06-02 10:00").plan_due()
    assert "queued" in {n.status for n in world.nudges()}
    assert "unsubscribed" in (world.says(text) or "")
    assert {n.status for n in world.nudges()} == {"accepted", "suppressed"}
    assert {why(n) for n in world.nudges()} == {"sent", "not sent: the person said STOP"}
    assert next_slots(world, person) == 0
    world.forget_sent()
    for day in range(3, 9):
        world.at(f"2026-06-0{day} 18:00").run()
    assert (world.sms.tried, world.mail.tried) == ([], [])
    assert [(c.given, c.method) for c in world.rows(t.consent)] == [
        (True, "written"),
        (False, "reply"),
    ]


def test_after_stop_there_is_one_confirmation_and_then_silence(db: Db) -> None:
    world, _ = asked(db)
    assert world.says("stop")
    assert [world.says(text) for text in ("stop", "done", "why do you still write?")] == [None, None, None]
    assert "your coach" in (world.says("HELP") or ""), "but help is always given"


def test_start_takes_them_back(db: Db) -> None:
    world, person = asked(db, phone=PHONE, email=EMAIL)
    world.says("stop")
    assert "Welcome back" in (world.says("START") or "")
    assert next_slots(world, person) == 2
    world.forget_sent()
    world.at("2026-06-03 09:15").run()
    assert len(world.sms.ledger) == 1
    assert world.rows(t.suppression) == []


def test_a_start_by_mail_needs_more_than_a_from(db: Db) -> None:
    world = World(db)
    person = world.join(phone=PHONE, email=EMAIL, plan="letters")
    world.at("2026-06-02 10:00").run()
    [ours] = [row.id for row in world.rows(t.attempt) if row.channel == "fake"][-1:]
    world.says("STOP", EMAIL)
    assert world.says("START", EMAIL) is None  # anybody can write an address into a From
    assert world.says("START", EMAIL, answers="0" * 32) is None
    assert world.person(person.id).state == "stopped"
    assert world.says("START", EMAIL, answers=ours) is not None  # names a mail that only they have
    assert world.person(person.id).state == "active"


def test_start_ends_a_pause(db: Db) -> None:
    """It is answered with "your messages go on", so they must."""
    world, person = asked(db)
    pause(world.service, person, local("2026-07-01 00:00"), world.now)
    assert "Your messages go on" in (world.says("START") or "")
    world.at("2026-06-03 09:15").run()
    assert world.nudge().status == "accepted"


def test_start_in_the_middle_of_things_changes_no_schedule(db: Db) -> None:
    world, _ = asked(db)
    world.at("2026-06-03 09:16")
    world.says("start")
    world.run()
    assert world.nudge().status == "accepted"
    assert len(world.nudges()) == 2


def test_yes_is_an_answer_and_not_a_start(db: Db) -> None:
    world, _ = asked(db)
    world.says("stop")
    assert world.says("yes") is None
    assert answers(world)[-1][0] == "done"
    world.at("2026-06-03 09:15").run()
    assert len(world.nudges()) == 1


def test_a_stop_the_provider_has_confirmed_itself_is_obeyed_in_silence(db: Db) -> None:
    world, person = asked(db)
    assert world.says("alto", stopped_by_provider=True) is None
    assert next_slots(world, person) == 0


def test_a_reply_by_mail_is_answered_by_one_mail_at_any_hour(db: Db) -> None:
    world = World(db)
    world.join(plan="letters", email=EMAIL)
    world.at("2026-06-02 10:00").run()
    world.forget_sent()
    world.at("2026-06-02 23:30")
    answers_it = {"provider_id": "<1@mail>", "answers": world.nudge("letter").attempt_id}
    words = world.says("done", sender=EMAIL.upper(), **answers_it)
    assert world.says("done", sender=EMAIL, **answers_it) is None
    world.run()
    world.run()
    [message] = world.mail.ledger
    assert (message.to, world.nudge("answer").status) == (EMAIL, "accepted")
    assert words
    assert words in " ".join(message.text.split())
    assert world.nudges("letter")[0].id == answers(world)[0][2]


def test_an_answer_that_could_not_be_sent_for_a_day_is_missed(db: Db) -> None:
    world = World(db)
    world.join(plan="letters", email=EMAIL)
    world.says("HELP", sender=EMAIL)
    world.later(hours=25).run()
    assert (world.nudge("confirmation").status, why(world.nudge("confirmation"))) == (
        "missed",
        "missed: too late for an answer",
    )


def test_a_stop_by_mail_is_confirmed_once_and_ends_what_was_waiting(db: Db) -> None:
    world = World(db)
    world.join(plan="letters", phone=PHONE, email=EMAIL)
    world.at("2026-06-02 10:00").run()
    world.forget_sent()
    world.says("a first note", sender=EMAIL)
    world.says("stop", sender=EMAIL)
    world.says("stop!", sender=EMAIL)
    assert world.says("and another thing", sender=PHONE) is None
    for hours in (0, 1, 24):
        world.later(hours=hours).run()
    assert [n.status for n in world.nudges("answer")] == ["suppressed"]
    assert [n.status for n in world.nudges("confirmation")] == ["accepted"]
    assert len(world.mail.ledger) == 1
    assert "unsubscribed" in world.mail.ledger[0].text
    assert world.sms.tried == []


def test_an_acknowledgement_that_waits_does_not_pass_a_stop(db: Db) -> None:
    world = World(db)
    world.join(plan="letters", phone=PHONE, email=EMAIL)
    world.says("a first note", sender=EMAIL)
    world.mail.answers.append(fault(Fault.BUSY))
    world.mail.before = lambda _: (world.says("STOP"), None)[1]  # while it is on its way
    world.run()
    world.mail.before = None
    world.later(minutes=5).run()
    assert (world.nudge("answer").status, world.mail.ledger) == ("suppressed", [])


def test_stop_said_twice_at_once_is_confirmed_once(db: Db) -> None:
    world, _ = asked(db)
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(world.says, ("stop", "STOP")))
    assert len([words for words in said if words]) == 1
    assert [c.given for c in world.rows(t.consent)] == [True, False]


@pytest.mark.parametrize("late", [False, True])
def test_a_start_that_the_provider_has_answered_is_not_answered_again(db: Db, late: bool) -> None:
    world = World(db)
    person = world.join()
    world.says("STOP", stopped_by_provider=True)
    assert world.person(person.id).state is State.STOPPED
    world.later(minutes=1)
    assert world.says("START", started_by_provider=True, late=late) is None
    assert world.person(person.id).state is State.ACTIVE
    assert [n.message for n in world.rows(t.nudge) if n.message in ("answer", "confirmation")] == []
