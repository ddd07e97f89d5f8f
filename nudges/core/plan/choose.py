"""Which practice comes next for one person: a pure function of what they were given and of who they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from nudges.core.errors import NudgesError
from nudges.core.guide.library import Guides
from nudges.core.guide.practice import CARE, ROLE, Load, Mode, Practice
from nudges.core.person.person import Person
from nudges.core.plan.phases import PAST
from nudges.core.plan.plan import Plan, Step
from nudges.core.plan.recurrence import days_a_week
from nudges.core.vocabulary import Every, Medium, Order, Who

#: Practices that say nearly the same (one `key`) are kept this far apart when the pool allows it.
KEY_SPACING = timedelta(days=14)

#: Nobody is given a practice that can stir pain before they have been here this long.
CARE_AFTER = timedelta(days=7)

#: So many nudges without an answer, one after the other, and a step asks for less; twice as many, for least.
#: Reply rates fall with the reflection that is asked for (JMIR 2023, doi 10.2196/47632).
QUIET = 2

#: A step that falls on more days of a week than this is a daily one.
_OFTEN = 4


class Given(NamedTuple):
    """When a practice was last given, and in which round of its pool: every round holds each once."""

    on: date
    round: int


@dataclass(frozen=True, slots=True)
class History:
    """What one enrolment was given so far, by practice, and `quiet`: how many nudges went unanswered since
    the last reply. Practices that no pool holds any more count for nothing."""

    starts_on: date
    given: Mapping[str, Given] = field(default_factory=dict)
    quiet: int = 0

    def after(self, choice: "Choice") -> "History":
        """The history once `choice` is sent."""
        given = {**self.given, choice.practice.id: choice.given}
        return replace(self, given=given, quiet=self.quiet + 1)

    def answered(self) -> "History":
        """The history once the person has answered: they are asked for a step more again."""
        return replace(self, quiet=calmer(self.quiet))


def calmer(quiet: int) -> int:
    """What an answer makes of the number of unanswered nudges: one step of load back up."""
    return QUIET if quiet >= 2 * QUIET else 0


class Choice(NamedTuple):
    """The practice that comes, and what the history keeps of it."""

    practice: Practice
    given: Given


class Nothing(StrEnum):
    """Why a step has no practice for somebody."""

    CARE = "not sent: these practices can stir pain, and come only when asked for and after the first week"
    PARTNER = "not sent: these practices need somebody close who takes part"
    HEAVY = "not sent: this is too much for a text message, and there is no address to mail it to"


def practice_for(
    guides: Guides,
    plan: Plan,
    step: Step,
    person: Person,
    medium: Medium,
    history: History,
    day: date,
    seed: str,
) -> Choice | Nothing:
    """The practice of a step's pool that this person gets on their local date `day`, or why there is none."""
    pool = _known_fitting(guides, step.practices, *_kind(person, day - history.starts_on), medium)
    if isinstance(pool, Nothing):
        return pool
    far = plan.far_at(history.starts_on, day)
    return choose(pool, history, seed, day, order=step.order, far=far, keys=guides.keys)


def fitting(
    pool: Sequence[Practice], person: Person, medium: Medium, enrolled_for: timedelta
) -> Sequence[Practice] | Nothing:
    """The practices of a pool that this person may be given by this medium, or why none may.

    Those for two only when somebody close takes part, those that can stir pain only when asked for and
    never in the first week, and heavy ones only by mail.
    """
    return _fitting(pool, *_kind(person, enrolled_for), medium)


def _kind(person: Person, enrolled_for: timedelta) -> tuple[bool, bool]:
    return person.partner, person.care and enrolled_for >= CARE_AFTER


@lru_cache(maxsize=1_000)  # people are of few kinds
def _known_fitting(
    guides: Guides, names: tuple[str, ...], partner: bool, cared_for: bool, medium: Medium
) -> Sequence[Practice] | Nothing:
    return _fitting(guides.pool(names), partner, cared_for, medium)


def _fitting(
    pool: Sequence[Practice], partner: bool, cared_for: bool, medium: Medium
) -> Sequence[Practice] | Nothing:
    alone = [practice for practice in pool if practice.mode is not Mode.PARTNER or partner]
    if pool and not alone:
        return Nothing.PARTNER
    calm = [practice for practice in alone if cared_for or CARE not in practice.flags]
    if alone and not calm:
        return Nothing.CARE
    light = [p for p in calm if p.load is not Load.HEAVY or medium is Medium.EMAIL]
    return Nothing.HEAVY if calm and not light else light


def misplaced(practice: Practice, step: Step, plan: Plan) -> tuple[str, str, str] | None:
    """What is wrong with a practice in a step of a plan, why, and what to do; None if it may be there."""
    if practice.expects != step.expects:
        return (
            f"{practice.id} asks for a {practice.expects}, its step for a {step.expects}.",
            "A practice's words and the reply that is waited for must agree.",
            "Move it to a step that expects the same, or remove it.",
        )
    if ROLE in practice.flags and plan.who is Who.HURT:
        return (
            f"{practice.id} is only for the one who broke the trust.",
            "This plan is for those who were hurt: nobody who was should be asked to make it good.",
            "Remove it, or write `who: repairing` or `who: both` in the plan.",
        )
    if CARE in practice.flags and (
        step.every is Every.DAY or (step.rrule and days_a_week(step.rrule) > _OFTEN)
    ):
        return (
            f"{practice.id} can stir pain, and its step comes day by day.",
            "Such a practice is no daily text.",
            "Move it to a weekly step.",
        )
    if practice.load is Load.HEAVY and step.channel is Medium.SMS:
        return (
            f"{practice.id} asks for a paragraph, and its step goes by SMS.",
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
    far: Mapping[str, int] | None = None,
    keys: Mapping[str, str] | None = None,
) -> Choice:
    """The next practice for one enrolment and step. Pure: the same arguments give the same practice.

    In this order: not more than the person answers to; no practice again before the whole pool was given;
    sections that are less `far` from their phase; practices with one `key` KEY_SPACING apart, while the
    pool allows it; then the pool's order, or a shuffle that `seed` fixes for good. In a shuffle the key with
    most practices left goes first, which is what leaves room to keep them apart. `keys` names the key of
    each practice that the history may hold, by its id; if left out, of the pool's.

    Raises NudgesError when the pool is empty.
    """
    if not pool:
        raise NudgesError(
            "A step has no practice to choose from.",
            "Its pool names no practice that this enrolment may get.",
            "Widen the pool of the step in its file in schedules/.",
        )
    pool = _not_too_much(pool, history.quiet)
    left, turn = _left(pool, history.given)
    siblings = Counter(practice.key for practice in left)
    if far:
        near = min(far.get(practice.section, PAST) for practice in left)
        left = [practice for practice in left if far.get(practice.section, PAST) == near]
    keys = keys or {practice.id: practice.key for practice in pool}
    left = _spaced(left, _rested(history.given, keys), siblings, today)
    if order is Order.GUIDE:
        return Choice(left[0], Given(today, turn))
    most = max(siblings[practice.key] for practice in left)
    shuffle = _number(seed)
    chosen = min(
        (practice for practice in left if siblings[practice.key] == most),
        key=lambda practice: (_last(history.given, practice.id), _place(shuffle, practice.id)),
    )
    return Choice(chosen, Given(today, turn))


def _not_too_much(pool: Sequence[Practice], quiet: int) -> Sequence[Practice]:
    """The practices that ask for as little as somebody wants who has not answered so often; at least the
    lightest there are."""
    if quiet < QUIET:
        return pool
    most = max(
        Load.MEDIUM.weight if quiet < 2 * QUIET else Load.LIGHT.weight, min(p.load.weight for p in pool)
    )
    return [practice for practice in pool if practice.load.weight <= most]


def _left(pool: Sequence[Practice], given: Mapping[str, Given]) -> tuple[Sequence[Practice], int]:
    """The practices of this round that were not given yet, and the round's number."""
    rounds = [given[practice.id].round if practice.id in given else 0 for practice in pool]
    turn = max(1, *rounds) if rounds else 1
    left = [practice for practice, last in zip(pool, rounds, strict=True) if last < turn]
    return (left, turn) if left else (pool, turn + 1)


def _rested(given: Mapping[str, Given], keys: Mapping[str, str]) -> dict[str, date]:
    """When each key was last given, by whichever step."""
    rested: dict[str, date] = {}
    for practice_id, last in given.items():
        key = keys.get(practice_id)
        if key is not None and rested.get(key, date.min) < last.on:
            rested[key] = last.on
    return rested


def _spaced(
    left: Sequence[Practice], rested: Mapping[str, date], siblings: Mapping[str, int], today: date
) -> Sequence[Practice]:
    """Those whose key was not given lately; if there are none, those whose key rested longest."""
    spaced = [p for p in left if p.key not in rested or today - rested[p.key] >= KEY_SPACING]
    if spaced:
        return spaced
    longest = min((rested[practice.key], -siblings[practice.key]) for practice in left)
    return [p for p in left if (rested[p.key], -siblings[p.key]) == longest]


def _last(given: Mapping[str, Given], practice_id: str) -> date:
    return given[practice_id].on if practice_id in given else date.min


def _place(shuffle: int, practice_id: str) -> int:
    place = (shuffle ^ _number(practice_id)) * _MIXER & _WORD
    return place ^ place >> 32


#: Spreads every bit of a number over the 64 of its product (Knuth, TAOCP vol. 3, 6.4: the golden ratio).
_MIXER, _WORD = 0x9E3779B97F4A7C15, 2**64 - 1


@lru_cache(maxsize=10_000)
def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])
