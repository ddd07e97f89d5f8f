"""A person joins, and their next slots are known from now on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache

from nudges.core.errors import NudgesError
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person, State, reach
from nudges.core.plan.fit import own_side, suits
from nudges.core.plan.slots import Slot, next_slot
from nudges.core.vocabulary import Medium, ServiceMessage, Who
from nudges.core.zones import zone_named
from nudges.flow.events.joined import tell_joined
from nudges.flow.planning.refusals import CLASH, FAR_DAY, is_far, not_spoken, other_side
from nudges.flow.planning.schedule import as_theirs, schedule
from nudges.flow.service import SUMMARY_PLAN, Service
from nudges.flow.service_messages import planned
from nudges.store.db import Tx
from nudges.store.nudges import planning
from nudges.store.nudges.bulk_enrol import begin
from nudges.store.nudges.planning import Planned
from nudges.store.nudges.upcoming import Upcoming
from nudges.store.people import by_address, consents, people, preferences
from nudges.store.people.consents import Consent
from nudges.store.people.people import Enrolment


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone to be added. Without the date of a written consent they are asked once, and nothing else is
    sent until they say yes.

    `who` is None if they were not asked: then they are on the plan's side. `partner`, `partner_safe`, `care`,
    `discreet` and `quiet_acks` as in core/person/person.py; discretion is what nobody has to ask for.
    `asked_language`: False if nobody said their language, and `locale` is that of their country.
    """

    plan: str
    zone: str
    name: str = field(default="", repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    starts_on: date | None = None
    consent: date | None = None
    times: dict[str, str] = field(default_factory=dict)
    locale: str = "en"
    asked_language: bool = True
    who: Who | None = None
    partner: bool = False
    partner_safe: bool = False
    care: bool = False
    discreet: bool = True
    quiet_acks: bool = False
    external_id: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of a newcomer: their id, and whether the person or only the enrolment is new.

    `agreed`: a consent is on record. `refused`: why nothing was done.
    """

    person_id: str
    new_person: bool
    new_enrolment: bool
    agreed: bool = False
    refused: NudgesError | None = None


def join(service: Service, newcomers: Sequence[Newcomer], now: datetime) -> list[Joined]:
    """Add people and enrol them, all in one transaction. Whoever is there already is not added again.

    A person is known by their number, their address or what another system calls them. Somebody known is
    enrolled in a further plan, and somebody invited is not invited again, and begins when a consent is
    recorded; nobody who said STOP is brought back by this.
    Everyone with an email address also gets the weekly summary.
    """
    with service.db.write() as tx:
        return join_within(service, tx, newcomers, now)


def join_within(service: Service, tx: Tx, newcomers: Sequence[Newcomer], now: datetime) -> list[Joined]:
    """The same in a transaction that is open already."""
    roll = Roll(service, tx, newcomers, now)
    joined = [roll.take(newcomer) for newcomer in newcomers]
    people.add(tx, [roll.persons[person_id] for person_id in roll.fresh], now)
    consents.record(tx, [_consent(person_id, n, now) for person_id, n in roll.agreed.items()])
    begin(
        tx,
        [enrolment for enrolment in roll.begun if enrolment.person_id in roll.fresh],
        _first_slots(service, roll, now),
        _firsts(service, roll, roll.fresh, now),
    )
    _go_on(service, tx, roll, now)
    tell_joined(tx, roll.agreed, now)
    return joined


class Roll:
    """Who is known, and what each newcomer adds to it; nothing is written here.

    `before`: the roll of the newcomers before these, where that was not written either.
    """

    def __init__(
        self,
        service: Service,
        tx: Tx,
        newcomers: Sequence[Newcomer],
        now: datetime,
        before: "Roll | None" = None,
    ) -> None:
        self._service = service
        self._ids = by_address.known(tx, [a for n in newcomers for a in (n.phone, n.email) if a])
        self._elsewhere = by_address.known_elsewhere(tx, [n.external_id for n in newcomers if n.external_id])
        known = {*self._ids.values(), *self._elsewhere.values()}
        self.persons = {person.id: person for person in people.several(tx, known)}
        self._enrolled = {(e.person_id, e.plan) for e in people.enrolments(tx, self.persons)}
        if before is not None:
            self._ids = {**before._ids, **self._ids}
            self._elsewhere = {**before._elsewhere, **self._elsewhere}
            self.persons = {**before.persons, **self.persons}
            self._enrolled |= before._enrolled
        self.today = cache(lambda zone: now.astimezone(zone_named(zone)).date())
        self.fresh: set[str] = set()
        self.agreed: dict[str, Newcomer] = {}
        self.invited: dict[str, Newcomer] = {}
        self.begun: list[Enrolment] = []
        self.called: dict[str, str] = {}

    def take(self, newcomer: Newcomer) -> Joined:
        """Put one newcomer on the roll."""
        addresses = [address.lower() for address in (newcomer.phone, newcomer.email) if address]
        owners = {self._ids[address] for address in addresses if address in self._ids}
        called = newcomer.external_id
        if called and called in self._elsewhere:
            owners.add(self._elsewhere[called])
        known = self.persons[min(owners)] if owners else None
        if known and (len(owners) > 1 or _is_other(known, newcomer)):
            return Joined(known.id, new_person=False, new_enrolment=False, refused=CLASH)
        if refused := not_spoken(self._service, newcomer.locale):
            return Joined(known.id if known else "", new_person=False, new_enrolment=False, refused=refused)
        begins = self._service.plans.get(newcomer.plan)
        who = known.who if known else newcomer.who or (own_side(begins.who) if begins else Who.HURT)
        if begins is not None and not suits(begins, who):
            refused = other_side(self._service, newcomer.plan, who)
            return Joined(known.id if known else "", new_person=False, new_enrolment=False, refused=refused)
        today = self.today(known.zone if known else newcomer.zone)
        starts_on = newcomer.starts_on or today
        on_it = known is not None and (known.id, newcomer.plan) in self._enrolled
        if is_far(starts_on, today) and not on_it:
            return Joined(known.id if known else "", new_person=False, new_enrolment=False, refused=FAR_DAY)
        # a date still to come is no consent yet
        agrees = newcomer.consent is not None and newcomer.consent <= today
        person = known or self._added(newcomer, who, addresses, State.ACTIVE if agrees else State.INVITED)
        if called and not person.external_id:  # they were here before the other system knew them
            person = self.persons[person.id] = replace(person, external_id=called)
            self.called[person.id] = called
        if called:
            self._elsewhere[called] = person.id
        if agrees and (known is None or known.state is State.INVITED):
            person = self.persons[person.id] = replace(person, state=State.ACTIVE) if known else person
            self.agreed[person.id] = newcomer
            self.invited.pop(person.id, None)
        elif known is None:
            self.invited[person.id] = newcomer
        plans = [plan for plan in self._plans(person, newcomer) if (person.id, plan) not in self._enrolled]
        for plan in plans:
            times = dict(newcomer.times) if plan == newcomer.plan else {}
            self.begun.append(Enrolment(person.id, plan, starts_on, times))
            self._enrolled.add((person.id, plan))
        agreed = person.state is State.ACTIVE
        return Joined(person.id, known is None, newcomer.plan in plans, agreed=agreed)

    def _added(self, newcomer: Newcomer, who: Who, addresses: Sequence[str], state: State) -> Person:
        person = Person(
            id=self._service.new_id(),
            zone=newcomer.zone,
            name=newcomer.name,
            phone=newcomer.phone,
            email=newcomer.email,
            external_id=newcomer.external_id,
            state=state,
            locale=newcomer.locale,
            who=who,
            partner=newcomer.partner,
            partner_safe=newcomer.partner_safe,
            care=newcomer.care,
            discreet=newcomer.discreet,
            quiet_acks=newcomer.quiet_acks,
        )
        self._ids |= dict.fromkeys(addresses, person.id)
        self.persons[person.id] = person
        self.fresh.add(person.id)
        return person

    def _plans(self, person: Person, newcomer: Newcomer) -> list[str]:
        """The newcomer's plan, and the summary if we hold an address to mail it to."""
        summary = newcomer.email and person.email and SUMMARY_PLAN in self._service.plans
        return list(dict.fromkeys([newcomer.plan, SUMMARY_PLAN] if summary else [newcomer.plan]))


def _go_on(service: Service, tx: Tx, roll: Roll, now: datetime) -> None:
    """Those who were here before: a further plan, or a consent at last."""
    agreed = roll.agreed.keys() - roll.fresh
    begun = [enrolment for enrolment in roll.begun if enrolment.person_id not in roll.fresh]
    for person_id in sorted(agreed):
        preferences.agree(tx, person_id)
        people.begin_on(tx, person_id, roll.today(roll.persons[person_id].zone))
    for person_id, called in sorted(roll.called.items()):
        by_address.set_external_id(tx, person_id, called)
    people.enrol(tx, begun)
    touched = agreed | {enrolment.person_id for enrolment in begun}
    if touched:
        schedule(service, tx, [roll.persons[person_id] for person_id in sorted(touched)], now)
    planning.plan(tx, _firsts(service, roll, agreed, now))


def _first_slots(service: Service, roll: Roll, now: datetime) -> list[Upcoming]:
    """What comes first for those who are new. Many of a list share a zone and a time, which count once."""
    nexts: list[Upcoming] = []
    computed: dict[tuple[object, ...], Slot] = {}
    for enrolment in roll.begun:
        person, plan = roll.persons[enrolment.person_id], service.plans.get(enrolment.plan)
        if person.id not in roll.fresh or person.state is not State.ACTIVE or plan is None:
            continue
        for name, step in plan.steps.items():
            (own, times), start = as_theirs(step, name, person, enrolment), enrolment.starts_on
            alike = (enrolment.plan, name, own.on, times, person.zone, start)
            slot = computed.get(alike)
            if slot is None:
                slot = computed[alike] = next_slot(own, times, person.zone, start, now)
            nexts.append(Upcoming(person.id, enrolment.plan, name, slot))
    return nexts


def _is_other(person: Person, newcomer: Newcomer) -> bool:
    """True if the newcomer is somebody else: a couple with one mailbox or one phone, say, or an old number.

    That is so if the person has another number, address or external id, or another name and a number or
    address that only one of the two gave.
    """
    if newcomer.external_id and person.external_id not in (None, newcomer.external_id):
        return True
    pairs = ((newcomer.phone, person.phone), (newcomer.email, person.email))
    differs = [(given or "").lower() != (held or "").lower() for given, held in pairs]
    renamed = bool(newcomer.name and person.name) and _plain(newcomer.name) != _plain(person.name)
    both = [bool(given and held) for given, held in pairs]
    return any(unlike and (renamed or there) for unlike, there in zip(differs, both, strict=True))


def _plain(name: str) -> list[str]:
    return name.casefold().split()


def _consent(person_id: str, newcomer: Newcomer, now: datetime) -> Consent:
    at = datetime.combine(newcomer.consent, time(), now.tzinfo) if newcomer.consent else now
    return Consent(person_id, at, given=True, method=ConsentMethod.WRITTEN)


def _firsts(service: Service, roll: Roll, ids: Collection[str], now: datetime) -> list[Planned]:
    """The first message to each of these: who writes, how often, HELP and STOP. At a decent hour.

    Whoever has not agreed is asked by it whether they want any more.
    """

    asked = [(who, ServiceMessage.WELCOME, n.plan) for who, n in roll.agreed.items() if who in ids]
    asked += [(who, ServiceMessage.INVITATION, n.plan) for who, n in roll.invited.items() if who in ids]
    firsts = []
    for who, message, plan in asked:
        person = roll.persons[who]
        if plan in service.plans and (reached := reach(person, Medium.SMS, service.channels)):
            today = roll.today(person.zone)
            firsts.append(planned(message, person, reached[0], now, plan=plan, local_date=today))
    return firsts
