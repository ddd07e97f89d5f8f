"""A message to many becomes nudges: a slice of people at a time, each slice in one transaction.

Whatever dies in between, the next slice begins after the last one that was committed, so that everybody gets
it once. From there the queue does the rest: pace, hours, STOP, pauses and what a provider says.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from nudges.core.office.broadcast import begins, due_at
from nudges.core.person.person import reach
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.flow.service_messages import planned
from nudges.store.db import Tx
from nudges.store.nudges import planning
from nudges.store.nudges.planning import Planned
from nudges.store.office import broadcasts
from nudges.store.office.broadcasts import Broadcast

#: People in one transaction.
SLICE = 500

#: So long before it is due where it is earliest its nudges are planned: who joins, moves or stops before that
#: is taken as they are then.
_BEFORE = timedelta(hours=1)

#: A nudge that was being written while its message was stopped is looked for so long.
_AFTER_STOP = timedelta(minutes=10)


def fan_out(
    service: Service,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
    most: int = SLICE,
) -> int:
    """Plan the nudges of all messages to many whose time is near; returns for how many people.

    `most` of them in one transaction.
    """
    with service.db.read() as tx:
        near = [number for number, at in broadcasts.unfilled(tx) if begins(at, clock(), _BEFORE)]
        stopped = broadcasts.stopped_since(tx, clock() - _AFTER_STOP)
    for number in stopped:
        with service.db.write() as tx:
            broadcasts.call_off(tx, number, SLICE, clock())
    total = 0
    for number in near:
        while not stopping() and (people := _slice(service, number, most, clock())) is not None:
            total += people
    return total


def _slice(service: Service, number: int, most: int, now: datetime) -> int | None:
    """Plan the next slice of one; None if it is all planned, or was stopped."""
    with service.db.write() as tx:
        one = broadcasts.get(tx, number, hold=True)
        if one is None or one.filled_at is not None or one.stopped_at is not None:
            return None
        nudges, last = _next(service, tx, one, most, now)
        planning.plan(tx, nudges)
        broadcasts.filled(tx, number, last or one.filled_to, None if last else now)
    log().info("message to many", broadcast=number, people=len(nudges), whole=last is None)
    return len(nudges) if last else None


def _next(
    service: Service, tx: Tx, one: Broadcast, most: int, now: datetime
) -> tuple[list[Planned], str | None]:
    """The nudges of the next people, and the last of these people; None: there is nobody left."""
    some = broadcasts.recipients(tx, one.wanted, now, one.filled_to, most)
    base = service.voices.base.language.code
    nudges = []
    for person, box in some:
        way = reach(person, person.prefers or Medium.SMS, service.channels)
        words = one.words.get(service.voice(person).language.code) or one.words.get(base)
        if way is None or box is None or words is None:
            continue
        due = due_at(one.at, person.zone, one.spread, person.id, now)
        message = planned(
            ServiceMessage.BROADCAST,
            *(person, way[0], due),
            local_date=one.at.date(),  # the same whenever it is planned: with it nobody gets a second one
            broadcast_id=one.id,
            body=box.seal(words),
        )
        nudges.append(message)
    return nudges, some[-1][0].id if some else None
