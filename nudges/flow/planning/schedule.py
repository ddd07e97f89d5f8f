"""What comes next for each person: computed when they join or move, and when plans or zones change."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from nudges.core.person.person import Person, State
from nudges.core.plan.plan import Plan, Step, step_times
from nudges.core.plan.slots import slot_after_edit, spread
from nudges.core.zones import tzdata_version
from nudges.flow.service import Service
from nudges.store import db
from nudges.store.db import Tx
from nudges.store.nudges import planning
from nudges.store.nudges.planning import Upcoming
from nudges.store.people import people, preferences
from nudges.store.people.people import Enrolment

_SCHEDULED_FROM = "scheduled_from"


def own_times(step: Step, name: str, person: Person, enrolment: Enrolment) -> tuple[time, ...]:
    """The local times at which the step called `name` comes for this person: the plan's or their own.

    If the step is spread, each is later by the person's share. Raises NudgesError for an unreadable time.
    """
    times = step_times(step, enrolment.times.get(name))
    if step.within is None:
        return times
    return spread(times, step.within, person.closes, f"{person.id} {enrolment.plan} {name}")


def schedule(service: Service, tx: Tx, persons: Sequence[Person], now: datetime) -> None:
    """Compute anew what comes next for these people, never a slot that was planned already.

    After an edit of a time, a plan or a zone, what a step was waiting for is not lost (`slot_after_edit`).
    People who said STOP or never agreed have nothing upcoming.
    """
    ids = [person.id for person in persons]
    last, waiting = planning.last_slots(tx, ids), planning.waiting(tx, ids)
    by_id = {person.id: person for person in persons if person.state is State.ACTIVE}
    nexts = []
    for enrolment in people.enrolments(tx, ids):
        person, plan = by_id.get(enrolment.person_id), service.plans.get(enrolment.plan)
        if person is None or plan is None:
            continue
        for name, step in plan.steps.items():
            key = (enrolment.person_id, enrolment.plan, name)
            times, start = own_times(step, name, person, enrolment), enrolment.starts_on
            slot = slot_after_edit(step, times, person.zone, start, now, last.get(key), waiting.get(key))
            nexts.append(Upcoming(*key, slot))
    planning.reset(tx, ids, nexts)


def move(service: Service, person_id: str, zone: str, now: datetime) -> None:
    """The person lives in another zone now: still one slot per local date."""
    with service.db.write() as tx:
        preferences.set_zone(tx, person_id, zone)
        person = people.get(tx, person_id)
        if person is not None:
            schedule(service, tx, [person], now)


def cadences(plans: Iterable[tuple[str, Plan]]) -> str:
    """What the schedule is computed from, as one text: it changes when a plan's times do, not its words."""
    return "; ".join(
        f"{plan_id}/{name}: {step.every or step.rrule} {step.on} {step.at}"
        + (f" {step.within}" if step.within else "")
        for plan_id, plan in sorted(plans)
        for name, step in sorted(plan.steps.items())
    )


def _basis(service: Service) -> str:
    return f"{tzdata_version()} {cadences(service.plans.items())}"


def outdated(service: Service) -> bool:
    """True if the schedule was computed from other plans or zone data than this process has.

    While a new version is rolled out, a worker of the old one must not plan: it would drop steps that it
    does not know.
    """
    with service.db.read() as tx:
        return db.remembered(tx, _SCHEDULED_FROM) not in (None, _basis(service))


def reschedule_if_changed(service: Service, now: datetime) -> int:
    """After an edit of a plan's times, or new zone data, compute what comes next for everyone concerned.

    Returns how many people were looked at: 0 when nothing changed. What is planned already stays.
    """
    basis = _basis(service)
    with service.db.read() as tx:
        if db.remembered(tx, _SCHEDULED_FROM) == basis:
            return 0
    looked_at, after = 0, ("", "")
    while True:
        with service.db.write() as tx:
            page = people.enrolment_page(tx, after)
            ids = sorted({enrolment.person_id for enrolment in page})
            persons = people.several(tx, ids)
            schedule(service, tx, persons, now)
            looked_at += len(persons)
            if not page:
                db.remember(tx, _SCHEDULED_FROM, basis)
                return looked_at
        after = (page[-1].person_id, page[-1].plan)
