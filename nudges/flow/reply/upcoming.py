"""What comes next for one person, and when; said to them and to the operator alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from nudges.core.person.person import Person
from nudges.core.plan.plan import Step
from nudges.core.plan.slots import next_slot
from nudges.core.vocabulary import Sends
from nudges.flow.planning.schedule import as_theirs
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.nudges import upcoming
from nudges.store.people import people
from nudges.store.people.people import Enrolment

#: A step that somebody is on: its plan, its name, and how it is set for them.
Mine = tuple[str, str, Step, Enrolment]

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """A step that somebody is on, and when it comes next (UTC)."""

    plan: str
    name: str
    step: Step
    enrolment: Enrolment
    at: datetime


def steps_of(service: Service, tx: Tx, person: Person, now: datetime) -> list[Mine]:
    """The steps with practices that a person is on, the one that comes next first."""
    return [(one.plan, one.name, one.step, one.enrolment) for one in _practices(service, tx, person, now)]


def coming(service: Service, tx: Tx, person: Person, now: datetime) -> datetime | None:
    """When the next practice comes, as far as it is known now. UTC."""
    return next((one.at for one in _practices(service, tx, person, now)), None)


def all_coming(service: Service, tx: Tx, person: Person, now: datetime) -> list[Coming]:
    """When each step of theirs comes next, the soonest first: after a pause or a hold, inside their hours.

    A step whose plan cannot be used, or is over by then, is left out: nothing of it comes.
    """
    read = people.get(tx, person.id) or person
    begins, until = read.pause(now) or (None, None)
    enrolments = {one.plan: one for one in people.enrolments(tx, [person.id])}
    found = []
    for up in upcoming.of(tx, person.id):
        step, enrolment = service.step(up.plan, up.step), enrolments.get(up.plan)
        if step is None or enrolment is None:
            continue
        slot = up.slot
        if until and (begins or now) <= slot.due_at < until:
            own, times = as_theirs(step, up.step, read, enrolment)
            slot = next_slot(own, times, read.zone, enrolment.starts_on, until - _INSTANT, slot.key)
        if not service.plans[up.plan].over(enrolment.starts_on, slot.local_date):
            at = read.next_allowed(slot.due_at)
            found.append(Coming(up.plan, up.step, step, enrolment, at))
    return sorted(found, key=lambda one: one.at)


def _practices(service: Service, tx: Tx, person: Person, now: datetime) -> list[Coming]:
    return [one for one in all_coming(service, tx, person, now) if one.step.sends is Sends.PRACTICE]
