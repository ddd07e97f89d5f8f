"""What was written both ways: with its words only if the person agreed, and then in the audit."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from hashlib import sha256

from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person
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


def renewed(
    service: Service, acting: Acting, person_id: str, words: bool, mark: str, now: datetime
) -> tuple[Person, list[Told]] | None:
    """The thread again, with its words or without, on a page that renews itself; None if it is as it was
    when it had this mark.

    What shows nothing that was not shown before is no new look, so the audit has a line only if something
    changed: a page that stays open for a day does not fill it, and nobody sees a thing without a line.
    Raises WordsClosedError as soon as the person closed their words.
    """
    action, most = (Action.WORDS, MOST) if words else (Action.SHOW, FEW)
    allow(acting, action)
    with service.db.read() as tx:
        person_for(tx, acting, person_id)
        if words:
            words_open(tx, person_id)
        if mark_of(replies.story(tx, person_id, most, words=words)) == mark:
            return None
    with acts(service, acting, action, person_id, now) as (tx, person):
        if words:
            words_open(tx, person_id)
        return person, replies.story(tx, person_id, most, words=words)


def mark_of(told: Sequence[Told]) -> str:
    """What tells this thread from the same one after something changed."""
    return sha256(repr([astuple(one) for one in told]).encode()).hexdigest()[:32]


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
