"""Composes a person's weekly mail, if there is anything to say. The queue's unique key keeps it to one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nudges.core.danger.after import limits
from nudges.core.person.person import Person
from nudges.core.plan.plan import Step
from nudges.core.progress.milestones import Course, milestones, to_celebrate
from nudges.core.progress.ratings import other_ratings
from nudges.core.progress.weeks import KEEPS, RESTS, Asked, quiet_weeks, week_of
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.render.locale_bundle import Voice
from nudges.core.render.templates import Mail
from nudges.core.status import SENT
from nudges.core.summary.view import Extras, render_summary, summary_view
from nudges.flow.service import Service
from nudges.flow.summary.past import BEGINNING as BEGINNING
from nudges.flow.summary.past import Past, past_of
from nudges.store.people.people import Enrolment

#: After this many weeks without an answer a mail is sent, and again after as many more; none in between.
LINE_EVERY = 4

#: From Saturday on, a summary is about the present week.
_SUMS_UP = timedelta(days=5)

#: The most of the person's own notes that are quoted.
NOTES = 2


@dataclass(frozen=True, slots=True)
class Summary:
    """The mail of one week, and the key of the milestone it celebrates."""

    mail: Mail
    milestone: str | None = None


#: A placeholder where the text of summaries is not needed.
_BRIEF = Summary(Mail("The weekly summary", "The weekly summary", ""))

_NOTHING = Reason(ReasonCode.NOTHING_TO_SAY)


def step_title(name: str, step: Step | None = None, locale: str = "en") -> str:
    """The name of a step as shown to people: its title, or else its name, as in "Daily appreciation"."""
    return step.title.said_in(locale) if step and step.title else name.replace("-", " ").capitalize()


def compose_summary(
    service: Service, person: Person, day: date, issued: datetime | None = None, past: Past | None = None
) -> Summary | Reason:
    """The summary of the person's local week, or the reason why none is sent.

    `issued` and `past` as for `summary_of`. On a Saturday or Sunday it is about the week of `day`, on any
    other day about the week before.
    """
    monday = summed_up_on(day)
    past = past or past_of(service, person, monday)
    why = _unsaid(past.asked, monday)
    return why or (_BRIEF if service.briefly else summary_of(service, person, monday, issued, past))


def summed_up_on(day: date) -> date:
    """The Monday of the week that a summary sent on this local date is about."""
    return week_of(day - _SUMS_UP)


def _unsaid(asked: Sequence[Asked], monday: date) -> Reason | None:
    """Why a week gets no mail: no nudge, or no answer (unless it is every fourth such week). Else empty."""
    sunday = monday + timedelta(days=6)
    if not any(one.local_date >= monday for one in asked):
        return _NOTHING
    sent = (one.local_date for one in asked if one.status in SENT and one.local_date <= sunday)
    days = (an.local_date for one in asked for an in one.answers if an.kind in KEEPS or an.kind in RESTS)
    quiet = quiet_weeks(
        min(sent, default=None), max((day for day in days if day <= sunday), default=None), monday
    )
    if quiet is None:
        return _NOTHING
    return Reason(ReasonCode.QUIET_WEEK) if quiet % LINE_EVERY else None


def summary_of(
    service: Service,
    person: Person,
    monday: date,
    issued: datetime | None = None,
    past: Past | None = None,
) -> Summary:
    """The summary of the week of `monday`, even if there is little to say.

    `issued` (aware UTC) is when the link to their page becomes valid; without it there is no link. `past` is
    what has been, if it was read already.
    """
    past = past or past_of(service, person, monday)
    asked, enrolments = past.asked, past.enrolments
    enrolled = [one.plan for one in enrolments]
    sunday, after = monday + timedelta(days=6), monday + timedelta(weeks=1)
    plans = [service.plans[plan] for plan in enrolled]
    steps = {name: step for plan in plans for name, step in plan.steps.items() if step.practices}
    voice, question = service.voice(person), weekly_question(service, enrolled)
    reached = milestones(asked, sunday, courses(service, enrolments), question)
    celebrates = limits(person.disclosed, sunday).celebrates
    milestone = to_celebrate(reached, past.celebrated(monday + _SUMS_UP), monday) if celebrates else None
    view = summary_view(
        asked,
        {name: step_title(name, step, person.locale) for name, step in steps.items()},
        monday,
        voice.language,
        programme=service.programme,
        name=person.name.partition(" ")[0],
        locale=person.locale,
        zone=person.zone,
        question=asked_weekly(voice, question),
        others=rated_beside(voice, asked, question, monday),
        extras=Extras(
            celebrates=celebrates,
            milestone=milestone,
            notes=past.notes(monday, NOTES),
            theme=_theme(service, enrolments, person, after),
        ),
        page_url=f"{service.links.page(person.id, issued)}?week={monday}" if issued else None,
        unsubscribe_url=service.links.unsubscribe(person.id),
    )
    return Summary(render_summary(voice.templates, view), milestone.key if milestone else None)


def weekly_question(service: Service, plans: Sequence[str]) -> str | None:
    """The practice of the weekly question: of the first of these plans that has one."""
    questions = (service.plans[name].weekly_question for name in plans if name in service.plans)
    return next((one for one in questions if one), None)


def asked_weekly(voice: Voice, question: str | None) -> tuple[str, str] | None:
    """The weekly question and its words in this language; None if there is none."""
    practice = voice.guides.find(question) if question else None
    return (practice.id, practice.sms) if practice else None


def rated_beside(
    voice: Voice, asked: Sequence[Asked], question: str | None, monday: date
) -> list[tuple[str, int]]:
    """The other questions that were rated in the week of `monday`, each with the words it came in."""
    rated = other_ratings(asked, question, monday)
    found = ((voice.guides.find(one.practice, one.take), one.rating) for one in rated)
    return [(practice.sms, rating) for practice, rating in found if practice]


def courses(service: Service, enrolments: Iterable[Enrolment]) -> list[Course]:
    """The plans that a person is on, with their phases."""
    return [
        Course(one.plan, one.starts_on, service.plans[one.plan].phases)
        for one in enrolments
        if one.plan in service.plans
    ]


def _theme(
    service: Service, enrolments: Iterable[Enrolment], person: Person, monday: date
) -> tuple[str, str] | None:
    """The theme of most of the week of `monday`, from the first plan that has themes."""
    for one in enrolments:
        if phase := service.plans[one.plan].phase_at(one.starts_on, monday + timedelta(days=3)):
            return phase.theme.said_in(person.locale), phase.about.said_in(person.locale)
    return None
