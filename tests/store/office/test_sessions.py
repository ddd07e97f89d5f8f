"""Sessions and invitations are good until their end, and go from the database after it."""

from datetime import timedelta

import pytest

from nudges.core.office.roles import Role
from nudges.store.db import Db
from nudges.store.office import sessions
from tests.harness import World
from tests.office_staff import hire

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def test_a_session_and_a_link_open_something_until_their_end_and_not_at_it(db: Db) -> None:
    world = World(db)
    ada, ends = hire(world), world.now + HOUR
    with db.write() as tx:
        sessions.begin(tx, "cookie", ada.id, ends, world.now)
        sessions.invite(tx, "link", Role.OWNER, None, ends, world.now)
        for at, good in ((ends - SECOND, True), (ends, False)):
            assert (sessions.whose(tx, "cookie", at) is not None) is good
            assert sessions.invited(tx, "link", at) is (Role.OWNER if good else None)
            assert sessions.first_waits(tx, at) is good


def test_what_is_over_goes_when_another_is_made_and_what_is_good_stays(db: Db) -> None:
    world = World(db)
    ada, before = hire(world), world.now
    world.later(hours=1)
    with db.write() as tx:
        for name, ends in (("over", world.now), ("good", world.now + SECOND)):
            sessions.begin(tx, name, ada.id, ends, before)
            sessions.invite(tx, name, Role.COACH, ada.id, ends, before)
        sessions.begin(tx, "new", ada.id, world.now + HOUR, world.now)
        sessions.invite(tx, "new", Role.COACH, ada.id, world.now + HOUR, world.now)
        there = [name for name in ("over", "good", "new") if sessions.whose(tx, name, before)]
        invited = [name for name in ("over", "good", "new") if sessions.invited(tx, name, before)]
    assert (there, invited) == (["good", "new"], ["good", "new"])


@pytest.mark.parametrize(
    ("role", "by_ada", "first"),
    [(Role.OWNER, False, True), (Role.OWNER, True, False), (Role.COACH, False, False)],
)
def test_only_a_link_from_the_prompt_to_an_owner_is_the_first(
    db: Db, role: Role, by_ada: bool, first: bool
) -> None:
    world = World(db)
    ada = hire(world)
    with db.write() as tx:
        sessions.invite(tx, "link", role, ada.id if by_ada else None, world.now + HOUR, world.now)
        assert sessions.first_waits(tx, world.now) is first
        sessions.take_back_first(tx)
        assert sessions.invited(tx, "link", world.now) is (None if first else role)
