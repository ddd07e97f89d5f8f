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
    plans: dict[str, list[str]] = {}
    for one in people.enrolments(tx, person_ids):
        plans.setdefault(one.person_id, []).append(one.plan)
    outbox.write(
        tx,
        [
            Event(EventKind.PERSON_JOINED, who, now, {"back": back, "plans": plans.get(who, [])})
            for who in person_ids
        ],
    )
