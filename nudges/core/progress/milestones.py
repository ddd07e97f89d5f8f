"""Milestones: which a person has reached, and which one a summary celebrates. Each is celebrated once.

The date of a milestone is worked out from the replies each time, so a reply that was undone no longer counts.
Whether it was celebrated is stored: the summary's nudge keeps the milestone's key in its column `milestone`.
So a late reply or an UNDO causes no second celebration, and if a summary was not sent, the next one
celebrates instead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from nudges.core.plan.phases import Phase
from nudges.core.progress.trend import STEADY
from nudges.core.progress.weeks import KEEPS, RESTS, Asked, week_of

#: Numbers of kept days since enrolment that are milestones.
KEPT_DAYS = (7, 21, 50, 100)

#: A milestone not celebrated within this time is dropped: a late word about it would look like a mistake.
FRESH = timedelta(weeks=4)

FIRST_REPLY, RATING_RISE, KEPT, PHASE = "first-reply", "rating-rise", "kept-", "phase-"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone and the local date on which it was reached.

    `key` never changes: first-reply, kept-7, rating-rise, phase-PLAN-2 (the plan's second phase). `phase` is
    the finished phase, if it is about one.
    """

    key: str
    on: date
    phase: Phase | None = None

    @property
    def days(self) -> int | None:
        """The number of kept days, if the milestone is about them; else None."""
        return int(self.key.removeprefix(KEPT)) if self.key.startswith(KEPT) else None


@dataclass(frozen=True, slots=True)
class Course:
    """A plan with phases, and the local date on which a person began it."""

    plan: str
    starts_on: date
    phases: tuple[Phase, ...]


def milestones(asked: Iterable[Asked], until: date, courses: Iterable[Course] = ()) -> list[Milestone]:
    """Every milestone reached by the local date `until`, in order. `asked` may be in any order."""
    everything = tuple(asked)
    said = [a for one in everything for a in one.answers if a.local_date <= until and a.kind in KEEPS | RESTS]
    kept = sorted({answer.local_date for answer in said if answer.kind in KEEPS})
    reached = [Milestone(f"{KEPT}{n}", kept[n - 1]) for n in KEPT_DAYS if n <= len(kept)]
    if said:
        reached.append(Milestone(FIRST_REPLY, min(answer.local_date for answer in said)))
    if rose := _first_rise(everything, until):
        reached.append(Milestone(RATING_RISE, rose))
    for course in courses:
        reached += _finished(course, kept, until)
    return sorted(reached, key=lambda one: (one.on, -_weight(one)))


def to_celebrate(reached: Sequence[Milestone], said: Collection[str], monday: date) -> Milestone | None:
    """The most important milestone for the summary of the week of `monday`; the others wait.

    `reached` are those reached by the end of that week; `said` are the keys that earlier summaries
    celebrated. Only the highest number of kept days counts. The first reply counts only before any other.
    """
    highest = max((one.days or 0 for one in reached), default=0)
    done = max((int(key.removeprefix(KEPT)) for key in said if key.startswith(KEPT)), default=0)
    fresh = monday + timedelta(weeks=1) - FRESH
    left = [
        one
        for one in reached
        if one.key not in said
        and one.on >= fresh
        and (one.days is None or one.days == highest > done)
        and not (one.key == FIRST_REPLY and said)
    ]
    return max(left, key=_weight, default=None)


def _weight(one: Milestone) -> int:
    if one.days is not None:
        return one.days
    return {FIRST_REPLY: 0, RATING_RISE: 2}.get(one.key, 1)  # the end of a phase can wait a week most easily


def _first_rise(asked: Sequence[Asked], until: date) -> date | None:
    """The first day by which a week's rating was higher than that of the rated week before it."""
    weeks: defaultdict[date, list[tuple[date, int]]] = defaultdict(list)
    for answer in (answer for one in asked for answer in one.answers):
        if answer.rating is not None and answer.local_date <= until:
            weeks[week_of(answer.local_date)].append((answer.local_date, answer.rating))
    middles = [(max(there)[0], median(rating for _, rating in there)) for _, there in sorted(weeks.items())]
    return next((day for (_, before), (day, now) in pairwise(middles) if now - before >= STEADY), None)


def _finished(course: Course, kept: Sequence[date], until: date) -> Iterable[Milestone]:
    """Phases whose last day has passed and that have a kept day. Only the plan's first round counts."""
    for n, phase in enumerate(course.phases, 1):
        first = course.starts_on + timedelta(weeks=phase.weeks[0] - 1)
        last = course.starts_on + timedelta(weeks=phase.weeks[1], days=-1)
        if last <= until and any(first <= day <= last for day in kept):
            yield Milestone(f"{PHASE}{course.plan}-{n}", last, phase)
