"""What a machine should not answer alone goes into the inbox of staff; a wish is told where to turn."""

from datetime import datetime

from nudges.core.office.asides import Aside
from nudges.core.office.question import FREE, MAY_WAIT, asks
from nudges.core.person.person import Person, State
from nudges.core.reply.attribute import Part
from nudges.core.reply.understand import Kind, Meaning
from nudges.flow.reply.carry_out import Did
from nudges.flow.reply.known import Known
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.office import questions

#: A longer message tells something: who called whom.
_SHORT = 12


def wish_in(service: Service, meaning: Meaning, own: str) -> Aside | None:
    """A wish that the service cannot grant: to speak to a PERSON ("call me", and not "I told him to call
    me"), or for FEWER messages; None for any other words."""
    if meaning.kind not in MAY_WAIT or len(own.split()) > _SHORT:
        return None
    said = service.asides().said(own)
    if Aside.PERSON in said and Aside.TOLD not in said:
        return Aside.PERSON
    return Aside.FEWER if Aside.FEWER in said else None


def ask_staff(tx: Tx, by: Known, part: Part, text: str, wish: Aside | None, at: datetime) -> bool:
    """Open a question if this message waits for somebody; True if somebody has taken it, and will answer.

    Only of people who are active: staff could not write to anybody else. What may speak of danger is a case.
    """
    meaning, nudge = part
    if by.person.state is not State.ACTIVE or meaning.danger is not None:
        return False
    free = meaning.kind in FREE
    if free and by.question is not None:
        questions.asked_again(tx, by.question.id, at)
        return by.question.taken_at is not None
    expects, for_somebody = nudge.expects if nudge else None, wish is Aside.PERSON
    why = asks(meaning.kind, text, by.before, expects, for_somebody=for_somebody)
    if why is not None and by.question is None:
        questions.ask(tx, by.person.id, why, at)
    return False


def answer_wish(
    service: Service, person: Person, meaning: Meaning, wish: Aside | None, now: datetime, *, on_page: bool
) -> Did | None:
    """Whom to write to, or where to choose fewer; None for any other words.

    On the page of a message no link to their own pages is given: whoever has that one need not have these.
    """
    if meaning.kind not in (Kind.NOTE, Kind.UNCLEAR) or person.state is not State.ACTIVE:
        return None
    if wish is Aside.PERSON:
        listed = service.office and meaning.danger is None  # else it is a case
        return Did("reach", {"contact": service.contact, "listed": listed})
    if wish is Aside.FEWER and not on_page:
        return Did("fewer", {"url": service.links.page(person.id, now)})
    return None
