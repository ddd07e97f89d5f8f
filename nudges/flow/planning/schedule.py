"""What comes next for each person: computed when they join or move, and when plans or zones change."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from nudges.core.errors import NudgesError
from nudges.core.person.person import Person, State
from nudges.core.plan.personal import own_step, step_times
from nudges.core.plan.plan import Step
from nudges.core.plan.slots import Slot, slot_after_edit, spread
from nudges.flow.log import log
from nudges.flow.planning import agreement
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.nudges import unscheduled, upcoming
from nudges.store.nudges.upcoming import Upcoming
from nudges.store.people import people, preferences
from nudges.store.people.people import Enrolment


def own_times(step: Step, name: str, person: Person, enrolment: Enrolment) -> tuple[time, ...]:
    """The local times at which the step called `name` comes for this person: the plan's or their own.

    If the step is spread, each is later by the person's share. Raises NudgesError for an unreadable time.
    """
    times = step_times(step, enrolment.times.get(name))
    if step.within is None:
        return times
    return spread(times, step.within, person.closes, f"{person.id} {enrolment.plan} {name}")


def as_theirs(step: Step, name: str, person: Person, enrolment: Enrolment) -> tuple[Step, tuple[time, ...]]:
    """The step on this person's own weekdays, and their times (`own_times`)."""
    return own_step(step, enrolment.times.get(name)), own_times(step, name, person, enrolment)


def schedule(
    service: Service, tx: Tx, persons: Sequence[Person], now: datetime, aside: Collection[str] | None = None
) -> None:
    """Compute anew what comes next for these people, never a slot that was planned already.

    After an edit of a time, a plan or a zone, what a step was waiting for is not lost (`slot_after_edit`).
    People who said STOP or never agreed have nothing upcoming. Of plans that are set aside (agreement.py)
    everything waits as it did; if there was nothing yet, `schedule_left_over` of another process sees to it.
    """
    ids = [person.id for person in persons]
    aside = agreement.set_aside(service, tx) if aside is None else aside
    last, waiting = upcoming.last_slots(tx, ids), upcoming.waiting(tx, ids)
    by_id = {person.id: person for person in persons if person.state is State.ACTIVE}
    nexts = [Upcoming(*key, slot) for key, slot in waiting.items() if key[0] in by_id and key[1] in aside]
    known = {up[:2] for up in nexts}
    unscheduled.clear(tx, ids)
    for enrolment in people.enrolments(tx, ids):
        person, plan = by_id.get(enrolment.person_id), service.plans.get(enrolment.plan)
        if person is not None and enrolment.plan in aside:
            if (person.id, enrolment.plan) not in known:
                unscheduled.mark(tx, [person.id])
        elif person is not None and plan is not None:
            for name, step in plan.steps.items():
                key = (enrolment.person_id, enrolment.plan, name)
                slot = _next_slot(step, name, person, enrolment, now, last.get(key), waiting.get(key))
                nexts += [Upcoming(*key, slot)] if slot else []
    upcoming.reset(tx, ids, nexts)


def _next_slot(
    step: Step,
    name: str,
    person: Person,
    enrolment: Enrolment,
    now: datetime,
    last: tuple[date, int] | None,
    waiting: Slot | None,
) -> Slot | None:
    """What this step waits for now. A time of theirs that cannot be read stops nobody else: told by id."""
    try:
        own, times = as_theirs(step, name, person, enrolment)
        return slot_after_edit(own, times, person.zone, enrolment.starts_on, now, last, waiting)
    except NudgesError as error:
        log().error("cannot schedule", person=person.id, plan=enrolment.plan, step=name, what=error.what)
        return waiting


def move(service: Service, person_id: str, zone: str, now: datetime) -> None:
    """The person lives in another zone now: still one slot per local date."""
    with service.db.write() as tx:
        preferences.set_zone(tx, person_id, zone)
        person = people.get(tx, person_id)
        if person is not None:
            schedule(service, tx, [person], now)


def reschedule_if_changed(service: Service, now: datetime) -> int:
    """After an edit of a plan's times, or new zone data, compute what comes next for everyone concerned.

    Returns how many people were looked at: 0 when nothing changed. What is planned already stays.
    """
    with service.db.read() as tx:
        marks = agreement.scheduled_now(service, tx)
        if agreement.scheduled_from(tx) == marks:
            return 0
    looked_at, after = 0, ("", "")
    while True:
        with service.db.write() as tx:
            page = people.enrolment_page(tx, after)
            ids = sorted({enrolment.person_id for enrolment in page})
            persons = people.several(tx, ids)
            schedule(service, tx, persons, now, service.held)
            looked_at += len(persons)
            if not page:
                agreement.remember(tx, marks)
                return looked_at
        after = (page[-1].person_id, page[-1].plan)


def schedule_left_over(service: Service, now: datetime) -> int:
    """Compute what comes next for people for whom another process could not; returns how many there were."""
    with service.db.read() as tx:
        if not unscheduled.marked(tx, 1):
            return 0
    with service.db.write() as tx:
        ids = unscheduled.marked(tx)
        schedule(service, tx, people.several(tx, ids), now)
        return len(ids)
