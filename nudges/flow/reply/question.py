"""What a machine should not answer alone goes into the inbox of staff, with the reply that asks for it."""

from datetime import datetime

from nudges.core.office.question import FREE, asks
from nudges.core.person.person import Person, State
from nudges.core.reply.attribute import Part
from nudges.core.reply.meaning import Kind
from nudges.store.db import Tx
from nudges.store.office import questions


def ask_staff(tx: Tx, person: Person, part: Part, text: str, before: Kind | None, at: datetime) -> bool:
    """Open a question if this message waits for somebody; True if somebody has taken it, and will answer.

    `before`: what their last message was before this one. Only of people who are active: staff could not
    write to anybody else. What may speak of danger is a case.
    """
    meaning, nudge = part
    if person.state is not State.ACTIVE or meaning.danger is not None:
        return False
    free = meaning.kind in FREE
    waiting = questions.open_of(tx, person.id) if free else None
    if waiting is not None:
        questions.asked_again(tx, waiting.id, at)
        return waiting.taken_at is not None
    why = asks(meaning.kind, text, before, nudge.expects if nudge else None)
    if why is not None and (free or questions.open_of(tx, person.id) is None):
        questions.ask(tx, person.id, why, at)
    return False
