"""What comes next for one person, and when; to be said to them."""

from datetime import datetime

from nudges.core.person.person import Person
from nudges.core.plan.plan import Step
from nudges.core.vocabulary import Sends
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.nudges import upcoming
from nudges.store.people import people
from nudges.store.people.people import Enrolment

#: A step that somebody is on: its plan, its name, and how it is set for them.
Mine = tuple[str, str, Step, Enrolment]


def steps_of(service: Service, tx: Tx, person: Person) -> list[Mine]:
    """The steps with practices that a person is on, the one that comes next first."""
    return [mine for mine, _ in _in_order(service, tx, person)]


def coming(service: Service, tx: Tx, person: Person, now: datetime) -> datetime | None:
    """When the next practice comes, as far as it is known now: after a pause, inside their hours. UTC."""
    following = _in_order(service, tx, person)
    if not following:
        return None
    due_at = following[0][1]
    read = people.get(tx, person.id)
    resting = read.paused_until if read is not None and read.paused(now) else None
    at = max(due_at, resting) if resting else due_at
    return person.next_allowed(at)


def _in_order(service: Service, tx: Tx, person: Person) -> list[tuple[Mine, datetime]]:
    enrolments = {one.plan: one for one in people.enrolments(tx, [person.id])}
    found = []
    for up in upcoming.of(tx, person.id):
        step = service.step(up.plan, up.step)
        if step is not None and step.sends is Sends.PRACTICE and up.plan in enrolments:
            found.append(((up.plan, up.step, step, enrolments[up.plan]), up.slot.due_at))
    return found
