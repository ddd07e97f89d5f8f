"""The figures of the whole installation for `GET /metrics`, whichever process is asked.

What stands is read from the rows that wait, what happened from what all processes counted
(store/maintenance/tallies.py), and whether all is well is what `nudges doctor` finds (health.py). No label
names a person.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nudges.core.status import Status
from nudges.flow.maintenance.health import Finding, Look, found_in, look
from nudges.flow.service import Service
from nudges.settings import Settings
from nudges.store.db import Tx
from nudges.store.maintenance import heartbeats, movement, tallies
from nudges.store.maintenance.tallies import BOUNDS, LAST, SUM, Count
from nudges.store.outbox.upkeep import Stand


class Kind(StrEnum):
    """Prometheus' types of metrics."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric by its name without `nudges_`, and what it says."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    kind: Kind = Kind.GAUGE
    count: Count | None = None  # what it is the sum of, if it is a counter or a histogram


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a metric. A histogram has its classes (upper bound, count up to there) and the sum."""

    metric: Metric
    labels: tuple[str, ...] = ()
    value: float = 0.0
    classes: tuple[tuple[str, float], ...] = field(default=())


DUE_LAG = Metric(
    "due_lag_seconds", "How long the oldest nudge that may go has waited for its send.", ("medium",)
)
UNPLANNED_LAG = Metric("unplanned_lag_seconds", "How long the oldest slot that came due was not planned.")
MOVES = Metric("sender_moves", "1 if something was sent or begun in the last two minutes.", ("medium",))
QUEUE = Metric("queue", "Nudges that are not at their end.", ("medium", "status"))
UNKNOWN_AGE = Metric(
    "unknown_age_seconds", "How long it has not been known of the oldest whether it was sent.", ("medium",)
)
CASES = Metric("cases", "Cases of danger that nobody has closed.")
CASES_AGE = Metric("cases_age_seconds", "Age of the oldest of these.")
UNSEEN = Metric("cases_unseen", "Certain cases of danger that nobody has seen.")
UNSEEN_AGE = Metric("cases_unseen_age_seconds", "Time since the longest waiting of these was heard last.")
BEAT_AGE = Metric(
    "worker_beat_age_seconds", "Time since the newest heartbeat of any worker; +Inf if there is none."
)
WORKERS = Metric("workers", "Workers that gave a heartbeat, or fell silent, in the last day.", ("state",))
APART = Metric("workers_apart", "Workers whose plan files are not those of the process that was asked.")
PLANS = Metric(
    "plans",
    "Plans of which nothing is sent: held for a mistake, or stale (the schedule has others).",
    ("state",),
)
EVENTS = Metric("events_waiting", "Events that another system has not taken yet.")
EVENTS_AGE = Metric("events_age_seconds", "How long ago the oldest of these happened.")
EVENTS_PARKED = Metric("events_parked", "Events that were tried for three days in vain.")
CHECK = Metric("check", "1 if a check of `nudges doctor` holds, 0 if not.", ("check",))
STILL = Metric("stands_still", "1 while a check says that nothing is sent.")
COUNTERS = (
    Metric(
        "sends",
        "What providers answered to sends: accepted, or the kind of the fault and the provider's code.",
        ("medium", "outcome", "code"),
        Kind.COUNTER,
        Count.SENDS,
    ),
    Metric(
        "reports",
        "What providers said of sends afterwards, by callback or in their records; no status: of an address.",
        ("medium", "status", "code"),
        Kind.COUNTER,
        Count.REPORTS,
    ),
    Metric(
        "not_sent",
        "Nudges that came due and were missed, suppressed or skipped.",
        ("status", "reason"),
        Kind.COUNTER,
        Count.NOT_SENT,
    ),
    Metric("replies", "Replies by what they mean.", ("medium", "kind"), Kind.COUNTER, Count.REPLIES),
)
TIMES = Metric(
    "provider_seconds", "How long providers took to answer a send.", ("medium",), Kind.HISTOGRAM, Count.TIMES
)

#: Every metric of the installation.
METRICS = (
    *(
        DUE_LAG,
        UNPLANNED_LAG,
        MOVES,
        QUEUE,
        UNKNOWN_AGE,
        CASES,
        CASES_AGE,
        UNSEEN,
        UNSEEN_AGE,
        BEAT_AGE,
        WORKERS,
        APART,
    ),
    *(PLANS, EVENTS, EVENTS_AGE, EVENTS_PARKED, CHECK, STILL, *COUNTERS, TIMES),
)


def figures(service: Service, settings: Settings, clock: Callable[[], datetime]) -> list[Figure]:
    """All figures, as they stand now. Raises what the database does."""
    service.tally.save(service.db)  # what this process counted since it last did
    with service.db.read() as tx:
        seen = look(service, tx, clock)
        found = [*_waiting(service, tx, seen), *_counted(tallies.read(tx))]
    held = sum(1 for one in service.held if one)
    found += [Figure(PLANS, ("held",), held), Figure(PLANS, ("stale",), len(seen.aside) - held)]
    return [*found, *_workers(seen), *_outbox(seen), *_checks(found_in(service, seen, settings))]


def _waiting(service: Service, tx: Tx, seen: Look) -> Iterator[Figure]:
    now, moves = seen.now, seen.moves
    stand = {(one.medium, one.status): one for one in movement.waiting(tx, now)}
    for medium in service.channels:
        yield Figure(DUE_LAG, (medium,), moves.due.get(medium, 0.0))
        yield Figure(MOVES, (medium,), medium in moves.busy)
        for status in (Status.QUEUED, Status.SENDING, Status.UNKNOWN):
            one = stand.get((medium, status))
            yield Figure(QUEUE, (medium, status), one.count if one else 0)
        unknown = stand.get((medium, Status.UNKNOWN))
        yield Figure(UNKNOWN_AGE, (medium,), unknown.age if unknown else 0.0)
    yield Figure(UNPLANNED_LAG, (), moves.unplanned)
    stands = movement.open_cases(tx, now)
    yield Figure(CASES, (), stands.count)
    yield Figure(CASES_AGE, (), stands.age)
    yield Figure(UNSEEN, (), stands.unseen)
    yield Figure(UNSEEN_AGE, (), stands.unseen_age)


def _workers(seen: Look) -> Iterator[Figure]:
    ages = seen.ages
    alive = sum(1 for age in ages if age < heartbeats.SILENT)
    yield Figure(BEAT_AGE, (), max(0.0, ages[0]) if ages else float("inf"))
    yield Figure(WORKERS, ("alive",), alive)
    yield Figure(WORKERS, ("silent",), len(ages) - alive)
    yield Figure(APART, (), len(seen.apart))


def _outbox(seen: Look) -> Iterator[Figure]:
    stand = seen.outbox or Stand(0, 0.0, 0, gone=False)
    yield Figure(EVENTS, (), stand.waiting)
    yield Figure(EVENTS_AGE, (), stand.age)
    yield Figure(EVENTS_PARKED, (), stand.parked)


def _checks(found: Sequence[Finding]) -> Iterator[Figure]:
    for code in dict.fromkeys(one.code for one in found):
        yield Figure(CHECK, (code,), all(one.ok is not False for one in found if one.code == code))
    yield Figure(STILL, (), any(one.stops for one in found))


def _counted(counted: Mapping[tallies.Series, float]) -> Iterator[Figure]:
    for metric in COUNTERS:
        for (count, labels), value in counted.items():
            if count is metric.count and len(labels) == len(metric.labels):
                yield Figure(metric, labels, value)
    for medium in sorted({labels[0] for count, labels in counted if count is Count.TIMES}):
        classes, up_to = [], 0.0
        for bound in (*map(str, BOUNDS), LAST):
            up_to += counted.get((Count.TIMES, (medium, bound)), 0.0)
            classes.append((bound, up_to))
        yield Figure(TIMES, (medium,), counted.get((Count.TIMES, (medium, SUM)), 0.0), tuple(classes))
