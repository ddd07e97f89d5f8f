"""The days on which a step comes, in the person's language."""

from nudges.core.language import Language
from nudges.core.plan.plan import Step
from nudges.core.vocabulary import WEEK, Every


def step_days(step: Step, language: Language) -> str:
    """ "every day", "on Monday and Thursday". A recurrence rule (RFC 5545) is mentioned but not explained."""
    match step.every:
        case Every.DAY:
            return language.gettext("every day")
        case Every.WEEK | Every.TWO_WEEKS:
            names = [name for day, name in zip(WEEK, language.weekdays, strict=True) if day in step.on]
            days = language.and_(names)
            if step.every is Every.WEEK:
                return language.gettext("each week on %(days)s", days=days)
            return language.gettext("every second week on %(days)s", days=days)
        case Every.MONTH:
            days = language.and_([str(day) for day in step.on])
            return language.ngettext(
                "on day %(days)s of each month", "on days %(days)s of each month", len(step.on), days=days
            )
    return language.gettext("on the days the plan has")
