"""A person's week, as a mail: when there is something to say, and once by the queue's unique key."""

from datetime import date, timedelta

from nudges.core.choose import History, Nothing, practice_for
from nudges.core.person import Person
from nudges.core.plan import Every, Expects, Medium
from nudges.core.practice import Practice
from nudges.core.progress import week_of
from nudges.core.render import Mail
from nudges.core.summary import render_summary, summary_view
from nudges.flow.service import Service
from nudges.store import people, replies
from nudges.store.history import histories

#: How far back a summary looks; milestones count from the beginning.
BEGINNING = date(2000, 1, 1)


def step_title(step: str) -> str:
    """A step's name as people read it: "daily-appreciation" is "Daily appreciation"."""
    return step.replace("-", " ").capitalize()


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
    steps = [name for plan in plans for name, step in plan.steps.items() if step.practices]
    idea = next(
        (
            idea
            for name in enrolled
            if (idea := _idea(service, name, person, given[person.id, name], monday + timedelta(weeks=1)))
        ),
        None,
    )
    view = summary_view(
        asked,
        {name: step_title(name) for name in steps},
        monday,
        programme=service.programme,
        name=person.name.partition(" ")[0],
        practice=(idea.title, idea.sms) if idea else None,
        unsubscribe_url=service.links.unsubscribe(person.id),
    )
    return render_summary(service.templates, view)


def _idea(service: Service, name: str, person: Person, history: History, monday: date) -> Practice | None:
    """A practice that a plan suggests for the week of `monday`: a weekly thing to do; the daily ones stay a
    surprise."""
    plan = service.plans[name]
    for step in plan.steps.values():
        if step.practices and step.expects is Expects.DONE and step.every is not Every.DAY:
            chosen = practice_for(
                service.guides, plan, step, person, Medium.SMS, history, monday, person.id + name
            )
            return None if isinstance(chosen, Nothing) else chosen.practice
    return None
