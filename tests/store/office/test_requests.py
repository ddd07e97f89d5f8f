"""A request with a key is one request: once answered it is found again, until it is forgotten."""

from datetime import timedelta

import pytest

from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.office import requests
from nudges.store.office.requests import OvertakenError
from tests.harness import World
from tests.office_staff import hire

MINUTE = timedelta(minutes=1)


def test_requests_are_forgotten_that_came_before_then(db: Db) -> None:
    world = World(db)
    ada = hire(world)
    with db.write() as tx:
        for n in range(3):
            at = world.now + n * MINUTE
            assert requests.claim(tx, ada.id, f"k{n}", "same", f"a{n}", at, at + MINUTE) is None
        requests.forget(tx, world.now + MINUTE)
    assert [row.key for row in world.rows(t.api_request)] == ["k1", "k2"]


def test_what_was_done_is_kept_and_what_was_not_frees_its_key(db: Db) -> None:
    world = World(db)
    ada, ben = hire(world), hire(world, name="Ben")
    with db.write() as tx:
        for member in (ada, ben):  # a key is their own
            for key in ("done", "not"):
                attempt = f"{member.id} {key}"
                assert (
                    requests.claim(tx, member.id, key, "same", attempt, world.now, world.now + MINUTE) is None
                )
        requests.done(tx, f"{ada.id} done")
        for key in ("done", "not"):
            requests.give_up(tx, f"{ada.id} {key}")
        assert requests.claim(tx, ada.id, "not", "same", "b", world.now, world.now + MINUTE) is None
        earlier = requests.claim(tx, ada.id, "done", "other", "b2", world.now, world.now + MINUTE)
        with pytest.raises(OvertakenError):
            requests.done(tx, "b2")
    assert earlier is not None
    assert (earlier.fingerprint, earlier.attempt, earlier.done) == ("same", f"{ada.id} done", True)
    assert len(world.rows(t.api_request)) == 4
