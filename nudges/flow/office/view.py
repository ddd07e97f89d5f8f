"""Everything staff may see of one person, gathered for their page. Opening it is in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nudges.core.office.roles import Acting, Action, Role
from nudges.core.person.person import Person
from nudges.core.progress.ratings import rated_weeks
from nudges.core.progress.weeks import Week, week_of, weeks
from nudges.flow.office.act import acts
from nudges.flow.office.cases import find
from nudges.flow.portal.settings import languages
from nudges.flow.reply.upcoming import Coming, all_coming
from nudges.flow.service import Service
from nudges.flow.summary.compose import BEGINNING, weekly_question
from nudges.store.office import audit, cases, questions, staff
from nudges.store.office.audit import Entry
from nudges.store.office.cases import Case, Note
from nudges.store.office.questions import Question
from nudges.store.office.staff import Member
from nudges.store.people import consents, people
from nudges.store.people.consents import Consent
from nudges.store.people.people import Enrolment
from nudges.store.replies import replies

#: Lines of the audit, and weeks of progress, on a person's page.
_LINES, _WEEKS = 30, 4


@dataclass(frozen=True, slots=True)
class View:
    """One person; `question` is their open one. `notes` and `audit` are empty for who may not know them."""

    person: Person
    words_open: bool
    coach: str | None
    staff: Mapping[str, Member]
    enrolments: Sequence[tuple[Enrolment, str]]
    coming: Sequence[Coming]
    weeks: Sequence[tuple[Week, float | None]]
    consents: Sequence[Consent]
    cases: Sequence[Case]
    question: Question | None
    notes: Sequence[Note]
    audit: Sequence[Entry]
    languages: Mapping[str, str]


def view(service: Service, acting: Acting, person_id: str, now: datetime) -> View:
    """The person as they are now. Raises NotThereError."""
    with acts(service, acting, Action.SHOW, person_id, now) as (tx, person):
        found = View(
            person=person,
            words_open=person_id in consents.open_words(tx, [person_id]),
            coach=staff.coach_of(tx, person_id),
            staff={one.id: one for one in staff.everybody(tx)},
            enrolments=[(one, _plan_title(service, one.plan)) for one in people.enrolments(tx, [person_id])],
            coming=all_coming(service, tx, person, now),
            weeks=(),
            consents=consents.of(tx, person_id),
            cases=cases.of(tx, person_id),
            question=questions.open_of(tx, person_id),
            notes=cases.notes(tx, person_id) if acting.sees_who else (),
            audit=audit.newest(tx, _LINES, person_id=person_id) if acting.may(Action.AUDIT) else (),
            languages=languages(service),
        )
        asked = replies.asked(tx, person_id, BEGINNING)
    this = week_of(person.local(now).date())
    question = weekly_question(service, [one.plan for one, _ in found.enrolments])
    rated = rated_weeks(asked, question, this, _WEEKS)
    both = zip(weeks(asked, this, _WEEKS), (one.median for one in rated), strict=True)
    began = week_of(min((one.local_date for one in asked), default=this))
    return replace(found, weeks=tuple(one for one in both if one[0].monday >= began)[::-1])


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with what was done for it. `person` None for whoever may not know who it is."""

    case: Case
    person: Person | None
    zone: str
    words_open: bool
    notes: Sequence[Note]
    staff: Mapping[str, Member]


def case_view(service: Service, acting: Acting, case_id: int, now: datetime) -> CaseView:
    """A case, and whom it is about. Raises NotThereError."""
    case = find(service, acting, case_id)
    with acts(service, acting, Action.SHOW, case.person_id, now, case=case_id) as (tx, person):
        notes = cases.notes(tx, case.person_id) if acting.sees_who else []
        return CaseView(
            case,
            person if acting.sees_who else None,
            person.zone,
            case.person_id in consents.open_words(tx, [case.person_id]),
            [one for one in notes if one.case_id == case.id],
            {one.id: one for one in staff.everybody(tx)},
        )


def colleagues(service: Service) -> Mapping[str, Member]:
    """Everybody on the staff by id, to name them beside what they did."""
    with service.db.read() as tx:
        return {one.id: one for one in staff.everybody(tx)}


def coaches_among(staff: Mapping[str, Member]) -> list[Member]:
    """Those who can have a caseload."""
    return [one for one in staff.values() if one.role in (Role.OWNER, Role.COACH) and not one.ended_at]


def _plan_title(service: Service, plan: str) -> str:
    there = service.plans.get(plan)
    return there.title.said_in("en") if there else plan
