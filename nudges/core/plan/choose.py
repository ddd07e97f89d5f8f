"""Which practice comes next for one person, and which of its takes.

A pure function of the person and of what they have been given so far.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from nudges.core.danger.after import limits
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.guide.practice import Load, Practice
from nudges.core.person.person import Person
from nudges.core.plan.fit import fitting_kind, kind_of
from nudges.core.plan.plan import Plan, Step
from nudges.core.reasons import Reason
from nudges.core.vocabulary import Medium, Order

#: No take is repeated within twelve weeks. A practice flagged `once` rests as a whole for as long.
REST = timedelta(weeks=12)

#: After this many unanswered nudges in a row a step gives no heavy practices; after twice as many, only the
#: lightest. Reply rates fall as more reflection is asked for (JMIR 2023, doi 10.2196/47632).
QUIET = 2

_LIGHT, _MEDIUM = Load.LIGHT.weight, Load.MEDIUM.weight


@dataclass(frozen=True, slots=True)
class History:
    """What one enrolment has been given so far.

    `given`: the local date on which each take was last given, by its `ref`. Takes that are no longer in any
    guide are ignored. `quiet`: how many nudges have gone unanswered since the last reply.
    """

    starts_on: date
    given: Mapping[str, date] = field(default_factory=dict)
    quiet: int = 0

    def after(self, choice: "Choice") -> "History":
        """The history after `choice` has been sent."""
        given = {**self.given, choice.practice.ref: choice.on}
        return replace(self, given=given, quiet=self.quiet + 1)

    def answered(self) -> "History":
        """The history after the person has answered: they may be asked for one level more again."""
        return replace(self, quiet=calmer(self.quiet))


def calmer(quiet: int) -> int:
    """The number of unanswered nudges after an answer: low enough to allow one level of load more."""
    return QUIET if quiet >= 2 * QUIET else 0


class Choice(NamedTuple):
    """The practice chosen, as one of its takes, and the local date it is for."""

    practice: Practice
    on: date


def practice_for(
    guides: Guides,
    plan: Plan,
    step: Step,
    person: Person,
    medium: Medium,
    history: History,
    day: date,
    seed: str,
) -> Choice | Reason:
    """The practice from the step's pool for this person on their local date `day`, or why there is none."""
    kind = kind_of(plan, person, day - history.starts_on, limits(person.disclosed, day))
    pool = fitting_kind(guides, step, kind, medium)
    if isinstance(pool, Reason):
        return pool
    phase = plan.phase_at(history.starts_on, day)
    return choose(
        pool,
        history,
        seed,
        day,
        order=step.order,
        near=phase.sections if phase else (),
        keys=guides.keys,
    )


def choose(
    pool: Sequence[Practice],
    history: History,
    seed: str,
    today: date,
    *,
    order: Order = Order.SHUFFLE,
    near: Collection[str] = (),
    keys: Mapping[str, str] | None = None,
) -> Choice:
    """The next take for one enrolment and step. The same arguments always give the same take.

    The rules, most important first: no take again within REST; no practice twice in a row; no heavier load
    than the person still answers to; a `key` waits until half of the others have come; sections in `near` go
    first. Among what is left, the pool's order decides, or a shuffle fixed by `seed`. The shuffle puts keys
    that have never come first, then keys with the most unused takes, so that they can be kept apart later.
    If every take in the pool was given within REST, the one given longest ago is repeated. `keys` maps the
    ref of each take in the history to its key; by default only the pool's takes are known.

    Raises NudgesError when the pool is empty.
    """
    if not pool:
        raise NudgesError(
            "A step has no practice to choose from.",
            "Its pool names no practice that this enrolment may get.",
            "Widen the pool of the step in its file in schedules/.",
        )
    given = history.given
    last = [given.get(practice.ref) for practice in pool]
    left = _rested(pool, last, today)
    if not left:
        again = [practice for practice in pool if not practice.once] or pool
        return Choice(_longest_ago(_not_too_much(again, history.quiet), given, seed), today)
    others = _another(left, pool, last)
    waiting = 0 if others is left else len({one.key for one in left}) - len({one.key for one in others})
    left = _not_too_much(others, history.quiet)
    left, heard = _apart(left, given, keys or {practice.ref: practice.key for practice in pool}, waiting)
    left = [practice for practice in left if practice.section in near] or left
    if order is Order.GUIDE:
        return Choice(min(left, key=lambda practice: practice.take), today)
    left = [practice for practice in left if practice.key not in heard] or left
    unused = Counter(practice.key for practice in left if practice.ref not in given)
    most = max(unused[practice.key] for practice in left)
    return Choice(_longest_ago([p for p in left if unused[p.key] == most], given, seed), today)


#: When each take of a pool was last given.
Last = Sequence[date | None]


def _rested(pool: Sequence[Practice], last: Last, today: date) -> Sequence[Practice]:
    """The takes not given within REST. A practice flagged `once` drops out if any of its takes was given."""
    since = today - REST
    left = [practice for practice, on in zip(pool, last, strict=True) if on is None or on <= since]
    if any(practice.once for practice in left):
        over = {practice.id for practice, on in zip(pool, last, strict=True) if on and on > since}
        left = [practice for practice in left if not practice.once or practice.id not in over]
    return left


def _another(left: Sequence[Practice], pool: Sequence[Practice], last: Last) -> Sequence[Practice]:
    """The takes of practices other than the last one given from the pool; all takes if there is no other."""
    newest = max(filter(None, last), default=None)
    if newest is None:
        return left
    latest = {practice.id for practice, on in zip(pool, last, strict=True) if on == newest}
    return [practice for practice in left if practice.id not in latest] or left


def _not_too_much(pool: Sequence[Practice], quiet: int) -> Sequence[Practice]:
    """The practices light enough after `quiet` unanswered nudges; if none is, the lightest there are."""
    if quiet < QUIET:
        return pool
    most = _MEDIUM if quiet < 2 * QUIET else _LIGHT
    if light := [practice for practice in pool if practice.weight <= most]:
        return light
    least = min([practice.weight for practice in pool])
    return [practice for practice in pool if practice.weight == least]


def _apart(
    left: Sequence[Practice], given: Mapping[str, date], keys: Mapping[str, str], waiting: int
) -> tuple[Sequence[Practice], Mapping[str, date]]:
    """The takes whose key is not in the half given most recently, by any step; `waiting` keys wait already.

    Also returns when each of these keys was last given.
    """
    ours = {practice.key for practice in left}
    last: dict[str, date] = {}
    for ref, on in given.items():
        key = keys.get(ref)
        if key in ours and ((before := last.get(key)) is None or before < on):
            last[key] = on
    latest = sorted(last, key=lambda key: (last[key], key), reverse=True)
    waits = set(latest[: max(0, (len(ours) + waiting) // 2 - waiting)])
    return [practice for practice in left if practice.key not in waits], last


def _longest_ago(left: Sequence[Practice], given: Mapping[str, date], seed: str) -> Practice:
    """A take that was never given, else the one given longest ago. The shuffle decides between equals."""
    shuffle = _number(seed)
    return min(left, key=lambda p: (given.get(p.ref, date.min), _place(shuffle, p.ref)))


def _place(shuffle: int, practice_id: str) -> int:
    place = (shuffle ^ _number(practice_id)) * _MIXER & _WORD
    return place ^ place >> 32


#: Fibonacci hashing: spreads each bit of a number over 64 bits (Knuth, TAOCP vol. 3, 6.4).
_MIXER, _WORD = 0x9E3779B97F4A7C15, 2**64 - 1


@lru_cache(maxsize=10_000)
def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])
