"""What begins with people who were added in the same transaction: none of it can be there already."""

from collections.abc import Sequence
from operator import attrgetter

from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges.planning import Planned, Upcoming
from nudges.store.people.people import Enrolment
from nudges.store.sql import bulk_insert

_PLANNED = (
    *("person_id", "plan", "step", "local_date", "n", "due_at", "ready_at", "expires_at"),
    *("medium", "status", "why", "expects", "body"),
)


def begin(
    tx: Tx, enrolments: Sequence[Enrolment], nexts: Sequence[Upcoming], nudges: Sequence[Planned]
) -> None:
    """Put new people on their plans, each step waiting for its first slot, and plan their first nudges.

    Raises IntegrityError if any of it is there.
    """
    enrolled = ((e.person_id, e.plan, e.starts_on, e.times) for e in enrolments)
    bulk_insert.insert(tx, t.enrolment, ("person_id", "plan", "starts_on", "times"), enrolled)
    waiting = ((u.person_id, u.plan, u.step, u.slot.local_date, u.slot.n, u.slot.due_at) for u in nexts)
    bulk_insert.insert(tx, t.upcoming, ("person_id", "plan", "step", "local_date", "n", "due_at"), waiting)
    planned = map(attrgetter(*_PLANNED), nudges)
    rows = ((*values, 0, nudge.ready_at) for values, nudge in zip(planned, nudges, strict=True))
    bulk_insert.insert(tx, t.nudge, (*_PLANNED, "tries", "changed_at"), rows)
