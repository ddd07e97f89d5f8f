"""Plans as staff see them: what one sends to a kind of person in the next weeks, and what an edit changes.

A simulation keeps a core busy, so each is bounded: in people and in seconds.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from nudges.content.plans import plan_in
from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person
from nudges.core.plan.plan import Plan
from nudges.core.zones import zone_named
from nudges.flow.office.act import NotThereError, allow
from nudges.flow.service import Service
from nudges.flow.simulation.beside import beside
from nudges.flow.simulation.diff import Kind, changes, kinds
from nudges.flow.simulation.engine import Enough
from nudges.flow.simulation.replay_enrolled import go_on
from nudges.flow.simulation.run import simulate
from nudges.flow.simulation.scenario import Scenario
from nudges.flow.simulation.transcript import Line
from nudges.store.office import audit
from nudges.store.simulation import copy_people

#: The most people an edit is played for, so many at a time, and for how many days.
PEOPLE, _TOGETHER, DAYS = 100, 10, 14

#: Seconds after which a simulation ends where it is.
SECONDS = 6.0


class Limit:
    """Ends what is played after some seconds. `tick` tells seconds from some moment on."""

    def __init__(self, seconds: float = SECONDS, tick: Callable[[], float] = time.monotonic) -> None:
        self._until = tick() + seconds
        self._tick = tick
        self.reached = False

    def seen(self, _: float) -> None:
        """Raises Enough when the time is up."""
        if self._tick() > self._until:
            self.reached = True
            raise Enough


@dataclass(frozen=True, slots=True)
class Somebody:
    """A kind of person: the language and zone, and whether a partner takes part and practices that can stir
    pain are wanted."""

    language: str
    zone: str
    partner: bool
    care: bool


@dataclass(frozen=True, slots=True)
class Played:
    """What somebody who begins on `start` would get. `cut`: the time was up before the last week."""

    start: date
    lines: Sequence[Line]
    cut: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """Messages that went, and their SMS segments."""

    messages: int = 0
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edit changes in the next `DAYS` days for `people` enrolled; for none: for somebody new.

    `more`: there are more people than were played; `cut`: since the time was up.
    """

    people: int
    more: bool
    cut: bool
    kinds: Sequence[Kind]
    before: Sums
    after: Sums


def plans(service: Service, acting: Acting) -> Mapping[str, Plan]:
    """All plans in use, by their ids."""
    allow(acting, Action.PLAN_LIST)
    return service.plans


def plan_named(service: Service, acting: Acting, name: str) -> Plan:
    """One of them. Raises NotThereError."""
    found = plans(service, acting).get(name)
    if found is None:
        raise NotThereError
    return found


def play(
    service: Service, acting: Acting, name: str, who: Somebody, weeks: int, now: datetime, limit: Limit
) -> Played:
    """Somebody like this begins the plan today where they live; nobody answers. Raises NotThereError."""
    plan_named(service, acting, name)
    zone_named(who.zone)
    start = Person(id="", zone=who.zone).local(now).date()
    scenario = Scenario(
        name, (who.zone,), start, weeks * 7, 1, language=who.language, partner=who.partner, care=who.care
    )
    with beside(service) as world:
        lines = simulate(world, scenario, seen=limit.seen)
    return Played(start, lines, limit.reached)


def difference(
    service: Service, acting: Acting, name: str, text: str, house: Path, now: datetime, limit: Limit
) -> Difference:
    """Play the plan as it is and as `text` has it, for those enrolled whom they look after.

    Nothing is saved but a line in the audit. `house` is the folder of plans. Raises NudgesError for a text
    that is no plan.
    """
    allow(acting, Action.PLAN_DIFF)
    plan_named(service, acting, name)
    edited = plan_in(text, name, service.guides, house)
    with service.db.write() as tx:
        audit.add(tx, acting, Action.PLAN_DIFF, now, details={"plan": name})
    both = service.plans, {**service.plans, name: edited}
    with service.db.read() as tx:
        people = copy_people.enrolled(tx, [name], PEOPLE + 1, acting.caseload_of)
    if not people:
        return _told(0, False, limit, [_new(service, plan, name, now, limit) for plan in both])
    told: tuple[list[Line], list[Line]] = ([], [])
    done = 0
    for first in range(0, min(len(people), PEOPLE), _TOGETHER):
        some = people[first : min(first + _TOGETHER, PEOPLE)]
        sides = [_go_on(service, plan, some, now, limit) for plan in both]
        if limit.reached:  # what was not played to its end on both sides cannot be compared
            break
        done += len(some)
        for side, lines in zip(told, sides, strict=True):
            side += [replace(line, person=line.person + first) for line in lines]
    if not done:
        raise NudgesError(
            "This takes too long to play here.",
            f"Not even {len(people[:_TOGETHER])} people were through within {SECONDS:.0f} seconds.",
            "Run `nudges plan diff` at the prompt, which has the time.",
        )
    return _told(done, done < len(people), limit, told)


def _go_on(
    service: Service,
    plans: Mapping[str, Plan],
    people: Sequence[tuple[str, str]],
    now: datetime,
    limit: Limit,
) -> list[Line]:
    with beside(service) as world:
        return go_on(service, replace(world, plans=plans, briefly=True), people, now, DAYS, limit.seen)


def _new(service: Service, plans: Mapping[str, Plan], name: str, now: datetime, limit: Limit) -> list[Line]:
    scenario = Scenario(name, ("UTC",), now.date(), DAYS, 1)
    with beside(service) as world:
        return simulate(replace(world, plans=plans), scenario, briefly=True, seen=limit.seen)


def _told(people: int, more: bool, limit: Limit, sides: Sequence[Sequence[Line]]) -> Difference:
    before, after = sides
    sums = []
    for lines in sides:
        went = [line for line in lines if line.went]
        sums.append(Sums(len(went), sum(line.segments or 0 for line in went)))
    return Difference(people, more, limit.reached, kinds(changes(before, after)), *sums)
