"""What a person changes and deletes of what they wrote."""

from nudges.flow.portal.replies import change_reply, delete_reply
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.portal import portal
from tests.harness import PHONE, World

OTHER = "+15550104478"


def test_only_what_is_there_and_theirs_is_changed(db: Db) -> None:
    world = World(db)
    her, him = world.join(plan="pulse", phone=PHONE), world.join(phone=OTHER)
    world.at("2026-06-03 19:00").run()
    world.says("4 it was calm", PHONE)
    [row] = world.rows(t.reply)

    def changed(who: str, words: str, rating: int | None) -> bool:
        return change_reply(world.service, who, row.id, words, rating, world.now)

    def stands() -> tuple[str | None, int | None]:
        with db.read() as tx:
            said = portal.reply(tx, her.id, row.id)
        assert said is not None
        return said.note, said.rating

    assert not changed(him.id, "another's", 1)
    assert stands() == ("it was calm", 4)
    assert changed(her.id, "it was stormy", 2)
    assert stands() == ("it was stormy", 2)
    for _ in range(2):  # twice is the same as once
        delete_reply(world.service, him.id, row.id, world.now)
    assert stands() == ("it was stormy", 2)
    for _ in range(2):
        delete_reply(world.service, her.id, row.id, world.now)
    assert not changed(her.id, "too late", 3)
    with db.read() as tx:
        assert portal.reply(tx, her.id, row.id) is None


def test_a_rating_is_given_only_to_what_had_one(db: Db) -> None:
    world = World(db)
    her = world.join(phone=PHONE)
    world.at("2026-06-02 09:15").run()
    world.says("done", PHONE)
    [row] = world.rows(t.reply)
    assert change_reply(world.service, her.id, row.id, "done", 5, world.now)
    assert [one.rating for one in world.rows(t.reply)] == [None]
