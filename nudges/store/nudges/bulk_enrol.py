"""What begins with people who were added in the same transaction: none of it can be there already."""

from collections.abc import Sequence

from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.nudges.planning import COLUMNS, Planned
from nudges.store.nudges.upcoming import Upcoming
from nudges.store.people.people import Enrolment
from nudges.store.sql import bulk_insert


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
    rows = ((*nudge.row, 0, nudge.ready_at) for nudge in nudges)
    bulk_insert.insert(tx, t.nudge, (*COLUMNS, "tries", "changed_at"), rows)
