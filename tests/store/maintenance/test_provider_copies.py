"""What a provider still keeps of somebody who was erased: all of theirs, until it is deleted there."""

from datetime import timedelta

from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.maintenance import provider_copies
from tests.harness import World
from tests.store.written import reply

SECOND = timedelta(seconds=1)


def test_the_messages_of_one_person_by_one_provider_without_what_came_from_pages(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone="+15550104478")
    with db.write() as tx:
        for n, (person, channel, given) in enumerate(
            (
                (her, "twilio", "SM1"),
                (her, "twilio", None),
                (her, "sandbox", "SB1"),
                (him, "twilio", "SM2"),
            )
        ):
            attempt = {"id": f"x{n}", "nudge_id": 1, "person_id": person.id, "channel": channel}
            attempt |= {"at": world.now, "outcome": "accepted", "provider_id": given}
            tx.conn.execute(t.attempt.insert().values(attempt))
        for person, name, medium in (
            (her, "SM3", Medium.SMS),
            (her, "SM3#1", Medium.SMS),
            (her, "page:1:1", Medium.SMS),
            (her, "<m@x>", Medium.EMAIL),
            (him, "SM4", Medium.SMS),
        ):
            reply(tx, person, world.now, provider_id=name, medium=medium)
        assert provider_copies.of_person(tx, her.id, Medium.SMS, "twilio") == {"SM1", "SM3"}


def test_what_is_to_be_deleted_is_asked_for_when_it_is_due_the_longest_wait_first(db: Db) -> None:
    world = World(db)
    person, at = world.join(), world.now
    with db.write() as tx:
        provider_copies.remove_later(tx, ["SM1", "SM2"], person.id, Medium.SMS, at)
        provider_copies.remove_later(tx, ["SM0"], person.id, Medium.SMS, at - SECOND)
        provider_copies.remove_later(tx, ["SM1"], person.id, Medium.SMS, at - 2 * SECOND)
        provider_copies.remove_later(tx, ["M1"], person.id, Medium.EMAIL, at)
        provider_copies.remove_later(tx, [], person.id, Medium.EMAIL, at)
        assert provider_copies.to_remove(tx, Medium.SMS, at - SECOND, 9) == [("SM0", 0)]
        assert provider_copies.to_remove(tx, Medium.SMS, at, 2) == [("SM0", 0), ("SM1", 0)]
        provider_copies.try_again(tx, "SM0", at + SECOND)
        provider_copies.removed(tx, "SM1")
        assert provider_copies.to_remove(tx, Medium.SMS, at + SECOND, 9) == [("SM2", 0), ("SM0", 1)]
