"""A world of its own to play on: who joins, moves and answers when, and a worker who comes when one must."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from uuid import NAMESPACE_OID, uuid5

from nudges.core.plan import Medium
from nudges.core.zones import zone_named
from nudges.flow.deliver import deliveries
from nudges.flow.enrol import Newcomer, join
from nudges.flow.played import PlayedClock
from nudges.flow.record_reply import Inbound, record_reply
from nudges.flow.scenario import Said, Scenario, Stays
from nudges.flow.schedule import move
from nudges.flow.service import Service
from nudges.flow.tell import Teller
from nudges.store import ledger, planning

#: What the last day holds back is seen through: a slot is at most a day late.
_LONGER = timedelta(days=1)

#: By then each medium was served several times. What is due even so is looked at again a little later.
_TURNS, _LATER = 8, timedelta(minutes=1)

#: Something that people do, or the operator, and when (UTC).
_Event = tuple[datetime, Callable[[datetime], object]]


def person_id(person: int) -> str:
    """The id of a simulated person. Practices are drawn by it, and the first is whom `preview` imagines."""
    return "preview" if person == 1 else f"preview-{person}"


def midnight(day: date, zone: str) -> datetime:
    """When a day begins somewhere (UTC)."""
    return datetime.combine(day, time(), zone_named(zone)).astimezone(UTC)


class Stage:
    """Plays one scenario for the people in `stays`, by the road's own functions, and lets `teller` listen."""

    def __init__(
        self, service: Service, scenario: Scenario, stays: Mapping[int, Stays], teller: Teller
    ) -> None:
        self._scenario, self._stays, self._teller = scenario, stays, teller
        self._outages = sorted(scenario.outages, key=lambda outage: outage.since)
        zones = {*scenario.zones, *(move.zone for move in scenario.moves)}
        after = scenario.start + timedelta(days=scenario.days)
        self._begins = min(midnight(scenario.start, zone) for zone in scenario.zones)
        self._ends = max(midnight(after, zone) for zone in zones) + _LONGER
        self._clock = PlayedClock(self._begins)
        joining = sorted(stays, key=lambda person: (midnight(scenario.start, scenario.zone(person)), person))
        self._ids: list[str] = []
        self._count = count(1)
        self._service = replace(service, new_id=self._new_id)
        self._events = sorted(self._all_events(joining), key=lambda event: event[0], reverse=True)

    async def play(self, seen: Callable[[float], None]) -> None:
        """Go from moment to moment. What is due goes first, so that a reply of that minute can answer it."""
        each = deliveries(self._service, self._clock.now)
        turn = 0
        while True:
            now, due = self._clock.now(), self._due()
            event = self._events[-1][0] if self._events else None
            moment = min((at for at in (due, event) if at is not None), default=self._ends)
            if moment >= self._ends:
                return
            turn = turn + 1 if moment == now else 0
            self._clock.reach(moment)
            if due is None or moment < due:
                _, act = self._events.pop()
                act(moment)
            elif turn < _TURNS:
                # one after the other: what one plans for the other is due at once, and found the next time
                await each[turn % len(each)].run()
            else:
                self._clock.reach(moment + _LATER)
            if not turn:
                seen((moment - self._begins) / (self._ends - self._begins))

    def _due(self) -> datetime | None:
        """When a worker has something to do, and runs. Notes on the way why what waits is waiting."""
        with self._service.db.read() as tx:
            due = planning.next_due(tx)
            self._teller.held |= ledger.waiting(tx)
        if due is None:
            return None
        due = max(due, self._clock.now())
        for outage in self._outages:
            if outage.since <= due < outage.until:
                due = outage.until
        return due

    def _new_id(self) -> str:
        """That of the next to join, else one for whatever needs one; in the same order each time."""
        return self._ids.pop() if self._ids else uuid5(NAMESPACE_OID, str(next(self._count))).hex

    def _all_events(self, joining: Iterable[int]) -> Iterator[_Event]:
        by_zone: dict[str, list[int]] = {}
        for person in joining:
            by_zone.setdefault(self._scenario.zone(person), []).append(person)
        for zone, persons in by_zone.items():
            yield midnight(self._scenario.start, zone), partial(self._join, persons)
        for person, stays in self._stays.items():
            for at in stays.moves:
                yield at, partial(self._move, person)
        for number, said in enumerate(self._scenario.replies, 1):
            if said.person in self._stays:
                at = self._stays[said.person].instant(said.at)
                yield at, partial(self._reply, said, f"reply-{number}")

    def _join(self, persons: Sequence[int], now: datetime) -> None:
        """They agreed in writing, and begin with this day."""
        scenario = self._scenario
        newcomers = [
            Newcomer(
                plan=scenario.plan,
                zone=scenario.zone(person),
                name="Alex",
                phone=_phone(person),
                email=f"person-{person}@example.org",
                starts_on=scenario.start,
                consent=scenario.start,
            )
            for person in persons
        ]
        self._ids = [person_id(person) for person in reversed(persons)]
        join(self._service, newcomers, now)

    def _move(self, person: int, now: datetime) -> None:
        move(self._service, person_id(person), self._stays[person].zone_at(now), now)

    def _reply(self, said: Said, provider_id: str, now: datetime) -> None:
        inbound = Inbound(provider_id, Medium.SMS, _phone(said.person), said.text, now)
        self._teller.heard(said, provider_id, now, record_reply(self._service, inbound, now))


def _phone(person: int) -> str:
    """A number that nobody has: the North American plan gives out no area code 999."""
    return f"+1999{person:07d}"
