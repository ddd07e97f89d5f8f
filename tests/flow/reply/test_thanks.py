"""Thanks get a word back and answer no nudge; only what was written to be a note counts as one."""

import pytest

from nudges.core.progress.weeks import week, week_of
from nudges.flow.summary.compose import BEGINNING
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.replies import replies
from tests.harness import World


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
