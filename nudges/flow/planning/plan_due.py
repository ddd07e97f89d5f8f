"""A slot has come: write the nudge down, with its reason, and move the schedule on, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from nudges.core.errors import NudgesError
from nudges.core.person.person import NOWHERE, Person, State, barred, reach
from nudges.core.plan.medium import wanted
from nudges.core.plan.phases import ends_on
from nudges.core.plan.plan import Step
from nudges.core.plan.slots import OVERTAKEN, Defer, Miss, Send, Slot, came_due, window_verdict
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import NOT_SENT, Status
from nudges.core.vocabulary import Medium, Sends, ServiceMessage
from nudges.flow.log import log
from nudges.flow.planning.agreement import set_aside
from nudges.flow.planning.schedule import as_theirs
from nudges.flow.service import Service
from nudges.flow.service_messages import RULES, planned
from nudges.store.db import Tx
from nudges.store.maintenance.tallies import Count
from nudges.store.nudges import planning, upcoming
from nudges.store.nudges.planning import Planned, key_of
from nudges.store.nudges.queue import Claimed
from nudges.store.nudges.upcoming import DueStep, Taking, Upcoming

BATCH = 500

#: After a longer pause a weekly mail from before it does not come any more; their page has the week.
_LONGEST_PAUSE = timedelta(weeks=3)


def plan_due(service: Service, now: datetime) -> int:
    """Plan every slot that has come due by `now` (UTC), into the queue; returns how many steps were due."""
    came = 0
    while batch := plan_batch(service, now, BATCH)[0]:
        came += batch
    return came


def plan_batch(
    service: Service, now: datetime, limit: int, taking: Taking | None = None
) -> tuple[int, list[Claimed]]:
    """Plan what has come due by `now` (UTC), of at most `limit` steps, oldest first.

    Returns how many steps were due, and those nudges that are in hand at once, as `taking` wants it.
    """
    with service.db.write() as tx:
        return plan_in(service, tx, now, limit, taking, set_aside(service, tx))


def plan_in(
    service: Service, tx: Tx, now: datetime, limit: int, taking: Taking | None, without: Sequence[str]
) -> tuple[int, list[Claimed]]:
    """The same inside a transaction that holds no nudge yet, but for the plans `without`."""
    due = upcoming.due(tx, now, limit, taking, without)
    if not due:
        return 0, []
    decided = [_decided(service, one, now) for one in due]
    nudges = [nudge for planned, _ in decided for nudge in planned]
    taken = planning.plan(tx, nudges, taking)
    upcoming.advance(tx, [one.upcoming for one in due], [after for _, after in decided if after])
    for nudge in nudges:
        if nudge.status in NOT_SENT and nudge.reason:
            service.tally.add(Count.NOT_SENT, nudge.status, nudge.reason.code)
    if taking is None:
        return len(due), []
    return len(due), [
        planning.in_hand(one, nudge, nudge_id, taking.holder)
        for one, (planned, _) in zip(due, decided, strict=True)
        for nudge in planned
        # once: two steps of a plan that ends ask for one farewell
        if (nudge_id := taken.pop(key_of(nudge), None)) is not None
    ]


def _decided(service: Service, due: DueStep, now: datetime) -> tuple[list[Planned], Upcoming | None]:
    """Decide; what cannot be decided is told by id and looked at again in an hour, and stops nobody else."""
    try:
        return decide(service, due, now)
    except Exception as error:
        up = due.upcoming
        log().error("cannot plan", person=up.person_id, step=up.step, error=type(error).__name__)
        return [], up._replace(slot=up.slot._replace(due_at=now + timedelta(hours=1)))


def decide(service: Service, due: DueStep, now: datetime) -> tuple[list[Planned], Upcoming | None]:
    """What a due step turns into, and its first slot after `now` (None once its plan is over, or gone).

    Of the slots that came while nothing ran at most the newest is sent; each ends with a reason.
    """
    up, person, began = due.upcoming, due.person, due.enrolment.starts_on
    plan, step = service.plans.get(up.plan), service.step(up.plan, up.step)
    if plan is None or step is None:
        return [], None
    if not person.zone_known:
        raise NudgesError("Their time zone is not known.", "Nobody knows their days.", "Move them to one.")
    own, times = as_theirs(step, up.step, person, due.enrolment)
    came, following = came_due(own, times, person.zone, began, up.slot, now)
    reached = reach(person, wanted(person, step), service.channels)
    medium = reached[0] if reached else step.channel
    due_now = [slot for slot in came if not plan.over(began, slot.local_date)]
    nudges = [_planned(up, step, slot, medium, Status.MISSED, OVERTAKEN) for slot in due_now[:-1]]
    if due_now:
        newest = _planned(up, step, due_now[-1], medium)
        held = _after_pause(newest, person, step, now) if reached else None
        nudges.append(held or _judged(newest, person, step.max_late, reached is not None, now))
    if len(due_now) == len(came):
        return nudges, up._replace(slot=following)
    # the last message of a plan that ends: one for all its steps, whichever comes first
    at, day = came[len(due_now)].due_at, ends_on(plan.phases, began)
    last = planned(ServiceMessage.FAREWELL, person, medium, at, plan=up.plan, local_date=day)
    late = RULES[ServiceMessage.FAREWELL].valid_for
    return [*nudges, _judged(last, person, late, reached is not None, now)], None


def _after_pause(nudge: Planned, person: Person, step: Step, now: datetime) -> Planned | None:
    """A weekly mail that comes due in a pause waits for its end: the week before was theirs. Else None.

    Of weeks that the pause fills there is nothing to write; after a long one nobody wants an old mail.
    """
    until = person.paused_until
    if step.sends is not Sends.SUMMARY or until is None or person.stands(now) is not State.PAUSED:
        return None
    back = person.next_allowed(until)
    if back - nudge.due_at > _LONGEST_PAUSE:
        return None
    why = Reason(ReasonCode.AFTER_PAUSE, at=back)
    return nudge._replace(due_at=back, ready_at=back, expires_at=back + step.max_late, reason=why)


def _judged(nudge: Planned, person: Person, max_late: timedelta, reachable: bool, now: datetime) -> Planned:
    """What becomes of a nudge that is due: whether it may go now, later, or not at all, and why."""
    bar = barred(person, now) or (None if reachable else NOWHERE)
    if bar is not None:
        return nudge._replace(status=bar[0], reason=bar[1])
    match window_verdict(nudge.due_at, now, person.zone, person.window, max_late):
        case Send(expires_at):
            return nudge._replace(ready_at=nudge.due_at, expires_at=expires_at, reason=None)
        case Defer(until, why):
            return nudge._replace(ready_at=until, expires_at=until + max_late, reason=why)
        case Miss(why):
            return nudge._replace(status=Status.MISSED, reason=why)


def _planned(
    up: Upcoming,
    step: Step,
    slot: Slot,
    medium: Medium,
    status: Status = Status.QUEUED,
    reason: Reason | None = None,
) -> Planned:
    return Planned(
        person_id=up.person_id,
        plan=up.plan,
        step=up.step,
        message=None,
        local_date=slot.local_date,
        n=slot.n,
        again=0,
        due_at=slot.due_at,
        ready_at=slot.due_at,
        expires_at=slot.due_at,
        medium=medium,
        status=status,
        expects=step.expects,
        reason=reason,
    )
