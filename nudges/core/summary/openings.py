"""The sentence a weekly mail opens with: one that is true of the week, and was not said in the weeks before.

Each opening has a condition on the week; the words say no more than the condition. They praise only what was
done, never blame, and every one has an object. Choosing is deterministic: it plays all weeks since the person
began, and takes for each an opening that is true of it and was not used in the `APART` weeks before, if there
is one: what fits few weeks first, then what was not used for longest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from nudges.core.language import Language, to_say
from nudges.core.progress.weeks import Cell, Week

#: An opening comes again after this many other weeks at the earliest, if another true one is left.
APART = 4


@dataclass(slots=True)
class Facts:
    """A week that is over, or so far, and what it is compared with: all weeks before it, oldest first.

    `last`: the week before, None in the first. `ordinary`: a week like most, which is over, not their first,
    and has something kept.
    """

    week: Week
    before: Sequence[Week] = ()
    over: bool = True
    kept: int = field(init=False)
    asked: int = field(init=False)
    last: Week | None = field(init=False)
    ordinary: bool = field(init=False)
    kept_days: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.kept, self.asked = self.week.kept, self.week.asked
        self.last = self.before[-1] if self.before else None
        self.kept_days = [day.cell is Cell.KEPT for day in self.week.days]
        self.ordinary = self.over and self.kept > 0 and self.last is not None

    @property
    def in_a_row(self) -> int:
        """The most kept days one after the other."""
        return max((len(list(days)) for kept, days in groupby(self.kept_days) if kept), default=0)

    @property
    def kinds(self) -> int:
        """The steps of which something was kept."""
        return sum(self.week.count(step)[Cell.KEPT] > 0 for step in self.week.steps)


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """A sentence, and when it is true. What is `rare` goes before the others."""

    words: str
    true: Callable[[Facts], bool]
    rare: bool = False


def _week(true: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
    """True of an ordinary week, and if this is."""
    return lambda at: at.ordinary and true(at)


def _rested(at: Facts) -> bool:
    return at.over and bool(at.before) and not at.kept and at.week.rests > 0


def _quiet(at: Facts) -> bool:
    return at.over and bool(at.before) and at.asked > 0 and not at.kept and not at.week.rests


_once = _week(lambda at: at.kept == 1)
_some = _week(lambda at: at.kept > 1 and at.kept * 2 <= at.asked)
_most = _week(lambda at: at.kept * 2 > at.asked > 2)

OPENINGS = (
    # no message came
    Opening(
        to_say("No message reached you this week, so there is nothing to look back on."),
        lambda at: at.over and not at.asked,
    ),
    # a week that is not over, on the person's page
    Opening(to_say("This week has only begun."), lambda at: not at.over and not at.kept),
    Opening(to_say("You have kept something this week already."), lambda at: not at.over and at.kept > 0),
    # the first week
    Opening(
        to_say("Your first week is behind you, and you have begun."),
        lambda at: at.over and not at.before and at.kept > 0,
    ),
    Opening(
        to_say("This was your first week. There is no hurry."),
        lambda at: at.over and not at.before and at.asked > 0 and not at.kept,
    ),
    # nothing kept
    Opening(
        to_say("There was rest this week, and rest is part of this too."),
        _rested,
    ),
    Opening(
        to_say("You said “not today” this week, and that is an answer too."),
        _rested,
    ),
    Opening(
        to_say("You rested this week, and nothing is owed for it."),
        _rested,
    ),
    Opening(
        to_say("A quiet week. There is nothing to catch up on."),
        _quiet,
    ),
    Opening(
        to_say("This week stayed quiet, and the next one starts fresh."),
        _quiet,
    ),
    Opening(
        to_say("You let this week go by, and that is allowed."),
        _quiet,
    ),
    # what is so in few weeks
    Opening(
        to_say("After a week without messages, you picked this up again."),
        _week(lambda at: at.last is not None and not at.last.asked),
        rare=True,
    ),
    Opening(
        to_say("After a quieter week, you came back to this."),
        _week(lambda at: at.last is not None and at.last.asked > 0 and not at.last.kept),
        rare=True,
    ),
    Opening(
        to_say("You kept something on more days than in any week before."),
        _week(lambda at: len(at.before) > 2 and at.kept > max(week.kept for week in at.before)),
        rare=True,
    ),
    Opening(
        to_say("You answered everything that came this week."),
        _week(lambda at: at.asked > 2 and not at.week.slots(Cell.OPEN)),
        rare=True,
    ),
    Opening(
        to_say("Seven days, and you kept something on each of them."),
        _week(lambda at: at.kept == 7),
    ),
    Opening(
        to_say("You kept something on every day that brought you a message."),
        _week(lambda at: at.kept == at.asked > 1),
    ),
    Opening(
        to_say("You kept something on more days than the week before."),
        _week(lambda at: at.last is not None and 0 < at.last.kept < at.kept),
    ),
    Opening(
        to_say("You put something into your own words this week."),
        _week(lambda at: at.week.notes > 0),
    ),
    Opening(
        to_say("You said “not today” and you kept something too. Both belong here."),
        _week(lambda at: at.week.rests > 0),
    ),
    Opening(
        to_say("Three days or more in a row, you kept something."),
        _week(lambda at: 3 <= at.in_a_row < 7),
    ),
    Opening(
        to_say("You made room for this on the weekend as well."),
        _week(lambda at: any(at.kept_days[5:]) and any(at.kept_days[:5])),
    ),
    Opening(
        to_say("You began the week with something kept."),
        _week(lambda at: at.kept_days[0] and at.kept > 1),
    ),
    Opening(
        to_say("You ended the week with something kept."),
        _week(lambda at: at.kept_days[6] and at.kept > 1),
    ),
    Opening(
        to_say("You kept more than one kind of thing this week."),
        _week(lambda at: at.kinds > 1),
    ),
    Opening(
        to_say("More often than not, you made room for this."),
        _most,
    ),
    Opening(
        to_say("On most of your days you kept something."),
        _most,
    ),
    Opening(
        to_say("Again and again this week, you came back to this."),
        _week(lambda at: at.kept > 2),
    ),
    Opening(
        to_say("You came back to this more than once."),
        _some,
    ),
    Opening(
        to_say("You kept something on some of your days, and each one counts."),
        _some,
    ),
    Opening(
        to_say("You kept something on one day this week, and it counts."),
        _once,
    ),
    Opening(
        to_say("You made room for this once, and that is something to build on."),
        _once,
    ),
    Opening(
        to_say("One day of this week has something in it that you kept."),
        _once,
    ),
)


#: Instead of any of them, while somebody is not to be praised (docs/safety.md).
PLAIN = to_say("Here is your week as it was. Nothing is owed for it.")


def opening(course: Sequence[Week], language: Language, *, over: bool = True, plain: bool = False) -> str:
    """The opening of the last of these weeks, in the person's language.

    The first of them is that in which they began. `over`: the last has ended, or ends today. `plain`: it
    judges nothing.
    """
    if plain:
        return language.gettext(PLAIN)
    return language.gettext(chosen(course, over=over)[-1].words)


def chosen(course: Sequence[Week], *, over: bool = True) -> list[Opening]:
    """An opening for each of these weeks, from the first one on; `over` is about the last of them."""
    used: dict[Opening, int] = {}
    found: list[Opening] = []
    for n, week in enumerate(course):
        facts = Facts(week, course[:n], over=over or n + 1 < len(course))
        true = [one for one in OPENINGS if one.true(facts)]
        apart = [one for one in true if n - used.get(one, -APART - 1) > APART]
        found.append(min(apart or true, key=lambda one: (not one.rare, used.get(one, -1))))
        used[found[-1]] = n
    return found
