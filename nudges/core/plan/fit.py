"""Which takes of a pool suit one person: their side, whether they are alone, what they asked for. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from nudges.core.danger.after import UNLIMITED, Limits
from nudges.core.guide.library import Guides
from nudges.core.guide.practice import CARE, Load, Mode, Practice
from nudges.core.person.person import Person
from nudges.core.plan.plan import Plan, Step
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.vocabulary import Expects, Medium, Who

#: Practices that can stir pain (`care`) are not given earlier than this after enrolment.
CARE_AFTER = timedelta(days=7)

#: Why a step has no practice for somebody.
_OTHER_SIDE = Reason(ReasonCode.OTHER_SIDE)
_NEEDS_PARTNER = Reason(ReasonCode.NEEDS_PARTNER)
_DISCLOSED = Reason(ReasonCode.DISCLOSED)
_STIRS_PAIN = Reason(ReasonCode.STIRS_PAIN)
_TOO_LONG_FOR_SMS = Reason(ReasonCode.TOO_LONG_FOR_SMS)


def sides(who: Who) -> tuple[Who, ...]:
    """The sides that a plan for `who` serves, or that somebody who says so is on."""
    return (Who.HURT, Who.REPAIRING) if who is Who.BOTH else (who,)


def side(plan: Who, person: Who) -> Who | None:
    """Whose takes somebody gets on a plan: those of the sides that the plan serves and they are on.

    So a plan for one side gives its own takes to somebody who is on both, and a plan for both gives each
    person theirs. `BOTH`: takes of either side, mixed as any others. None if the two have no side in common.
    """
    if plan is Who.BOTH or plan is person:
        return person
    return plan if person is Who.BOTH else None


def own_side(plan: Who) -> Who:
    """The side of somebody who joins a plan and was not asked: the plan's, or hurt if it is for both."""
    return Who.HURT if plan is Who.BOTH else plan


def suits(plan: Plan, who: Who) -> bool:
    """True if the plan has something for this side; a plan without practices suits everybody."""
    return side(plan.who, who) is not None or not any(step.practices for step in plan.steps.values())


def meant(takes: Sequence[Practice], who: Who, expects: Expects | None) -> Sequence[Practice]:
    """The takes that ask for what the step expects and are for `who`; `BOTH` means either side's."""
    theirs = (who, Who.BOTH)
    return [take for take in takes if take.expects == expects and (who is Who.BOTH or take.who in theirs)]


class Kind(NamedTuple):
    """What decides which practices suit a person; people are of few kinds.

    `side`: whose takes they get. `for_two`: practices for two may come. `care`: so may those that can stir
    pain. `alone` and `light`: nothing else may, after a disclosure (core/danger/after.py).
    """

    side: Who | None
    for_two: bool
    care: bool
    alone: bool = False
    light: bool = False


def kind_of(plan: Plan, person: Person, enrolled_for: timedelta, after: Limits = UNLIMITED) -> Kind:
    """The kind of person somebody is on this plan, so long after they were enrolled."""
    care = person.care and enrolled_for >= CARE_AFTER and not after.because
    for_two = person.for_two and not after.alone
    return Kind(side(plan.who, person.who), for_two, care, after.alone, after.light)


def fitting(
    guides: Guides, plan: Plan, step: Step, person: Person, medium: Medium, enrolled_for: timedelta
) -> Sequence[Practice] | Reason:
    """The takes in a step's pool that suit this person and medium, or why none does.

    They are for the person's side and ask for what the step expects. Practices for two need a partner who
    takes part and is safe to be around. Those that can stir pain need the person's request, and are not given
    in the first week. Heavy ones go by mail only.
    """
    return fitting_kind(guides, step, kind_of(plan, person, enrolled_for), medium)


def fitting_kind(guides: Guides, step: Step, kind: Kind, medium: Medium) -> Sequence[Practice] | Reason:
    """The same for a kind of person."""
    return _known(guides, step.practices, step.expects, kind, medium)


@lru_cache(maxsize=1_000)  # few combinations of these settings exist
def _known(
    guides: Guides, names: tuple[str, ...], expects: Expects | None, kind: Kind, medium: Medium
) -> Sequence[Practice] | Reason:
    if kind.side is None:
        return _OTHER_SIDE
    pool = meant(guides.pool(names), kind.side, expects)
    safe = [p for p in pool if not kind.alone or p.mode is Mode.SOLO]
    safe = [p for p in safe if not kind.light or p.load is Load.LIGHT]
    if pool and not safe:
        return _DISCLOSED
    alone = [practice for practice in safe if practice.mode is not Mode.PARTNER or kind.for_two]
    if safe and not alone:
        return _NEEDS_PARTNER
    calm = [practice for practice in alone if kind.care or CARE not in practice.flags]
    if alone and not calm:
        return _STIRS_PAIN
    light = [p for p in calm if p.load is not Load.HEAVY or medium is Medium.EMAIL]
    return _TOO_LONG_FOR_SMS if calm and not light else light
