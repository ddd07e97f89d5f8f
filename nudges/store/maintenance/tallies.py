"""Counts that all processes share, for `/metrics`: each counts in memory, and adds what is new to the
database every few seconds. They only ever grow. What a killed process had not added yet is lost.
"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from threading import Lock

from sqlalchemy import select

from nudges.store import tables as t
from nudges.store.db import Db, Tx, upsert

#: Upper bounds (seconds) of the classes that a provider's times are counted in. A send is cut off after 20.
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)

#: Stands where the bound of a class would: the last class, and the sum of all times.
LAST, SUM = "+Inf", "sum"


class Count(StrEnum):
    """What is counted, with its labels in a comment. None may name a person, nor hold words of one."""

    SENDS = "sends"  # medium, outcome, code: what the provider answered
    TIMES = "times"  # medium, class: how long it took to answer
    REPORTS = "reports"  # medium, status, code: what the provider said of a send afterwards
    NOT_SENT = "not_sent"  # status, reason: missed, suppressed or skipped when it was due
    REPLIES = "replies"  # medium, kind


#: A count and the values of its labels.
Series = tuple[Count, tuple[str, ...]]


class Tally:
    """What this process has counted and not added yet. Any thread may count."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._new: defaultdict[Series, float] = defaultdict(float)

    def add(self, count: Count, *labels: str, by: float = 1) -> None:
        """Count one more, or `by`."""
        with self._lock:
            self._new[count, labels] += by

    def took(self, medium: str, seconds: float) -> None:
        """Count how long a provider took."""
        place = bisect_left(BOUNDS, seconds)
        self.add(Count.TIMES, medium, str(BOUNDS[place]) if place < len(BOUNDS) else LAST)
        self.add(Count.TIMES, medium, SUM, by=seconds)

    def save(self, db: Db) -> None:
        """Add what is new to the database. Raises what the database does, and then it stays new."""
        with self._lock:
            new, self._new = self._new, defaultdict(float)
        try:
            if new:
                with db.write() as tx:
                    _add(tx, new)
        except BaseException:
            for (count, labels), value in new.items():
                self.add(count, *labels, by=value)
            raise


def _add(tx: Tx, new: Mapping[Series, float]) -> None:
    rows = [
        {"name": name, "labels": json.dumps(labels), "value": value} for (name, labels), value in new.items()
    ]
    rows.sort(key=lambda row: (row["name"], row["labels"]))  # one order for all, to avoid deadlocks
    tx.conn.execute(upsert(t.tally, tx.conn, adding=True), rows)


def read(tx: Tx) -> dict[Series, float]:
    """All that was ever counted and added, by all processes. A count of another version is left out."""
    known = set(Count)
    return {
        (Count(row.name), tuple(json.loads(row.labels))): row.value
        for row in tx.conn.execute(select(t.tally))
        if row.name in known
    }
