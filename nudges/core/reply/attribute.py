"""Which of the nudges that wait for an answer a reply belongs to. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from nudges.core.reply.corrected import corrected
from nudges.core.reply.meaning import DONE_OR_NOT
from nudges.core.reply.phrases import Phrases
from nudges.core.reply.reply import Reply
from nudges.core.reply.step_named import step_named
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects

#: What answers a nudge; everything else is said to us.
ANSWERS = frozenset({Kind.DONE, Kind.NOT_DONE, Kind.RATING, Kind.NOTE})

#: What each nudge hopes for. "Not done" answers any.
_FITS = {
    Expects.DONE: DONE_OR_NOT,
    Expects.RATING: frozenset({Kind.RATING, Kind.NOT_DONE}),
    Expects.NOTE: frozenset({Kind.NOTE, Kind.NOT_DONE}),
}


#: An answer given before may be corrected by these.
_RESTATES = ANSWERS | {Kind.UNDO, Kind.UNCLEAR}
#: A question, or another time, that may stand beside an answer in a sentence of its own; and those answers.
_BESIDE = frozenset({Kind.WHY, Kind.HELP, Kind.WHO_READS, Kind.STATUS, Kind.RETIME, Kind.PAUSE})
_PLAIN = frozenset({Kind.DONE, Kind.NOT_DONE, Kind.RATING})
#: More sentences tell something.
_FEW_PARTS = 4


@dataclass(frozen=True, slots=True)
class Open:
    """A nudge that reached the person, and whether it was answered."""

    nudge_id: int
    plan: str
    step: str
    local_date: date
    expects: Expects
    practice: str | None
    answered: bool
    take: int | None = None


#: A part of a reply, and the nudge it belongs to.
Part = tuple[Meaning, Open | None]

#: What a text means to a nudge that expects this.
Meant = Callable[[str, Expects | None], Meaning]


def belonging(
    text: str,
    opens: Sequence[Open],
    today: date,
    meant: Meant,
    phrases: Phrases,
    *,
    last: int | None = None,
) -> list[Part]:
    """What a reply says, part by part, each with the nudge of `opens` (newest first) that it answers.

    That is the nudge it names ("appreciation done"); else the newest without an answer that it can answer,
    on the newest day with any; else the newest one. A rating or a "done" that nothing of that day asked for
    goes to an older nudge that did. "Yesterday" and "the one from Saturday" mean what was sent by the end of
    that day; `today` is the person's. "Y N Y" answers as many open nudges, oldest first. "Oops, 4 I mean"
    answers anew the `last` nudge, which they answered just before. An answer beside a request or a question
    ("Not today. Who reads this?") is a part of its own, after it.
    """
    meant = cache(meant)  # several nudges ask for the same
    if named := _named(text, opens, phrases):
        nudge, rest = named
        meaning = meant(rest, nudge.expects)
        if meaning.kind in _FITS[nudge.expects] or meaning.rating is not None:
            return [(meaning, nudge)]
    first = _newest(opens)
    meaning = meant(text, first.expects if first else None)
    if meaning.danger is None:
        if restated := _restated(meaning, text, opens, last, meant, phrases):
            return [restated]
        if beside := _beside(meaning, text, first.expects if first else None, meant, phrases):
            asked, told = beside
            return [(asked, first), *_answering(told, opens, first, today, meant)]
    if meaning.kind not in ANSWERS:
        return [(meaning, first)]
    if first is not None and first.answered and meaning.kind in DONE_OR_NOT:
        more = meant(text, None)  # "I had not expected that of her", behind a "yes", takes nothing back
        if more.kind is Kind.NOTE:
            return [(more, first)]
    return _answering(text, opens, first, today, meant)


def _answering(text: str, opens: Sequence[Open], first: Open | None, today: date, meant: Meant) -> list[Part]:
    """The nudge that an answer belongs to, or the nudges that several do."""
    meaning = meant(text, first.expects if first else None)
    if meaning.days_ago:
        day = today - timedelta(days=meaning.days_ago)
        opens = [nudge for nudge in opens if nudge.local_date <= day]
        first = _newest(opens)
    if meaning.then:
        return _in_order(meaning, opens) or [(replace(meaning, then=()), first)]
    for nudge in _in_turn(opens):
        fitting = meant(text, nudge.expects)
        if fitting.kind in _FITS[nudge.expects]:
            older = nudge.local_date < opens[0].local_date
            asked_today = any(fitting.kind in _FITS[o.expects] for o in _of_newest_day(opens))
            if not older or (fitting.kind in (Kind.DONE, Kind.RATING) and not asked_today):
                return [(fitting, nudge)]
    fits = first is None or meaning.kind in _FITS[first.expects]
    return [(meaning, first if fits or not meaning.days_ago else None)]


def _restated(
    meaning: Meaning, text: str, opens: Sequence[Open], last: int | None, meant: Meant, phrases: Phrases
) -> Part | None:
    """What somebody says instead of the answer they gave last, and its nudge."""
    nudge = next((one for one in opens if one.nudge_id == last), None)
    if nudge is None or meaning.kind not in _RESTATES or not (rest := corrected(text, phrases)):
        return None
    anew = meant(rest, nudge.expects)
    fits = anew.kind in _FITS[nudge.expects] and anew.kind is not Kind.NOTE
    return (replace(anew, then=(), instead=True), nudge) if fits else None


def _beside(
    meaning: Meaning, text: str, expects: Expects | None, meant: Meant, phrases: Phrases
) -> tuple[Meaning, str] | None:
    """What is asked of us, and the text of the answer beside it, each in a sentence of its own."""
    answers = meaning.kind in ANSWERS and "?" in text
    if expects is Expects.NOTE or not (answers or meaning.kind in _BESIDE):
        return None
    parts = {part: meant(part, expects) for part in _sentences(text, phrases)}
    asked = [said for said in parts.values() if said.kind in _BESIDE]
    told = [part for part, said in parts.items() if said.kind in _PLAIN]
    return (asked[0], told[0]) if len(asked) == len(told) == 1 else None


def _sentences(text: str, phrases: Phrases) -> list[str]:
    """The sentences of a short reply, nothing if it has but one."""
    reply = Reply(text, phrases)
    ends = [reply.words[start].start for start, _ in reply.sentences[1:]] + [len(text)]
    starts = [0, *ends]
    parts = [text[start:end].strip() for start, end in zip(starts, ends, strict=False)]
    return parts if 1 < len(parts) <= _FEW_PARTS else []


def _of_newest_day(opens: Sequence[Open]) -> list[Open]:
    return [nudge for nudge in opens if nudge.local_date == opens[0].local_date]


def _newest(opens: Sequence[Open]) -> Open | None:
    unanswered = (nudge for nudge in _of_newest_day(opens) if not nudge.answered)
    return next(unanswered, opens[0] if opens else None)


def _in_turn(opens: Sequence[Open]) -> list[Open]:
    return [nudge for nudge in opens if not nudge.answered]


def _in_order(meaning: Meaning, opens: Sequence[Open]) -> list[Part]:
    said = (replace(meaning, then=()), *meaning.then)
    waiting = _in_turn(opens)[: len(said)]
    return list(zip(said, reversed(waiting), strict=False))


def _named(text: str, opens: Sequence[Open], phrases: Phrases) -> tuple[Open, str] | None:
    """The one open nudge whose step a reply names, and the reply without the name."""
    by_step: dict[str, Open] = {}
    for nudge in sorted(opens, key=lambda one: one.answered):  # stable: the newest without an answer first
        by_step.setdefault(nudge.step, nudge)
    named = step_named(text, by_step.keys(), phrases) if len(by_step) > 1 else None
    return (by_step[named[0]], named[1]) if named else None


def day_of(meaning: Meaning, nudge: Open | None, today: date) -> date:
    """The local date that an answer counts for: its nudge's, or the day it was said or speaks of."""
    if nudge is not None:
        return nudge.local_date
    return today - timedelta(days=meaning.days_ago)
