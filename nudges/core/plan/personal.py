"""When a step comes for one person: at their own times, and on weekdays of their own.

An enrolment keeps it as people write it: "19:30", "9:00, 19:30", "sat 10:00", "mon thu 19:30".
"""

import re
from collections.abc import Collection
from datetime import time
from functools import lru_cache
from typing import NamedTuple

from nudges.core.errors import NudgesError
from nudges.core.plan.fields import parse_time
from nudges.core.plan.plan import Step
from nudges.core.vocabulary import WEEK, Every, Sends, Weekday

_DAYS = re.compile(rf"\s*((?:(?:{'|'.join(WEEK)})\b[\s,]*)*)(.*)", re.IGNORECASE | re.DOTALL)


class Personal(NamedTuple):
    """Their own weekdays, none if the plan's are kept, and their own local times, each sorted."""

    days: tuple[Weekday, ...]
    times: tuple[time, ...]

    def __str__(self) -> str:
        return " ".join([*self.days, ", ".join(f"{at:%H:%M}" for at in self.times)])


@lru_cache(maxsize=1_000)
def read_personal(text: str) -> Personal:
    """What an enrolment keeps. Raises NudgesError if it cannot be read; the error does not repeat it."""
    found = _DAYS.fullmatch(text)
    days, times = (found[1], found[2]) if found else ("", text)
    named = {Weekday(day) for day in re.findall(r"\w+", days.lower())}
    return Personal(in_order(named), tuple(sorted({parse_time(part) for part in times.split(",")})))


def in_order(days: Collection[Weekday]) -> tuple[Weekday, ...]:
    """Weekdays from Monday on, each once."""
    return tuple(day for day in WEEK if day in days)


def step_times(step: Step, override: str | None) -> tuple[time, ...]:
    """The local times of day at which this step comes for somebody with this text in their enrolment."""
    return step.at if override is None else read_personal(override).times


def weekdays(step: Step) -> tuple[Weekday, ...]:
    """The weekdays of a step that somebody may have on others; none if it has none.

    The weekly mail keeps its day: it tells of a week that ends.
    """
    weekly = step.every in (Every.WEEK, Every.TWO_WEEKS) and step.sends is Sends.PRACTICE
    return tuple(day for day in step.on if isinstance(day, Weekday)) if weekly else ()


def own_step(step: Step, override: str | None) -> Step:
    """The step on their own weekdays. An edit of the plan that has it come more often undoes their choice."""
    days = () if override is None else read_personal(override).days
    if not days or len(days) != len(weekdays(step)):
        return step
    return step.model_copy(update={"on": days})


def check_personal(name: str, step: Step, text: str) -> None:
    """Raises NudgesError for what cannot be read, and for weekdays that do not fit the step called `name`."""
    days, usual = read_personal(text).days, weekdays(step)
    if not days:
        return
    if not usual:
        raise NudgesError(
            f"The days of {name} cannot be chosen.",
            "Only a practice that comes by the week has weekdays of their own.",
            "Write a time without days, such as 19:30.",
        )
    if len(days) != len(usual):
        raise NudgesError(
            f"The days of {name} do not fit.",
            f"The plan says how often a step comes: this one on {len(usual)} of the week's days.",
            f"Write as many different ones, such as {' '.join(usual)} 19:30.",
        )
