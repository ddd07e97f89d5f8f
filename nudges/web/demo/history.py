"""Three weeks that are played before anyone looks: on the real road, with scripted answers."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nudges.flow.planning.enrol import join
from nudges.flow.results.keep import renew_figures
from nudges.web.demo.cast import CAST
from nudges.web.demo.office import hire
from nudges.web.demo.world import World

LENGTH = timedelta(days=21)

#: The day before the demo begins nothing runs between these times of Jonas's day, so that he misses a nudge.
_DOWN = (time(9), time(12, 45))


def begin(wall: datetime) -> datetime:
    """Where the demo begins: the Wednesday of this week, a minute before Maya's 09:15. UTC."""
    monday = wall.date() - timedelta(days=wall.weekday())
    morning = datetime.combine(monday + timedelta(days=2), time(9, 14), ZoneInfo(CAST[0].zone))
    return morning.astimezone(UTC)


async def play_history(world: World, until: datetime) -> None:
    """Let the cast join now, and everything up to `until` come due, be sent and be answered."""
    consent = world.clock.now().date()
    newcomers = [replace(actor.newcomer(), consent=consent) for actor in CAST]
    yesterday = until.date() - timedelta(days=1)
    jonas = ZoneInfo(CAST[1].zone)
    down_from, down_until = (datetime.combine(yesterday, at, jonas).astimezone(UTC) for at in _DOWN)
    async with world.moving:
        await asyncio.to_thread(join, world.service, newcomers, world.clock.now())
        world.coach = await asyncio.to_thread(hire, world.service, world.clock.now())
        await world.play(down_from, answered=True)
        world.clock.reach(down_until)
        await world.play(until, answered=True)
        await asyncio.to_thread(renew_figures, world.service, world.clock.now(), at_once=True)
