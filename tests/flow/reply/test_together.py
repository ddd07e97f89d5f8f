"""Replies and reports that are recorded together come to the same as one after the other."""

from collections.abc import Sequence
from typing import Any

import pytest

from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.record_status import Report, record_reports
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import Arrived, record_replies, record_replies_within
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.maintenance import tallies
from tests.harness import Databases, World, opened_db

NUMBERS = [f"+1555010{n:04d}" for n in range(8)]

#: Who says what: somebody twice and three times, a stranger, one message twice, danger, a change of mind.
SAID = [
    (0, "done 4, felt good", "a"),
    (1, "STOP", "b"),
    (2, "Yes we did it", "c"),
    (0, "undo", "d"),
    (3, "pause for a week", "e"),
    (1, "start", "f"),
    (4, "later please", "g"),
    (4, "done", "h"),
    (2, "Yes we did it", "c"),
    (5, "I want to kill myself", "i"),
    (0, "5", "j"),
    (6, "can somebody call me?", "k"),
    (7, "Loved “something”", "l"),
    (4, "stop", "m"),
    (2, "always at 8 pm", "n"),
]


def asked(db: Db) -> World:
    """People who were just asked for today's practice, and a number that is nobody's."""
    world = World(db)
    for number in NUMBERS[:-1]:
        world.join(phone=number)
    world.at("2026-06-02 09:16").run()
    return world


def arrived(world: World, said: Sequence[tuple[int, str, str]]) -> list[Arrived]:
    return [
        Arrived(Inbound(name, Medium.SMS, NUMBERS[who], text, world.now), world.now)
        for who, text, name in said
    ]


def became(world: World) -> list[Any]:
    """What everybody is, has, and was told; without ids, which each database counts by itself."""
    rows: list[Any] = []
    for table, columns in (
        (t.person, ("state", "paused_until", "disclosed")),
        (t.nudge, ("step", "message", "local_date", "n", "again", "status", "reason", "ready_at")),
        (t.reply, ("provider_id", "kind", "rating", "local_date", "undone_at", "medium")),
        (t.enrolment, ("plan", "times", "quiet")),
        (t.question, ("kind", "times")),
        (t.person_case, ("dangers",)),
    ):
        numbers = {row.id: world.person(row.id).phone for row in world.rows(t.person)}
        theirs = [
            (numbers[row.id if table is t.person else row.person_id], *(getattr(row, one) for one in columns))
            for row in world.rows(table)
        ]
        rows += sorted(theirs, key=repr)
    return rows


def test_together_or_one_after_the_other(db: Db, databases: Databases) -> None:
    together = asked(db)
    answers = record_replies(together.service, arrived(together, SAID))
    with opened_db(databases) as other:
        apart = asked(other)
        expected = []
        for one in arrived(apart, SAID):
            expected += record_replies(apart.service, [one])
        assert answers == expected
        assert became(together) == became(apart)
    assert answers[8] is None, "it came before"


def test_a_stop_holds_before_the_next_send(db: Db) -> None:
    world = asked(db)
    record_replies(world.service, arrived(world, [(n, "STOP", f"s{n}") for n in range(7)]))
    world.forget_sent()
    world.at("2026-06-03 12:00").run()
    assert not world.sent


def test_reports_together_are_taken_in_their_order(db: Db) -> None:
    world = asked(db)
    attempts = [row.id for row in world.rows(t.attempt)]
    first, second, third, *_ = attempts
    reports = [
        Report(first, Status.ACCEPTED, None, world.now, provider_id="SM1"),
        Report(second, Status.DELIVERED, None, world.now),
        Report("not-ours", Status.DELIVERED, None, world.now),
        Report(first, Status.DELIVERED, None, world.now),
        Report(second, Status.FAILED, "30003", world.now),
        Report(third, Status.FAILED, "30006", world.now),
        Report(first, Status.ACCEPTED, None, world.now),
    ]
    assert record_reports(world.service, reports) == [True, True, False, True, True, True, True]
    outcomes = {row.id: row.outcome for row in world.rows(t.attempt)}
    assert [outcomes[one] for one in (first, second, third)] == ["delivered", "delivered", "failed"]
    statuses = {row.attempt_id: row.status for row in world.rows(t.nudge) if row.attempt_id}
    assert [statuses[one] for one in (first, second, third)] == ["delivered", "delivered", "failed"]
    assert {statuses[one] for one in attempts[3:]} == {"accepted"}


def test_a_transaction_that_fails_counts_and_keeps_nothing(db: Db) -> None:
    world = asked(db)

    def fail() -> None:
        with db.write() as tx:
            record_replies_within(world.service, tx, arrived(world, SAID))
            raise ZeroDivisionError

    world.service.tally.save(db)
    with pytest.raises(ZeroDivisionError):
        fail()
    world.service.tally.save(db)
    assert not world.rows(t.reply)
    assert not world.rows(t.heard)
    with db.read() as tx:
        assert not [series for series in tallies.read(tx) if "replies" in repr(series)]
