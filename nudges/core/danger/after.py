"""What a disclosure changes in what comes next, and for how long. Pure; docs/safety.md explains the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from nudges.core.vocabulary import Danger


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of disclosure asks for.

    `alone`: nothing that needs a partner or praises one, and nothing for "somebody close", who may be the one
    who hurts them. `light`: only practices that ask for little. `lasts`: for how long; None: until the person
    says that it may come again. Milestones are never said meanwhile: nothing is to be celebrated.
    """

    alone: bool
    light: bool
    lasts: timedelta | None


#: Being hurt or controlled does not end by a date: an hour for two, suggested too early, can put somebody in
#: danger. After words of ending one's life, two weeks of small things for oneself.
AFTER: Mapping[Danger, Rule] = MappingProxyType(
    {
        Danger.SELF: Rule(alone=True, light=True, lasts=timedelta(days=14)),
        Danger.VIOLENCE: Rule(alone=True, light=False, lasts=None),
        Danger.COERCION: Rule(alone=True, light=False, lasts=None),
    }
)

#: The local date on which each kind of danger was last spoken of; part of a person's state.
Disclosed = tuple[tuple[Danger, date], ...]

NOTHING_DISCLOSED: Disclosed = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What may come now, after what was disclosed; `because`: the disclosures that still count."""

    alone: bool = False
    light: bool = False
    because: tuple[Danger, ...] = ()

    @property
    def celebrates(self) -> bool:
        """True if milestones may be said."""
        return not self.because


#: For somebody who disclosed nothing, or long ago.
UNLIMITED = Limits()


def limits(disclosed: Disclosed, day: date) -> Limits:
    """What may come on the local date `day` to somebody who spoke of danger on these days."""
    if not disclosed:
        return UNLIMITED
    count = tuple(danger for danger, said in disclosed if _counts(danger, said, day))
    rules = [AFTER[danger] for danger in count]
    return Limits(any(rule.alone for rule in rules), any(rule.light for rule in rules), count)


def _counts(danger: Danger, said: date, day: date) -> bool:
    lasts = AFTER[danger].lasts
    return lasts is None or day < said + lasts


def disclosed_on(disclosed: Disclosed, danger: Danger, day: date) -> Disclosed:
    """What was disclosed, with `danger` spoken of again on the local date `day`."""
    return tuple(sorted((dict(disclosed) | {danger: day}).items()))


def taken_back(disclosed: Disclosed) -> Disclosed:
    """What still counts once the person says that practices with somebody close may come again."""
    return tuple((danger, said) for danger, said in disclosed if AFTER[danger].lasts is not None)
