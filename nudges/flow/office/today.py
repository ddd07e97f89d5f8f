"""What staff see first: cases, questions, who fell silent, what failed and what to do, the next 24 hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nudges.core.office.roles import Acting, Action
from nudges.core.vocabulary import Medium
from nudges.flow.maintenance.operator_notices import advice
from nudges.flow.office.act import allow
from nudges.flow.service import Service
from nudges.store.nudges import senders
from nudges.store.office import cases, questions, today
from nudges.store.office.cases import Case
from nudges.store.office.questions import Question
from nudges.store.office.today import Silent
from nudges.store.people import people

#: Somebody fell silent who did not answer so many nudges in a row, and had answered so often before.
QUIET, ANSWERS = 5, 3

#: People named for one thing.
MOST = 12

#: How far back failures are looked at, and how far ahead what goes out.
_BACK, HOURS = timedelta(days=1), 24


@dataclass(frozen=True, slots=True)
class Failure(today.Failed):
    """What a provider refused with one code, what it means and what to do."""

    means: str
    step: str


@dataclass(frozen=True, slots=True)
class Today:
    """All of it. `questions`: those nobody has answered. `names` of those it is about, as far as they may be
    known; `held` media with the code."""

    cases: Sequence[Case]
    questions: Sequence[Question]
    silent: Sequence[Silent]
    failures: Sequence[Failure]
    held: Sequence[tuple[Medium, str]]
    plans_held: Sequence[str]
    hours: Sequence[tuple[datetime, int]]
    names: dict[str, str]


def todays(service: Service, acting: Acting, now: datetime) -> Today:
    """What there is to see to now, of everybody they look after."""
    allow(acting, Action.CASE_LIST)
    mine, hour = acting.caseload_of, now.replace(minute=0, second=0, microsecond=0)
    with service.db.read() as tx:
        open_cases = cases.still_open(tx, mine)
        waiting = [one for one in questions.still_open(tx, mine) if one.waits][:MOST]
        silent = today.silent(tx, QUIET, ANSWERS, mine, MOST)
        failures = [_with_advice(one) for one in today.failed(tx, now - _BACK, mine, MOST)]
        counts = today.by_hour(tx, hour, HOURS, mine)
        held = senders.held(tx)
        about = {one.person_id for one in open_cases} | {one.person_id for one in silent}
        about |= {one.person_id for one in waiting}
        about |= {one for failure in failures for one in failure.person_ids}
        names = {one.id: one.name for one in people.several(tx, about)} if acting.sees_who else {}
    return Today(
        open_cases,
        waiting,
        silent,
        failures,
        sorted(held.items()),
        sorted(service.held),
        [(hour + timedelta(hours=k), count) for k, count in enumerate(counts)],
        names,
    )


def _with_advice(one: today.Failed) -> Failure:
    return Failure(one.medium, one.code, one.count, one.person_ids, *advice(one.medium, one.code))
