"""STOP and START, pause and erase: what a person says takes effect before the next send."""

from datetime import datetime

from nudges.core.person import Person, State
from nudges.core.status import Status
from nudges.flow.pauses import set_pause
from nudges.flow.schedule import schedule
from nudges.flow.service import Service
from nudges.store import outcomes, people, planning, suppressions
from nudges.store.db import Tx
from nudges.store.people import Consent

#: Why an address is left alone after a STOP; START takes it back.
SAID_STOP = "the person said STOP"


def stop(tx: Tx, person: Person, method: str, now: datetime) -> None:
    """End all messages on all channels: nothing queued goes out, nothing more is planned."""
    people.set_state(tx, person.id, State.STOPPED)
    suppressions.suppress(tx, (person.phone, person.email), SAID_STOP, now)
    people.record_consent(tx, [Consent(person.id, now, given=False, method=method)])
    outcomes.withdraw(tx, person.id, Status.SUPPRESSED, f"not sent: {SAID_STOP}", now)
    planning.reset(tx, [person.id], [])


def start(service: Service, tx: Tx, person: Person, method: str, now: datetime) -> None:
    """Take a person back by their own word: a pause is over, and plans that had ended go on from now."""
    people.set_state(tx, person.id, State.ACTIVE)
    set_pause(service, tx, person, None, now)
    suppressions.release(tx, (person.phone, person.email))
    people.record_consent(tx, [Consent(person.id, now, given=True, method=method)])
    again = people.get(tx, person.id)
    if again is not None and person.state is not State.ACTIVE:
        schedule(service, tx, [again], now)


def erase(service: Service, person: Person, now: datetime) -> None:
    """Delete a person's words, identifiers and data key. A STOP is still honoured, as a keyed hash."""
    with service.db.write() as tx:
        people.hold(tx, person.id)  # first, as a delivery does: else the two may lock each other out
        outcomes.withdraw(tx, person.id, Status.SUPPRESSED, "not sent: the person was erased", now)
        people.erase(tx, person.id)
