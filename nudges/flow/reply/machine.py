"""Answers that would go round with a machine are not given; a way out, and help, always are."""

from nudges.core.reply.attribute import ANSWERS, Part
from nudges.core.reply.heard import MOST_ANSWERS, loops
from nudges.core.reply.understand import Kind
from nudges.core.vocabulary import NoticeKind
from nudges.flow.log import log
from nudges.flow.reply.carry_out import CHANGES
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.known import Known
from nudges.store.db import Tx
from nudges.store.maintenance import operator_notices
from nudges.store.maintenance.operator_notices import Notice

#: Answered however many answers went before: a way out, a way back, and numbers for whoever is in danger.
ALWAYS_ANSWERED = frozenset({Kind.STOP, Kind.START, Kind.HELP, Kind.SUPPORT})

#: Answered also when the same is said again, until only a machine would say it. Carriers want every HELP and
#: START answered (CTIA Messaging Principles and Best Practices, 5.1.3); what follows a STOP is silence.
_SAID_AGAIN = frozenset({Kind.NUMBERS, Kind.HELP, Kind.START})


def goes_round(tx: Tx, by: Known, part: Part, inbound: Inbound, reply_id: int) -> bool:
    """True if this answer would go round with a machine, which the operator is told."""
    meaning, nudge = part
    if meaning.kind is Kind.STOP:
        return False
    nudge_id = nudge.nudge_id if nudge is not None and meaning.kind in ANSWERS else None
    cry = meaning.in_danger or meaning.kind in _SAID_AGAIN
    # what is changed for somebody is told them, unless they say the same again
    capped = meaning.kind not in ALWAYS_ANSWERED | CHANGES | {Kind.UNDO}
    if not loops(inbound.text, nudge_id, by.answered, capped=capped, cry=cry):
        return False
    person_id = by.person.id
    operator_notices.note(tx, Notice(NoticeKind.LOOP, person_id, person_id), inbound.at)
    log().warning("answers go round, so this one is not given", reply=reply_id, person=person_id)
    return True


def new_words(by: Known, text: str) -> bool:
    """True for words that we did not answer within the hour: what may speak of danger then gets its gentle
    line all the same. A machine that finds new words gets as many again, and no more."""
    answered = [one.text.casefold().split() for one in by.answered]
    return text.casefold().split() not in answered and len(answered) < 2 * MOST_ANSWERS
