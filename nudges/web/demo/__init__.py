"""The demo: web, worker and phone network in one process, on one temporary file, without an account."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import APIRouter, FastAPI
from pydantic import SecretStr

from nudges.app.database import open_store
from nudges.app.service import build
from nudges.channels.sandbox import SandboxChannel
from nudges.core.vocabulary import Medium
from nudges.flow.log import log
from nudges.settings import HOUSE, Settings
from nudges.web.app import create
from nudges.web.demo import office, pages
from nudges.web.demo.carrier import Carrier
from nudges.web.demo.clock import DemoClock
from nudges.web.demo.history import LENGTH, begin, play_history
from nudges.web.demo.world import World
from nudges.web.office.door import NotSignedInError

TICK = 0.25
TEND = 10.0
READY = 0.05

PLAYING = "Playing the three weeks before today: every nudge and reply takes the real road."


def demo_settings(folder: Path, port: int, token: str) -> Settings:
    """Settings that reach nothing outside `folder` and this machine, whatever the environment says."""
    return Settings(
        _env_file=None,
        nudges_send="off",
        programme="Nudges",
        contact="help@example.org",
        database_url=f"sqlite:///{folder / 'demo.db'}",
        nudges_key=None,
        nudges_key_file=folder / "demo.key",
        schedules=HOUSE / "schedules",
        templates=HOUSE / "templates",
        public_url=f"http://127.0.0.1:{port}",
        twilio_auth_token=SecretStr(token),
        mail_from="nudges@example.org",
        office="on",
    )


def create_demo(folder: Path, port: int, wall: Callable[[], datetime]) -> FastAPI:
    """The demo as an application, to be served on 127.0.0.1:`port`, where it also calls its own webhooks.

    Its database and key are made in `folder`. `wall` (aware UTC) says in which week it begins, and how
    time passes. Raises NudgesError if the content cannot be used.
    """
    token = secrets.token_hex()
    settings = demo_settings(folder, port, token)
    start = begin(wall())
    clock = DemoClock(start - LENGTH, wall)
    edges = {medium: SandboxChannel(medium, sender=settings.mail_from, name="demo") for medium in Medium}
    db = open_store(settings)
    ids = count(1)  # the order of practices is drawn from ids: counted ones make every demo the same
    service = replace(build(settings, db, {**edges}), new_id=lambda: uuid5(NAMESPACE_OID, str(next(ids))).hex)
    carrier = Carrier(settings.public_url, token)
    world = World(service, clock, carrier)
    for channel in edges.values():
        channel.on_message = world.took

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        ticker = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None}
        )
        async with carrier:
            history = asyncio.create_task(_played(world, carrier, start))
            ticker.add_job(world.tick, "interval", seconds=TICK)
            ticker.add_job(world.tend, "interval", seconds=TEND)
            ticker.start()
            yield
            world.stopping = True
            ticker.shutdown(wait=False)
            await history
            async with world.moving:  # what is being played ends first
                db.close()

    app = create(service, settings, clock.now)
    app.state.world = world
    app.add_exception_handler(NotSignedInError, office.sign_in)
    own = APIRouter(lifespan=life)
    own.include_router(pages.router)
    app.include_router(own)
    return app


async def _played(world: World, carrier: Carrier, start: datetime) -> None:
    """Play the history once the server answers; a server that stops meanwhile ends it."""
    world.say(PLAYING)
    notice = ""
    try:
        reachable = False
        while not (reachable or world.stopping):
            await asyncio.sleep(READY)
            reachable = await carrier.reachable()
        await play_history(world, start)
    except Exception as error:
        log().error("the history ended early", error=type(error).__name__)
        notice = "The three weeks before today could not be played to their end; the log says why."
    world.playing = False
    world.say(notice)
    world.happened("controls", "faces", "timeline", "inbox", "office")
