"""A pause: nothing is sent, nothing counts, and at its end comes one gentle message and no backlog."""

from datetime import UTC, datetime, timedelta

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

#: A pause that begins so soon after a hold is kept by resting on until its end.
SOON = timedelta(days=7)


def set_pause(
    service: Service,
    tx: Tx,
    person: Person,
    until: datetime | None,
    now: datetime,
    ends_with: ServiceMessage | None = ServiceMessage.BACK,
    said_at: datetime | None = None,
    since: datetime | None = None,
) -> None:
    """Let nothing come until then, whatever was to come; None ends a pause at once, or calls it off.

    `since` is when it begins, if that is later: until then all comes as ever, and what waits in the queue by
    then is looked at when it is to go. `ends_with` is the message at its end, or at `said_at` before it; None
    for an end in silence. Whoever was not welcomed yet is welcomed first when they are back, in the place of
    `BACK`.
    """
    since = since if until and since and now < since < until else None
    for message in ENDS:
        changed = Reason(ReasonCode.PAUSE_CHANGED)
        outcomes.withdraw(tx, person.id, Status.SKIPPED, changed, now, message=message)
    preferences.set_pause(tx, person.id, until, since)
    _tell(tx, person, since, until, now)
    goes_on = person.next_allowed(now)
    before = until is None or (since is not None and goes_on < since)  # a welcome comes before it begins
    unwelcomed = _welcome_at(tx, person, until if until and not before else now, now) and not before
    if until is None or since is not None:
        outcomes.after_pause(tx, person.id, goes_on, now)
    if until is None:
        return
    if since is None:
        paused = Reason(ReasonCode.PAUSED, at=until)
        outcomes.withdraw(tx, person.id, Status.SKIPPED, paused, now, keep=ServiceMessage.WELCOME)
    if unwelcomed and ends_with is ServiceMessage.BACK:
        return
    reached = reach(person, Medium.SMS, service.channels)
    if reached and ends_with and person.state is State.ACTIVE:
        planning.plan(tx, [planned(ends_with, person, reached[0], person.next_allowed(said_at or until))])


def rest_until(person: Person, until: datetime, now: datetime) -> datetime:
    """When a hold, or a pause set by staff, ends that begins now and was to last until then.

    There is one pause of a person, so one of theirs that begins later is kept by resting on until its end;
    one that is more than a week away gives way.
    """
    begins, ends = person.pause(now) or (None, until)
    return max(until, ends) if begins is not None and begins <= until + SOON else until


def held(tx: Tx, person: Person, now: datetime) -> bool:
    """True during a hold: at its end nothing says "hello again", unlike that of a pause they asked for."""
    if not person.paused(now):
        return False
    ends = (ServiceMessage.BACK, ServiceMessage.WELCOME)
    return not any(outcomes.waits(tx, person.id, message) for message in ends)


def _tell(tx: Tx, person: Person, since: datetime | None, until: datetime | None, now: datetime) -> None:
    """Tell other systems of a pause, or that one ended before its time; a pause that runs out was told."""
    if until is not None:
        # a day has the offset of where they are
        ends = {"from": since, "until": until} if since else {"until": until}
        told = {name: at.astimezone(UTC).isoformat() for name, at in ends.items()}
        outbox.write(tx, [Event(EventKind.PERSON_PAUSED, person.id, now, told)])
    elif person.paused(now) or person.will_pause(now):
        outbox.write(tx, [Event(EventKind.PERSON_RESUMED, person.id, now, {})])


def _welcome_at(tx: Tx, person: Person, due_at: datetime, now: datetime) -> bool:
    """Let a welcome that still waits come then; True if there is one."""
    ready_at = person.next_allowed(due_at)
    expires_at = ready_at + RULES[ServiceMessage.WELCOME].valid_for
    message = ServiceMessage.WELCOME
    return outcomes.postpone(tx, person.id, message, due_at, ready_at, expires_at, now) > 0


def pause(
    service: Service, person: Person, until: datetime, now: datetime, since: datetime | None = None
) -> None:
    """Send nothing until then, from `since` or at once; what comes due in between is skipped and counts for
    nothing."""
    with service.db.write() as tx:
        people.hold(tx, person.id)
        set_pause(service, tx, people.get(tx, person.id) or person, until, now, since=since)


def resume(service: Service, person: Person, now: datetime) -> None:
    """End a pause."""
    with service.db.write() as tx:
        people.hold(tx, person.id)
        set_pause(service, tx, person, None, now)
