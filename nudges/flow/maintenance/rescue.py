"""What a dead worker left is taken up again, and nothing stays in doubt for ever."""

from datetime import datetime

from nudges.flow.service import Service, log
from nudges.store.nudges import outcomes

_UNKNOWN = "unknown: the worker stopped while it was being sent"
_GIVEN_UP = "missed: no word from the provider; not sent again, since it may have arrived"
_WAITED = "missed: the provider refused our account, or its pace was full, until it was too late"


def tend(service: Service, now: datetime) -> int:
    """Rescue nudges whose lease ran out; returns how many were moved."""
    with service.db.write() as tx:
        moved = outcomes.rescue(tx, now, _UNKNOWN, _GIVEN_UP, _WAITED)
    if moved:
        log().warning("rescued", nudges=moved)
    return moved
