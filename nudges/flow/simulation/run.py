"""The simulation: the real code, from enrolment to the weekly summary, on a simulated clock.

There are no rules here. People join, move and answer through the same functions as in production, deliveries
run whenever something is due, and the result is read from the database at the end.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Medium
from nudges.flow.planning.enrol import Newcomer, join
from nudges.flow.planning.refusals import not_spoken
from nudges.flow.planning.schedule import move
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import record_reply
from nudges.flow.service import Service
from nudges.flow.simulation.engine import LONGER, Stage, midnight
from nudges.flow.simulation.scenario import Said, Scenario, Stays
from nudges.flow.simulation.transcript import Letter, Line, Teller
from nudges.store.simulation import read_all


def simulate(
    service: Service,
    scenario: Scenario,
    only: Collection[int] | None = None,
    *,
    letters: Callable[[Letter], None] | None = None,
    briefly: bool = False,
    seen: Callable[[float], None] = lambda _: None,
) -> list[Line]:
    """Everything that happens to the people of a scenario, in order. The same arguments give the same result.

    `service` has the content and an empty database in memory, which cannot be used again. Nothing is sent.
    `only` limits it to people with these numbers; people do not affect each other. `letters` is called with
    each weekly summary. `briefly` leaves out the text of summaries, which takes much of the time for many
    people. `seen` is called now and then with the fraction done (0 to 1).

    Raises NudgesError for an unknown plan or zone, and for a language without texts.
    """
    if scenario.plan in service.held:
        raise service.held[scenario.plan]
    if scenario.plan not in service.plans:
        raise NudgesError(
            f"There is no plan {scenario.plan!r}.",
            "A plan is a file in schedules/.",
            f"Write one of: {', '.join(service.plans)}.",
        )
    if unspoken := not_spoken(service, scenario.language):
        raise unspoken
    numbers = sorted(only) if only is not None else range(1, scenario.people + 1)
    stays = {number: scenario.stays(number) for number in numbers}
    teller = Teller({person_id(number): (number, stays[number]) for number in numbers})
    after = scenario.start + timedelta(days=scenario.days)
    zones = {*scenario.zones, *(one.zone for one in scenario.moves)}
    begins = min(midnight(scenario.start, zone) for zone in scenario.zones)
    ends = max(midnight(after, zone) for zone in zones) + LONGER
    stage = Stage(replace(service, briefly=briefly), teller, begins, ends, scenario.outages)
    _Cast(scenario, stays, stage, teller).come_on()
    stage.play(seen)
    with service.db.read() as tx:
        nudges, meanings = read_all.nudges(tx), read_all.meanings(tx)
    nudges = [row for row in nudges if scenario.start <= row.local_date < after]
    if letters is not None:
        for letter in teller.letters(nudges, service.plans):
            letters(letter)
    return teller.lines(nudges, meanings)


def person_id(person: int) -> str:
    """The id of a simulated person. It decides which practices they get."""
    return "preview" if person == 1 else f"preview-{person}"


@dataclass(frozen=True, slots=True)
class _Cast:
    """The people of a scenario, and what they do."""

    scenario: Scenario
    stays: dict[int, Stays]
    stage: Stage
    teller: Teller

    def come_on(self) -> None:
        """Schedule everybody's joining (as their first day begins), moves and replies."""
        by_zone: dict[str, list[int]] = {}
        for person in self.stays:
            by_zone.setdefault(self.scenario.zone(person), []).append(person)
        for zone, persons in by_zone.items():
            self.stage.at(midnight(self.scenario.start, zone), partial(self._join, persons))
        for person, stays in self.stays.items():
            for at in stays.moves:
                self.stage.at(at, partial(self._move, person))
        for number, said in enumerate(self.scenario.replies, 1):
            if said.person in self.stays:
                at = self.stays[said.person].instant(said.at)
                self.stage.at(at, partial(self._reply, said, f"reply-{number}"))

    def _join(self, persons: Sequence[int], now: datetime) -> None:
        """Enrol them, with written consent."""
        day = self.scenario.start
        newcomers = [
            Newcomer(
                plan=self.scenario.plan,
                zone=self.scenario.zone(person),
                name="Alex",
                phone=_phone(person),
                email=f"person-{person}@example.org",
                starts_on=day,
                consent=day,
                locale=self.scenario.language,
                partner=self.scenario.partner,
                partner_safe=self.scenario.partner,
                care=self.scenario.care,
                discreet=False,  # a simulation is there to show the texts
            )
            for person in persons
        ]
        self.stage.ids += [person_id(person) for person in reversed(persons)]
        join(self.stage.service, newcomers, now)

    def _move(self, person: int, now: datetime) -> None:
        move(self.stage.service, person_id(person), self.stays[person].zone_at(now), now)

    def _reply(self, said: Said, provider_id: str, now: datetime) -> None:
        inbound = Inbound(provider_id, Medium.SMS, _phone(said.person), said.text, now)
        self.teller.heard(said, provider_id, now, record_reply(self.stage.service, inbound, now))


def _phone(person: int) -> str:
    """A number that nobody has: the North American Numbering Plan does not assign area code 999."""
    return f"+1999{person:07d}"
