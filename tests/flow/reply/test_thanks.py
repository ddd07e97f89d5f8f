"""Thanks get a word back and answer no nudge; only what was written to be a note counts as one."""

import pytest

from nudges.core.progress.weeks import week, week_of
from nudges.flow.summary.compose import BEGINNING
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.replies import replies
from tests.harness import World, plan, step


@pytest.mark.parametrize(
    ("said", "kept", "notes"),
    [
        ("thanks!", 0, 0),
        ("ok thank you so much", 0, 0),
        ("gracias", 0, 0),
        ("8", 0, 0),
        ("4", 1, 0),
        ("done", 1, 0),
        ("done, thanks", 1, 0),
        ("done, we talked for an hour", 1, 1),
        ("thanks, we talked for an hour", 1, 1),
        ("not today, too tired", 0, 0),
    ],
)
def test_what_counts(db: Db, said: str, kept: int, notes: int) -> None:
    world = World(db)
    person = world.join()
    world.at("2026-06-02 09:15").run()
    world.says(said)
    with db.read() as tx:
        asked = replies.asked(tx, person.id, BEGINNING)
    this = week(asked, week_of(world.now.date()))
    assert (this.kept, this.notes) == (kept, notes)


def test_who_wants_no_thanks_gets_none_back(db: Db) -> None:
    world = World(db)
    world.join(quiet_acks=True)
    world.at("2026-06-02 09:15").run()
    assert world.says("thank you") is None
    assert [row.nudge_id for row in world.rows(t.reply)] == [None]


def test_a_number_is_thanked_for_only_if_one_came(db: Db) -> None:
    world = World(db, plans={"daily": plan(daily=step(practices=["g2-s9-b1"], expects="rating"))})
    world.join()
    world.at("2026-06-02 09:15").run()
    assert "number" not in (world.says("done") or "number")
    assert "That number makes sense." in (world.says("4") or "")


def test_what_hurts_gets_no_praise_of_the_practice(db: Db) -> None:
    world = World(db, plans={"daily": plan(daily=step(practices=["g1-s5-b4"], expects="note"))})
    world.join()
    world.at("2026-06-02 09:15").run()
    assert "Keep that one handy" in (world.says("the day we met, on the pier") or "")
    for words in ("it all feels hopeless", "everything is hopeless, nothing helps"):
        assert "Keep that one handy" not in (world.later(minutes=5).says(words) or "Keep that one handy")
