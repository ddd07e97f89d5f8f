"""A pause: nothing is sent, nothing counts, and at its end comes one gentle message and no backlog."""

from datetime import datetime, timedelta

from nudges.core.person.person import Person, State, reach
from nudges.core.plan.slots import Defer, Window, window_verdict
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.service import BACK, Service
from nudges.store.db import Tx
from nudges.store.nudges import outcomes, planning
from nudges.store.nudges.planning import Planned
from nudges.store.people import people, preferences

#: The message that ends a pause may come a day late.
_BACK_LATE = timedelta(days=1)


def set_pause(service: Service, tx: Tx, person: Person, until: datetime | None, now: datetime) -> None:
    """Let nothing come until then, whatever was to come; None ends a pause at once, and says nothing."""
    outcomes.withdraw(tx, person.id, Status.SKIPPED, Reason(ReasonCode.PAUSE_CHANGED), now, step=BACK)
    preferences.set_pause(tx, person.id, until)
    if until is None:
        return
    outcomes.withdraw(tx, person.id, Status.SKIPPED, Reason(ReasonCode.PAUSED, at=until), now)
    reached = reach(person, Medium.SMS, service.channels)
    if reached and person.state is State.ACTIVE:
        planning.plan(tx, [_back(person, reached[0], until, now)])


def _back(person: Person, medium: Medium, until: datetime, now: datetime) -> Planned:
    begins = window_verdict(until, until, person.zone, Window(person.opens, person.closes), _BACK_LATE)
    ready_at = begins.until if isinstance(begins, Defer) else until
    return Planned(
        person_id=person.id,
        plan="",
        step=BACK,
        local_date=person.local(ready_at).date(),
        n=int(now.timestamp()),  # each pause has its own
        due_at=ready_at,
        ready_at=ready_at,
        expires_at=ready_at + _BACK_LATE,
        medium=medium,
        status=Status.QUEUED,
    )


def pause(service: Service, person: Person, until: datetime, now: datetime) -> None:
    """Send nothing until then; what comes due in between is skipped and counts for nothing."""
    with service.db.write() as tx:
        people.hold(tx, person.id)
        set_pause(service, tx, people.get(tx, person.id) or person, until, now)


def resume(service: Service, person: Person, now: datetime) -> None:
    """End a pause."""
    with service.db.write() as tx:
        people.hold(tx, person.id)
        set_pause(service, tx, person, None, now)
