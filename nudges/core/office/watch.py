"""Who on duty is told of a case that nobody has seen yet, and when again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Each is told twice, so long apart; then it is the next one's turn.
AGAIN, TWICE = timedelta(minutes=15), 2


@dataclass(frozen=True, slots=True)
class Call:
    """The `n`th call about a case, counted from 0, and whom it goes to."""

    n: int
    staff_id: str


def call_now(said_at: datetime, now: datetime, on_duty: Sequence[str]) -> Call | None:
    """The call that is due by `now` about what was disclosed at `said_at`; None if nobody is on duty.

    `on_duty` in the order in which they are told; after the last the first has their turn again. Calls that
    were due while nothing could be sent are not made up for.
    """
    if not on_duty:
        return None
    n = max(0, int((now - said_at) / AGAIN))
    return Call(n, on_duty[n // TWICE % len(on_duty)])
