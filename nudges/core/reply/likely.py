"""The second opinion: what a classifier takes a reply for, which knows what the phrases heard in it.

It was trained on labelled replies, on what was asked, and on how often the phrases are right, and what it
says is as likely as it says: of a hundred replies it gives 0.8, about eighty are that. So how sure it must be
depends only on what a mistake costs. docs/decisions/29-a-second-opinion.md has the figures.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from nudges.core.person.person import State
from nudges.core.reply.commands import LONGEST, meant, tells_of_others
from nudges.core.reply.meaning import DONE_OR_NOT, Kind, Meaning
from nudges.core.reply.rating import SMALL_TALK, place_on_scale, ratings, value
from nudges.core.reply.reply import Reply
from nudges.core.reply.said import Asker
from nudges.core.vocabulary import Expects

#: Above the first a stop is obeyed, above the second it is asked about. A wrong one ends everything for
#: somebody, and a missed one is against the law.
_STOP: Final = 0.93
_ASK: Final = 0.45
#: The same, higher: the first where words were asked for, which are seldom about us, and of somebody who
#: tells of others; the second in one or two words, and where phrases heard another change, which may be all
#: they want ("no texts before the 18th").
_STOP_OF_OTHERS: Final = 0.95
_ASK_BESIDE_A_CHANGE: Final = 0.7
#: Beside certain danger a stop must be at least so likely: "I want to end this" may be a wish to die.
_STOP_IN_DANGER: Final = 0.9
#: A stop that the phrases heard stands; below the first it is asked about, and below the second it is none.
_STOP_DOUBTED: Final = 0.7
_NO_STOP: Final = 0.03
#: Any other change they heard is a note below that.
_DOUBTED: Final = 0.5
_CHANGES: Final = frozenset({Kind.PAUSE, Kind.RETIME, Kind.RESUME, Kind.UNDO})
#: In one or two words these are plain.
_PLAIN: Final = _CHANGES | {Kind.STOP}
#: What the phrases heard of these stands: they are few, and plain.
_SETTLED: Final = frozenset({Kind.START, Kind.WHO_READS})
#: How likely a kind must be. A change that nobody asked for is worse than one that is not heard, and a story
#: that is taken for "not done" is answered as if nothing had come of the day.
_SURE: Final[Mapping[Kind, float]] = {
    Kind.PAUSE: 0.75,
    Kind.UNDO: 0.75,
    Kind.RETIME: 0.75,
    Kind.START: 0.6,
    Kind.RESUME: 0.6,
    Kind.UNCLEAR: 0.6,
    Kind.NOT_DONE: 0.6,
    Kind.DONE: 0.6,
}
_LIKELY: Final = 0.5
#: Beginning again after a stop, which must be beyond doubt.
_AFTER_A_STOP: Final = 0.8
#: And to be more likely than an answer that phrases heard.
_ANSWERED: Final = 0.55
#: And for what looks like something else (see `_looks_else`), or another time than phrases heard.
_LOOKS_ELSE: Final = 0.7
#: Fewer words say little ("less please").
_FEW: Final = 3
#: "Who is this?" gets help, which names the programme and no more: somebody else may hold the phone, and why
#: they get these says since when.
_WHO: Final = 5
#: So few words may be no more than a time: "at 2:30 am", which is later or always as phrases have it.
_A_TIME: Final = 6
#: What phrases heard of these is seldom anything else.
_GIVEN: Final = DONE_OR_NOT | {Kind.RATING}
#: A yes alone begins nothing for somebody who has stopped.
_A_YES: Final = ("asks.agreed", "asks.courtesy")
#: What changes a time needs one that was said, or none at all.
_TIMED: Final = frozenset({Kind.PAUSE, Kind.RETIME, Kind.SNOOZE})


def stops(reply: Reply, asker: Asker) -> bool:
    """True if words of plain danger most likely ask for a stop as well, as nobody listed it."""
    chances = _chances(reply, asker, Kind.NOTE)
    return reply.short and chances.get(Kind.STOP, 0.0) > _STOP_IN_DANGER


def reconsidered(meaning: Meaning, reply: Reply, asker: Asker, scale: tuple[int, int]) -> Meaning:
    """What a reply most likely means, of which phrases heard `meaning`."""
    plain = meaning.kind in _PLAIN and len(reply) < _FEW  # "undo"
    settled = plain or meaning.kind in _SETTLED or meaning.then or meaning.choices
    if settled or not reply.short or not (likely := _chances(reply, asker, meaning.kind)):
        return meaning
    stop = likely.pop(Kind.STOP, 0.0)
    refused = reply.has("stop.refused") or reply.has("stop.not a stop")  # "don't stop, I like these"
    if _may_stop(meaning, stop, len(reply)) and not refused:
        elsewhere = asker.expects is Expects.NOTE or tells_of_others(reply)
        sure = stop > (_STOP_OF_OTHERS if elsewhere else _STOP)
        return Meaning(Kind.STOP, note=reply.whole) if sure else stop_or(meaning, reply)
    if meaning.kind is Kind.STOP and (stop > _STOP_DOUBTED or _by_keyword(reply)):
        return meaning
    kind = max(likely, key=likely.__getitem__)
    likelier = kind is not meaning.kind and likely[kind] > _needed(kind, asker, meaning.kind)
    sure = likely[kind] > _LOOKS_ELSE
    if likelier and (sure or not _looks_else(kind, reply)):
        other = _as(kind, reply, asker, scale, meaning.kind, sure) or meaning
    else:
        other = meaning
    if meaning.kind is Kind.STOP:
        none = other is not meaning and stop < _NO_STOP
        return other if none else stop_or(other, reply)
    active = asker.state is State.ACTIVE  # of others too little was learnt
    if other is meaning and meaning.kind in _CHANGES and active:
        own = likely.get(meaning.kind, 1.0)  # a kind that is newer than the classifier stands
        return other if stop + own > _DOUBTED else Meaning(Kind.NOTE, note=reply.whole)
    return other


def _may_stop(meaning: Meaning, stop: float, length: int) -> bool:
    """True if a stop is likely enough to be obeyed, or asked about, though phrases heard something else; not
    beside a stop that they heard themselves, or a pause whose end was said."""
    if meaning.kind is Kind.STOP or (meaning.kind is Kind.PAUSE and meaning.until is not None):
        return False
    return stop > (_ASK_BESIDE_A_CHANGE if meaning.kind in _CHANGES or length < _FEW else _ASK)


def _chances(reply: Reply, asker: Asker, heard: Kind) -> dict[Kind, float]:
    """How likely each kind is; nothing without a classifier, or if it knows too few of the words."""
    classifier = reply.phrases.classifier
    if classifier is None:
        return {}
    given = (f"asked {asker.expects}", f"is {asker.state}", f"said {heard}")
    return {Kind(label): chance for label, chance in classifier.likely(reply.text, given).items()}


def stop_or(other: Meaning, reply: Reply) -> Meaning:
    """Whether it is a stop or something else, which they are asked."""
    told = other.kind in DONE_OR_NOT or (other.until or other.at) is not None
    second = replace(other, note=None) if told else Meaning(Kind.NOTE)
    return Meaning(Kind.UNCLEAR, note=reply.whole, choices=(Meaning(Kind.STOP), second))


def _by_keyword(reply: Reply) -> bool:
    """True if a sentence is a carrier's keyword and no more: that is beyond doubt."""
    return any(reply.only(("stop.carrier", "asks.courtesy"), *part) for part in reply.sentences)


def _needed(kind: Kind, asker: Asker, heard: Kind) -> float:
    """How likely a kind must be, to be it instead of what phrases heard."""
    if kind is Kind.START and asker.state is State.STOPPED:
        return _AFTER_A_STOP
    return max(_SURE.get(kind, _LIKELY), _ANSWERED if heard in _GIVEN else 0)


def _looks_else(kind: Kind, reply: Reply) -> bool:
    """True for what may well be something else: "did she get it?" and "he said no" are no answers, "sorry,
    was that yesterday's?" takes nothing back, "why does he do that?" and "hello, how is it going?" ask us
    for nothing, and two words go on with nothing."""
    match kind:
        case Kind.DONE:
            return "?" in reply.text
        case Kind.NOT_DONE | Kind.UNDO:
            return "?" in reply.text or tells_of_others(reply)
        case Kind.WHY:
            return tells_of_others(reply) or reply.has("answers.greetings")
        case Kind.HELP | Kind.STATUS:
            return reply.has("answers.greetings")
        case Kind.START | Kind.RESUME:
            return len(reply) < _FEW
        case _:
            return False


def _as(
    kind: Kind, reply: Reply, asker: Asker, scale: tuple[int, int], heard: Kind, sure: bool
) -> Meaning | None:
    """The reply as one of that kind; None if it cannot be, as things stand. `sure`: it is very likely."""
    if kind is Kind.NOTE:
        return None if heard is Kind.UNCLEAR else Meaning(kind, note=reply.whole)
    if kind is Kind.WHY and heard is Kind.HELP and len(reply) <= _WHO:
        return None
    if kind is Kind.UNCLEAR:
        # to a question for words they may have said anything; and "ok", or a greeting, is clear enough
        clear = reply.has("answers.greetings") or reply.only(SMALL_TALK) is not None
        told = clear or asker.expects is Expects.NOTE or heard is not Kind.NOTE
        return None if told else Meaning(kind, note=reply.whole)
    if kind is Kind.THANKS and heard is not Kind.NOTE:
        return None
    if kind is Kind.RATING:
        numbers = {value(reply, at) for at in range(len(reply))} - {None}
        several = heard is Kind.UNCLEAR and len(numbers) > 1  # "4, 5 maybe"
        return _rated(reply, scale, sure) if asker.expects is Expects.RATING and not several else None
    if kind in DONE_OR_NOT:
        return Meaning(kind, note=reply.whole) if asker.expects is not Expects.NOTE else None
    if kind is Kind.START:
        begins = asker.state is State.INVITED or (asker.state is State.STOPPED and not reply.only(_A_YES))
        return Meaning(kind) if begins else None
    if asker.state is State.STOPPED or (kind is Kind.RESUME and asker.state is not State.PAUSED):
        return None
    if kind in _TIMED:
        a_time = heard in _TIMED and len(reply) <= _A_TIME
        later = kind is Kind.RETIME and asker.expects is not None  # to an open nudge a time is later
        timed = None if a_time and (later or not sure) else _timed(kind, reply, asker, sure)
        vague = timed is not None and timed.kind is Kind.SNOOZE and timed.until is None
        return None if vague and heard in DONE_OR_NOT and not sure else timed  # "not yet, I'll do it later"
    return Meaning(kind, note=reply.whole)


def _rated(reply: Reply, scale: tuple[int, int], sure: bool) -> Meaning | None:
    """A rating that stands anywhere in the reply, if it is the only one; else, if it is `sure` to be
    one, a place on the scale."""
    found = {number for _, number, _ in ratings(reply, scale)}
    if not found and sure:
        places = (place_on_scale(reply, at, scale) for at in range(len(reply)))
        found = {place[0] for place in places if place is not None}
    return Meaning(Kind.RATING, found.pop(), reply.whole) if len(found) == 1 else None


def _timed(kind: Kind, reply: Reply, asker: Asker, sure: bool) -> Meaning | None:
    if len(reply) > LONGEST or (reply.has("asks.told") and not sure):
        return None  # "he said he would text me at 8"
    whole = (0, len(reply))
    found = meant(kind, asker.said(reply, whole), whole, asker)
    return replace(found, note=reply.whole) if found is not None and found.kind in _TIMED else None
