"""Plans: listed, checked, and played on a simulated clock. They hold nothing of a person."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, Field

from nudges.content.plans import plan_in
from nudges.core.errors import NudgesError
from nudges.core.language import parse_locale
from nudges.core.office.roles import Scope
from nudges.core.plan import plan as core
from nudges.core.plan.describe import cadence
from nudges.core.vocabulary import Expects, Medium, Sends, Who
from nudges.core.zones import zone_named
from nudges.flow.office.act import NotThereError
from nudges.flow.simulation.beside import beside
from nudges.flow.simulation.run import simulate
from nudges.flow.simulation.scenario import Scenario
from nudges.web.api.door import opens
from nudges.web.api.once import Key, Once
from nudges.web.api.people import Given, Line, PlanName
from nudges.web.api.problems import BusyError
from nudges.web.edge import Edge, HasEdge

router = APIRouter(route_class=Once, prefix="/plans", tags=["plans"])

#: A plan that is played: days at most, and the seconds it may take, within which every request is answered.
MOST_DAYS, SECONDS = 92, 7.0

#: One is played at a time: it takes a whole core.
_PLAYING = threading.Lock()

_TOO_LONG = NudgesError(
    "The plan takes too long to play.",
    f"It was stopped after {SECONDS:.0f} seconds.",
    "Play fewer days, or use `nudges simulate`, which takes as long as it needs.",
)


class Step(BaseModel):
    """One step of a plan."""

    step: str
    when: str = Field(description="In words.", examples=["every day at 09:30, their time"])
    at: list[str] = Field(description="Times of the person's day.", examples=[["09:30"]])
    medium: Medium
    sends: Sends
    expects: Expects | None
    practices: int = Field(description="How many it draws from.")


class Plan(BaseModel):
    """A plan that people can be on."""

    plan: str
    title: str
    about: str
    who: Who
    steps: list[Step]

    @classmethod
    def of(cls, name: str, plan: core.Plan) -> "Plan":
        """As it is read from its file."""
        steps = [
            Step(
                step=step_name,
                when=cadence(step),
                at=[f"{at:%H:%M}" for at in step.at],
                medium=step.channel,
                sends=step.sends,
                expects=step.expects,
                practices=len(step.practices),
            )
            for step_name, step in plan.steps.items()
        ]
        return cls(plan=name, title=str(plan.title), about=str(plan.about), who=plan.who, steps=steps)


class PlanList(BaseModel):
    """All plans that can be used."""

    items: list[Plan]


class Mistake(BaseModel):
    """What is wrong with a plan file, with its line."""

    what: str
    why: str
    fix: str


class PlanChecked(BaseModel):
    """What became of a check: the plan as it is understood, or the first mistake in it."""

    ok: bool
    plan: Plan | None
    mistake: Mistake | None


class Play(Given):
    """What to play: a plan of this installation, or one that is sent along as YAML."""

    plan: PlanName = Field(examples=["rebuilding-trust"])
    yaml: str | None = Field(None, max_length=100_000, description="The plan's file, if it is not here yet.")
    zone: Line = Field("UTC", description="Where the person lives.", examples=["Europe/Madrid"])
    starts_on: date | None = Field(None, description="Their first day; today if it is left out.")
    days: int = Field(28, ge=1, le=MOST_DAYS)
    language: Line = Field("en", examples=["es"])
    partner: bool = Field(True, description="Somebody close takes part, and is safe to be around.")
    care: bool = Field(True, description="They asked for practices that can stir pain.")


class Played(BaseModel):
    """One message that would go out, or would not, and why."""

    at: datetime
    local_date: date
    step: str
    practice: str | None
    medium: str
    status: str = Field(description="`sent`, `held` (sent after quiet hours), or the status of a nudge.")
    why: str
    text: str
    segments: int | None


class PlayedPlan(BaseModel):
    """What one person who does not answer would get, in order."""

    items: list[Played]


@router.get("", **opens(Scope.PLANS_READ))
def list_plans(edge: HasEdge) -> PlanList:
    """List the plans."""
    return PlanList(items=[Plan.of(name, plan) for name, plan in edge.service.plans.items()])


@router.get("/{plan}", **opens(Scope.PLANS_READ))
def read_plan(plan: PlanName, edge: HasEdge) -> Plan:
    """Read one plan."""
    there = edge.service.plans.get(plan)
    if there is None:
        raise NotThereError
    return Plan.of(plan, there)


@router.post("/check", **opens(Scope.PLANS_READ))
def check_plan(
    edge: HasEdge,
    yaml: Annotated[
        bytes,
        Body(media_type="application/yaml", description="The plan's file.", examples=["title: A plan\n"]),
    ],
    plan: Annotated[PlanName, Query(description="The plan's name, which is its file's.")] = "my-plan",
    key: Key = None,
) -> PlanChecked:
    """Check a plan file as `nudges plan check` does, without changing anything."""
    try:
        read = _plan_in(edge, plan, yaml.decode("utf-8", "replace"))
    except NudgesError as error:
        mistake = Mistake(what=error.what, why=error.why, fix=error.fix)
        return PlanChecked(ok=False, plan=None, mistake=mistake)
    return PlanChecked(ok=True, plan=Plan.of(plan, read), mistake=None)


@router.post("/simulate", **opens(Scope.PLANS_READ))
def simulate_plan(given: Play, edge: HasEdge, key: Key = None) -> PlayedPlan:
    """Play a plan for one person on a simulated clock, by the code that really sends. Nothing is sent."""
    zone = zone_named(given.zone)
    scenario = Scenario(
        plan=given.plan,
        zones=(given.zone,),
        start=given.starts_on or edge.clock().astimezone(zone).date(),
        days=given.days,
        people=1,
        language=parse_locale(given.language),
        partner=given.partner,
        care=given.care,
    )
    service = edge.service
    if given.yaml is not None:
        plans = {**service.plans, given.plan: _plan_in(edge, given.plan, given.yaml)}
        service = replace(service, plans=plans, held={})
    if not _PLAYING.acquire(blocking=False):
        raise BusyError
    try:
        with beside(service) as imagined:
            lines = simulate(imagined, scenario, seen=_within(SECONDS))
    finally:
        _PLAYING.release()
    return PlayedPlan(
        items=[
            Played(
                at=one.utc,
                local_date=one.day,
                step=one.step,
                practice=one.practice,
                medium=one.channel,
                status=one.status,
                why=one.why,
                text=one.text,
                segments=one.segments,
            )
            for one in lines
        ]
    )


def _plan_in(edge: Edge, name: str, text: str) -> core.Plan:
    return plan_in(text, name, edge.service.guides, edge.settings.schedules)


def _within(seconds: float) -> Callable[[float], None]:
    """Ends what calls it once so many seconds are over."""
    until = time.monotonic() + seconds

    def seen(_: float) -> None:
        if time.monotonic() > until:
            raise _TOO_LONG

    return seen
