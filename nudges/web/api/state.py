"""Whether a person is written to: pause and resume, stop and start; and the plans they join and leave."""

from datetime import date, datetime

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, Field

from nudges.core.office.roles import Acting, Scope
from nudges.core.person.person import State
from nudges.flow.office import joining
from nudges.flow.office import person as office
from nudges.flow.office.person import SaidBy
from nudges.store.people import people
from nudges.web.api.door import Calling, opens
from nudges.web.api.once import Key, Once
from nudges.web.api.people import Given, PersonId, PlanName, Times
from nudges.web.edge import Edge, HasEdge

router = APIRouter(route_class=Once, prefix="/people/{person_id}", tags=["state"])


class PersonState(BaseModel):
    """Whether somebody is written to now."""

    id: str
    state: State
    paused_from: datetime | None = Field(description="As of a person on the list.")
    paused_until: datetime | None


class Pause(Given):
    """Until when nothing is sent."""

    until: AwareDatetime = Field(
        description="A moment with its offset.", examples=["2026-12-24T00:00:00+01:00"]
    )


class Stop(Given):
    """A STOP, and who said it; it holds whoever that was."""

    said_by: SaidBy = Field(SaidBy.THEMSELVES, description="Who told your system.")


class EnrolmentNew(Given):
    """A plan to begin."""

    plan: PlanName = Field(examples=["daily-appreciation"])
    starts_on: date | None = Field(None, description="Their first day; today if it is left out.")
    times: Times = Field(default_factory=dict)


class EnrolmentAdded(BaseModel):
    """What became of it."""

    plan: str
    new: bool = Field(description="False: they were on it already, and nothing was changed.")


@router.post("/pause", **opens(Scope.PEOPLE_WRITE))
def pause_person(
    person_id: PersonId, given: Pause, edge: HasEdge, acting: Calling, key: Key = None
) -> PersonState:
    """Send nothing until then. The days of a pause do not count against them.

    A pause that they asked for and that begins by then, or within a week of it, is kept: the end is its end.

    Whoever is not active cannot be paused: nothing comes to them anyway.
    """
    office.pause(edge.service, acting, person_id, given.until, edge.clock())
    return _state(edge, acting, person_id)


@router.post("/resume", **opens(Scope.PEOPLE_WRITE))
def resume_person(person_id: PersonId, edge: HasEdge, acting: Calling, key: Key = None) -> PersonState:
    """End a pause, or call off one that is to come. Whoever said STOP comes back only by their own START."""
    office.resume(edge.service, acting, person_id, edge.clock())
    return _state(edge, acting, person_id)


@router.post("/stop", **opens(Scope.PEOPLE_WRITE))
def stop_person(
    person_id: PersonId, given: Stop, edge: HasEdge, acting: Calling, key: Key = None
) -> PersonState:
    """End all messages at once, on every channel, as a STOP by text does. Twice is the same as once."""
    office.stop_by_telephone(edge.service, acting, person_id, given.said_by, edge.clock())
    return _state(edge, acting, person_id)


@router.post("/start", **opens(Scope.PEOPLE_WRITE))
def start_person(person_id: PersonId, edge: HasEdge, acting: Calling, key: Key = None) -> PersonState:
    """Record that they said themselves that they want messages. Nobody can say it for somebody else."""
    office.start_by_telephone(edge.service, acting, person_id, edge.clock())
    return _state(edge, acting, person_id)


@router.post("/enrolments", **opens(Scope.PEOPLE_WRITE))
def enrol_person(
    person_id: PersonId, given: EnrolmentNew, edge: HasEdge, acting: Calling, key: Key = None
) -> EnrolmentAdded:
    """Put a person on a further plan."""
    times = {step: ",".join(at) for step, at in given.times.items()}
    now, plan = edge.clock(), given.plan
    fresh = joining.enrol(edge.service, acting, person_id, plan, now, given.starts_on, times)
    return EnrolmentAdded(plan=plan, new=fresh)


@router.delete("/enrolments/{plan}", status_code=204, **opens(Scope.PEOPLE_WRITE))
def leave_plan(person_id: PersonId, plan: PlanName, edge: HasEdge, acting: Calling) -> Response:
    """Take a person off a plan: nothing of it comes any more, and their others go on."""
    office.leave(edge.service, acting, person_id, plan, edge.clock())
    return Response(status_code=204)


def _state(edge: Edge, acting: Acting, person_id: str) -> PersonState:
    """How it stands after what was done, which is in the audit: it says no more than that."""
    with edge.service.db.read() as tx:
        person = people.get(tx, person_id)
    now = edge.clock()
    state = person.stands(now) if person else State.ERASED
    pause = person.pause(now) if person and person.state is State.ACTIVE else None
    begins, ends = pause or (None, None)
    return PersonState(id=person_id, state=state, paused_from=begins, paused_until=ends)
