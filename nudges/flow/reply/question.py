"""What a machine should not answer alone goes into the inbox of staff; a wish is told where to turn."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from nudges.core.office.asides import Aside
from nudges.core.office.question import FREE, MAY_WAIT, asks
from nudges.core.person.person import State
from nudges.core.reply.attribute import Part
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Medium
from nudges.flow.links import GOOD_FOR
from nudges.flow.reply.carry_out import Did
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.known import Known
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.office import questions

#: A longer message tells something: who called whom.
_SHORT = 12
#: A wish, and beside which kinds of message it is heard; the first that is found counts.
_WISHES: Final[Mapping[Aside, frozenset[Kind]]] = {
    Aside.PERSON: MAY_WAIT,
    Aside.FEWER: MAY_WAIT,
    Aside.OWN_WORDS: MAY_WAIT | {Kind.UNDO, Kind.STOP},
    Aside.AGAIN: MAY_WAIT | {Kind.WHY},
}
#: A link in the thread of somebody discreet opens all their words, so it soon opens nothing.
_DISCREET_FOR = timedelta(hours=1)


def wish_in(service: Service, meaning: Meaning, own: str) -> Aside | None:
    """A wish that no command grants: to speak to a PERSON ("call me", and not "I told him to call me"), for
    FEWER messages or other ones, to see or take or erase their OWN WORDS, to read a text AGAIN; else None."""
    if meaning.danger is not None or len(own.split()) > _SHORT:
        return None
    wishes = [wish for wish, beside in _WISHES.items() if meaning.kind in beside]
    said = service.asides().said(own) if wishes else frozenset()
    return next((wish for wish in wishes if wish in said and Aside.TOLD not in said), None)


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
    service: Service, by: Known, meaning: Meaning, wish: Aside | None, inbound: Inbound, now: datetime
) -> Did | None:
    """Whom to write to, where to choose and to erase, or the last nudge's text once more; else None.

    On the page of a message no link to their own pages is given: whoever has that one need not have these.
    """
    person = by.person
    if person.state is not State.ACTIVE or meaning.kind in (Kind.THANKS, Kind.STOP):
        return None
    if wish is Aside.PERSON:
        return Did("reach", {"contact": service.contact, "listed": service.office})
    if inbound.on_page:
        return None
    if wish is Aside.AGAIN and inbound.medium is Medium.SMS:
        asked = {nudge.nudge_id for nudge in by.asked}
        text = next((words for nudge_id, words in by.sent if nudge_id in asked), None)
        return Did("again", {"text": text}) if text else None
    if wish in (Aside.FEWER, Aside.OWN_WORDS):
        url = service.links.page(person.id, now, _DISCREET_FOR if person.discreet else GOOD_FOR)
        return Did("own_page", {"url": url, "choose": wish is Aside.FEWER, "an_hour": person.discreet})
    return None
