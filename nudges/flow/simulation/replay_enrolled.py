"""Simulates the coming days of people who are already enrolled, with given plans."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from nudges.flow.planning.schedule import reschedule_if_changed
from nudges.flow.service import Service
from nudges.flow.simulation.engine import LONGER, Stage
from nudges.flow.simulation.scenario import Stays
from nudges.flow.simulation.transcript import Line, Teller
from nudges.store.simulation import copy_people, read_all

#: How much of people's history is copied, since it influences what they get next.
_HISTORY = timedelta(days=366)


def go_on(
    service: Service,
    imagined: Service,
    people: Sequence[tuple[str, str]],
    now: datetime,
    days: int,
    seen: Callable[[float], None] = lambda _: None,
) -> list[Line]:
    """Simulate `days` days from `now` (UTC) for `people`, given as (id, zone) and numbered from 1.

    They are copied from the database of `service` into the empty one of `imagined`, which has the plans to
    use. Schedules adapt to edited plans as they do at a restart. Nobody answers.
    """
    ids = {who: (number, Stays(zone, [])) for number, (who, zone) in enumerate(people, 1)}
    with service.db.read() as source, imagined.db.write() as target:
        over = copy_people.copy(source, target, ids.keys(), (now - _HISTORY).date())
    teller = Teller(ids)
    ends = now + timedelta(days=days)
    stage = Stage(imagined, teller, now, ends + LONGER)
    stage.at(now, lambda moment: reschedule_if_changed(stage.service, moment))
    stage.play(seen)
    with imagined.db.read() as tx:
        nudges = [row for row in read_all.nudges(tx) if row.id not in over and row.local_date < ends.date()]
    return teller.lines(nudges, {})
