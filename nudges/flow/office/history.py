"""What was sent to a person and why, what they answered and what it adds up to. Each look is in the audit."""

from collections.abc import Sequence
from datetime import datetime

from nudges.core.office.roles import Acting, Action
from nudges.flow.office.act import acts, allow, words_open
from nudges.flow.service import Service
from nudges.flow.summary.progress import Progress, progress_of
from nudges.store.office import history
from nudges.store.office.history import PastNudge, PastReply, Place


def nudges(
    service: Service,
    acting: Acting,
    person_id: str,
    now: datetime,
    *,
    after: Place | None,
    most: int,
    words: bool = False,
) -> Sequence[PastNudge]:
    """Their nudges, newest first, those after `after`. Raises WordsClosedError if words are asked for that
    they have not opened."""
    with acts(service, acting, _look(acting, words), person_id, now, what="nudges") as (tx, _):
        if words:
            words_open(tx, person_id)
        return history.nudges(tx, person_id, after, most, words)


def replies(
    service: Service,
    acting: Acting,
    person_id: str,
    now: datetime,
    *,
    after: Place | None,
    most: int,
    words: bool = False,
) -> Sequence[PastReply]:
    """The same with their replies."""
    with acts(service, acting, _look(acting, words), person_id, now, what="replies") as (tx, _):
        if words:
            words_open(tx, person_id)
        return history.replies(tx, person_id, after, most, words)


def progress(service: Service, acting: Acting, person_id: str, weeks: int, now: datetime) -> Progress:
    """Their last weeks, as far back as they began."""
    with acts(service, acting, Action.SHOW, person_id, now, what="progress") as (tx, person):
        return progress_of(service, tx, person, weeks, now)


def _look(acting: Acting, words: bool) -> Action:
    """To look at words one has to be able to look at the rest."""
    allow(acting, Action.SHOW)
    return Action.WORDS if words else Action.SHOW
