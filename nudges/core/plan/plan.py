"""A plan, as read from its file in `schedules/`: steps, each with a cadence, a channel and a pool."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from nudges.core.plan.fields import Days, Lateness, Name, Spoken, Spread, Times, as_list, wrong
from nudges.core.plan.phases import After, Phase, Phases, ends_on, phase_at
from nudges.core.plan.recurrence import Rule, from_cron
from nudges.core.vocabulary import WEEK, Every, Expects, Medium, Order, Sends, Weekday, Who


def _one_way_to_say_when(schema: dict[str, Any]) -> None:
    schema["required"] = [key for key in schema["required"] if key != "at"]
    schema["oneOf"] = [{"required": keys} for keys in (["every", "at"], ["rrule", "at"], ["cron"])]


class Step(BaseModel):
    """One step of a plan: when it comes, how it is sent, what it asks, and the practices it draws from.

    `at` and `on` are sorted and without duplicates. `at` is the person's local time.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_one_way_to_say_when)

    title: Spoken | None = Field(
        default=None, description="What people see it called; its name if left out", examples=["Daily thanks"]
    )
    every: Every | None = Field(default=None, description="day, week, 2 weeks or month", examples=["day"])
    rrule: Rule | None = Field(
        default=None,
        description="Instead of every and on: a recurrence rule of RFC 5545 for the days, without an end",
        examples=["FREQ=MONTHLY;BYDAY=2TU"],
    )
    cron: str | None = Field(
        default=None,
        description="Instead of every, on and at: minute, hour, day, month and weekday, as cron has them",
        examples=["0 19 * * mon,thu"],
    )
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
    order: Order = Field(
        default=Order.SHUFFLE,
        description="shuffle, or guide for the order in which the guides have them",
        examples=["guide"],
    )
    practices: tuple[Name, ...] = Field(
        default=(),
        min_length=1,
        description="The pool: ids from templates/guides, each once",
        examples=[["g1-s5-b3", "g1-s2-b2"]],
        json_schema_extra={"uniqueItems": True},
    )

    @model_validator(mode="before")
    @classmethod
    def _days_and_times(cls, given: Any) -> Any:
        """Allow only one way to say when. `cron` is translated into a rule and times."""
        if not isinstance(given, Mapping):
            return given
        ways = [key for key in ("every", "rrule", "cron") if key in given]
        if len(ways) > 1:
            raise wrong(f"It says {' and '.join(ways)}, and each says which days.", "Keep one of them.")
        if "cron" not in given:
            return given
        if "at" in given:
            raise wrong("`cron` says the time already.", "Remove the line `at`.")
        rule, times = from_cron(str(given["cron"]))
        return {**given, "rrule": rule, "at": list(times)}

    @field_validator("on", mode="before")
    @classmethod
    def _days_that_fit(cls, value: object, info: ValidationInfo) -> tuple[Weekday | int, ...]:
        days = as_list(value)
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
        if self.every is None and self.rrule is None:
            raise wrong("The step does not say how often it comes.", "Add `every: day`.")
        match self.sends:
            case Sends.SUMMARY if self.practices or self.expects:
                raise wrong("A summary has no pool and asks nothing.", "Remove `practices` and `expects`.")
            case Sends.SUMMARY if self.channel is not Medium.EMAIL:
                raise wrong("A summary is a mail.", "Write `channel: email`.")
            case Sends.PRACTICE if not self.practices:
                raise wrong("The step has nothing to send.", "Add `practices: [g1-s5-b3]`, its pool.")
            case Sends.PRACTICE if self.expects is None:
                raise wrong("The step does not say what it asks for.", "Add `expects: done`.")
        return self


class Plan(BaseModel):
    """One file in `schedules/`. Its id is the file's name; its steps are in the file's order.

    After reading, `steps` also holds the steps of included plans; `includes` only names those plans.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Spoken = Field(description="What people see it called", examples=["Daily appreciation"])
    about: Spoken = Field(
        description="One sentence on what it is for", examples=["One small thing, every day."]
    )
    who: Who = Field(
        default=Who.HURT,
        description="Whom it is for: hurt, repairing (who broke the trust) or both",
        examples=["hurt"],
    )
    steps: dict[Name, Step] = Field(default_factory=dict, description="The plan's own steps, by name")
    includes: tuple[Name, ...] = Field(
        default=(),
        description="Other plans whose steps are taken over as they are",
        examples=[["daily-appreciation", "check-in"]],
    )
    weekly_question: Name | None = Field(
        default=None,
        description="The practice that asks for the same number in the same words every week: only its "
        "answers are drawn as a line",
        examples=["g2-s9-b1"],
    )
    phases: Phases = Field(
        default=(), description="The plan's weeks, counted from each person's first day, with a theme each"
    )
    after: After | None = Field(
        default=None,
        description="After the last week: repeat (from week 1), or farewell (a last message, and no more)",
        examples=["repeat"],
    )

    @model_validator(mode="after")
    def _not_empty(self) -> "Plan":
        if not self.steps and not self.includes:
            raise wrong("A plan needs steps.", "Add `steps:`, or `includes:` with the names of other plans.")
        return self

    @model_validator(mode="after")
    def _asks_its_question_alone(self) -> "Plan":
        asked = self.weekly_question
        if asked and not any(
            step.practices == (asked,) and step.every is Every.WEEK and step.expects is Expects.RATING
            for step in self.steps.values()
        ):
            raise wrong(
                f"The weekly question {asked} has no step of its own.",
                f"Give it one: `every: week`, `expects: rating` and `practices: [{asked}]`.",
            )
        return self

    @model_validator(mode="after")
    def _ends_as_it_says(self) -> "Plan":
        if self.phases and self.after is None:
            raise wrong(
                "The plan does not say what comes after its last week.",
                "Add `after: repeat`, or `after: farewell`.",
            )
        if self.after and not self.phases:
            raise wrong("A plan without phases has no last week.", "Remove the line `after`.")
        return self

    def over(self, starts_on: date, day: date) -> bool:
        """True if the plan has ended on `day` for a person who began on `starts_on`, both local dates."""
        return self.after is After.FAREWELL and day >= ends_on(self.phases, starts_on)

    def phase_at(self, starts_on: date, day: date) -> Phase | None:
        """The phase that `day` is in for a person who began on `starts_on`, both local dates."""
        if not self.phases or self.over(starts_on, day):
            return None
        return phase_at(self.phases, starts_on, day)

    @cached_property
    def cadence(self) -> str:
        """The times of its steps: it changes when slots must be computed anew, not with the plan's words."""
        return "; ".join(
            f"{name}: {step.every or step.rrule} {step.on} {step.at}"
            + (f" {step.within}" if step.within else "")
            for name, step in sorted(self.steps.items())
        )
