"""The recent talk with a person: what of it is recent, in which order, and what still waits for an answer."""

from datetime import timedelta
from typing import Any

import pytest

from nudges.core.reply.heard import Answered
from nudges.core.reply.meaning import Kind
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store.db import Db
from nudges.store.people import people
from nudges.store.replies import conversation, replies
from tests.harness import World
from tests.store.written import nudge, reply

SECOND = timedelta(seconds=1)
OTHER = "+15550104478"


def test_our_texts_since_a_moment_the_newest_first_to_each_their_own(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    since = world.later(days=1).now
    with db.write() as tx:
        nudge(tx, her, since - SECOND, "before")
        just = nudge(tx, her, since, "just")
        reply(tx, her, since - SECOND, answer="an earlier answer")
        reply(tx, her, since, answer="an answer")
        reply(tx, her, since + 5 * SECOND)
        last = nudge(tx, her, since + SECOND, "last", sent_at=since + 2 * SECOND)
        nudge(tx, her, since, "waits", sent_at=None)
        nudge(tx, her, since)
        his = nudge(tx, him, since, "his")
        found = conversation.sent_lately(tx, [her.id, him.id], since)
    assert found[him.id] == [(his, "his")]
    assert found[her.id][0] == (last, "last")
    assert sorted(found[her.id][1:], key=str) == sorted([(just, "just"), (None, "an answer")], key=str)


def test_no_more_than_forty_of_our_texts_are_opened(db: Db) -> None:
    world = World(db)
    person = world.join()
    since = world.later(days=1).now
    with db.write() as tx:
        for n in range(42):
            nudge(tx, person, since + n * SECOND, f"text {n}", n=n)
        found = conversation.sent_lately(tx, [person.id], since)[person.id]
    assert [words for _, words in found] == [f"text {n}" for n in range(41, 1, -1)]


def test_what_they_wrote_last_and_what_we_answered_since_a_moment(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    since = world.now
    with db.write() as tx:
        reply(tx, him, since - SECOND, Kind.NOTE, answer="too early")
        reply(tx, her, since, Kind.HELP, "help", answer="Here is how", nudge_id=7)
        both = (her.id, him.id)
        assert conversation.last_kinds(tx, both, since) == {her.id: Kind.HELP}
        reply(tx, her, since + SECOND, Kind.NOTE, "it rained", answer="Kept")
        reply(tx, her, since + 2 * SECOND, Kind.DONE, "ok")
        reply(tx, her, since + 2 * SECOND, Kind.REACTION, "Liked")
        assert conversation.last_kinds(tx, both, since) == {her.id: Kind.DONE}
        reply(tx, her, since + 3 * SECOND, Kind.NOTE, body=None, answer="Kept")  # blanked for its age
        said = conversation.answered(tx, both, since)
    assert said == {
        her.id: [Answered("", None), Answered("it rained", None), Answered("help", 7)],
        him.id: [],
    }


def test_an_answer_is_kept_with_the_message_that_it_answers(db: Db) -> None:
    world = World(db)
    person = world.join()
    with db.write() as tx:
        first, second = (reply(tx, person, world.now, Kind.NOTE) for _ in range(2))
        conversation.set_answers(tx, [])
        conversation.set_answers(tx, [(person.id, first, "Kept")])
        assert (None, "Kept") in conversation.sent_lately(tx, [person.id], world.now)[person.id]
        conversation.set_answers(tx, [(person.id, first, "Kept 1"), (person.id, second, "Kept 2")])
        lines = [line.answer for line in replies.story(tx, person.id) if line.status == "reply"]
    assert sorted(lines) == ["Kept 1", "Kept 2"]


def test_nothing_is_left_of_the_talk_with_an_erased_person(db: Db) -> None:
    world = World(db)
    person = world.join()
    with db.write() as tx:
        reply(tx, person, world.now, answer="Kept")
        nudge(tx, person, world.now, "a text")
        people.erase(tx, person.id)
    with db.read() as tx:
        assert conversation.answered(tx, [person.id], world.now) == {person.id: []}
        assert conversation.sent_lately(tx, [person.id], world.now) == {person.id: []}


CHOICES: dict[str, Any] = {"choices": [{"kind": "done"}], "nudge": 7}


@pytest.mark.parametrize(
    ("asked", "effect", "open_"),
    [
        (0, CHOICES, True),
        (-3600, CHOICES, True),
        (-3601, CHOICES, False),
        (1, CHOICES, False),
        (0, {"until": "2026-06-03"}, False),
        (0, None, False),
    ],
)
def test_choices_wait_for_an_hour_and_not_before_they_were_offered(
    db: Db, asked: int, effect: dict[str, Any] | None, open_: bool
) -> None:
    world = World(db)
    person = world.join()
    until = world.later(days=1).now
    with db.write() as tx:
        reply(tx, person, until - timedelta(days=1), Kind.UNCLEAR, effect=CHOICES)
        reply(tx, person, until + asked * SECOND, Kind.UNCLEAR, effect=effect)
        found = conversation.offered(tx, person.id, Medium.SMS, until - timedelta(hours=1), until)
    assert (found is not None) is open_
    if found is not None:
        assert (found.choices, found.nudge_id, found.carried_by) == (CHOICES["choices"], 7, None)


@pytest.mark.parametrize(
    ("after", "given", "open_"),
    [
        (1, {}, False),
        (0, {}, True),
        (60, {}, False),
        (61, {}, True),
        (1, {"medium": Medium.EMAIL}, True),
        (1, {"status": Status.QUEUED}, True),
        (1, {"status": Status.FAILED}, True),
        (1, {"status": Status.SENDING, "sent_at": None}, False),
        (1, {"status": Status.UNKNOWN, "sent_at": None}, False),
        (1, {"status": Status.DELIVERED}, False),
    ],
)
def test_choices_are_over_once_something_else_may_have_reached_them(
    db: Db, after: int, given: dict[str, Any], open_: bool
) -> None:
    world = World(db)
    person, other = world.join(), world.join(phone=OTHER)
    asked = world.later(days=1).now
    with db.write() as tx:
        reply(tx, person, asked, Kind.UNCLEAR, effect=CHOICES)
        nudge(tx, other, asked + SECOND)
        nudge(tx, person, asked + after * SECOND, **given)
        found = conversation.offered(tx, person.id, Medium.SMS, asked, asked + 60 * SECOND)
    assert (found is not None) is open_


@pytest.mark.parametrize(
    ("status", "after", "open_"),
    [
        (Status.ACCEPTED, None, True),
        (Status.UNKNOWN, None, True),
        (Status.QUEUED, None, False),
        (Status.FAILED, None, False),
        (Status.ACCEPTED, 29, True),
        (Status.ACCEPTED, 31, False),
    ],
)
def test_choices_that_went_through_the_queue_wait_from_when_they_were_sent(
    db: Db, status: Status, after: int | None, open_: bool
) -> None:
    world = World(db)
    person = world.join()
    asked = world.later(days=1).now
    with db.write() as tx:
        offering = reply(tx, person, asked, Kind.UNCLEAR, effect=CHOICES | {"time": True})
        carrier = nudge(tx, person, asked + 30 * SECOND, status=status, reply_id=offering)
        if after is not None:
            nudge(tx, person, asked + after * SECOND)
        found = conversation.offered(tx, person.id, Medium.SMS, asked, asked + 60 * SECOND)
    assert (found is not None) is open_
    if found is not None:
        assert (found.carried_by, found.asks_time) == (carrier, True)
