"""Words of staff to one person: checked, then queued like any nudge."""

from datetime import datetime

from nudges.core.errors import NudgesError
from nudges.core.person.person import Person, State, reach
from nudges.core.render.sms_segments import count
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.service import Service
from nudges.flow.service_messages import planned
from nudges.store.db import Tx
from nudges.store.nudges import planning
from nudges.store.people import people

#: A message of staff is at most so many SMS segments.
MOST_SEGMENTS = 3


def usable_message(service: Service, words: str) -> tuple[str, int]:
    """Words of staff as they go out, and their segments. Raises NudgesError for what is empty or too long."""
    text = f"{service.programme}: {' '.join(words.split())}"
    segments = count(text).segments
    if not words.strip():
        raise NudgesError(
            "The message has no words.", "There is nothing to send.", "Write what they should read."
        )
    if segments > MOST_SEGMENTS:
        raise NudgesError(
            "The message is too long.",
            f"It may be at most {MOST_SEGMENTS} SMS segments; this is {segments}.",
            "Write it shorter; letters outside the GSM-7 alphabet make a segment 70 characters, not 160.",
        )
    return text, segments


def queue_message(service: Service, tx: Tx, person: Person, text: str, now: datetime) -> None:
    """Plan a message of staff to one person. Raises NudgesError for somebody who may not be written to."""
    way = reach(person, person.prefers or Medium.SMS, service.channels)
    if way is None or person.state is not State.ACTIVE:
        raise NudgesError(
            "They cannot be written to.",
            f"Their state is {person.state}." if way else "They have no number or address we can use.",
            "Call them, or correct their number or address.",
        )
    body = people.sealed(tx, person.id, text)
    planning.plan(tx, [planned(ServiceMessage.STAFF, person, way[0], now, body=body)])
