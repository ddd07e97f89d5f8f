"""Cases of danger: seen, what was done, closed. They are opened where a reply is understood (flow/reply)."""

from collections.abc import Sequence
from datetime import datetime

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.flow.office.act import acts_on, allow, found, theirs
from nudges.flow.office.person import usable_note
from nudges.flow.service import Service
from nudges.store.office import audit, cases
from nudges.store.office.cases import Case, Note


def open_cases(service: Service, acting: Acting) -> list[Case]:
    """Those nobody has closed, of everybody they look after. They hold no words, so none is in the audit."""
    allow(acting, Action.CASE_LIST)
    with service.db.read() as tx:
        return cases.still_open(tx, acting.caseload_of)


def find(service: Service, acting: Acting, case_id: int) -> Case:
    """One case, open or closed. Raises NotThereError."""
    allow(acting, Action.CASE_LIST)
    with service.db.read() as tx:
        return found(tx, acting, cases.get, case_id)


def page(
    service: Service, acting: Acting, still_open: bool | None, before: int | None, most: int
) -> list[Case]:
    """Cases by number, the newest first, for those who look after everybody. They hold no words."""
    allow(acting, Action.CASE_LIST)
    with service.db.read() as tx:
        return [one for one in cases.page(tx, still_open, before, most) if theirs(tx, acting, one.person_id)]


def with_notes(service: Service, acting: Acting, case_id: int, now: datetime) -> tuple[Case, Sequence[Note]]:
    """One case with what was done for it; the look is in the audit. Raises NotThereError."""
    allow(acting, Action.CASE_LIST)
    with service.db.write() as tx:
        case = found(tx, acting, cases.get, case_id)
        audit.add(tx, acting, Action.SHOW, now, case.person_id, {"case": case_id})
        return case, [one for one in cases.notes(tx, case.person_id) if one.case_id == case.id]


def seen(service: Service, acting: Acting, case_id: int, now: datetime) -> Case:
    """They have seen it, so nobody else is told. Returns the case as it is now."""
    with acts_on(service, acting, Action.CASE_SEEN, cases.get, case_id, now) as (tx, case, _):
        cases.seen(tx, case.id, acting.staff_id, now)
        return cases.get(tx, case_id) or case


def note(service: Service, acting: Acting, case_id: int, words: str, now: datetime) -> Case:
    """Keep what was done, sealed with the person's key. Whoever did something has seen it.

    Returns the case as it is now.
    """
    said = usable_note(words)
    with acts_on(service, acting, Action.CASE_NOTE, cases.get, case_id, now) as (tx, case, _):
        cases.seen(tx, case.id, acting.staff_id, now)
        cases.write(tx, case.person_id, said, acting.staff_id, now, case.id)
        return cases.get(tx, case_id) or case


def close(service: Service, acting: Acting, case_id: int, now: datetime) -> Case:
    """It is over. Raises NudgesError if nobody wrote down what was done: somebody will ask one day."""
    with acts_on(service, acting, Action.CASE_CLOSE, cases.get, case_id, now) as (tx, case, _):
        if case.certain and not any(one.case_id == case.id for one in cases.notes(tx, case.person_id)):
            raise NudgesError(
                "The case cannot be closed yet.",
                "Nobody has written down what was done.",
                "Write it down first, a sentence is enough; then close it.",
            )
        cases.seen(tx, case.id, acting.staff_id, now)
        cases.close(tx, case.id, acting.staff_id, now)
        return cases.get(tx, case_id) or case
