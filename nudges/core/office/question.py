"""What a machine should not answer alone: what a person writes freely and waits for somebody to read."""

from enum import StrEnum

from nudges.core.reply.meaning import Kind
from nudges.core.vocabulary import Expects

#: Words of one's own, which change nothing but the record. While somebody on the staff has taken a question
#: of theirs, the service does not answer these: two would be talking at once.
FREE = frozenset({Kind.NOTE, Kind.THANKS, Kind.UNCLEAR})

#: Our answer to these is one text for everybody: after the second in a row somebody has to read them.
_STUCK = frozenset({Kind.UNCLEAR, Kind.HELP})

#: What may wait for somebody.
MAY_WAIT = FREE | _STUCK

#: How a sentence that asks ends, in the scripts of Unicode that write it differently.
_ASKS = ("?", "؟", "？")


class Asks(StrEnum):
    """Why it waits for somebody."""

    UNCLEAR = "unclear"  # not understood, or helped only by the text of HELP, twice in a row
    QUESTION = "question"  # it ends with a question mark, or they wish to speak to somebody


def asks(
    kind: Kind, text: str, before: Kind | None, expects: Expects | None, *, for_somebody: bool = False
) -> Asks | None:
    """Why this message waits for somebody; None if it does not.

    `before` is what their message before it was, and `expects` what the nudge asks for that this one answers.
    `for_somebody`: they wish to speak to a person.
    What answers a nudge that asks for words may hold any question, mostly one to somebody else.
    """
    asked = expects is not Expects.NOTE and text.rstrip().endswith(_ASKS)
    if kind in MAY_WAIT and (for_somebody or asked):
        return Asks.QUESTION
    return Asks.UNCLEAR if kind in _STUCK and before in _STUCK else None
