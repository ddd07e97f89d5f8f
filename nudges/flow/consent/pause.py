"""A pause: nothing is sent, nothing counts, and at its end comes one gentle message and no backlog."""

from datetime import UTC, datetime

from nudges.core.events import EventKind
from nudges.core.person.person import Person, State, reach
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.service import Service
from nudges.flow.service_messages import RULES, planned
from nudges.store.db import Tx
from nudges.store.nudges import outcomes, planning
from nudges.store.outbox import outbox
from nudges.store.outbox.outbox import Event
from nudges.store.people import people, preferences

#: What may be said at the end of a pause; of two pauses only the later one ends with a message.
ENDS = (ServiceMessage.BACK, ServiceMessage.HOLD_OVER)


def set_pause(
    service: Service,
    tx: Tx,
    person: Person,
    until: datetime | None,
    now: datetime,
    ends_with: ServiceMessage | None = ServiceMessage.BACK,
    said_at: datetime | None = None,
) -> None:
    """Let nothing come until then, whatever was to come; None ends a pause at once, and says nothing.

    `ends_with` is the message at its end, or at `said_at` before it; None for an end in silence. Whoever was
    not welcomed yet is welcomed first when they are back, in the place of `BACK`.
    """
    for message in ENDS:
        changed = Reason(ReasonCode.PAUSE_CHANGED)
        outcomes.withdraw(tx, person.id, Status.SKIPPED, changed, now, message=message)
    preferences.set_pause(tx, person.id, until)
    _tell(tx, person, until, now)
    unwelcomed = _welcome_at(tx, person, until or now, now)
    if until is None:
        outcomes.after_pause(tx, person.id, person.next_allowed(now), now)
        return
    paused = Reason(ReasonCode.PAUSED, at=until)
    outcomes.withdraw(tx, person.id, Status.SKIPPED, paused, now, keep=ServiceMessage.WELCOME)
    if unwelcomed and ends_with is ServiceMessage.BACK:
        return
    reached = reach(person, Medium.SMS, service.channels)
    if reached and ends_with and person.state is State.ACTIVE:
        planning.plan(tx, [planned(ends_with, person, reached[0], person.next_allowed(said_at or until))])


def _tell(tx: Tx, person: Person, until: datetime | None, now: datetime) -> None:
    """Tell other systems of a pause, or that one ended before its time; a pause that runs out was told."""
    if until is not None:
        until = until.astimezone(UTC)  # the end of a day has the offset of where they are
        outbox.write(tx, [Event(EventKind.PERSON_PAUSED, person.id, now, {"until": until.isoformat()})])
    elif person.paused(now):
        outbox.write(tx, [Event(EventKind.PERSON_RESUMED, person.id, now, {})])


def _welcome_at(tx: Tx, person: Person, due_at: datetime, now: datetime) -> bool:
    """Let a welcome that still waits come then; True if there is one."""
    ready_at = person.next_allowed(due_at)
    expires_at = ready_at + RULES[ServiceMessage.WELCOME].valid_for
    message = ServiceMessage.WELCOME
    return outcomes.postpone(tx, person.id, message, due_at, ready_at, expires_at, now) > 0


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
