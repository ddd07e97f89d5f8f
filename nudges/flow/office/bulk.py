"""One action for many people: each is acted on as if alone, with their own line in the audit, and whoever is
left as they are is reported with the reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.person.person import Person, State
from nudges.core.plan.fit import suits
from nudges.flow.office import joining, person
from nudges.flow.office.act import allow
from nudges.flow.office.people import those
from nudges.flow.service import Service
from nudges.flow.staff.newcomer import plan_named
from nudges.store.office.find import Beside
from nudges.store.people import people

#: People who are acted on at once. Each takes one or two transactions of their own, so a request of so many
#: ends within some seconds also on a busy machine.
MOST = 200


class Left(StrEnum):
    """Why somebody who was chosen was left as they are."""

    STOPPED = "stopped"
    INVITED = "invited"
    RESTS = "rests"  # in a pause, or a hold after words of danger, that ends no earlier
    BEGUN = "begun"  # the day of its end has begun where they are
    THERE = "there"  # it is so already
    OTHER_SIDE = "other side"  # the plan has nothing for who they are
    CHANGED = "changed"  # something about them changed in between


@dataclass(frozen=True, slots=True)
class Bulk:
    """For whom it was done, and who was left alone and why, by id; and what these are called."""

    done: Sequence[str]
    left: Mapping[Left, Sequence[str]]
    names: Mapping[str, str] = field(repr=False)


#: Looks at somebody who was chosen: why they are left alone, None if they are not.
Look = Callable[[Person, Beside], Left | None]


def pause_all(service: Service, acting: Acting, ids: Sequence[str], day: date, now: datetime) -> Bulk:
    """Pause each of them until this day begins where they are. No pause or hold is made shorter.

    Raises NudgesError for a day that is over or too far away.
    """
    allow(acting, Action.PAUSE)
    if not 0 <= (day - now.date()).days <= person.LONGEST_PAUSE:
        raise person.NOT_THEN

    def look(one: Person, _: Beside) -> Left | None:
        if one.state is not State.ACTIVE:
            return Left.STOPPED if one.state is State.STOPPED else Left.INVITED
        if one.local(now).date() >= day:
            return Left.BEGUN
        until = one.paused_until if one.paused(now) else None
        return Left.RESTS if until and one.local(until).date() >= day else None

    return _each(
        service, acting, ids, look, lambda who, _: person.pause_until(service, acting, who, day, now), now
    )


def give_all(service: Service, acting: Acting, ids: Sequence[str], coach: str | None, now: datetime) -> Bulk:
    """Put each of them into a coach's caseload; None: into nobody's.

    Raises NotThereError for no such coach.
    """
    allow(acting, Action.COACH)
    with service.db.read() as tx:
        person.check_coach(tx, coach)
    return _each(
        *(service, acting, ids),
        lambda _, beside: Left.THERE if beside.coach == coach else None,
        lambda who, _: person.give_coach(service, acting, who, coach, now),
        now,
    )


def move_all(
    service: Service, acting: Acting, ids: Sequence[str], plan: str, leaving: str, now: datetime
) -> Bulk:
    """Let each of them begin a plan today, and leave another one that they are on; "": none.

    Raises NudgesError for a plan that cannot be used.
    """
    allow(acting, Action.ENROL)
    there = plan_named(plan, service.plans, service.held)

    def look(one: Person, beside: Beside) -> Left | None:
        if plan in beside.plans:
            return Left.THERE
        return None if suits(there, one.who) else Left.OTHER_SIDE

    def move(who: str, beside: Beside) -> None:
        joining.enrol(service, acting, who, plan, now)
        if leaving in beside.plans:
            person.leave(service, acting, who, leaving, now)

    return _each(service, acting, ids, look, move, now)


def _each(
    service: Service,
    acting: Acting,
    ids: Sequence[str],
    look: Look,
    act: Callable[[str, Beside], object],
    now: datetime,
) -> Bulk:
    done: list[str] = []
    left: dict[Left, list[str]] = {}
    for one, beside in those(service, acting, ids, MOST, now):
        why = look(one, beside)
        if why is None:
            try:
                act(one.id, beside)
            except NudgesError:  # they stopped, were erased or moved since they were looked at
                why = Left.CHANGED
        if why is None:
            done.append(one.id)
        else:
            left.setdefault(why, []).append(one.id)
    with service.db.read() as tx:
        alone = people.several(tx, {who for ids in left.values() for who in ids})
    return Bulk(done, left, {one.id: one.name for one in alone})
