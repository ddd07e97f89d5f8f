"""Nothing is kept longer than it is needed: old words are blanked, old months dropped, new months made."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.maintenance import retention as store
from nudges.store.replies import heard
from nudges.store.sql import partitions

#: Transactions in one call, and the pause after each, in seconds: others write in between.
BATCHES = 20
PAUSE = 0.02

#: Delivered events are kept for so long, counted from what they tell of; a replay reaches back so far.
EVENTS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a call came to: rows without words from now on, rows dropped, whole months dropped by name.

    `more`: there is more to do than one call does; call again soon.
    """

    blanked: int = 0
    dropped: int = 0
    months: tuple[str, ...] = ()
    more: bool = False


def forget(service: Service, now: datetime, keep_words_days: int, keep_months: int) -> Forgotten:
    """Blank words older than so many days; drop what is from before so many whole months and this one.

    0 keeps for ever. At most `BATCHES` short transactions, and what they leave is done by the next call.
    Consents and numbers not to be written to are never dropped.
    """
    blanking: list[Callable[[Tx], int]] = []
    dropping: list[Callable[[Tx], int]] = []
    gone: list[str] = []
    if keep_words_days:
        words_from = now - timedelta(days=keep_words_days)
        blanking.append(lambda tx: store.blank_nudges(tx, words_from))
        blanking.append(lambda tx: store.blank_replies(tx, words_from))
        blanking.append(lambda tx: store.blank_broadcasts(tx, words_from))
    if keep_months:
        first = partitions.month_of(now.date(), -keep_months)
        gone = partitions.drop_before(service.db, first)
        dropping.append(lambda tx: store.drop_nudges(tx, first))
        begins = datetime(first.year, first.month, 1, tzinfo=UTC)
        dropping.append(lambda tx: store.drop_replies(tx, begins))
        dropping.append(lambda tx: store.drop_events(tx, begins, delivered=False))
    turns = iter(range(BATCHES))
    blanked = sum(_in_turns(service, blanking, turns))
    dropped = sum(_in_turns(service, dropping, turns))
    unasked: list[Callable[[Tx], int]] = [
        lambda tx: heard.forget(tx, now),
        lambda tx: store.drop_events(tx, now - EVENTS_KEPT, delivered=True),
    ]
    for _ in _in_turns(service, unasked, turns):
        pass  # what nobody asked to keep
    forgotten = Forgotten(blanked, dropped, tuple(gone), more=next(turns, None) is None)
    if blanked or dropped or gone:
        log().info("forgotten", words=blanked, rows=dropped, months=gone)
    return forgotten


def make_months(service: Service, now: datetime) -> None:
    """Have parts of the tables ready for this month and the next two; called at the start and often."""
    if made := partitions.ensure(service.db, now.date()):
        log().info("months made", months=made)


def _in_turns(service: Service, sweeps: list[Callable[[Tx], int]], turns: Iterator[int]) -> Iterator[int]:
    """Each sweep until it finds less than a batch, or the turns are over."""
    for sweep in sweeps:
        for _ in turns:
            with service.db.write() as tx:
                rows = sweep(tx)
            yield rows
            if rows < store.BATCH:
                break
            time.sleep(PAUSE)
