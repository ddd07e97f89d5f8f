"""A week on a person's own page: the content of the weekly mail, for any week up to today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nudges.core.danger.after import limits
from nudges.core.person.person import Person
from nudges.core.plan.plan import Step
from nudges.core.progress.milestones import milestones
from nudges.core.progress.weeks import week_of
from nudges.core.summary.view import Extras, SummaryView, summary_view
from nudges.flow.service import Service
from nudges.flow.summary.compose import (
    BEGINNING,
    asked_weekly,
    courses,
    rated_beside,
    step_title,
    weekly_question,
)
from nudges.store.people import people
from nudges.store.replies import replies


@dataclass(frozen=True, slots=True)
class MyWeek:
    """One week, and the Mondays of the weeks before and after it; None where there is nothing to show."""

    view: SummaryView
    before: date | None
    after: date | None

    @property
    def empty(self) -> bool:
        """True if in this week no nudge reached them and they answered nothing."""
        return self.view.week.asked == 0


def my_week(service: Service, person: Person, day: date | None, now: datetime) -> MyWeek:
    """The week of `day`, a local date, limited to the weeks from their first to this one. None: this week."""
    with service.db.read() as tx:
        asked = replies.asked(tx, person.id, BEGINNING)
        enrolments = people.enrolments(tx, [person.id])
    enrolled = [one.plan for one in enrolments]
    today = person.local(now).date()
    this = week_of(today)
    first = min((week_of(one.local_date) for one in asked), default=this)
    monday = week_of(min(day, today)) if day else this
    monday = max(monday, min(first, this))
    voice, question = service.voice(person), weekly_question(service, enrolled)
    until = min(today, monday + timedelta(days=6))
    celebrates = limits(person.disclosed, today).celebrates
    reached = [
        one
        for one in milestones(asked, until, courses(service, enrolments), question)
        if celebrates and week_of(one.on) == monday
    ]
    view = summary_view(
        [one for one in asked if one.local_date <= today],
        titles(service, person, enrolled),
        monday,
        voice.language,
        programme=service.programme,
        today=today,
        locale=person.locale,
        question=asked_weekly(voice, question),
        others=rated_beside(voice, asked, question, monday),
        extras=Extras(
            celebrates=celebrates, milestone=max(reached, key=lambda one: one.weight, default=None)
        ),
        unsubscribe_url=service.links.unsubscribe(person.id),
    )
    return MyWeek(
        view,
        before=monday - timedelta(weeks=1) if monday > first else None,
        after=monday + timedelta(weeks=1) if monday < this else None,
    )


def titles(service: Service, person: Person, plans: list[str]) -> dict[str, str]:
    """Titles of the steps of these plans that have practices, in the person's language."""
    steps: Mapping[str, Step] = {
        name: step
        for plan in plans
        if plan in service.plans
        for name, step in service.plans[plan].steps.items()
        if step.practices
    }
    return {name: step_title(name, step, person.locale) for name, step in steps.items()}
