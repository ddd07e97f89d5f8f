"""What the page and the prompt show of how it goes: counts, shares and codes, without a word of anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.progress.weeks import week_of
from nudges.core.reasons import ReasonCode
from nudges.core.status import NOT_SENT, SENT, Status
from nudges.core.vocabulary import Medium
from nudges.flow.maintenance.operator_notices import advice
from nudges.flow.office.act import allow
from nudges.flow.service import Service
from nudges.store.results import figures
from nudges.store.results.figures import WEEK

#: The weeks after the beginning that a cohort is shown for, the first one 1.
SHOWN = (1, 2, 3, 4, 6, 8, 12, 26)


@dataclass(frozen=True, slots=True)
class Line:
    """What some nudges came to. `asked` of the `sent` ones expect an answer; `sum_ratings` of the `rated`."""

    sent: int = 0
    failed: int = 0
    segments: int = 0
    asked: int = 0
    answered: int = 0
    done: int = 0
    not_done: int = 0
    rated: int = 0
    sum_ratings: int = 0
    bills: int = 0
    billed: int = 0
    price: float = 0.0
    currency: str = ""

    @property
    def share(self) -> float | None:
        """The part of what was asked that was answered; None if nothing was."""
        return self.answered / self.asked if self.asked else None

    @property
    def rating(self) -> float | None:
        """The mean rating."""
        return self.sum_ratings / self.rated if self.rated else None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who began in one week: how they stand, and the share answered in the weeks `SHOWN` of theirs."""

    began: date
    people: int
    stopped: int
    silent: int
    shares: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of nudges by one medium: `means` and `step` say what a provider's code is about."""

    medium: Medium
    status: Status
    reason: str
    code: str
    count: int
    means: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """How it went in the weeks from `since`; `weeks` the newest first, back to the first with anything in it.
    `stops` by the Monday of their week (UTC)."""

    since: date
    weeks: Sequence[tuple[date, Line]]
    stops: Mapping[date, int]
    steps: Sequence[tuple[str, str, Line]]
    takes: Sequence[tuple[str, str, str, int, Line]]
    cohorts: Sequence[Cohort]
    deliveries: Sequence[Delivery]
    total: Line

    @property
    def silent(self) -> int:
        """How many do not answer any more, and have not stopped."""
        return sum(one.silent for one in self.cohorts)

    @property
    def people(self) -> int:
        """How many are on the plan and have not stopped, counted once for each plan."""
        return sum(one.people - one.stopped for one in self.cohorts)


def known_plan(service: Service, plan: str) -> None:
    """Raises NudgesError for a plan that has no file and that nobody was ever on; "" is all plans."""
    if not plan or plan in service.plans or plan in service.held:
        return
    with service.db.read() as tx:
        if not figures.has_plan(tx, plan):
            raise NudgesError(
                f"There is no plan {plan!r}.",
                "It has no file, and nobody was ever on it.",
                "See the plans with `nudges plan list`.",
            )


def results(service: Service, acting: Acting, weeks: int, plan: str, now: datetime) -> Results:
    """The last `weeks` weeks, this one among them, of one plan or all; of their caseload for a coach."""
    allow(acting, Action.RESULTS_SHOW)
    mine, this = acting.caseload_of, week_of(now.date())
    since, until = this - (weeks - 1) * WEEK, this + 2 * WEEK  # it may be next week already somewhere
    with service.db.read() as tx:

        def by(*names: str) -> list[Any]:
            summed = figures.summed(tx, (*names, "status", "reason"), since, until, plan, mine)
            return [row for row in summed if row["reason"] != ReasonCode.SANDBOXED]  # it reached nobody

        by_week, by_take = by("week"), by("plan", "step", "practice", "take")
        ends = figures.summed(tx, ("medium", "status", "reason", "code"), since, until, plan, mine)
        asked, stands = figures.cohorts(tx, since, until, plan, mine)
        stopped = figures.stops(tx, datetime(since.year, since.month, since.day, tzinfo=now.tzinfo), mine)
    stops: dict[date, int] = {}
    for at in stopped:
        stops[week_of(at.date())] = stops.get(week_of(at.date()), 0) + 1
    lines = _lines(by_week, "week")
    began = min([this, *(monday for (monday,) in lines), *stops])
    shown = [this - k * WEEK for k in range(weeks) if this - k * WEEK >= began]
    steps = _lines([row for row in by_take if row["plan"]], "plan", "step")
    takes = _lines([row for row in by_take if row["practice"]], "plan", "step", "practice", "take")
    return Results(
        since,
        [(monday, lines.get((monday,), Line())) for monday in shown],
        stops,
        [(*key, line) for key, line in sorted(steps.items()) if line.sent or line.failed],
        [(*key, line) for key, line in sorted(takes.items()) if line.asked],
        _cohorts(asked, stands, since),
        sorted(map(_delivery, ends), key=lambda one: (list(Status).index(one.status), -one.count)),
        _lines(by_week).get((), Line()),
    )


def _lines(rows: Sequence[Any], *key: str) -> dict[tuple[Any, ...], Line]:
    """What the rows with the same key came to, all states together."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        sums = found.setdefault(tuple(row[name] for name in key), dict.fromkeys(Line.__slots__, 0))
        sums["sent"] += row["nudges"] if row["status"] in SENT else 0
        sums["failed"] += row["nudges"] if row["status"] == Status.FAILED else 0
        for name in ("segments", "asked", "answered", "done", "not_done", "rated", "sum_ratings"):
            sums[name] += row[name]
        for name in ("bills", "billed", "price"):
            sums[name] += row[name]
        sums["currency"] = max(sums["currency"] or "", row["currency"] or "")
    return {at: Line(**sums) for at, sums in found.items()}


def _cohorts(asked: Sequence[Any], stands: Sequence[Any], since: date) -> list[Cohort]:
    """By the week in which they began, those from `since` one by one and the earlier ones together."""
    sums: dict[tuple[date, int], list[int]] = {}
    for row in asked:
        began = max(row["began"], since - WEEK)
        nth = (row["week"] - row["began"]) // WEEK + 1
        both = sums.setdefault((began, nth), [0, 0])
        both[0] += row["asked"]
        both[1] += row["answered"]
    stood: dict[date, list[int]] = {}
    for row in stands:
        counts = stood.setdefault(max(row["began"], since - WEEK), [0, 0, 0])
        for n, name in enumerate(("people", "stopped", "silent")):
            counts[n] += row[name]
    return [
        Cohort(began, people, stopped, silent, [_share(sums.get((began, nth))) for nth in SHOWN])
        for began, (people, stopped, silent) in sorted(stood.items(), reverse=True)
    ]


def _share(both: list[int] | None) -> float | None:
    return both[1] / both[0] if both and both[0] else None


def _delivery(row: Any) -> Delivery:
    medium, status = Medium(row["medium"]), Status(row["status"])
    coded = row["code"] and status in {Status.FAILED, Status.UNKNOWN, *NOT_SENT}
    means, step = advice(medium, row["code"]) if coded else ("", "")
    return Delivery(medium, status, row["reason"], row["code"], row["nudges"], means, step)
