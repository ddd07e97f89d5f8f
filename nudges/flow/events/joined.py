"""Somebody takes part from now on: what other systems are told of it."""

from collections.abc import Collection
from datetime import datetime

from nudges.core.events import EventKind
from nudges.store.db import Tx
from nudges.store.outbox import outbox
from nudges.store.outbox.outbox import Event
from nudges.store.people import people


def tell_joined(tx: Tx, person_ids: Collection[str], now: datetime, *, back: bool = False) -> None:
    """Tell of each with the plans they are on; `back`: they had said STOP before."""
    if not tx.tells or not person_ids:
        return
    enrolled = people.enrolments_of(tx, person_ids)
    outbox.write(
        tx,
        [
            Event(EventKind.PERSON_JOINED, who, now, {"back": back, "plans": [one.plan for one in on]})
            for who, on in enrolled.items()
        ],
    )
