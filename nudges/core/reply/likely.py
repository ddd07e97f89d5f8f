"""A second opinion where no phrase matched: what a classifier takes a reply for.

Phrases stay the authority. Where they heard only a note, nothing clear or a "no", a classifier trained on
labelled replies may say more: above `_SURE` it is believed, and a likely stop is asked about.
docs/decisions/29-a-second-opinion.md has the figures.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from nudges.core.person.person import State
from nudges.core.reply.commands import LONGEST, meant
from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.reply import Reply
from nudges.core.reply.said import Asker
from nudges.core.vocabulary import Expects

#: What may be reconsidered.
_OPEN: Final = frozenset({Kind.NOTE, Kind.UNCLEAR, Kind.NOT_DONE})
#: How likely a kind must be. A wrong stop ends everything for somebody, and a missed one is against the law.
_SURE: Final[Mapping[Kind, float]] = {
    Kind.STOP: 0.65,
    Kind.DONE: 0.3,
    Kind.NOT_DONE: 0.3,
    Kind.PAUSE: 0.35,
    Kind.RESUME: 0.3,
    Kind.RETIME: 0.35,
    Kind.SNOOZE: 0.4,
    Kind.UNDO: 0.45,
    Kind.WHY: 0.4,
    Kind.HELP: 0.4,
    Kind.STATUS: 0.4,
}
#: Above this we ask whether it is a stop.
_ASK: Final = 0.4
#: To a question for words anything may be the answer.
_SURE_OF_NO_NOTE: Final = 0.6
#: Which questions "done" and "not done" answer.
_ANSWER: Final[Mapping[Kind, frozenset[Expects | None]]] = {
    Kind.DONE: frozenset({Expects.DONE, None}),
    Kind.NOT_DONE: frozenset({Expects.DONE, Expects.RATING, None}),
}
#: What changes a time needs one that was said, or none at all.
_TIMED: Final = frozenset({Kind.PAUSE, Kind.RETIME, Kind.SNOOZE})


def reconsidered(meaning: Meaning, reply: Reply, asker: Asker) -> Meaning:
    """What a reply most likely means, if phrases heard little in it; else the meaning they heard."""
    classifier = reply.phrases.classifier
    one_word = len(reply) < 2  # too little for an opinion
    if classifier is None or meaning.kind not in _OPEN or meaning.then or one_word or not reply.short:
        return meaning
    likely = {Kind(label): chance for label, chance in classifier.likely(reply.text).items()}
    stop = likely.pop(Kind.STOP, 0.0)
    noting = asker.expects is Expects.NOTE
    if stop > (_SURE_OF_NO_NOTE if noting else _ASK) and not _refused(reply):
        if stop > _SURE[Kind.STOP] and not _of_others(reply):
            return Meaning(Kind.STOP, note=reply.whole)
        other = Kind.NOTE if meaning.kind is Kind.UNCLEAR else meaning.kind
        return Meaning(Kind.UNCLEAR, note=reply.whole, choices=(Meaning(Kind.STOP), Meaning(other)))
    if meaning.kind is Kind.NOT_DONE or meaning.choices or not likely:
        return meaning
    kind = max(likely, key=likely.__getitem__)
    sure = _SURE_OF_NO_NOTE if noting else _SURE[kind]
    return (likely[kind] > sure and _as(kind, reply, asker)) or meaning


def _refused(reply: Reply) -> bool:
    """True for "please never take me off the list"."""
    return any(reply.longest("stop.refused", at) for at in range(len(reply)))


def _of_others(reply: Reply) -> bool:
    """True for "he wants to stop the texts", "she said she would ring at 8"."""
    return any(reply.any_of(("asks.told", "asks.others"), at)[1] for at in range(len(reply)))


def _as(kind: Kind, reply: Reply, asker: Asker) -> Meaning | None:
    """The reply as one of that kind; None if it cannot be, as things stand."""
    if kind in _ANSWER:
        return Meaning(kind, note=reply.whole) if asker.expects in _ANSWER[kind] else None
    if asker.state is State.STOPPED or (kind is Kind.RESUME and asker.state is not State.PAUSED):
        return None
    if kind not in _TIMED:
        return Meaning(kind)
    if len(reply) > LONGEST or _of_others(reply):
        return None
    whole = (0, len(reply))
    found = meant(kind, asker.said(reply, whole), whole, asker)
    if found is None or found.kind not in _TIMED or (kind is Kind.RETIME and found.at is None):
        return None
    return replace(found, note=None)
