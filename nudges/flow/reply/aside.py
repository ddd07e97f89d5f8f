"""A wish that the service cannot grant by itself: to speak to somebody, or to get fewer messages."""

from datetime import datetime

from nudges.core.office.asides import Aside
from nudges.core.person.person import Person, State
from nudges.core.reply.understand import Kind, Meaning
from nudges.flow.reply.carry_out import Did
from nudges.flow.service import Service

#: A longer message tells something: who called whom.
_SHORT = 12


def asks_for_somebody(service: Service, own: str) -> bool:
    """True for "call me", "can I talk to my therapist", and not for "I told him to call me"."""
    if len(own.split()) > _SHORT:
        return False
    said = service.asides().said(own)
    return Aside.PERSON in said and Aside.TOLD not in said


def answer_aside(
    service: Service, person: Person, meaning: Meaning, own: str, now: datetime, *, on_page: bool
) -> Did | None:
    """Whom to write to, or where to choose fewer; None for any other words.

    On the page of a message no link to their own pages is given: whoever has that one need not have these.
    """
    if meaning.kind not in (Kind.NOTE, Kind.UNCLEAR) or person.state is not State.ACTIVE:
        return None
    if asks_for_somebody(service, own):
        listed = service.office and meaning.danger is None  # else it is a case
        return Did("reach", {"contact": service.contact, "listed": listed})
    if len(own.split()) <= _SHORT and not on_page and Aside.FEWER in service.asides().said(own):
        return Did("fewer", {"url": service.links.page(person.id, now)})
    return None
