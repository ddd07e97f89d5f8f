"""The time machine: the real road, from enrolment to the weekly summary, on a clock of its own.

Nothing here knows a rule. People join, move and answer by the functions that do it in life, workers plan
and deliver whenever something is due, and what was written down is told at the end.
"""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from nudges.channels.sandbox import SandboxChannel
from nudges.core.errors import NudgesError
from nudges.core.plan import Medium
from nudges.flow.links import Links
from nudges.flow.scenario import Scenario
from nudges.flow.service import Service
from nudges.flow.stage import Stage, person_id
from nudges.flow.tell import Letter, Line, Teller
from nudges.store import ledger


def simulate(
    service: Service,
    scenario: Scenario,
    only: Collection[int] | None = None,
    *,
    letters: Callable[[Letter], None] | None = None,
    briefly: bool = False,
    seen: Callable[[float], None] = lambda _: None,
) -> list[Line]:
    """Everything that happens to the people of a scenario, in order; the same each time.

    `service` gives the content and an empty database in memory, which is used up; nothing leaves here.
    `only` names the people to play: nobody knows of anybody else, so the others' absence changes nothing.
    `letters` is given each weekly summary. `briefly`: their words are not written, which for many people is
    much of the work. `seen` is told, now and then, what part is done (0 to 1).

    Raises NudgesError for an unknown plan or zone.
    """
    if scenario.plan not in service.plans:
        raise NudgesError(
            f"There is no plan {scenario.plan!r}.",
            "A plan is a file in schedules/.",
            f"Write one of: {', '.join(service.plans)}.",
        )
    numbers = sorted(only) if only is not None else range(1, scenario.people + 1)
    stays = {number: scenario.stays(number) for number in numbers}
    teller = Teller({person_id(number): (number, stays[number]) for number in numbers})
    played = replace(
        service,
        channels={medium: SandboxChannel(medium, teller.took) for medium in Medium},
        links=Links(service.links.public_url, b"simulated"),  # the same each time, and of no use elsewhere
        briefly=briefly,
    )
    asyncio.run(_on_this_thread(Stage(played, scenario, stays, teller), seen))
    with service.db.read() as tx:
        nudges, meanings = ledger.nudges(tx), ledger.meanings(tx)
    if letters is not None:
        for letter in teller.letters(nudges, service.plans):
            letters(letter)
    return teller.lines(nudges, meanings, scenario.start, scenario.days)


class _Inline(ThreadPoolExecutor):
    """Does at once what was meant for a thread: a database in memory is one connection in one thread, nobody
    waits for anybody here, and so everything happens in the same order each time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done


async def _on_this_thread(stage: Stage, seen: Callable[[float], None]) -> None:
    asyncio.get_running_loop().set_default_executor(_Inline())
    await stage.play(seen)
