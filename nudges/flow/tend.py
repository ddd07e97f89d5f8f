"""What a dead worker left is taken up again, and nothing stays in doubt for ever."""

from datetime import datetime, timedelta

from nudges.core.zones import tzdata_version
from nudges.flow.enrol import cadences, schedule
from nudges.flow.service import Service, log
from nudges.store import db, people, queue

_UNKNOWN = "unknown: the worker stopped while it was being sent"
_GIVEN_UP = "missed: no word from the provider; not sent again, since it may have arrived"
_SCHEDULED_FROM = "scheduled_from"


def tend(service: Service, now: datetime) -> int:
    """Rescue nudges whose lease ran out; returns how many were moved."""
    with service.db.write() as tx:
        moved = queue.rescue(tx, now, _UNKNOWN, _GIVEN_UP)
    if moved:
        log().warning("rescued", nudges=moved)
    return moved


def _basis(service: Service) -> str:
    return f"{tzdata_version()} {cadences(service.plans.items())}"


def outdated(service: Service) -> bool:
    """True if the schedule was computed from other plans or zone data than this process has.

    While a new version is rolled out, a worker of the old one must not plan: it would drop steps that it
    does not know.
    """
    with service.db.read() as tx:
        return db.remembered(tx, _SCHEDULED_FROM) not in (None, _basis(service))


def reschedule_if_changed(service: Service, now: datetime) -> int:
    """After an edit of a plan's times, or new zone data, compute what comes next for everyone concerned.

    Returns how many people were looked at: 0 when nothing changed. What is planned already stays.
    """
    basis = _basis(service)
    with service.db.read() as tx:
        if db.remembered(tx, _SCHEDULED_FROM) == basis:
            return 0
    looked_at, after = 0, ("", "")
    while True:
        with service.db.write() as tx:
            page = people.enrolment_page(tx, after)
            ids = sorted({enrolment.person_id for enrolment in page})
            persons = people.several(tx, ids)
            schedule(service, tx, persons, now, late=timedelta(days=1))
            looked_at += len(persons)
            if not page:
                db.remember(tx, _SCHEDULED_FROM, basis)
                return looked_at
        after = (page[-1].person_id, page[-1].plan)
