"""Why somebody is not enrolled, in three lines for whoever adds them."""

from datetime import date

from nudges.core.errors import NudgesError
from nudges.core.plan.fit import suits
from nudges.core.vocabulary import Who
from nudges.flow.service import SUMMARY_PLAN, Service

#: Two people cannot share a number or an address: a reply could come from either.
CLASH = NudgesError(
    "The number, the address or the external id is somebody else's.",
    "Replies are told apart by the first two, and another system's people by the third, so nobody was added.",
    "Give one that is theirs alone, or leave it out.",
)

#: The first day of a plan is within so many days of today, before or after.
_FIRST_DAY = 366

#: A first day further away is a typing error.
FAR_DAY = NudgesError(
    "They cannot begin on that day.",
    "The weeks of a plan are counted from its first day, which is within a year of today.",
    "Choose another first day.",
)

#: The sides in words.
WHO_IN_WORDS = {
    Who.HURT: "somebody who was hurt",
    Who.REPAIRING: "somebody who repairs what they did",
    Who.BOTH: "somebody who was hurt and repairs what they did",
}


def is_far(starts_on: date, today: date) -> bool:
    """True if nobody can begin on this day. `today` is theirs."""
    return abs((starts_on - today).days) > _FIRST_DAY


def other_side(service: Service, plan_id: str, who: Who) -> NudgesError:
    """The plan has nothing for this side: it would be silent, or say the wrong thing."""
    others = [n for n, plan in service.plans.items() if n not in (SUMMARY_PLAN, plan_id) and suits(plan, who)]
    return NudgesError(
        f"The plan {plan_id} is not for {WHO_IN_WORDS[who]}.",
        f"It is for `who: {service.plans[plan_id].who}`, and what helps one side can be wrong for the other.",
        f"Choose another plan ({', '.join(others)}), or say `--who` or the column `who` as it is."
        if others
        else "Say who they are with `--who` or the column `who`.",
    )


def not_spoken(service: Service, locale: str) -> NudgesError | None:
    """There are no words in this language, and English would go out without a word. None if there are."""
    if service.voices.speaks(locale):
        return None
    codes = sorted(voice.language.code for voice in service.voices)
    return NudgesError(
        f"There are no texts in the language {locale!r}.",
        "Everything would go out in English.",
        f"Choose one of {', '.join(codes)}, or add a language (see CONTRIBUTING.md).",
    )
