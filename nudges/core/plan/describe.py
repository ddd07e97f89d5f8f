"""A plan in plain English words: when each step comes, and how often."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Literal

from nudges.core.plan import recurrence
from nudges.core.plan.plan import Plan, Step
from nudges.core.vocabulary import WEEK, Every

_WEEK_WORDS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")

#: How many times a week each cadence comes, on average.
_A_WEEK = {Every.DAY: 7.0, Every.WEEK: 1.0, Every.TWO_WEEKS: 0.5, Every.MONTH: 12 / 52.18}


def cadence(step: Step, times: tuple[time, ...] = ()) -> str:
    """When a step comes, in words: "Mondays and Thursdays at 19:00, their time".

    `times` are a person's own times, if they differ from the plan's. A step with `within` comes "at 19:00 or
    up to 20 minutes later".
    """
    at = _and(f"{moment:%H:%M}" for moment in times or step.at)
    later = f" or up to {_minutes(step.within)} later" if step.within else ""
    return f"{_days_in_words(step)} at {at}{later}, their time"


def _minutes(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def _days_in_words(step: Step) -> str:
    match step.every:
        case None:
            return f"by the rule {step.rrule}"
        case Every.DAY:
            return "every day"
        case Every.MONTH:
            numbers = [day for day in step.on if isinstance(day, int)]
            last = " (or the last day)" if numbers[-1] > 28 else ""
            return f"{_and(f'the {_ordinal(day)}' for day in numbers)}{last} of each month"
        case Every.WEEK | Every.TWO_WEEKS:
            names = _and(word for day, word in zip(WEEK, _WEEK_WORDS, strict=True) if day in step.on)
            return names if step.every is Every.WEEK else f"{names} of every second week"


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


@dataclass(frozen=True, slots=True)
class Often:
    """Roughly how many messages come: `n` in each `span`. A template puts it into the person's language."""

    n: int
    span: Literal["week", "two weeks", "month"]


def how_often(plan: Plan) -> Often:
    """Roughly how many messages a plan sends, such as 9 a week."""
    a_week = sum(len(step.at) * _days_a_week(step) for step in plan.steps.values())
    if a_week >= 1:
        return Often(round(a_week), "week")
    return Often(1, "two weeks") if a_week >= 0.5 else Often(max(1, round(a_week * 4.35)), "month")


def _days_a_week(step: Step) -> float:
    if step.every is not None:
        return _A_WEEK[step.every] * max(1, len(step.on))
    return recurrence.days_a_week(step.rrule or "")
