"""The oracle: the provider's ledger and our database, laid side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from nudges.core.status import SENT
from nudges.store import tables as t
from nudges.store.db import Db
from tests.torture.provider import Taken

ENDS = {"accepted", "delivered", "failed", "missed", "suppressed", "skipped"}


@dataclass(frozen=True)
class Balance:
    """What the comparison found; each list holds ids, so that a fault can be looked up."""

    nudges: int
    ends: Counter[str]
    lost: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)  # taken by the provider, never intended by us
    untold: int = 0  # taken by the provider, and ended here as not sent

    @property
    def holds(self) -> bool:
        """Nothing lost, nothing twice, nothing sent without its intent."""
        return not (self.lost or self.duplicates or self.unwritten)


def balance(db: Db, ledger: Sequence[Taken], slots: Iterable[tuple[str, str]]) -> Balance:
    """Lay what was taken beside what is written. Each (person, step) of `slots` must have a row."""
    with db.read() as tx:
        nudges = tx.conn.execute(select(t.nudge)).all()
        attempts = {row.id: row.nudge_id for row in tx.conn.execute(select(t.attempt))}
    times_taken = Counter(attempts[taken.attempt] for taken in ledger if taken.attempt in attempts)
    there = {(nudge.person_id, nudge.message or nudge.step) for nudge in nudges}
    lost = [f"{person} has no {step}" for person, step in slots if (person, step) not in there]
    lost += [fault for nudge in nudges if (fault := _lost(nudge, times_taken[nudge.id]))]
    return Balance(
        nudges=len(nudges),
        ends=Counter(nudge.status for nudge in nudges),
        lost=lost,
        duplicates=[f"nudge {nudge}: {times} times" for nudge, times in times_taken.items() if times > 1],
        unwritten=[taken.sid for taken in ledger if taken.attempt not in attempts],
        untold=sum(nudge.status not in SENT and times_taken[nudge.id] > 0 for nudge in nudges),
    )


def _lost(nudge: Row[Any], taken: int) -> str | None:
    if nudge.status not in ENDS:
        return f"nudge {nudge.id} is still {nudge.status}"
    if not nudge.reason:
        return f"nudge {nudge.id} is {nudge.status} without a reason"
    if nudge.status in SENT and not taken:
        return f"nudge {nudge.id} is {nudge.status}, but the provider never took it"
    return None
