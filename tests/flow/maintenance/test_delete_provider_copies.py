"""What an erased person wrote and was sent goes from the provider too: durably, a few at a time, in turns."""

import asyncio

import pytest

from nudges.channels.base import Fault
from nudges.flow.consent.consent import erase
from nudges.flow.maintenance import delete_provider_copies as leg
from nudges.flow.maintenance.delete_provider_copies import remove_copies
from nudges.loop import look
from nudges.store import tables as t
from nudges.store.db import Db
from tests.harness import EMAIL, PHONE, SECRET, FakeRecords, World, fault


def erased(db: Db) -> tuple[World, FakeRecords, set[str]]:
    """Somebody with texts in and out, and mail, who is erased; and the provider's ids of the texts."""
    world, records = World(db), FakeRecords()
    world.sms.records = records
    person = world.join(phone=PHONE, email=EMAIL, quiet=False)
    world.at("2026-06-02 09:15").run()
    world.says(f"done, {SECRET}", provider_id="SM-in-1")
    world.says(f"done, {SECRET}", sender=EMAIL, provider_id="<by-mail@x>")
    world.run()
    texts = {a.provider_id for a in world.rows(t.attempt) if a.channel == "fake"}
    erase(world.service, person, world.now)
    sent_by_sms = {f"fake-{m.attempt_id}" for m in world.sms.ledger}
    assert sent_by_sms <= texts
    return world, records, sent_by_sms | {"SM-in-1"}


def test_every_text_of_theirs_is_removed_once(db: Db) -> None:
    world, records, texts = erased(db)
    assert asyncio.run(remove_copies(world.service, world.now)) >= len(texts)
    assert texts <= set(records.removed)
    assert "<by-mail@x>" not in records.removed
    assert world.rows(t.provider_copy) == []
    world.later(minutes=2)
    assert asyncio.run(remove_copies(world.service, world.now)) == 0
    assert len(records.removed) == len(set(records.removed))


def test_the_worker_does_it_among_the_rest(db: Db) -> None:
    world, records, texts = erased(db)
    asyncio.run(look(world.service, world.now))
    assert texts <= set(records.removed)


def test_what_is_kept_to_remove_them_by_holds_no_word(db: Db) -> None:
    world, _, _ = erased(db)
    said = str(world.rows(t.provider_copy))
    assert [word for word in (PHONE, EMAIL, SECRET) if word in said] == []
    assert {row.tries for row in world.rows(t.provider_copy)} == {0}


def test_one_that_cannot_be_removed_now_is_tried_again_later_and_later(db: Db) -> None:
    world, records, texts = erased(db)
    records.fails = fault(Fault.PERMANENT)
    for tries in (1, 2, 3):
        assert asyncio.run(remove_copies(world.service, world.now)) == 0
        assert {row.tries for row in world.rows(t.provider_copy)} == {tries}
        world.later(minutes=4)
        assert asyncio.run(remove_copies(world.service, world.now)) == 0
        assert {row.tries for row in world.rows(t.provider_copy)} == {tries}, "not before its time"
        world.later(hours=1)
    records.fails = None
    world.later(days=1)
    asyncio.run(remove_copies(world.service, world.now))
    assert texts <= set(records.removed)


@pytest.mark.parametrize("kind", [Fault.BUSY, Fault.ACCOUNT, Fault.UNKNOWN])
def test_a_provider_that_is_away_is_not_asked_for_one_after_the_other(db: Db, kind: Fault) -> None:
    world, records, texts = erased(db)
    records.fails = fault(kind)
    asyncio.run(remove_copies(world.service, world.now))
    assert len(records.asked) == 1
    records.fails = None
    for _ in range(2):
        world.later(minutes=6)
        asyncio.run(remove_copies(world.service, world.now))
    assert texts <= set(records.removed)


def test_one_turn_removes_a_few_and_workers_take_turns(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    world, records, _ = erased(db)
    monkeypatch.setattr(leg, "AT_ONCE", 1)
    asyncio.run(remove_copies(world.service, world.now))
    asyncio.run(remove_copies(world.service, world.now))
    assert len(records.removed) == 1
    world.later(minutes=2)
    asyncio.run(remove_copies(world.service, world.now))
    assert len(records.removed) == 2


def test_a_provider_that_cannot_be_asked_leaves_nothing_to_do(db: Db) -> None:
    world = World(db)
    erase(world.service, world.join(phone=PHONE), world.now)
    assert world.rows(t.provider_copy) == []
