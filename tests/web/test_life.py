"""The application from its start to its end, with a worker inside or without."""

import asyncio
from typing import Any

import pytest

from nudges.settings import Settings
from nudges.store.db import Db
from nudges.store.maintenance import heartbeats
from nudges.web.app import create
from tests.callers import SETTINGS
from tests.harness import World


@pytest.mark.parametrize("with_worker", [True, False])
def test_a_worker_lives_as_long_as_the_application_that_has_one(db: Db, with_worker: bool) -> None:
    world = World(db)
    given: dict[str, Any] = dict(SETTINGS)
    settings = Settings(_env_file=None, **given)
    app = create(world.service, settings, lambda: world.now, with_worker=with_worker)

    def workers() -> int:
        with db.read() as tx:
            return len(heartbeats.ages(tx))

    async def life() -> None:
        async with app.router.lifespan_context(app):
            assert workers() == with_worker

    asyncio.run(life())
    assert workers() == 0
    assert world.sms.closed == with_worker
