"""The plans of one person on their page: the times of each step, and which plans they could begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from nudges.core.errors import NudgesError
from nudges.core.person.person import Person
from nudges.core.plan.describe_step import step_days
from nudges.core.plan.fit import suits
from nudges.core.plan.personal import Personal, in_order
from nudges.core.vocabulary import WEEK, Weekday
from nudges.flow.office.view import View
from nudges.flow.portal.settings import my_steps
from nudges.web.edge import Edge
from nudges.web.forms import time_in
from nudges.web.office.titles import Titles


@dataclass(frozen=True, slots=True)
class Row:
    """A step: its name and title, its days in words, those that can be chosen and its times by the name of
    their field, and the minutes it is spread over."""

    name: str
    title: str
    said: str
    days: Mapping[str, Weekday]
    times: Mapping[str, time]
    spread: int


def plan_steps(edge: Edge, person: Person, locale: str) -> dict[str, list[Row]]:
    """The steps of each plan that a person is on, in the language of whoever reads the page."""
    titles, language = Titles(edge, locale), edge.service.voices.of(locale).language
    found: dict[str, list[Row]] = {}
    for mine in my_steps(edge.service, person):
        row = Row(
            mine.name,
            titles.step(mine.plan, mine.name),
            step_days(mine.step, language),
            {f"day-{n}-{mine.name}": day for n, day in enumerate(mine.days)},
            {f"time-{n}-{mine.name}": at for n, at in enumerate(mine.times)},
            round(mine.step.within.total_seconds() / 60) if mine.step.within else 0,
        )
        found.setdefault(mine.plan, []).append(row)
    return found


def fields_of(rows: Sequence[Row]) -> dict[str, str]:
    """The fields of the form of a plan, and what they hold now."""
    days = {name: str(day) for row in rows for name, day in row.days.items()}
    return days | {name: f"{at:%H:%M}" for row in rows for name, at in row.times.items()}


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


def times_in(form: Mapping[str, str]) -> dict[str, Personal]:
    """The weekdays and times that a form gives to each step. Raises NudgesError for what is neither."""
    days: dict[str, set[Weekday]] = {}
    times: dict[str, set[time]] = {}
    for name, said in form.items():
        prefix, _, rest = name.partition("-")
        number, _, step = rest.partition("-")
        if not (number.isdigit() and step):
            continue
        if prefix == "day" and said in WEEK:
            days.setdefault(step, set()).add(Weekday(said))
        elif prefix == "time":
            times.setdefault(step, set()).add(_time(said))
    return {step: Personal(in_order(days.get(step, ())), tuple(sorted(at))) for step, at in times.items()}


def _time(said: str) -> time:
    at = time_in(said)
    if at is None:
        what = "That is not a time of day."
        raise NudgesError(what, "A time is hours and minutes.", "Write it like 19:30.")
    return at
