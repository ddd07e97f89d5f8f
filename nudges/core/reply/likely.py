"""The second opinion: what a classifier takes a reply for, which knows what the phrases heard in it.

It was trained on labelled replies, on what was asked, and on how often the phrases are right. Where they
heard a stop or a start, that stands. Where they heard little it is believed if it is sure enough, and
surer for what changes something; what may be a stop is asked about.
docs/decisions/29-a-second-opinion.md has the figures.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from nudges.core.person.person import State
from nudges.core.reply.commands import LONGEST, meant
from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.rating import rating_at
from nudges.core.reply.reply import Reply
from nudges.core.reply.said import Asker
from nudges.core.vocabulary import Expects

#: Above the first a stop is obeyed, above the second it is asked about. A wrong one ends everything for
#: somebody, and a missed one is against the law.
_STOP: Final = 0.96
_ASK: Final = 0.4
#: How likely what is asked of us must be, what changes something above all; and an answer or a note.
_SURE: Final[Mapping[Kind, float]] = {
    **dict.fromkeys((Kind.PAUSE, Kind.RESUME, Kind.RETIME, Kind.SNOOZE), 0.8),
    Kind.UNDO: 0.98,
    **dict.fromkeys((Kind.WHY, Kind.HELP), 0.75),
    Kind.STATUS: 0.98,
}
_ANSWERS: Final = 0.45
#: A story is "done" only then, and where nothing is open to be answered only this sure.
_TOLD, _NOTHING_OPEN = 0.6, 0.9
#: Where phrases heard little. What they heard otherwise takes more to set aside.
_OPEN: Final = frozenset({Kind.NOTE, Kind.UNCLEAR, Kind.NOT_DONE})
_AGAINST: Final = 0.8
#: So many words are enough for an opinion, for a stop, and to set aside what phrases heard.
_TWO, _FEW, _SOME = 2, 3, 8
#: What phrases heard is that, whatever else is likely.
_SETTLED: Final = frozenset({Kind.STOP, Kind.START})
#: Which questions "done" and "not done" answer.
_ANSWER: Final[Mapping[Kind, frozenset[Expects | None]]] = {
    Kind.DONE: frozenset({Expects.DONE, None}),
    Kind.NOT_DONE: frozenset({Expects.DONE, Expects.RATING, None}),
}
#: What changes a time needs one that was said, or none at all.
_TIMED: Final = frozenset({Kind.PAUSE, Kind.RETIME, Kind.SNOOZE})


def reconsidered(meaning: Meaning, reply: Reply, asker: Asker, scale: tuple[int, int]) -> Meaning:
    """What a reply most likely means, of which phrases heard `meaning`."""
    settled = meaning.kind in _SETTLED or meaning.then or meaning.choices
    heard_little = meaning.kind in _OPEN
    least = _TWO if heard_little else _SOME
    if reply.phrases.classifier is None or settled or not reply.short or len(reply) < least:
        return meaning
    given = (f"asked {asker.expects}", f"is {asker.state}", f"said {meaning.kind}")
    likely = {
        Kind(label): chance for label, chance in reply.phrases.classifier.likely(reply.text, given).items()
    }
    if not likely:
        return meaning
    stop = likely.pop(Kind.STOP, 0.0)
    asks = _AGAINST if asker.expects is Expects.NOTE or not heard_little else _ASK
    if stop > asks and len(reply) >= _FEW and meaning.kind not in _SURE and not _refused(reply):
        if stop > _STOP and heard_little and not _of_others(reply) and not _of_a_step(reply):
            return Meaning(Kind.STOP, note=reply.whole)
        return _asked(reply, meaning)
    kind = max(likely, key=likely.__getitem__)
    sure = max(_SURE.get(kind, _ANSWERS), 0.0 if heard_little else _AGAINST)
    if meaning.kind is Kind.NOTE and kind in _ANSWER:
        if kind is Kind.NOT_DONE or "?" in reply.text:
            return meaning  # "that is fine" would be no answer to "I was at the sea today"
        sure = max(sure, _TOLD if asker.expects is not None else _NOTHING_OPEN)
    if kind is meaning.kind or likely[kind] < sure:
        return meaning
    return _as(kind, reply, asker, scale, meaning.kind) or meaning


def _asked(reply: Reply, other: Meaning) -> Meaning:
    """Whether it is a stop or something else, which they are asked."""
    told = other.kind in _ANSWER or (other.until or other.at) is not None
    second = replace(other, note=None) if told else Meaning(Kind.NOTE)
    return Meaning(Kind.UNCLEAR, note=reply.whole, choices=(Meaning(Kind.STOP), second))


def _refused(reply: Reply) -> bool:
    """True for "please never take me off the list"."""
    return any(reply.longest("stop.refused", at) for at in range(len(reply)))


def _of_others(reply: Reply) -> bool:
    """True for "he wants to stop the texts", "she said she would ring at 8"."""
    return any(reply.any_of(("asks.told", "asks.others"), at)[1] for at in range(len(reply)))


def _of_a_step(reply: Reply) -> bool:
    """True for "no more of the appreciation ones"."""
    return any(reply.longest("steps.common", at) for at in range(len(reply)))


def _as(kind: Kind, reply: Reply, asker: Asker, scale: tuple[int, int], heard: Kind) -> Meaning | None:
    """The reply as one of that kind; None if it cannot be, as things stand."""
    if (kind is Kind.NOTE and heard is Kind.UNCLEAR) or (kind is Kind.WHY and _of_others(reply)):
        return None
    if kind is Kind.NOTE or (kind in _ANSWER and asker.expects in _ANSWER[kind]):
        return Meaning(kind, note=reply.whole)
    if kind is Kind.RATING:
        return _rated(reply, scale) if asker.expects is Expects.RATING else None
    if kind in _ANSWER or kind in {Kind.START, Kind.UNCLEAR, Kind.THANKS} or asker.state is State.STOPPED:
        return None
    if kind is Kind.RESUME and asker.state is not State.PAUSED:
        return None
    return _timed(kind, reply, asker) if kind in _TIMED else Meaning(kind, note=reply.whole)


def _rated(reply: Reply, scale: tuple[int, int]) -> Meaning | None:
    """A rating that stands anywhere in the reply, if it is the only one."""
    found = {rated[0] for at in range(len(reply)) if (rated := rating_at(reply, at, scale, asked=True))}
    return Meaning(Kind.RATING, found.pop(), reply.whole) if len(found) == 1 else None


def _timed(kind: Kind, reply: Reply, asker: Asker) -> Meaning | None:
    if len(reply) > LONGEST or _of_others(reply):
        return None
    whole = (0, len(reply))
    found = meant(kind, asker.said(reply, whole), whole, asker)
    if found is None or found.kind not in _TIMED or (kind is Kind.RETIME and found.at is None):
        return None
    return replace(found, note=reply.whole)
