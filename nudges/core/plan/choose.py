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

from nudges.core.danger.after import UNLIMITED, Limits, limits
from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.guide.practice import CARE, ONCE, ROLE, Load, Mode, Practice
from nudges.core.person.person import Person
from nudges.core.plan.plan import Plan, Step
from nudges.core.plan.recurrence import days_a_week
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.vocabulary import Every, Expects, Medium, Order, Who

#: No take is repeated within twelve weeks. A practice flagged `once` rests as a whole for as long.
REST = timedelta(weeks=12)

#: Practices that can stir pain (`care`) are not given earlier than this after enrolment.
CARE_AFTER = timedelta(days=7)

#: After this many unanswered nudges in a row a step gives no heavy practices; after twice as many, only the
#: lightest. Reply rates fall as more reflection is asked for (JMIR 2023, doi 10.2196/47632).
QUIET = 2

#: A step on more days of the week than this counts as daily.
_OFTEN = 4


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


#: Why a step has no practice for somebody.
_NEEDS_PARTNER = Reason(ReasonCode.NEEDS_PARTNER)
_DISCLOSED = Reason(ReasonCode.DISCLOSED)
_STIRS_PAIN = Reason(ReasonCode.STIRS_PAIN)
_TOO_LONG_FOR_SMS = Reason(ReasonCode.TOO_LONG_FOR_SMS)


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
    kind = _kind(person, day - history.starts_on, limits(person.disclosed, day))
    pool = _fitting(guides, plan.who, step, kind, medium)
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


def fitting(
    guides: Guides, plan: Plan, step: Step, person: Person, medium: Medium, enrolled_for: timedelta
) -> Sequence[Practice] | Reason:
    """The takes in a step's pool that suit this person and medium, or why none does.

    They are for the same side as the plan and ask for what the step expects. Practices for two need a
    partner who takes part. Those that can stir pain need the person's request, and are not given in the first
    week. Heavy ones go by mail only.
    """
    return _fitting(guides, plan.who, step, _kind(person, enrolled_for), medium)


class _Kind(NamedTuple):
    """What decides which practices fit a person; people are of few kinds."""

    partner: bool
    care: bool
    alone: bool = False
    light: bool = False


def _kind(person: Person, enrolled_for: timedelta, after: Limits = UNLIMITED) -> _Kind:
    care = person.care and enrolled_for >= CARE_AFTER and not after.because
    return _Kind(person.partner and not after.alone, care, after.alone, after.light)


def _fitting(
    guides: Guides, who: Who, step: Step, kind: _Kind, medium: Medium
) -> Sequence[Practice] | Reason:
    return _known_fitting(guides, who, step.practices, step.expects, kind, medium)


@lru_cache(maxsize=1_000)  # few combinations of these settings exist
def _known_fitting(
    guides: Guides,
    who: Who,
    names: tuple[str, ...],
    expects: Expects | None,
    kind: _Kind,
    medium: Medium,
) -> Sequence[Practice] | Reason:
    pool = meant(guides.pool(names), who, expects)
    safe = [p for p in pool if not kind.alone or p.mode is Mode.SOLO]
    safe = [p for p in safe if not kind.light or p.load is Load.LIGHT]
    if pool and not safe:
        return _DISCLOSED
    alone = [practice for practice in safe if practice.mode is not Mode.PARTNER or kind.partner]
    if safe and not alone:
        return _NEEDS_PARTNER
    calm = [practice for practice in alone if kind.care or CARE not in practice.flags]
    if alone and not calm:
        return _STIRS_PAIN
    light = [p for p in calm if p.load is not Load.HEAVY or medium is Medium.EMAIL]
    return _TOO_LONG_FOR_SMS if calm and not light else light


def meant(takes: Sequence[Practice], who: Who, expects: Expects | None) -> Sequence[Practice]:
    """The takes usable by a step that expects this, in a plan for `who`. A plan for both sides uses all."""
    sides = (who, Who.BOTH)
    return [take for take in takes if take.expects == expects and (who is Who.BOTH or take.who in sides)]


def misplaced(takes: Sequence[Practice], step: Step, plan: Plan) -> tuple[str, str, str] | None:
    """What is wrong with using a practice in this step, why, and how to fix it; None if nothing is.

    `takes` are all takes of the practice.
    """
    name, flags = takes[0].id, takes[0].flags
    if ROLE in flags and plan.who is Who.HURT:
        return (
            f"{name} is only for the one who broke the trust.",
            "This plan is for those who were hurt: nobody who was should be asked to make it good.",
            "Remove it, or write `who: repairing` or `who: both` in the plan.",
        )
    if not any(take.expects == step.expects for take in takes):
        return (
            f"{name} asks for a {takes[0].expects}, its step for a {step.expects}.",
            "A practice's words and the reply that is waited for must agree.",
            "Move it to a step that expects the same, or remove it.",
        )
    used = meant(takes, plan.who, step.expects)
    if not used:
        return (
            f"{name} has no take for a plan that is for `{plan.who}`.",
            "What helps somebody who was hurt can be wrong for somebody who did the harm.",
            f"Add one to the practice, `SMS ({plan.who}): ...`, or remove it here.",
        )
    daily = step.every is Every.DAY or (step.rrule and days_a_week(step.rrule) > _OFTEN)
    if daily and any(CARE in take.flags for take in used):
        return (
            f"{name} can stir pain, and its step comes day by day.",
            "Such a practice is no daily text.",
            "Move it to a weekly step.",
        )
    if daily and ONCE in flags:
        return (
            f"{name} is done once, and its step comes day by day.",
            "What is settled once for months needs more room than a daily text.",
            "Move it to a weekly step.",
        )
    if step.channel is Medium.SMS and any(take.load is Load.HEAVY for take in used):
        return (
            f"{name} asks for a paragraph, and its step goes by SMS.",
            "A heavy practice needs the room of a mail.",
            "Move it to a step with `channel: email`.",
        )
    return None


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
        again = [practice for practice in pool if ONCE not in practice.flags] or pool
        return Choice(_longest_ago(_not_too_much(again, history.quiet), given, seed), today)
    others = _another(left, pool, last)
    waiting = len({practice.key for practice in left}) - len({practice.key for practice in others})
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
    if any(ONCE in practice.flags for practice in left):
        over = {practice.id for practice, on in zip(pool, last, strict=True) if on and on > since}
        left = [practice for practice in left if ONCE not in practice.flags or practice.id not in over]
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
    most = max(
        Load.MEDIUM.weight if quiet < 2 * QUIET else Load.LIGHT.weight, min(p.load.weight for p in pool)
    )
    return [practice for practice in pool if practice.load.weight <= most]


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
        if key in ours and last.get(key, date.min) < on:
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
