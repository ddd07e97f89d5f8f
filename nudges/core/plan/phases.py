"""The phases of a plan: weeks with a theme, and the sections whose practices come first in them."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from nudges.core.plan.fields import Name, Spoken, Weeks, wrong


class After(StrEnum):
    """What happens after the last week of a plan's phases."""

    REPEAT = "repeat"
    FAREWELL = "farewell"


class Phase(BaseModel):
    """Weeks of a plan that share a theme: practices from its sections come first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weeks: Weeks = Field(description="1-2, or 3; the first week begins on the first day", examples=["1-2"])
    theme: Spoken = Field(description="What these weeks are about, in a few words", examples=["Boundaries"])
    about: Spoken = Field(
        description="One sentence about it, for the weekly summary",
        examples=["Saying what is fine, and what not."],
    )
    sections: tuple[Name, ...] = Field(
        min_length=1,
        description="Sections of the guides whose practices come first in these weeks",
        examples=[["g1-s3", "g2-s5"]],
    )


def _week_after_week(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    due = 1
    for phase in phases:
        if phase.weeks[0] != due:
            raise wrong(
                f"Week {due} is in no phase, or in two.", f"Let the next phase begin with week {due}."
            )
        due = phase.weeks[1] + 1
    return phases


#: Phases that follow each other without a gap, from week 1.
Phases = Annotated[tuple[Phase, ...], AfterValidator(_week_after_week)]


def ends_on(phases: Sequence[Phase], starts_on: date) -> date:
    """The first day after the last week, for a person who began on `starts_on`."""
    return starts_on + timedelta(weeks=phases[-1].weeks[1])


def phase_at(phases: Sequence[Phase], starts_on: date, day: date) -> Phase:
    """The phase that `day` is in, for a person who began on `starts_on`. After the last it begins again."""
    week = max(0, (day - starts_on).days) // 7 % phases[-1].weeks[1] + 1
    return next(phase for phase in phases if week <= phase.weeks[1])
