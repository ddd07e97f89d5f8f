"""What is known of people when their messages come in, read for all that came together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from nudges.core.person.person import Person
from nudges.core.reply.attribute import Open
from nudges.core.reply.heard import LOOP, Answered
from nudges.core.reply.meaning import Kind
from nudges.flow.reply.inbound import Inbound
from nudges.store.db import Tx
from nudges.store.nudges import outcomes
from nudges.store.office import questions
from nudges.store.office.questions import Question
from nudges.store.people import by_address, people
from nudges.store.replies import conversation, replies
from nudges.store.replies.conversation import Sent

#: A text of ours may come back, quoted or reacted to, for this long; then it is known by its form.
_QUOTED_FOR = timedelta(days=30)
#: A nudge may be answered for this long; later words are kept as a note of their own.
OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who writes, held until commit, and the nudge a mail says that it answers.

    `sent`: our texts of late; `asked`: the nudges that they may be answering; `answered`: what we answered of
    late, each newest first. `before`: what their last message was;
    `question`: what of them waits for staff; `again`: a nudge may still come again.
    """

    person: Person
    nudge_id: int | None
    sent: Sequence[Sent] = field(repr=False)
    asked: Sequence[Open]
    answered: Sequence[Answered] = field(repr=False)
    before: Kind | None
    question: Question | None
    again: bool

    @property
    def last(self) -> int | None:
        """The nudge that they answered just before, if we said a word to it."""
        return next((one.nudge_id for one in self.answered if one.nudge_id is not None), None)


def senders(tx: Tx, inbounds: Sequence[Inbound]) -> list[tuple[Person, int | None] | None]:
    """Who wrote each of these messages, held until commit, and the nudge that a mail says it answers.

    None for somebody unknown. Whoever answers one of our mails has it; a From anybody can write.
    """
    whose = [outcomes.whose(tx, one.answers) if one.answers is not None else None for one in inbounds]
    for person_id in sorted(answering[0] for answering in whose if answering):
        people.hold(tx, person_id)
    addresses = {one.sender for one, answering in zip(inbounds, whose, strict=True) if answering is None}
    persons = by_address.found_held(tx, addresses) if addresses else {}
    found: list[tuple[Person, int | None] | None] = []
    for one, answering in zip(inbounds, whose, strict=True):
        person = people.get(tx, answering[0]) if answering else persons.get(one.sender)
        found.append((person, answering[1] if answering else None) if person else None)
    return found


def known(tx: Tx, messages: Sequence[tuple[Inbound, Person, int | None]]) -> dict[str, Known]:
    """What is known of those who wrote these messages, each of another person; by person."""
    if not messages:
        return {}
    ids = [person.id for _, person, _ in messages]
    since = min(inbound.at for inbound, _, _ in messages)
    sent = conversation.sent_lately(tx, ids, since - _QUOTED_FOR)
    asked = replies.asked_of(tx, ids, since - OPEN_FOR)
    answered = conversation.answered(tx, ids, since - LOOP)
    before = conversation.last_kinds(tx, ids, since - OPEN_FOR)
    waits = questions.open_by_person(tx, ids)
    again = outcomes.coming_again(tx, ids)
    return {
        who.id: Known(
            *(who, nudge_id, sent[who.id], asked[who.id], answered[who.id], before.get(who.id)),
            question=waits.get(who.id),
            again=who.id in again,
        )
        for _, who, nudge_id in messages
    }
