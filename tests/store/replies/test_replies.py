"""What replies are read for: the nudges that they may answer, the last change, and what is taken back."""

from datetime import timedelta
from typing import Any

import pytest

from nudges.core.reply.meaning import Kind
from nudges.core.status import Status
from nudges.core.vocabulary import Expects
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.replies import progress, replies
from tests.harness import MONDAY, World
from tests.store.written import nudge, reply

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
OTHER = "+15550104478"


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, True),
        ({"seconds": 1}, True),
        ({"seconds": -1}, False),
        ({"expects": None}, False),
        ({"status": Status.DELIVERED}, True),
        ({"status": Status.SENDING, "sent_at": None}, True),
        ({"status": Status.UNKNOWN, "sent_at": None}, True),
        ({"status": Status.QUEUED, "sent_at": None}, False),
        ({"status": Status.FAILED}, False),
    ],
)
def test_a_reply_may_answer_what_has_come_since_a_moment_and_asks(
    db: Db, given: dict[str, Any], asked: bool
) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    since = world.later(days=1).now
    more = {"expects": Expects.DONE} | {name: one for name, one in given.items() if name != "seconds"}
    with db.write() as tx:
        at = since + given.get("seconds", 0) * SECOND
        one = nudge(tx, her, at, due_at=since - DAY, **more)
        found = replies.asked_of(tx, [her.id, him.id], since)
    assert {who: [it.nudge_id for it in there] for who, there in found.items()} == {
        her.id: [one] if asked else [],
        him.id: [],
    }


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        ({}, True),
        ({"kind": Kind.REACTION}, False),
        ({"undone_at": MONDAY}, False),
        ({"nudge_id": None}, False),
    ],
)
def test_a_nudge_is_answered_by_what_counts(db: Db, given: dict[str, Any], answered: bool) -> None:
    world = World(db)
    person = world.join()
    now = world.later(days=1).now
    with db.write() as tx:
        first, second = (nudge(tx, person, now + n * SECOND, expects=Expects.DONE) for n in range(2))
        said: dict[str, Any] = {"nudge_id": first} | given
        reply(tx, person, now, **said)
        found = replies.asked_of(tx, [person.id], now)[person.id]
    assert [(one.nudge_id, one.answered) for one in found] == [(second, False), (first, answered)]


def test_the_last_change_is_the_newest_of_its_kinds_that_stands(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    since, kinds = world.now, (Kind.PAUSE, Kind.SNOOZE)
    with db.write() as tx:

        def last() -> tuple[str, Kind] | None:
            found = replies.last_change(tx, her.id, kinds, since)
            return (found.provider_id, found.kind) if found else None

        reply(tx, her, since - SECOND, Kind.PAUSE)
        reply(tx, him, since, Kind.PAUSE)
        reply(tx, her, since, Kind.DONE)
        reply(tx, her, since, Kind.PAUSE, undone_at=since)
        assert last() is None
        reply(tx, her, since, Kind.PAUSE, provider_id="SM1#2")
        assert last() == ("SM1", Kind.PAUSE)
        reply(tx, her, since, Kind.SNOOZE, provider_id="SM2")
        assert last() == ("SM2", Kind.SNOOZE)
        reply(tx, her, since - SECOND, Kind.PAUSE)
        assert last() == ("SM2", Kind.SNOOZE)


def test_what_is_said_instead_takes_back_what_was_said_before_it_to_the_same_nudge(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    before, now = world.now - SECOND, world.now
    with db.write() as tx:
        gone = reply(tx, her, now, nudge_id=7)
        reply(tx, her, now, nudge_id=7, undone_at=before)
        reply(tx, her, now, nudge_id=8)
        reply(tx, him, now, nudge_id=7)
        instead = reply(tx, her, now, nudge_id=7)
        reply(tx, her, now, nudge_id=7)
        replies.take_back_earlier(tx, her.id, 7, instead, now)
    assert [row.id for row in world.rows(t.reply) if row.undone_at == now] == [gone]


def test_the_notes_and_milestones_of_the_weeks_are_those_that_count(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone=OTHER)
    now = world.later(days=1).now
    since = now.date()
    with db.write() as tx:
        for note, at, given in (
            (b"before", now - DAY, {}),
            (b"first", now, {}),
            (b"second", now + DAY, {}),
            (b"third", now + DAY, {}),
            (None, now, {}),
            (b"undone", now, {"undone_at": now}),
            (b"of no nudge", now, {"nudge_id": None}),
            (b"unclear", now, {"kind": Kind.UNCLEAR}),
        ):
            reply(tx, her, at, **({"nudge_id": 7, "note": note} | given))
        nudge(tx, her, now, milestone="ten")
        nudge(tx, her, now, milestone="fifty", status=Status.FAILED)
        nudge(tx, her, now)
        notes = progress.notes(tx, [her.id, him.id], since)
        assert {who: [bytes(one) for _, one in there] for who, there in notes.items()} == {
            her.id: [b"third", b"second", b"first"],
            him.id: [],
        }
        assert progress.celebrated(tx, [her.id, him.id]) == {her.id: [(since, "ten")], him.id: []}
