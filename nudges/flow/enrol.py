"""A person joins, and their next slots are known from now on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from nudges.core.due import Defer, Window, window_verdict
from nudges.core.person import Person, State, reach
from nudges.core.plan import Medium
from nudges.core.status import Status
from nudges.flow.schedule import schedule
from nudges.flow.service import SUMMARY_PLAN, WELCOME, Service
from nudges.store import people, planning
from nudges.store.db import Tx
from nudges.store.people import Consent, Enrolment
from nudges.store.planning import Planned

_WELCOME_LATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone to be added. Without the date of a written consent nothing is sent until they say START."""

    plan: str
    zone: str
    name: str = field(default="", repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    starts_on: date | None = None
    consent: date | None = None
    times: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of a newcomer: their id, and whether the person or only the enrolment is new.

    `agreed`: a consent is on record. `clash`: their number or address is somebody else's, so nothing
    was done.
    """

    person_id: str
    new_person: bool
    new_enrolment: bool
    agreed: bool = False
    clash: bool = False


def join(service: Service, newcomers: Sequence[Newcomer], now: datetime) -> list[Joined]:
    """Add people and enrol them, all in one transaction. Whoever is there already is not added again.

    A person is known by their number or their address. Somebody known is enrolled in a further plan, and
    somebody invited begins when a consent is recorded; nobody who said STOP is brought back by this.
    Everyone with an email address also gets the weekly summary.
    """
    with service.db.write() as tx:
        roll = _Roll(service, tx, newcomers)
        joined = [roll.take(newcomer, now) for newcomer in newcomers]
        people.add(tx, [roll.persons[person_id] for person_id in roll.fresh], now)
        for person_id in roll.agreed:
            people.agree(tx, person_id)
        people.enrol(tx, roll.begun)
        people.record_consent(tx, [_consent(person_id, n, now) for person_id, n in roll.agreed.items()])
        touched = {e.person_id for e in roll.begun} | roll.agreed.keys()
        schedule(service, tx, [roll.persons[person_id] for person_id in sorted(touched)], now)
        welcomes = [_welcome(service, roll.persons[who], n.plan, now) for who, n in roll.agreed.items()]
        planning.plan(tx, [welcome for welcome in welcomes if welcome is not None])
    return joined


class _Roll:
    """Who is known, and what each newcomer adds to it; nothing is written here."""

    def __init__(self, service: Service, tx: Tx, newcomers: Sequence[Newcomer]) -> None:
        self._service, self._vault = service, tx.vault
        self._ids = people.known(tx, [a for n in newcomers for a in (n.phone, n.email) if a])
        self.persons = {person.id: person for person in people.several(tx, set(self._ids.values()))}
        self._enrolled = {(e.person_id, e.plan) for e in people.enrolments(tx, self.persons)}
        self.fresh: list[str] = []
        self.agreed: dict[str, Newcomer] = {}
        self.begun: list[Enrolment] = []

    def take(self, newcomer: Newcomer, now: datetime) -> Joined:
        """Put one newcomer on the roll."""
        lookups = [self._vault.lookup(a) for a in (newcomer.phone, newcomer.email) if a]
        owners = {self._ids[lookup] for lookup in lookups if lookup in self._ids}
        new = not owners
        person = self._added(newcomer, lookups) if new else self.persons[min(owners)]
        if len(owners) > 1 or _is_other(person, newcomer):
            return Joined(person.id, new_person=False, new_enrolment=False, clash=True)
        today = person.local(now).date()
        # a date still to come is no consent yet
        if newcomer.consent is not None and newcomer.consent <= today and person.state is State.INVITED:
            person = self.persons[person.id] = replace(person, state=State.ACTIVE)
            self.agreed[person.id] = newcomer
        plans = [plan for plan in self._plans(person, newcomer) if (person.id, plan) not in self._enrolled]
        starts_on = newcomer.starts_on or today
        for plan in plans:
            times = dict(newcomer.times) if plan == newcomer.plan else {}
            self.begun.append(Enrolment(person.id, plan, starts_on, times))
            self._enrolled.add((person.id, plan))
        return Joined(person.id, new, newcomer.plan in plans, agreed=person.state is State.ACTIVE)

    def _added(self, newcomer: Newcomer, lookups: Sequence[str]) -> Person:
        person = Person(
            id=self._service.new_id(),
            zone=newcomer.zone,
            name=newcomer.name,
            phone=newcomer.phone,
            email=newcomer.email,
            state=State.INVITED,
        )
        self._ids |= dict.fromkeys(lookups, person.id)
        self.persons[person.id] = person
        self.fresh.append(person.id)
        return person

    def _plans(self, person: Person, newcomer: Newcomer) -> list[str]:
        """The newcomer's plan, and the summary if we hold an address to mail it to."""
        summary = newcomer.email and person.email and SUMMARY_PLAN in self._service.plans
        return [newcomer.plan, SUMMARY_PLAN] if summary else [newcomer.plan]


def _is_other(person: Person, newcomer: Newcomer) -> bool:
    """True if the person has another number or address: a couple with one mailbox, say, or an old number."""
    pairs = ((newcomer.phone, person.phone), (newcomer.email, person.email))
    return any(given and held and given.lower() != held.lower() for given, held in pairs)


def _consent(person_id: str, newcomer: Newcomer, now: datetime) -> Consent:
    at = datetime.combine(newcomer.consent, time(), now.tzinfo) if newcomer.consent else now
    return Consent(person_id, at, given=True, method="written, recorded by the operator")


def _welcome(service: Service, person: Person, plan: str, now: datetime) -> Planned | None:
    """The first message to a person: who writes, how often, HELP and STOP. At a decent hour."""
    reached = reach(person, Medium.SMS, service.channels)
    if plan not in service.plans or reached is None:
        return None
    verdict = window_verdict(now, now, person.zone, Window(person.opens, person.closes), _WELCOME_LATE)
    ready_at = verdict.until if isinstance(verdict, Defer) else now
    return Planned(
        person_id=person.id,
        plan=plan,
        step=WELCOME,
        local_date=person.local(now).date(),
        n=0,
        due_at=now,
        ready_at=ready_at,
        expires_at=ready_at + _WELCOME_LATE,
        medium=reached[0],
        status=Status.QUEUED,
        why=verdict.why if isinstance(verdict, Defer) else "",
    )
