"""A plan as its file in `schedules/` says it: steps, each with a cadence, a channel and a pool."""

import re
from datetime import time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from nudges.core.errors import NudgesError


class Expects(StrEnum):
    """What kind of reply a nudge asks for."""

    DONE = "done"
    RATING = "rating"
    NOTE = "note"


class Medium(StrEnum):
    """How a person is reached; which provider carries it is the operator's setting."""

    SMS = "sms"
    EMAIL = "email"


class Sends(StrEnum):
    """What a step sends: one of its practices, or the person's weekly summary."""

    PRACTICE = "practice"
    SUMMARY = "summary"


class Every(StrEnum):
    """How often a step comes round."""

    DAY = "day"
    WEEK = "week"
    TWO_WEEKS = "2 weeks"
    MONTH = "month"


class Weekday(StrEnum):
    """The days as plan files write them, Monday first as in ISO 8601."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


#: `WEEK[day.weekday()]` is the name of a date's weekday.
WEEK = tuple(Weekday)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,4})\s*([mhd])")
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def parse_time(text: str) -> time:
    """A time of day as people write it: 7:30, 07:30, 7:30 pm, 7pm, 19. No zone: it is the person's own.

    Raises NudgesError, which does not repeat `text`: it may be a person's words.
    """
    if found := _TIME.fullmatch(text.strip()):
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if minute < 60 and (1 <= hour <= 12 if half else hour < 24):
            return time(hour % 12 + 12 * (half == "p") if half else hour, minute)
    raise NudgesError(
        "That is not a time of day.",
        "A time is hours and minutes, from 00:00 to 23:59.",
        "Write it like 19:30 or 7:30 pm.",
    )


def wrong(why: str, fix: str) -> PydanticCustomError:
    """An error inside a plan: the reason, and what to write instead."""
    return PydanticCustomError("plan", "{why} {fix}", {"why": why, "fix": fix})


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _times(value: object) -> tuple[time, ...]:
    try:
        found = {item if isinstance(item, time) else parse_time(str(item)) for item in _as_list(value)}
    except NudgesError as error:
        raise wrong(f"{error.what} {error.why}", "Write `at: 19:30`, or `at: [09:00, 19:30]`.") from None
    if not found:
        raise wrong("The list of times is empty.", "Write `at: 19:30`, or `at: [09:00, 19:30]`.")
    return tuple(sorted(found))


def _span(key: str, like: str, hours: int) -> BeforeValidator:
    """Reads what a step says under `key`: a length of time such as `like`, at most so many `hours`."""

    def read(value: object) -> timedelta:
        if isinstance(value, timedelta):
            span = value
        elif found := _SPAN.fullmatch(str(value).strip()):
            span = int(found[1]) * {"m": _MINUTE, "h": _HOUR, "d": 24 * _HOUR}[found[2]]
        else:
            raise wrong("A length of time is a number and m, h or d.", f"Write `{key}: {like}`.")
        if not _MINUTE <= span <= hours * _HOUR:
            raise wrong(f"`{key}` is from 1 minute to {hours} hours.", f"Write `{key}: {like}`.")
        return span

    return BeforeValidator(read)


def _one_or_many(item: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]})


#: A plan, a step or a practice: lower-case words joined by hyphens.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Times = Annotated[
    tuple[time, ...],
    BeforeValidator(_times),
    _one_or_many({"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"}),
]
Days = Annotated[
    tuple[Weekday | int, ...],
    _one_or_many({"anyOf": [{"enum": [*WEEK]}, {"type": "integer", "minimum": 1, "maximum": 31}]}),
]
_Written = WithJsonSchema({"type": "string", "pattern": "^[0-9]+[mhd]$"})
Lateness = Annotated[timedelta, _span("max_late", like="2h", hours=24), _Written]
Spread = Annotated[timedelta, _span("within", like="20m", hours=2), _Written]


class Step(BaseModel):
    """One line of a plan: when it comes, how it is sent, what it asks, and the practices it draws from.

    `at` is in order and without repeats, in the person's own time; `on` likewise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    every: Every = Field(description="day, week, 2 weeks or month", examples=["day"])
    at: Times = Field(
        description="HH:MM, the person's own time; a list for several a day", examples=["09:30"]
    )
    within: Spread | None = Field(
        default=None,
        description="Spread over the time after `at`, so that not everybody is written to at once: 20m, "
        "2h at most; each person keeps their own moment",
        examples=["20m"],
    )
    on: Days = Field(
        default=(),
        validate_default=True,
        description="Weekdays for a week ([mon, thu]); days of the month for a month ([1, 31], "
        "where a day the month lacks is its last day); left out for a day",
        examples=[["mon", "thu"]],
    )
    channel: Medium = Field(description="sms or email", examples=["sms"])
    expects: Expects | None = Field(
        default=None,
        description="The reply a practice asks for: done, rating or note",
        examples=["done"],
    )
    sends: Sends = Field(
        default=Sends.PRACTICE,
        description="practice, or summary for the weekly email about the week so far",
        examples=["practice"],
    )
    max_late: Lateness = Field(
        default=timedelta(hours=2),
        description="How late it may still be sent: 30m, 2h, 24h at most",
        examples=["2h"],
        json_schema_extra={"default": "2h"},
    )
    practices: tuple[Name, ...] = Field(
        default=(),
        min_length=1,
        description="The pool: ids from templates/guides, each once",
        examples=[["g1-s5-b3", "g1-s2-b2"]],
        json_schema_extra={"uniqueItems": True},
    )

    @field_validator("on", mode="before")
    @classmethod
    def _days_that_fit(cls, value: object, info: ValidationInfo) -> tuple[Weekday | int, ...]:
        days = _as_list(value)
        match info.data.get("every"):
            case Every.WEEK | Every.TWO_WEEKS:
                if not days or not all(day in WEEK for day in days):
                    raise wrong(f"A week needs weekdays: {', '.join(WEEK)}.", "Write `on: [mon, thu]`.")
                return tuple(day for day in WEEK if day in days)
            case Every.MONTH:
                numbers = {day for day in days if type(day) is int and 1 <= day <= 31}
                if not days or len(numbers) < len(days):
                    raise wrong(
                        "A month needs days from 1 to 31, each once.", "Write `on: 15` or `on: [1, 31]`."
                    )
                return tuple(sorted(numbers))
            case Every.DAY if days:
                raise wrong("Every day is every day, so `on` has nothing to say.", "Remove the line `on`.")
            case _:  # a day without `on`, or an `every` that is itself wrong and reported as such
                return ()

    @field_validator("practices")
    @classmethod
    def _each_once(cls, pool: tuple[str, ...]) -> tuple[str, ...]:
        for name in pool:
            if pool.count(name) > 1:
                raise wrong(f"The practice {name} is listed more than once.", "Keep one of them.")
        return pool

    @model_validator(mode="after")
    def _has_what_it_sends(self) -> "Step":
        match self.sends:
            case Sends.SUMMARY if self.practices or self.expects:
                raise wrong("A summary has no pool and asks nothing.", "Remove `practices` and `expects`.")
            case Sends.PRACTICE if not self.practices:
                raise wrong("The step has nothing to send.", "Add `practices: [g1-s5-b3]`, its pool.")
            case Sends.PRACTICE if self.expects is None:
                raise wrong("The step does not say what it asks for.", "Add `expects: done`.")
        return self


class Plan(BaseModel):
    """A file of `schedules/`. Its id is the file's name; its steps are in the file's order.

    Once read, `steps` holds the included plans' steps too, and `includes` only says where they came from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, description="What people see it called", examples=["Daily appreciation"])
    about: str = Field(
        min_length=1, description="One sentence on what it is for", examples=["One small thing, every day."]
    )
    steps: dict[Name, Step] = Field(default_factory=dict, description="The plan's own steps, by name")
    includes: tuple[Name, ...] = Field(
        default=(),
        description="Other plans whose steps are taken over as they are",
        examples=[["daily-appreciation", "check-in"]],
    )

    @model_validator(mode="after")
    def _not_empty(self) -> "Plan":
        if not self.steps and not self.includes:
            raise wrong("A plan needs steps.", "Add `steps:`, or `includes:` with the names of other plans.")
        return self


def step_times(step: Step, override: str | None) -> tuple[time, ...]:
    """The times of day this step comes at for one person, in order and in their own zone.

    `override` is what their enrolment says ("19:30", or "9:00, 19:30"), and replaces the plan's times.
    Raises NudgesError if it cannot be read.
    """
    return step.at if override is None else _read_times(override)


@lru_cache(maxsize=1_000)
def _read_times(text: str) -> tuple[time, ...]:
    return tuple(sorted({parse_time(part) for part in text.split(",")}))
