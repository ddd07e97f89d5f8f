"""What a machine should not answer alone goes into the inbox of staff, with the reply that asks for it."""

from datetime import datetime

from nudges.core.office.question import FREE, asks
from nudges.core.person.person import State
from nudges.core.reply.attribute import Part
from nudges.flow.reply.aside import asks_for_somebody
from nudges.flow.reply.known import Known
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.office import questions


def ask_staff(service: Service, tx: Tx, by: Known, part: Part, text: str, at: datetime) -> bool:
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
    somebody = asks_for_somebody(service, text)
    why = asks(meaning.kind, text, by.before, nudge.expects if nudge else None, for_somebody=somebody)
    if why is not None and by.question is None:
        questions.ask(tx, by.person.id, why, at)
    return False
