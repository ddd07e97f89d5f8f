"""What the operator does about events: send parked ones after all, or delivered ones again."""

from datetime import datetime

from nudges.flow.service import Service
from nudges.store.outbox import upkeep


def unpark(service: Service, now: datetime) -> int:
    """Try all parked events anew, also after an answer 410; returns how many were parked."""
    endpoint, total = service.events.id if service.events else "", 0
    while True:
        with service.db.write() as tx:
            some = upkeep.unpark(tx, endpoint, now)
        total += some
        if some < upkeep.BATCH:
            return total


def replay(service: Service, since: datetime, now: datetime) -> int:
    """Send all delivered events again that happened from then on and are still kept; returns how many."""
    with service.db.read() as tx:
        last = upkeep.newest(tx)
    after, total = 0, 0
    while after < last:
        with service.db.write() as tx:
            after, some = upkeep.replay(tx, since, after, last, now)
        total += some
    return total
