"""A cry for help: answered at once with numbers that help, nudges kept quiet, the operator told by id."""

from datetime import datetime, timedelta

from nudges.core.care import Danger
from nudges.core.person import Person, State
from nudges.core.reply import Kind, Meaning
from nudges.flow.carry_out import Did
from nudges.flow.pauses import set_pause
from nudges.flow.service import Service, log
from nudges.store.db import Tx, remember

#: What is kept for the operator until they were told: by the reply's id, whose it is.
UNTOLD = "danger said in reply "


def answer_to_danger(
    service: Service, tx: Tx, person: Person, meaning: Meaning, reply_id: int, now: datetime
) -> Did:
    """Hold their nudges for a while, or until RESUME, and answer with their country's numbers.

    A STOP is a STOP: then the numbers stand in its one confirmation. It is never said to anybody else, but
    for the id, to the operator.
    """
    until = now + timedelta(hours=service.care_hours)
    stopping = meaning.kind is Kind.STOP
    held = person.state is State.ACTIVE and not stopping
    if held and (person.paused_until is None or person.paused_until < until):
        set_pause(service, tx, person, until, now)
    remember(tx, f"{UNTOLD}{reply_id}", person.id)
    log().warning("danger in a reply", reply=reply_id, person=person.id)
    return Did("care", {})


def words_for_danger(service: Service, phone: str, danger: Danger) -> str:
    """What somebody we do not know is answered with."""
    return ""
