"""A person joins, and their next slots are known from now on; also when they or a plan file change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    """What became of a newcomer: their id, and whether the person or only the enrolment is new."""

    person_id: str
    new_person: bool
    new_enrolment: bool


def join(service: Service, newcomers: Sequence[Newcomer], now: datetime) -> list[Joined]:
    """Add people and enrol them, all in one transaction. Whoever is there already is not added again.

    A person is known by their number or their address; somebody known with another plan is enrolled in
    it too. Everyone with an email address also gets the weekly summary.
    """
    with service.db.write() as tx:
        ids = people.known(tx, [a for n in newcomers for a in (n.phone, n.email) if a])
        before = {(e.person_id, e.plan) for e in people.enrolments(tx, set(ids.values()))}
        fresh: list[Person] = []
        enrolments: list[Enrolment] = []
        consents: list[Consent] = []
        joined = []
        for newcomer in newcomers:
            lookups = [tx.vault.lookup(a) for a in (newcomer.phone, newcomer.email) if a]
            person_id = next((ids[lookup] for lookup in lookups if lookup in ids), None)
            new_person = person_id is None
            if person_id is None:
                person_id = service.new_id()
                ids |= dict.fromkeys(lookups, person_id)
                fresh.append(_person(person_id, newcomer))
                if newcomer.consent is not None:
                    at = datetime.combine(newcomer.consent, time(), now.tzinfo)
                    consents.append(
                        Consent(person_id, at, given=True, method="written, recorded by the operator")
                    )
            new_enrolment = (person_id, newcomer.plan) not in before
            if new_enrolment:
                today = _local_date(newcomer.zone, now)
                starts_on = newcomer.starts_on or today
                before.add((person_id, newcomer.plan))
                enrolments.append(Enrolment(person_id, newcomer.plan, starts_on, dict(newcomer.times)))
                summary = (person_id, SUMMARY_PLAN)
                mailed = newcomer.email is not None and ids.get(tx.vault.lookup(newcomer.email)) == person_id
                if mailed and SUMMARY_PLAN in service.plans and summary not in before:
                    before.add(summary)
                    enrolments.append(Enrolment(person_id, SUMMARY_PLAN, starts_on))
            joined.append(Joined(person_id, new_person, new_enrolment))
        people.add(tx, fresh, now)
        people.enrol(tx, enrolments)
        people.record_consent(tx, consents)
        touched = {e.person_id for e in enrolments}
        schedule(service, tx, [p for p in fresh if p.id in touched] + _others(tx, touched, fresh), now)
        planning.plan(tx, [w for p in fresh if (w := _welcome(service, p, enrolments, now))])
    return joined


def _person(person_id: str, newcomer: Newcomer) -> Person:
    return Person(
        id=person_id,
        zone=newcomer.zone,
        name=newcomer.name,
        phone=newcomer.phone,
        email=newcomer.email,
        state=State.ACTIVE if newcomer.consent is not None else State.INVITED,
    )


def _others(tx: Tx, person_ids: set[str], fresh: list[Person]) -> list[Person]:
    rest = person_ids - {person.id for person in fresh}
    return [person for person_id in sorted(rest) if (person := people.get(tx, person_id)) is not None]


def _local_date(zone: str, now: datetime) -> date:
    return Person(id="", zone=zone).local(now).date()


def _welcome(
    service: Service, person: Person, enrolments: Iterable[Enrolment], now: datetime
) -> Planned | None:
    """The first message to a person: who writes, how often, HELP and STOP. At a decent hour."""
    plan = next((e.plan for e in enrolments if e.person_id == person.id and e.plan in service.plans), None)
    reached = reach(person, Medium.SMS, service.channels)
    if person.state is not State.ACTIVE or plan is None or reached is None:
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
            slot = next_slot(step, times, person.zone, start, since, last.get(key))
            if slot.due_at <= now and slot.local_date < waiting.get(key, date.max):
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
