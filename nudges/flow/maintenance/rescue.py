"""Take up what a dead worker left, and give up what stayed unknown for too long."""

from datetime import datetime

from nudges.flow.planning.agreement import set_aside
from nudges.flow.service import Service, log
from nudges.store.nudges import outcomes


def tend(service: Service, now: datetime) -> int:
    """Rescue nudges whose lease ran out; returns how many were moved."""
    with service.db.write() as tx:
        moved = outcomes.rescue(tx, now, set_aside(service, tx))
    if moved:
        log().warning("rescued", nudges=moved)
    return moved
