"""What an enrolment was given, and how long nobody answered, is kept of that enrolment and of no other."""

from datetime import date

import pytest

from nudges.core.plan.choose import QUIET, Choice
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import history
from tests.harness import World

DAY, LATER = date(2026, 6, 1), date(2026, 6, 2)


def test_what_is_chosen_is_added_to_its_own_enrolment(db: Db) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone="+15550104478")
    first, second = (world.service.guides.practice(ref, 1) for ref in ("g1-s5-b3", "g1-s2-b2"))
    daily = her.id, "daily"
    with db.write() as tx:
        history.record(tx, [(daily, Choice(first, DAY)), (daily, Choice(second, DAY))])
        history.record(tx, [(daily, Choice(first, LATER))])
        history.record(tx, [])
        found = history.histories(tx, [her.id, him.id])
        assert history.histories(tx, []) == {}
    assert (found[daily].given, found[daily].quiet) == ({first.ref: LATER, second.ref: DAY}, 3)
    others = {key: (one.given, one.quiet) for key, one in found.items() if key != daily}
    assert (him.id, "daily") in others
    assert set(map(str, others.values())) == {"({}, 0)"}


@pytest.mark.parametrize(
    ("quiet", "after"),
    [(0, 0), (1, 0), (2 * QUIET - 1, 0), (2 * QUIET, QUIET), (2 * QUIET + 1, QUIET), (9 * QUIET, QUIET)],
)
def test_an_answer_ends_the_silence_of_its_own_enrolment(db: Db, quiet: int, after: int) -> None:
    world = World(db)
    her, him = world.join(), world.join(phone="+15550104478")
    with db.write() as tx:
        tx.conn.execute(t.enrolment.update().values(quiet=quiet))
        history.answered(tx, [])
        history.answered(tx, [(her.id, "daily")])
    rows = {(row.person_id, row.plan): row.quiet for row in world.rows(t.enrolment)}
    assert rows.pop((her.id, "daily")) == after
    assert (him.id, "daily") in rows
    assert set(rows.values()) == {quiet}
