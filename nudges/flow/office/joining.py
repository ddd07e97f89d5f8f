"""People join: one who is added, a list of them, or somebody who is here already and begins another plan."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.plan.fields import parse_time
from nudges.core.plan.fit import suits
from nudges.flow.office.act import acts, allow
from nudges.flow.planning.enrol import Joined, Newcomer, join_within
from nudges.flow.planning.refusals import other_side
from nudges.flow.planning.schedule import schedule
from nudges.flow.service import Service
from nudges.flow.staff.import_csv import Batch, Row, imported
from nudges.flow.staff.newcomer import plan_named
from nudges.store.office import audit
from nudges.store.people import people
from nudges.store.people.people import Enrolment


def add(service: Service, acting: Acting, newcomer: Newcomer, now: datetime) -> Joined:
    """Add one person, or enrol one who is here already. Raises NudgesError for somebody else's number."""
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

    Raises NudgesError for no such plan, and for one that has nothing for their side.
    """
    there = plan_named(plan, service.plans, service.held)
    for step, at in (times or {}).items():
        if step not in there.steps:
            raise NudgesError(
                f"The plan {plan} has no step {step}.",
                "A time of their own is for a step of the plan.",
                f"Its steps are {', '.join(there.steps)}.",
            )
        for part in at.split(","):
            parse_time(part)
    with acts(service, acting, Action.ENROL, person_id, now, plan=plan) as (tx, person):
        if not suits(there, person.who):
            raise other_side(service, plan, person.who)
        if any(one.plan == plan for one in people.enrolments(tx, [person_id])):
            return False
        begins = starts_on or person.local(now).date()
        people.enrol(tx, [Enrolment(person_id, plan, begins, dict(times or {}))])
        schedule(service, tx, [person], now)
    return True
