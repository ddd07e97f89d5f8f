"""What was written both ways: with its words only if the person agreed, and then in the audit."""

from dataclasses import dataclass, field
from datetime import datetime

from nudges.core.office.roles import Acting, Action
from nudges.flow.office.act import acts, allow, person_for, words_open
from nudges.flow.service import Service
from nudges.store.replies import replies
from nudges.store.replies.replies import Told

#: Nudges and replies of one look: without words, and with them.
FEW, MOST = 20, 60


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was written; `theirs`: by the person, else by us."""

    at: datetime
    theirs: bool
    words: str = field(repr=False)


def closed_thread(service: Service, acting: Acting, person_id: str) -> list[Told]:
    """What was sent and why, and what was answered: kinds, days and numbers, newest first. No words."""
    allow(acting, Action.SHOW)
    with service.db.read() as tx:
        person_for(tx, acting, person_id)
        return replies.story(tx, person_id, FEW, words=False)


def open_thread(service: Service, acting: Acting, person_id: str, now: datetime) -> list[Told]:
    """The same with its words. Raises WordsClosedError; nobody looked then, and the audit says nothing."""
    with acts(service, acting, Action.WORDS, person_id, now) as (tx, _):
        words_open(tx, person_id)
        return replies.story(tx, person_id, MOST)


def read(service: Service, acting: Acting, person_id: str, now: datetime) -> list[Line]:
    """The words alone, oldest first."""
    told = [
        line
        for one in open_thread(service, acting, person_id, now)
        for line in (
            Line(one.at, one.kind is not None, one.text),
            Line(one.at, False, one.answer),
        )
        if line.words
    ]
    return sorted(told, key=lambda line: line.at)
