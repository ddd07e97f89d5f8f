"""People join: one who is added, a list of them, or somebody who is here already and begins another plan.

Then each step of a plan comes at their own times.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time

from nudges.content.people_csv import PeopleCsv
from nudges.core.edited import check_unchanged, edited
from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person
from nudges.core.plan.fit import suits
from nudges.core.plan.personal import Personal, check_personal, step_times
from nudges.core.plan.plan import Plan, Step
from nudges.flow.office.act import NotThereError, acts, allow
from nudges.flow.planning.enrol import Joined, Newcomer, join_within
from nudges.flow.planning.refusals import FAR_DAY, is_far, other_side
from nudges.flow.planning.schedule import schedule
from nudges.flow.portal.settings import personal_times, retime
from nudges.flow.service import Service
from nudges.flow.staff.import_csv import Batch, Imported, Row, imported, rows_of
from nudges.flow.staff.newcomer import plan_named
from nudges.store.office import audit
from nudges.store.people import people
from nudges.store.people.people import Enrolment


def add(service: Service, acting: Acting, newcomer: Newcomer, now: datetime) -> Joined:
    """Add one person, or enrol one who is here already.

    Raises NudgesError for somebody else's number, a plan for the other side, and a first day far away.
    """
    allow(acting, Action.ADD)
    with service.db.write() as tx:
        [joined] = join_within(service, tx, [newcomer], now)
        if joined.refused:
            raise joined.refused
        audit.add(tx, acting, Action.ADD, now, joined.person_id, {"plan": newcomer.plan})
    return joined


def import_rows(
    service: Service, acting: Acting, rows: Iterator[Row], now: datetime
) -> Iterator[tuple[Batch, list[Joined]]]:
    """Add the people of these rows in transactions of a thousand, as the import of a file does; yields what
    became of each. The audit has a line for each transaction, with how many there were."""
    allow(acting, Action.IMPORT)

    def write(newcomers: list[Newcomer]) -> list[Joined]:
        with service.db.write() as tx:
            joined = join_within(service, tx, newcomers, now)
            fresh = sum(one.new_person for one in joined)
            told = {
                "lines": len(joined),
                "people": fresh,
                "enrolments": sum(one.new_enrolment for one in joined),
            }
            audit.add(tx, acting, Action.IMPORT, now, details=told)
        return joined

    return imported(rows, write)


def import_file(
    service: Service,
    acting: Acting,
    listed: PeopleCsv,
    now: datetime,
    seen: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Add the people of a file. `seen` is called with the lines done.

    Raises NudgesError, before anything is added, if the header is invalid.
    """
    result, rows = Imported(), rows_of(service, listed, now)
    for batch, joined in import_rows(service, acting, rows, now):
        result.count(batch, joined)
        seen(len(batch))
    return result


def enrol(
    service: Service,
    acting: Acting,
    person_id: str,
    plan: str,
    now: datetime,
    starts_on: date | None = None,
    times: Mapping[str, str] | None = None,
) -> bool:
    """They begin this plan too; False if they are on it already, which stays as it is.

    Raises NudgesError for no such plan, one that has nothing for their side, and a first day far away.
    """
    there = plan_named(plan, service.plans, service.held)
    for step, at in (times or {}).items():
        check_personal(step, _step_named(there, plan, step), at)
    with acts(service, acting, Action.ENROL, person_id, now, plan=plan) as (tx, person):
        if not suits(there, person.who):
            raise other_side(service, plan, person.who)
        if any(one.plan == plan for one in people.enrolments(tx, [person_id])):
            return False
        today = person.local(now).date()
        begins = starts_on or today
        if is_far(begins, today):
            raise FAR_DAY
        people.enrol(tx, [Enrolment(person_id, plan, begins, dict(times or {}))])
        schedule(service, tx, [person], now)
    return True


def set_times(
    service: Service,
    acting: Acting,
    person_id: str,
    plan: str,
    wished: Mapping[str, Personal],
    now: datetime,
    opened: Mapping[str, Personal] | None = None,
) -> None:
    """These steps of one of their plans come at these local times, and on these weekdays if any are given.

    `opened`: what a form was opened with. Then only the steps that differ from it change.
    Raises ChangedMeanwhileError if one of these has been changed since.
    Raises NotThereError if they are not on this plan, and NudgesError for times that they could not choose
    on their own pages either. Then nothing is changed.
    """
    there = plan_named(plan, service.plans, service.held)
    before = opened or {}
    wished = edited(wished, before)
    if opened and not wished:
        return
    said = "; ".join(f"{step} {own}" for step, own in wished.items())
    with acts(service, acting, Action.TIMES, person_id, now, plan=plan, times=said) as (tx, person):
        enrolment = next((one for one in people.enrolments(tx, [person_id]) if one.plan == plan), None)
        if enrolment is None:
            raise NotThereError
        check_unchanged(wished, before, personal_times(there, enrolment))
        for step, own in wished.items():
            known = _step_named(there, plan, step)
            check_personal(step, known, str(own))
            _check_times(person, step, own.times, step_times(known, enrolment.times.get(step)))
        if retime(service, tx, enrolment, wished):
            schedule(service, tx, [person], now)


def _step_named(there: Plan, plan: str, step: str) -> Step:
    if step not in there.steps:
        raise NudgesError(
            f"The plan {plan} has no step {step}.",
            "A time of their own is for a step of the plan.",
            f"Its steps are {', '.join(there.steps)}.",
        )
    return there.steps[step]


def _check_times(person: Person, step: str, wished: Sequence[time], current: Sequence[time]) -> None:
    """Each is inside their hours, unless it is so already, and there are as many as before."""
    if len(set(wished)) != len(current):
        times = (
            "once a day" if len(current) == 1 else f"{len(current)} times a day, each at a time of its own"
        )
        raise NudgesError(
            f"The times of {step} do not fit.",
            f"The plan says how often a step comes: this one {times}.",
            "Give as many different times.",
        )
    if any(at not in current and not person.opens <= at < person.closes for at in wished):
        raise NudgesError(
            f"A time of {step} is outside their hours.",
            f"Messages come to them from {person.opens:%H:%M} until {person.closes:%H:%M}, their time.",
            "Choose a time between, or change their hours first.",
        )
