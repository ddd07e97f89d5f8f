"""What is old is forgotten: words first, rows later; little by little, and in nobody's way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, text, update

from nudges.core.person.person import Person
from nudges.core.status import Status
from nudges.flow.consent.consent import erase
from nudges.flow.maintenance import retention
from nudges.flow.maintenance.retention import BATCHES, Forgotten
from nudges.store import tables as t
from nudges.store.db import Db, Tx
from nudges.store.maintenance import retention as store
from nudges.store.replies import replies
from nudges.store.sql import partitions
from tests.harness import EMAIL, PHONE, SECRET, SQLITE, World


def done(world: World, days: int = 0, keep_months: int = 0) -> Forgotten:
    return retention.forget(world.service, world.now, days, keep_months)


def sent_on(world: World) -> list[date]:
    return [n.local_date for n in world.nudges() if n.status == Status.ACCEPTED]


def living(db: Db) -> tuple[World, Person]:
    """One person from 1 June 2026 on, who answers each morning."""
    world = World(db)
    return world, world.join(phone=PHONE, email=EMAIL)


def a_day(world: World, day: str) -> None:
    world.at(f"2026-{day} 09:15").run()
    world.at(f"2026-{day} 09:20").says(f"DONE {SECRET} {day}")


def texts(world: World, person: Person) -> list[str]:
    """What there still is to read, the oldest first."""
    with world.db.read() as tx:
        lines = [line for line in reversed(replies.story(tx, person.id)) if line.step != "welcome"]
    return [line.text for line in lines if line.status in ("reply", "accepted")]


def crowd(db: Db, person: Person, rows: int, due_at: datetime) -> None:
    """So many nudges of one person that were sent a long time ago."""
    times = dict.fromkeys(("due_at", "ready_at", "expires_at", "changed_at"), due_at)
    one = {"person_id": person.id, "plan": "old", "step": "old", "local_date": due_at.date(), "medium": "sms"}
    one |= {"status": Status.DELIVERED, "reason": "sent", "tries": 1, "body": b"sealed"}
    with db.write() as tx:
        tx.conn.execute(insert(t.nudge), [one | times | {"n": n} for n in range(rows)])


@contextmanager
def another_worker(db: Db) -> Iterator[Tx]:
    """A transaction beside ours. It waits for nobody's lock, and says so."""
    with db.write() as tx:
        if db.name != SQLITE:
            tx.conn.execute(text("SET LOCAL lock_timeout = '1s'"))
        yield tx


def test_old_words_are_blanked_and_the_story_stays(db: Db) -> None:
    world, person = living(db)
    for day in ("06-02", "06-03", "06-20"):
        a_day(world, day)
    told = texts(world, person)
    assert all(told)
    world.at("2026-06-23 12:00")
    done(world, days=20)
    after = texts(world, person)
    assert (after[:4], after[4:]) == ([""] * 4, told[4:])
    assert [row.note for row in world.rows(t.reply)[:2]] == [None, None]
    assert {row.kind for row in world.rows(t.reply)} == {"done"}
    assert len(sent_on(world)) == 3
    assert world.nudge("welcome").body is None


def test_what_was_forgotten_is_not_looked_at_again(db: Db) -> None:
    world, _ = living(db)
    a_day(world, "06-02")
    world.at("2026-07-20 12:00")
    assert done(world, days=20).blanked == 2 + 1, "the welcome, the nudge and the reply"
    assert done(world, days=20).blanked == 0
    a_day(world, "06-03")
    assert done(world, days=20).blanked == 0
    world.at("2026-07-20 12:00")
    assert done(world, days=20).blanked == 1 + 1


def test_nothing_is_forgotten_unless_it_is_asked_for(db: Db) -> None:
    world, person = living(db)
    a_day(world, "06-02")
    world.later(days=10_000)
    assert done(world) == Forgotten()
    assert all(texts(world, person))


def test_whole_months_go_and_what_people_agreed_to_stays(db: Db) -> None:
    world, person = living(db)
    for day in ("06-30", "07-01", "08-01"):
        a_day(world, day)
    world.says("STOP")
    stays = [world.rows(table) for table in (t.person, t.enrolment, t.consent, t.suppression)]
    world.at("2026-09-01 12:00")
    assert done(world, keep_months=3) == Forgotten()
    forgotten = done(world, keep_months=2)
    assert forgotten.dropped >= 1
    assert sent_on(world) == [date(2026, 7, 1), date(2026, 8, 1)]
    assert {a.nudge_id for a in world.rows(t.attempt)} <= {n.id for n in world.rows(t.nudge)}
    assert [r.local_date.month for r in world.rows(t.reply)] == [7, 8, 8]
    assert [world.rows(table) for table in (t.person, t.enrolment, t.consent, t.suppression)] == stays
    assert len(texts(world, person)) == 5, "two nudges, two answers and a STOP"
    assert done(world, keep_months=2) == Forgotten()


def test_a_month_that_has_a_part_is_dropped_with_it(db: Db) -> None:
    world, _ = living(db)
    retention.make_months(world.service, world.now)
    a_day(world, "06-30")
    a_day(world, "07-01")
    world.at("2026-09-01 12:00")
    gone = done(world, keep_months=2)
    assert gone.months == (() if db.name == SQLITE else ("attempt_2026_06", "nudge_2026_06"))
    assert [n.local_date for n in world.rows(t.nudge)] == [date(2026, 7, 1)]
    assert [a.nudge_id for a in world.rows(t.attempt)] == [world.nudge().id]


def test_a_call_does_a_bounded_amount_and_says_if_there_is_more(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BATCH", 5)
    monkeypatch.setattr(retention, "PAUSE", 0.0)
    world, person = living(db)
    crowd(db, person, 5 * BATCHES + 7, world.now - timedelta(days=400))
    # the welcome of today has the lowest id: what was written after it waits for it, and is not lost
    assert done(world, days=365) == Forgotten()
    world.later(days=366)
    assert done(world, days=365) == Forgotten(blanked=5 * BATCHES, more=True)
    assert done(world, days=365) == Forgotten(blanked=8)
    assert done(world, days=365) == Forgotten()
    assert not [n for n in world.rows(t.nudge) if n.body]
    assert done(world, keep_months=1).more
    assert not done(world, keep_months=1).more
    assert world.rows(t.nudge) == []


def test_a_send_does_not_wait_while_a_batch_is_open(db: Db) -> None:
    """On SQLite writers do wait for each other, so there a batch has to be short.

    On PostgreSQL the other worker would wait for us, and we for it, until the test is stopped.
    """
    world, person = living(db)
    world.later(days=366)
    assert done(world, days=365).blanked
    crowd(db, person, store.BATCH, world.now - timedelta(days=400))
    world.plan_due()
    young = world.nudge("daily")
    with db.write() as ours:
        assert store.blank_nudges(ours, world.now - timedelta(days=365)) == store.BATCH
        if db.name != SQLITE:
            with another_worker(db) as theirs:
                theirs.conn.execute(update(t.nudge).where(t.nudge.c.id == young.id).values(reason="sent"))
                assert store.blank_nudges(theirs, world.now) == 0  # one worker at a time
    with another_worker(db) as theirs:
        theirs.conn.execute(update(t.nudge).where(t.nudge.c.id == young.id).values(reason="delivered"))


def test_ids_that_a_database_gives_again_are_walked_again(db: Db) -> None:
    world, person = living(db)
    a_day(world, "06-02")
    a_day(world, "06-03")
    world.later(days=400)
    assert done(world, days=365).blanked == 5
    erase(world.service, person, world.now)  # takes their replies with it
    assert done(world, days=365).blanked == 0
    newcomer = world.join(phone=PHONE)
    world.says(f"DONE {SECRET}")
    world.later(days=400)
    done(world, days=365)
    assert not [r for r in world.rows(t.reply) if r.body]
    assert world.person(newcomer.id).phone == PHONE


def test_months_are_counted_whole(db: Db) -> None:
    world, person = living(db)
    for day in (date(2026, 4, 30), date(2026, 5, 1)):
        crowd(db, person, 1, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    with db.write() as tx:  # the oldest are the first that were written
        welcome = update(t.nudge).where(t.nudge.c.message == "welcome")
        tx.conn.execute(welcome.values(local_date=date(2026, 1, 1)))
    world.at("2026-06-30 23:00")
    done(world, keep_months=1)
    assert [n.local_date for n in world.rows(t.nudge)] == [date(2026, 5, 1)]
    assert partitions.month_of(world.now.date(), -1) == date(2026, 5, 1)
