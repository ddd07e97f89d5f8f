"""STOP and START, pause and erase: what a person says takes effect before the next send."""

from collections.abc import Iterable
from datetime import datetime

from nudges.core.events import EventKind
from nudges.core.person.consent_method import ConsentMethod
from nudges.core.person.person import Person, State
from nudges.core.reasons import Reason, ReasonCode, Suppression, SuppressionKind
from nudges.core.status import Status
from nudges.core.vocabulary import Agreement, Medium, ServiceMessage
from nudges.flow.consent.pause import set_pause
from nudges.flow.consent.remove_later import remove_later
from nudges.flow.events.joined import tell_joined
from nudges.flow.planning.schedule import schedule
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.nudges import outcomes, upcoming
from nudges.store.office import cases, questions
from nudges.store.outbox import outbox
from nudges.store.outbox.outbox import Event
from nudges.store.people import consents, people, preferences, suppressions
from nudges.store.people.consents import Consent


def stop(tx: Tx, person: Person, method: ConsentMethod, now: datetime, medium: Medium | None = None) -> None:
    """End all messages on all channels: nothing queued goes out, nothing more is planned.

    `method` is how we know, and `medium` the way it was said by, if it was.
    """
    preferences.set_state(tx, person.id, State.STOPPED)
    suppressions.suppress(tx, (person.phone, person.email), Suppression(SuppressionKind.STOP), now)
    consents.record(tx, [Consent(person.id, now, given=False, method=method, medium=medium)])
    outcomes.withdraw(tx, person.id, Status.SUPPRESSED, Reason(ReasonCode.SAID_STOP), now)
    upcoming.reset(tx, [person.id], [])
    outbox.write(tx, [Event(EventKind.PERSON_STOPPED, person.id, now, {"method": method})])


def opted_out(tx: Tx, person_ids: Iterable[str], at: datetime, now: datetime) -> None:
    """By `at` these people had told the provider to stop, on one channel: a STOP like any other.

    Unless they said START since: a report may come again, and late.
    """
    ids = sorted(person_ids)
    for person_id in ids:  # all before anything is written, and in one order: so nobody waits in a ring
        people.hold(tx, person_id)
    for person in people.several(tx, ids) if ids else []:
        back = any(
            said.given and said.at > at and said.about is Agreement.MESSAGES
            for said in consents.of(tx, person.id)
        )
        if person.state not in (State.STOPPED, State.ERASED) and not back:
            stop(tx, person, ConsentMethod.PROVIDER, now)


def start(
    service: Service,
    tx: Tx,
    person: Person,
    method: ConsentMethod,
    now: datetime,
    medium: Medium | None = None,
) -> None:
    """Take a person in, or back, by their own word: a pause is over, and plans go on from now.

    Whoever was invited begins today what began without them; that they were asked, and in which words, is
    kept with their consent. `method` and `medium` as for `stop`.
    """
    invited = person.state is State.INVITED
    version = outcomes.asked_with(tx, person.id, ServiceMessage.INVITATION) if invited else None
    preferences.set_state(tx, person.id, State.ACTIVE)
    set_pause(service, tx, person, None, now)
    suppressions.release(tx, (person.phone, person.email))
    said = Consent(person.id, now, given=True, method=method, medium=medium, text_version=version)
    consents.record(tx, [said])
    if person.state is not State.ACTIVE:
        tell_joined(tx, [person.id], now, back=person.state is State.STOPPED)
    if invited:
        people.begin_on(tx, person.id, person.local(now).date())
    again = people.get(tx, person.id)
    if again is not None and person.state is not State.ACTIVE:
        schedule(service, tx, [again], now)


def unsubscribe(service: Service, person_id: str, now: datetime) -> Person | None:
    """A STOP by the link in a mail, twice the same as once; returns the person, None if there is none."""
    with service.db.write() as tx:
        people.hold(tx, person_id)
        person = people.get(tx, person_id)
        if person is not None and person.state not in (State.STOPPED, State.ERASED):
            stop(tx, person, ConsentMethod.UNSUBSCRIBE_LINK, now)
    return person


def confirm(service: Service, person_id: str, now: datetime) -> bool:
    """A yes to the invitation by mail, twice the same as once: True if it is this one that began it.

    A STOP said since is not undone by it.
    """
    with service.db.write() as tx:
        people.hold(tx, person_id)
        person = people.get(tx, person_id)
        invited = person is not None and person.state is State.INVITED
        if person is not None and invited:
            start(service, tx, person, ConsentMethod.INVITATION_LINK, now, Medium.EMAIL)
    return invited


def erase(service: Service, person: Person, now: datetime) -> None:
    """Delete a person's words, identifiers and data key. A STOP is still honoured, as a keyed hash.

    What they agreed to and took back stays on record, by their id alone: nothing but dates and our words.
    Copies at a provider that can be asked to remove them are removed by the worker, as soon as may be.
    """
    with service.db.write() as tx:
        people.hold(tx, person.id)  # first, as a delivery does: else the two may lock each other out
        erase_within(service, tx, person, now)
    service.db.leave_no_trace()


def erase_for_themselves(service: Service, person: Person, now: datetime) -> None:
    """The same by a person's own hand, which is also a STOP: nobody writes to them again, by any list."""
    with service.db.write() as tx:
        people.hold(tx, person.id)
        stop(tx, person, ConsentMethod.ERASURE, now)
        erase_within(service, tx, person, now)
    service.db.leave_no_trace()


def erase_within(service: Service, tx: Tx, person: Person, now: datetime) -> None:
    """The same in a transaction of the caller's, who calls `leave_no_trace` after it."""
    outcomes.withdraw(tx, person.id, Status.SUPPRESSED, Reason(ReasonCode.ERASED), now)
    remove_later(service, tx, person, now)
    cases.erased(tx, person.id, now)
    questions.erased(tx, person.id, now)
    people.erase(tx, person.id)
    outbox.forget(tx, person.id)
    outbox.write(tx, [Event(EventKind.PERSON_ERASED, person.id, now, {})])
