"""What a reply can mean."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from nudges.core.danger.detect import Danger, Tier


class Kind(StrEnum):
    """What a reply does."""

    DONE = "done"
    NOT_DONE = "not_done"
    RATING = "rating"
    NOTE = "note"
    THANKS = "thanks"  # and nothing else: it answers no nudge
    SNOOZE = "snooze"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    START = "start"
    HELP = "help"
    STATUS = "status"
    UNDO = "undo"
    RETIME = "retime"
    WHY = "why"
    SUPPORT = "support"
    EXIT = "exit"  # ends the talk without a word back: somebody may be looking
    NUMBERS = "numbers"  # whom to call, without words of danger
    WHO_READS = "who_reads"  # asks who reads their words
    OPEN_WORDS = "open_words"  # agrees that staff read their words
    CLOSE_WORDS = "close_words"  # takes that back
    UNCLEAR = "unclear"
    REACTION = "reaction"  # a phone's own text about one of ours, or nothing but our own words


#: What a practice is answered with.
DONE_OR_NOT = frozenset({Kind.DONE, Kind.NOT_DONE})


@dataclass(frozen=True, slots=True)
class Meaning:
    """A reply understood. `note` is what is left of the person's own words; None if nothing is.

    `until` is when a snoozed nudge comes again, or a pause ends; `since` when that pause begins, None: now.
    `at` is the time of day that a retimed step is to have. All are the person's local time, `since` and
    `until` always ahead; None if it was not said. `days_ago`: it counts for that day, 1 is yesterday.
    `instead`: it stands instead of their last answer to the same nudge. `then` answers further open nudges,
    in order ("Y N Y"). `choices`: what an unclear one may have meant, three at most. `danger` is what was
    seen of it, also beside a stop, and `tier` how sure it is: what is only possible keeps its ordinary kind.
    """

    kind: Kind
    rating: int | None = None
    note: str | None = field(default=None, repr=False)
    since: datetime | None = None
    until: datetime | None = None
    at: time | None = None
    days_ago: int = 0
    instead: bool = False
    then: tuple["Meaning", ...] = ()
    choices: tuple["Meaning", ...] = ()
    danger: Danger | None = field(default=None, repr=False)
    tier: Tier | None = field(default=None, repr=False)

    @property
    def in_danger(self) -> bool:
        """True if danger is certain."""
        return self.tier is Tier.CERTAIN
