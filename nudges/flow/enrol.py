"""A person joins, and their next slots are known from now on; also when they or a plan file change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from nudges.core.due import Defer, Window, next_slot, window_verdict
from nudges.core.person import Person, State, reach
from nudges.core.plan import Medium, Plan, step_times
from nudges.core.status import Status
from nudges.flow.service import SUMMARY_PLAN, WELCOME, Service
from nudges.store import people, planning
from nudges.store.db import Tx
from nudges.store.people import Consent, Enrolment
from nudges.store.planning import Planned, Upcoming

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
        ids = people.known(tx, [a for n in newcomers for a in (n.phone, n.email) if a])
        persons = {person.id: person for person in people.several(tx, set(ids.values()))}
        enrolled = {(e.person_id, e.plan) for e in people.enrolments(tx, persons)}
        fresh: set[str] = set()
        agreed: dict[str, Newcomer] = {}
        enrolments: list[Enrolment] = []
        joined = []
        for newcomer in newcomers:
            lookups = [tx.vault.lookup(a) for a in (newcomer.phone, newcomer.email) if a]
            person_id = next((ids[lookup] for lookup in lookups if lookup in ids), None)
            new = person_id is None
            if person_id is None:
                person_id = service.new_id()
                ids |= dict.fromkeys(lookups, person_id)
                persons[person_id] = _person(person_id, newcomer)
                fresh.add(person_id)
            person = persons[person_id]
            if _clashes(person, newcomer, {ids.get(lookup) for lookup in lookups}):
                joined.append(Joined(person_id, new_person=False, new_enrolment=False, clash=True))
                continue
            if newcomer.consent is not None and person.state is State.INVITED:
                persons[person_id] = replace(person, state=State.ACTIVE)
                agreed[person_id] = newcomer
            starts_on = newcomer.starts_on or person.local(now).date()
            begun = [p for p in _plans(service, person, newcomer) if (person_id, p) not in enrolled]
            enrolled |= {(person_id, plan) for plan in begun}
            for plan in begun:
                times = dict(newcomer.times) if plan == newcomer.plan else {}
                enrolments.append(Enrolment(person_id, plan, starts_on, times))
            agrees = persons[person_id].state is State.ACTIVE
            joined.append(Joined(person_id, new, newcomer.plan in begun, agrees))
        people.add(tx, [persons[person_id] for person_id in persons if person_id in fresh], now)
        for person_id in agreed.keys() - fresh:
            people.agree(tx, person_id)
        people.enrol(tx, enrolments)
        people.record_consent(tx, [_consent(person_id, n.consent, now) for person_id, n in agreed.items()])
        touched = {e.person_id for e in enrolments} | agreed.keys()
        schedule(service, tx, [persons[person_id] for person_id in sorted(touched)], now)
        welcomes = [_welcome(service, persons[person_id], n.plan, now) for person_id, n in agreed.items()]
        planning.plan(tx, [welcome for welcome in welcomes if welcome is not None])
    return joined


def _plans(service: Service, person: Person, newcomer: Newcomer) -> list[str]:
    """The newcomer's plan, and the summary if we hold an address to mail it to."""
    summary = person.email is not None and SUMMARY_PLAN in service.plans
    return [newcomer.plan, SUMMARY_PLAN] if summary and newcomer.email else [newcomer.plan]


def _clashes(person: Person, newcomer: Newcomer, owners: set[str | None]) -> bool:
    """True if what is given belongs to two people: a couple with one mailbox, say, or an old number."""
    pairs = ((newcomer.phone, person.phone), (newcomer.email, person.email))
    others = any(given and held and given.lower() != held.lower() for given, held in pairs)
    return others or len(owners - {None}) > 1


def _consent(person_id: str, day: date | None, now: datetime) -> Consent:
    at = datetime.combine(day, time(), now.tzinfo) if day else now
    return Consent(person_id, at, given=True, method="written, recorded by the operator")


def _person(person_id: str, newcomer: Newcomer) -> Person:
    return Person(
        id=person_id,
        zone=newcomer.zone,
        name=newcomer.name,
        phone=newcomer.phone,
        email=newcomer.email,
        state=State.INVITED,
    )


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


def schedule(
    service: Service, tx: Tx, persons: Sequence[Person], now: datetime, late: timedelta = timedelta()
) -> None:
    """Compute anew what comes next for these people, never a slot that was planned already.

    After an edit, `late` reaches back so that a slot moved to just before `now` is still seen: the one
    of a date that was still to come, never one from before the person joined or came back.
    People who said STOP or never agreed have nothing upcoming.
    """
    ids = [person.id for person in persons]
    last, waiting = planning.last_slots(tx, ids), planning.waiting(tx, ids)
    enrolled = people.enrolments(tx, ids)
    by_id = {person.id: person for person in persons if person.state is State.ACTIVE}
    nexts = []
    for enrolment in enrolled:
        person, plan = by_id.get(enrolment.person_id), service.plans.get(enrolment.plan)
        if person is None or plan is None:
            continue
        for name, step in plan.steps.items():
            key = (enrolment.person_id, enrolment.plan, name)
            times, start = step_times(step, enrolment.times.get(name)), enrolment.starts_on
            since = now - min(late, step.max_late)
            here = waiting.get(key)
            if here is not None and here.due_at <= now:
                nexts.append(
                    Upcoming(*key, here)
                )  # has come already: plan_due writes it down, with its reason
                continue
            slot = next_slot(step, times, person.zone, start, since, last.get(key))
            if slot.due_at <= now and (here is None or slot.local_date < here.local_date):
                slot = next_slot(step, times, person.zone, start, now, last.get(key))
            nexts.append(Upcoming(*key, slot))
    planning.reset(tx, ids, nexts)


def move(service: Service, person_id: str, zone: str, now: datetime) -> None:
    """The person lives in another zone now: still one slot per local date."""
    with service.db.write() as tx:
        people.set_zone(tx, person_id, zone)
        person = people.get(tx, person_id)
        if person is not None:
            schedule(service, tx, [person], now, late=timedelta(days=1))


def cadences(plans: Iterable[tuple[str, Plan]]) -> str:
    """What the schedule is computed from, as one text: it changes when a plan's times do, not its words."""
    return "; ".join(
        f"{plan_id}/{name}: {step.every} {step.on} {step.at}"
        for plan_id, plan in sorted(plans)
        for name, step in sorted(plan.steps.items())
    )
