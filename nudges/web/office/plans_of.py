"""The plans of one person on their page: the times of each step, and which plans they could begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from nudges.core.errors import NudgesError
from nudges.core.person.person import Person
from nudges.core.plan.describe_step import step_days
from nudges.core.plan.fit import suits
from nudges.flow.office.view import View
from nudges.flow.portal.settings import my_steps
from nudges.web.edge import Edge
from nudges.web.forms import time_in
from nudges.web.office.titles import Titles


@dataclass(frozen=True, slots=True)
class Row:
    """A step: its days in words, its times by the name of their field, and the minutes it is spread over."""

    title: str
    days: str
    times: Mapping[str, time]
    spread: int


def plan_steps(edge: Edge, person: Person, locale: str) -> dict[str, list[Row]]:
    """The steps of each plan that a person is on, in the language of whoever reads the page."""
    titles, language = Titles(edge, locale), edge.service.voices.of(locale).language
    found: dict[str, list[Row]] = {}
    for mine in my_steps(edge.service, person):
        row = Row(
            titles.step(mine.plan, mine.name),
            step_days(mine.step, language),
            {f"time-{n}-{mine.name}": at for n, at in enumerate(mine.times)},
            round(mine.step.within.total_seconds() / 60) if mine.step.within else 0,
        )
        found.setdefault(mine.plan, []).append(row)
    return found


def plans_to_begin(edge: Edge, found: View, locale: str) -> dict[str, str]:
    """The plans that have something for a person and that they are not on, with their titles."""
    theirs = {one.plan for one, _ in found.enrolments}
    plans = edge.service.plans
    titles = Titles(edge, locale)
    return {
        name: titles.plan(name)
        for name, plan in plans.items()
        if name not in theirs and suits(plan, found.person.who)
    }


def times_in(form: Mapping[str, str]) -> dict[str, list[time]]:
    """The times that a form gives to each step. Raises NudgesError for what is no time."""
    found: dict[str, list[time]] = {}
    for name, said in form.items():
        prefix, _, rest = name.partition("-")
        number, _, step = rest.partition("-")
        if prefix == "time" and number.isdigit() and step:
            at = time_in(said)
            if at is None:
                raise NudgesError(
                    "That is not a time of day.", "A time is hours and minutes.", "Write it like 19:30."
                )
            found.setdefault(step, []).append(at)
    return found
