"""Take up what a dead worker left, and give up what stayed unknown for too long."""

from datetime import datetime

from nudges.core.status import NOT_SENT
from nudges.flow.log import log
from nudges.flow.planning.agreement import set_aside
from nudges.flow.service import Service
from nudges.store.maintenance.tallies import Count
from nudges.store.nudges import outcomes


def tend(service: Service, now: datetime) -> int:
    """Rescue nudges whose lease ran out; returns how many were moved."""
    with service.db.write() as tx:
        moved = outcomes.rescue(tx, now, set_aside(service, tx))
    for (status, why), count in moved.items():
        if count and status in NOT_SENT and why:
            service.tally.add(Count.NOT_SENT, status, why, by=count)
    if moved.total():
        log().warning("rescued", nudges=moved.total())
    return moved.total()
