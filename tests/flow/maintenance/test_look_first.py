"""After an absence it is looked first: nothing goes out twice, and nothing after a STOP that was missed."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert
from sqlmodel import SQLModel

from nudges.channels.base import Fault, Heard, Message, Sent
from nudges.core.person.person import State
from nudges.core.vocabulary import Medium
from nudges.flow.maintenance.look_first import look_first
from nudges.flow.planning.enrol import Newcomer, join
from nudges.flow.reply.backfill import relist
from nudges.store import tables as t
from nudges.store.db import Db, remember
from nudges.store.maintenance import heartbeats
from tests.harness import CONSENT, PARIS, PHONE, FakeRecords, World, fault, local, plan, step

ALL = {Medium.SMS, Medium.EMAIL}


def with_records(db: Db, **fields: Any) -> tuple[World, FakeRecords]:
    """An installation whose SMS provider keeps books, and which has listed replies and beaten once."""
    world, records = World(db, **fields), FakeRecords()
    world.sms.records = records

    def kept(message: Message) -> None:
        shown = Sent(f"fake-{message.attempt_id}", world.now, message.text)
        records.of_number.setdefault(message.to, []).append(shown)

    world.sms.before = kept
    asyncio.run(relist(world.service, world.now))
    beats(world)
    return world, records


def beats(world: World) -> None:
    """What a worker that has missed nothing writes down every ten seconds."""
    with world.db.write() as tx:
        heartbeats.listened(tx, world.now)


def looks(world: World, *, outage: bool = False) -> set[Medium]:
    return asyncio.run(look_first(world.service, lambda: world.now, outage=outage))


def backup(world: World) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [dict(row._mapping) for row in world.rows(table)]
        for table in SQLModel.metadata.sorted_tables
    }


def restore(world: World, rows: dict[str, list[dict[str, Any]]], *, marked: bool = True) -> None:
    with world.db.write() as tx:
        for table in reversed(SQLModel.metadata.sorted_tables):
            tx.conn.execute(delete(table))
        for table in SQLModel.metadata.sorted_tables:
            if rows[table.name]:
                tx.conn.execute(insert(table), rows[table.name])
        if marked:
            remember(tx, heartbeats.RESTORED, world.now.isoformat())


def crowd(world: World, many: int) -> list[str]:
    people = [Newcomer("daily", PARIS, phone=f"+1555{n:07}", consent=CONSENT) for n in range(many)]
    ids = [one.person_id for one in join(world.service, people, world.now)]
    world.run()
    world.forget_sent()
    return ids


@pytest.mark.parametrize("marked", [True, False])
def test_fifty_sent_after_a_backup_do_not_go_again_and_a_stop_it_did_not_know_holds(
    db: Db, marked: bool
) -> None:
    world, records = with_records(db)
    people = crowd(world, 60)
    world.at("2026-06-02 09:14")
    beats(world)
    kept = backup(world)
    world.at("2026-06-02 09:15").plan_due()
    stopped = people[55:]
    for n in range(55, 60):  # those five say STOP before theirs went out
        world.says("STOP", sender=f"+1555{n:07}")
        records.heard.append(Heard(f"SM{n}", f"+1555{n:07}", "STOP", world.now))
    world.later(seconds=1).run()
    sent = {message.to: message.text for message in world.sms.ledger if "unsubscribed" not in message.text}
    assert len(sent) == 55
    world.forget_sent()

    restore(world, kept, marked=marked)
    world.later(minutes=2)
    assert looks(world) == ALL
    world.run()
    assert [message.to for message in world.sms.tried if message.to in sent] == []
    assert {message.to for message in world.sms.tried} <= {f"+1555{n:07}" for n in range(55, 60)}
    assert all("unsubscribed" in message.text for message in world.sms.tried), "a STOP is confirmed, no more"
    assert {world.person(one).state for one in stopped} == {State.STOPPED}
    accounted = [n for n in world.nudges("daily") if n.status == "accepted"]
    assert {n.person_id for n in accounted} == set(people[:55])
    attempts = {a.id: a for a in world.rows(t.attempt)}
    shown = {records.of_number[number][-1].provider_id for number in sent}
    assert {attempts[n.attempt_id].provider_id for n in accounted} == shown


def test_what_is_accounted_for_is_as_if_we_had_sent_it(db: Db) -> None:
    world, _ = with_records(db)
    person = world.join()
    kept = backup(world)
    world.at("2026-06-02 09:15").run()
    before = world.nudge("daily")
    restore(world, kept)
    looks(world.later(minutes=1))
    after = world.nudge("daily")
    assert (after.status, after.practice) == ("accepted", before.practice)
    assert after.sent_at == before.sent_at
    assert world.rows(t.enrolment)[0].takes.keys() == {f"{before.practice}/{before.take}"}
    world.says("done")
    assert world.rows(t.reply)[0].nudge_id == after.id
    with db.read() as tx:
        assert not heartbeats.restored(tx)
    world.at("2026-06-03 09:15").run()
    assert world.nudge("daily").practice != before.practice
    assert person.id == after.person_id


@pytest.mark.parametrize("known", [True, False])
def test_the_records_are_read_from_where_this_database_ends_or_for_a_month(db: Db, known: bool) -> None:
    world, records = with_records(db)
    world.join()
    world.at("2026-06-02 09:14")
    if known:
        beats(world)
    kept = backup(world)
    world.at("2026-06-02 09:15").run()
    restore(world, kept | ({} if known else {"meta": []}))
    records.asked.clear()
    looks(world.later(minutes=1))
    since = local("2026-06-02 09:04") if known else world.now - timedelta(days=30)
    assert records.asked[-1] == since


def test_while_what_was_sent_cannot_be_listed_nothing_goes(db: Db) -> None:
    world, records = with_records(db)
    world.join()
    kept = backup(world)
    world.at("2026-06-02 09:15").run()
    restore(world, kept)
    world.later(minutes=1)
    heard = records.inbound

    async def then_lost(since: datetime) -> list[Heard]:
        found = await heard(since)
        records.fails = fault(Fault.BUSY)
        return found

    records.inbound = then_lost  # type: ignore[method-assign] # the provider is lost after its first answer
    assert looks(world) == {Medium.EMAIL}
    assert world.nudge("daily").status == "queued"
    records.inbound, records.fails = heard, None  # type: ignore[method-assign]
    assert looks(world) == ALL
    assert world.nudge("daily").status == "accepted"


def test_what_was_not_sent_goes(db: Db) -> None:
    world, _ = with_records(db, plans={"daily": plan(daily=step(), noon=step("09:40"))})
    world.join()
    kept = backup(world)
    world.at("2026-06-02 09:15").run()
    world.forget_sent()
    restore(world, kept)
    world.at("2026-06-02 09:41")
    looks(world)
    world.run()
    assert [n.step for n in world.nudges() if n.status == "accepted"] == ["daily", "noon"]
    assert len(world.sms.ledger) == 1


def test_what_came_due_and_was_overtaken_is_accounted_for_too(db: Db) -> None:
    world, _ = with_records(db)
    world.join()
    kept = backup(world)
    for day in (2, 3):
        world.at(f"2026-06-0{day} 09:15").run()
    world.forget_sent()
    restore(world, kept)
    looks(world.later(minutes=3))
    world.run()
    assert [(n.local_date.day, n.status) for n in world.nudges("daily")] == [(2, "accepted"), (3, "accepted")]
    assert world.sms.tried == []


def test_an_attempt_in_doubt_keeps_its_own_message(db: Db) -> None:
    world, records = with_records(db, plans={"daily": plan(daily=step(), noon=step("09:20"))})
    world.join()
    world.sms.answers.append(fault(Fault.UNKNOWN))
    world.at("2026-06-02 09:15").run()  # taken by the provider, and we do not know
    assert world.nudge("daily").status == "unknown"
    assert records.of_number[PHONE]
    looks(world.at("2026-06-02 09:21"))
    world.run()
    assert world.nudge("noon").status == "accepted"
    assert len(world.sms.ledger) == 1


def test_while_the_provider_cannot_be_asked_nothing_goes(db: Db) -> None:
    world, records = with_records(db)
    world.join()
    world.at("2026-06-02 09:15")
    records.fails = fault(Fault.BUSY)
    assert looks(world) == set()
    records.fails = fault(Fault.ACCOUNT)
    assert looks(world) == {Medium.EMAIL}, "an account may be refused for days"
    with db.read() as tx:
        assert heartbeats.listened_until(tx) != world.now, "so the absence goes on"
    records.fails = None
    assert looks(world) == ALL


def test_after_a_short_absence_the_sent_are_not_asked_about(db: Db) -> None:
    world, records = with_records(db)
    world.join()
    beats(world.at("2026-06-02 09:15"))
    records.asked.clear()
    looks(world.later(seconds=30))
    assert len(records.asked) == 1, "the replies"
    looks(world.later(seconds=20), outage=True)
    assert len(records.asked) == 3, "a replica may have taken over that did not know all"


def test_mail_that_may_have_gone_before_a_restore_is_not_sent_again(db: Db) -> None:
    world, _ = with_records(db)
    world.join(plan="letters", phone=None, email="wq@secluded.example")
    kept = backup(world)
    world.at("2026-06-02 10:00").run()
    assert len(world.mail.ledger) == 1
    restore(world, kept)
    looks(world.later(minutes=5))
    world.run()
    assert len(world.mail.ledger) == 1
    assert world.nudge("letter").status == "missed"
    world.at("2026-06-03 10:00").run()
    assert len(world.mail.ledger) == 2


def test_mail_goes_after_a_mere_absence(db: Db) -> None:
    world, _ = with_records(db)
    world.join(plan="letters", phone=None, email="wq@secluded.example")
    world.at("2026-06-02 10:00")
    assert looks(world) == ALL
    world.run()
    assert len(world.mail.ledger) == 1


def test_a_stop_from_weeks_ago_holds_though_other_words_are_old(db: Db) -> None:
    world, records = with_records(db)
    person = world.join()
    records.heard += [
        Heard("SM1", PHONE, "done", local("2026-06-02 09:20")),
        Heard("SM2", PHONE, "STOP", local("2026-06-02 09:30")),
    ]
    looks(world.at("2026-06-20 09:15"))
    assert [r.kind for r in world.rows(t.reply)] == ["stop"]
    assert world.person(person.id).state is State.STOPPED


def test_a_first_start_looks_at_nothing(db: Db) -> None:
    world, records = World(db), FakeRecords()
    world.sms.records = records
    world.join()
    records.asked.clear()
    assert looks(world.at("2026-06-02 09:15")) == ALL
    assert records.asked == []
