"""A person's week, as a mail: when there is something to say, and once by the queue's unique key."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from nudges.core.choose import History, Nothing, practice_for
from nudges.core.person import Person
from nudges.core.plan import Every, Expects, Medium, Step
from nudges.core.practice import Practice
from nudges.core.progress import week_of
from nudges.core.render import Mail
from nudges.core.summary import render_summary, summary_view
from nudges.core.voice import Voice
from nudges.flow.service import Service
from nudges.store import people, replies
from nudges.store.history import Key, histories

#: How far back a summary looks; milestones count from the beginning.
BEGINNING = date(2000, 1, 1)


def step_title(name: str, step: Step | None = None, locale: str = "en") -> str:
    """What people see a step called: its title, or else its name, as in "Daily appreciation"."""
    return step.title.said_in(locale) if step and step.title else name.replace("-", " ").capitalize()


def compose_summary(service: Service, person: Person, day: date) -> Mail | str:
    """The summary of the person's own local week, or why there is none to send.

    On a Saturday or Sunday it is the week that `day` is in, on any other day the one that has ended.
    """
    monday = week_of(day - timedelta(days=5))
    with service.db.read() as tx:
        asked = replies.asked(tx, person.id, BEGINNING)
        enrolled = [e.plan for e in people.enrolments(tx, [person.id]) if e.plan in service.plans]
        given = histories(tx, [person.id])
    if not any(monday <= one.local_date < monday + timedelta(weeks=1) for one in asked):
        return "not sent: there was nothing in this week to write about"
    plans = [service.plans[plan] for plan in enrolled]
    steps = {name: step for plan in plans for name, step in plan.steps.items() if step.practices}
    voice, after = service.voice(person), monday + timedelta(weeks=1)
    ideas = (_idea(service, voice, name, person, given[person.id, name], after) for name in enrolled)
    idea = next((one for one in ideas if one), None)
    view = summary_view(
        asked,
        {name: step_title(name, step, person.locale) for name, step in steps.items()},
        monday,
        voice.language,
        programme=service.programme,
        name=person.name.partition(" ")[0],
        theme=_theme(service, enrolled, person, given, after),
        practice=(idea.title, idea.sms) if idea else None,
        unsubscribe_url=service.links.unsubscribe(person.id),
    )
    return render_summary(voice.templates, view)


def _theme(
    service: Service, enrolled: Sequence[str], person: Person, given: Mapping[Key, History], monday: date
) -> tuple[str, str] | None:
    """What most of the week of `monday` is about, by the first plan that has themes."""
    for name in enrolled:
        if phase := service.plans[name].phase_at(
            given[person.id, name].starts_on, monday + timedelta(days=3)
        ):
            return phase.theme.said_in(person.locale), phase.about.said_in(person.locale)
    return None


def _idea(
    service: Service, voice: Voice, name: str, person: Person, history: History, monday: date
) -> Practice | None:
    """A practice that a plan suggests for the week of `monday`: a weekly thing to do; the daily ones stay a
    surprise."""
    plan = service.plans[name]
    for step in plan.steps.values():
        if step.practices and step.expects is Expects.DONE and step.every is not Every.DAY:
            chosen = practice_for(
                voice.guides, plan, step, person, Medium.SMS, history, monday, person.id + name
            )
            return None if isinstance(chosen, Nothing) else chosen.practice
    return None
