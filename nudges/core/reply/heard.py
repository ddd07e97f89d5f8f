"""What of a message is the person's own: without our words, and no mere reaction. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from nudges.core.reply.reaction import Reactions
from nudges.core.text.our_words import cut_ours

#: Within this time the same words again, or more than MOST_ANSWERS answers, are taken for a machine's.
LOOP, MOST_ANSWERS = timedelta(hours=1), 6


@dataclass(frozen=True, slots=True)
class Own:
    """The person's own words, None if there are none. `about`: which of the texts sent they repeat."""

    text: str | None = field(repr=False)
    about: int | None = None


def own_words(text: str, sent: Sequence[str], reactions: Reactions) -> Own:
    """What somebody said by themselves, to whom the texts `sent` went, the newest first."""
    cut = cut_ours(text, sent)
    if reactions.is_one(text, cut) or (cut.ours is not None and cut.empty):
        return Own(None, cut.ours)
    return Own(text if cut.ours is None else cut.text, cut.ours)


@dataclass(frozen=True, slots=True)
class Answered:
    """A message within LOOP that we answered, and the nudge it was about."""

    text: str = field(repr=False)
    nudge_id: int | None


def loops(
    text: str, nudge_id: int | None, answered: Sequence[Answered], *, capped: bool = True, cry: bool = False
) -> bool:
    """True if an answer would go round with a machine: the same words again, or too many answers.

    `answered`: what was answered within LOOP, the newest first. Their number counts if `capped`. A `cry` for
    help may be said again in the same words, and is a machine's only after MOST_ANSWERS of them.
    """
    if cry:
        return sum(_plain(one.text) == _plain(text) for one in answered) >= MOST_ANSWERS
    if capped and len(answered) >= MOST_ANSWERS:
        return True
    last = answered[0] if answered else None
    return last is not None and last.nudge_id == nudge_id and _plain(last.text) == _plain(text)


def _plain(text: str) -> list[str]:
    return text.casefold().split()
