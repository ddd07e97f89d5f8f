"""Replies survive: what no webhook brought is read from the provider's list, once, and for its own time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from nudges.channels.base import Fault, Heard
from nudges.core.person.person import Person, State
from nudges.flow.reply.backfill import EVERY, OVERLAP, relist
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import PHONE, SECRET, FakeRecords, World, fault, guides, local, why


def listening(db: Db, **fields: Any) -> tuple[World, FakeRecords, Person]:
    """Somebody who was sent today's nudge, in an installation that has listed once."""
    world, records = World(db), FakeRecords()
    world.sms.records = records
    person = world.join(**fields)
    world.at("2026-06-02 09:00")
    listed(world)
    world.at("2026-06-02 09:15").run()
    world.forget_sent()
    return world, records, person


def listed(world: World, **span: float) -> int:
    world.later(**span)
    return asyncio.run(relist(world.service, world.now))


def heard(records: FakeRecords, text: str, at: datetime, sid: str = "", sender: str = PHONE) -> None:
    records.heard.append(Heard(sid or f"SM{len(records.heard):032x}", sender, text, at))


def replies(world: World) -> list[tuple[str, int | None]]:
    return [(r.kind, r.nudge_id) for r in world.rows(t.reply)]


def test_a_reply_that_no_webhook_brought_is_heard_once_and_answered(db: Db) -> None:
    world, records, _ = listening(db)
    heard(records, f"done {SECRET}", local("2026-06-02 09:20"))
    assert listed(world.at("2026-06-02 09:30")) == 1
    assert replies(world) == [("done", world.nudge("daily").id)]
    assert world.rows(t.reply)[0].at == local("2026-06-02 09:20")
    world.run()
    [answer] = world.sms.ledger
    assert answer.to == PHONE
    nudge = world.nudge("daily")
    assert guides().practice(nudge.practice, nudge.take).thanks in answer.text
    assert world.nudge("answer").status == "accepted"
    for _ in range(8):
        assert listed(world, minutes=15) == 0
        world.run()
    assert (len(world.rows(t.reply)), len(world.sms.ledger)) == (1, 1)


def test_what_a_webhook_brought_is_not_heard_again(db: Db) -> None:
    world, records, _ = listening(db)
    world.at("2026-06-02 09:20").says("done", provider_id="SM1")
    heard(records, "done", world.now, sid="SM1")
    assert listed(world, minutes=15) == 0
    world.run()
    assert (len(world.rows(t.reply)), world.sms.tried) == (1, [])


def test_it_counts_for_the_day_it_came_in_on(db: Db) -> None:
    world, records, _ = listening(db)
    tuesday = world.nudge("daily").id
    heard(records, "done", local("2026-06-03 00:10"))
    heard(records, "skip", local("2026-06-03 09:10"))
    world.at("2026-06-03 09:15").run()
    listed(world, minutes=5)
    assert {nudge for _, nudge in replies(world)} == {tuesday}, "Wednesday's had not been sent yet"
    assert [r.local_date.day for r in world.rows(t.reply)] == [2, 2]


def test_every_listing_begins_before_the_last_one(db: Db) -> None:
    world, records, _ = listening(db)
    assert records.asked == [], "the first has nothing to catch up with"
    began = local("2026-06-02 09:00")
    listed(world, minutes=1)
    assert records.asked == [began - OVERLAP]
    first = world.now
    for minutes in (1, 13, 1):
        listed(world, minutes=minutes)
    assert records.asked == [began - OVERLAP, first - OVERLAP], f"once in {EVERY}, whoever asks"


def test_a_listing_that_failed_is_made_up_for(db: Db) -> None:
    world, records, _ = listening(db)
    heard(records, "done", local("2026-06-02 09:20"))
    records.fails = fault(Fault.BUSY)
    for _ in range(12):
        assert listed(world, minutes=15) == 0
    records.fails = None
    assert listed(world, minutes=15) == 1


def test_one_that_cannot_be_recorded_stops_nobody_and_is_told_by_its_id(db: Db) -> None:
    world, records, her = listening(db)
    world.join(phone="+15550100778")
    with db.write() as tx:
        tx.conn.execute(update(t.person).where(t.person.c.id == her.id).values(data_key=b"damaged"))
    heard(records, f"done {SECRET}", local("2026-06-02 09:20"), sid="SMx")
    heard(records, "done", local("2026-06-02 09:20"), sender="+15550100778")
    with capture_logs() as logs:
        assert listed(world.at("2026-06-02 09:30")) == 1
    assert [one["reply"] for one in logs if one["event"] == "reply not recorded"] == ["SMx"]
    assert SECRET not in repr(logs)


def test_what_came_in_a_week_ago_is_no_reply_any_more(db: Db) -> None:
    world, records, _ = listening(db)
    heard(records, "done", local("2026-06-02 09:20"))
    heard(records, "it rained all night", local("2026-06-08 09:20"))
    assert listed(world.at("2026-06-10 12:00")) == 1
    assert [kind for kind, _ in replies(world)] == ["note"]


def test_a_stop_that_was_lost_holds_and_is_confirmed(db: Db) -> None:
    world, records, person = listening(db)
    heard(records, "STOP", local("2026-06-02 09:20"))
    listed(world.at("2026-06-02 09:31"))
    assert world.person(person.id).state == State.STOPPED
    world.run()
    assert [m.text for m in world.sms.ledger if "unsubscribed" in m.text]
    assert world.nudge("confirmation").status == "accepted"
    world.at("2026-06-03 09:15").run()
    assert len(world.sms.tried) == 1


@pytest.mark.parametrize(
    ("lost", "since", "ends"),
    [
        ("STOP", "START", State.ACTIVE),
        ("START", "STOP", State.STOPPED),
    ],
)
def test_the_newest_word_counts_in_whatever_order_they_are_heard(
    db: Db, lost: str, since: str, ends: State
) -> None:
    world, records, person = listening(db)
    heard(records, lost, local("2026-06-02 09:20"))
    world.at("2026-06-02 09:25").says(since)
    listed(world, minutes=10)
    assert world.person(person.id).state == ends
    world.run()
    assert world.sms.tried == [], "and is not answered with what no longer holds"


@pytest.mark.parametrize(("words", "ends"), [(["STOP", "START"], "active"), (["START", "STOP"], "stopped")])
def test_two_lost_words_are_heard_in_their_order(db: Db, words: list[str], ends: str) -> None:
    world, records, person = listening(db)
    for minute, word in enumerate(words, 20):
        heard(records, word, local(f"2026-06-02 09:{minute}"))
    records.heard.sort(key=lambda one: one.at)
    listed(world.at("2026-06-02 09:31"))
    assert world.person(person.id).state == ends


def test_a_late_answer_does_not_come_in_the_night(db: Db) -> None:
    world, records, _ = listening(db)
    heard(records, "done", local("2026-06-02 19:50"))
    listed(world.at("2026-06-02 22:30"))
    world.run()
    assert world.sms.tried == []
    world.at("2026-06-03 09:00").run()
    assert len(world.sms.ledger) == 1


def test_an_answer_a_day_late_is_not_given(db: Db) -> None:
    world, records, _ = listening(db)
    heard(records, "done", local("2026-06-02 09:20"))
    listed(world.at("2026-06-03 10:00"))
    world.run()
    assert (world.nudge("answer").status, why(world.nudge("answer"))) == (
        "missed",
        "missed: too late for an answer",
    )


def test_strangers_and_names_are_passed_over_but_a_strangers_stop_holds(db: Db) -> None:
    world, records, _ = listening(db)
    heard(records, SECRET, local("2026-06-02 09:20"), sender="+15550109999")
    heard(records, "STOP", local("2026-06-02 09:20"), sender="+15550109999")
    heard(records, "Your parcel waits", local("2026-06-02 09:21"), sender="POSTOFFICE")
    assert listed(world.at("2026-06-02 09:31")) == 0
    assert replies(world) == []
    assert len(world.rows(t.suppression)) == 1


def test_a_clock_that_is_behind_the_providers_puts_no_reply_into_the_future(db: Db) -> None:
    world, records, _ = listening(db)
    heard(records, "done", local("2026-06-02 10:31"))
    assert listed(world.at("2026-06-02 09:31")) == 1
    assert world.rows(t.reply)[0].at == world.now


def test_a_channel_without_records_is_not_asked(db: Db) -> None:
    world = World(db)
    world.join()
    for _ in range(3):
        assert listed(world, minutes=15) == 0


def test_many_replies_are_recorded_a_page_at_a_time(db: Db) -> None:
    world, records, _ = listening(db)
    for second in range(600):
        heard(records, "ok", local("2026-06-02 09:16") + timedelta(seconds=second), sender="+15550109999")
    heard(records, "done", local("2026-06-02 09:28"))
    assert listed(world.at("2026-06-02 09:31")) == 1
