"""Checks that every practice of a pool may be in it, and that the pool has something for everybody."""

from collections.abc import Sequence

from nudges.core.guide.library import Guides
from nudges.core.guide.practice import CARE, ONCE, ROLE, Load, Practice
from nudges.core.plan.fit import meant, sides
from nudges.core.plan.plan import Plan, Step
from nudges.core.plan.recurrence import days_a_week
from nudges.core.vocabulary import Every, Medium, Who

#: A step on more days of the week than this counts as daily.
_OFTEN = 4


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


def unserved(guides: Guides, plan: Plan, step: Step) -> Who | None:
    """The first side that the plan serves and the step's pool has no take for; None if there is none."""
    pool = guides.pool(step.practices)
    return next((who for who in sides(plan.who) if not meant(pool, who, step.expects)), None)
