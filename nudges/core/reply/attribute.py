"""Which of the nudges that wait for an answer a reply belongs to. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from nudges.core.reply.phrases import Phrases
from nudges.core.reply.understand import Kind, Meaning
from nudges.core.vocabulary import Expects

#: What answers a nudge; everything else is said to us.
ANSWERS = frozenset({Kind.DONE, Kind.NOT_DONE, Kind.RATING, Kind.NOTE})

#: What each nudge hopes for. "Not done" answers any.
_FITS = {
    Expects.DONE: frozenset({Kind.DONE, Kind.NOT_DONE}),
    Expects.RATING: frozenset({Kind.RATING, Kind.NOT_DONE}),
    Expects.NOTE: frozenset({Kind.NOTE, Kind.NOT_DONE}),
}


#: A longer reply names no step: it tells something.
_SHORT = 8
_WORD, _AFTER_A_NAME = re.compile(r"\w+"), re.compile(r"[:,\-]*")


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


def belonging(text: str, opens: Sequence[Open], today: date, meant: Meant, phrases: Phrases) -> list[Part]:
    """What a reply says, part by part, each with the nudge of `opens` (newest first) that it answers.

    That is the nudge it names ("appreciation done"); else the newest without an answer that it can answer,
    on the newest day with any; else the newest one. A rating or a "done" that nothing of that day asked for
    goes to an older nudge that did. "Yesterday" means what was sent by the end of yesterday; `today` is the
    person's. "Y N Y" answers as many open nudges, oldest first.
    """
    meant = cache(meant)  # several nudges ask for the same
    if named := _named(text, opens, phrases):
        nudge, rest = named
        meaning = meant(rest, nudge.expects)
        if meaning.kind in _FITS[nudge.expects] or meaning.rating is not None:
            return [(meaning, nudge)]
    first = _newest(opens)
    meaning = meant(text, first.expects if first else None)
    if meaning.kind not in ANSWERS:
        return [(meaning, first)]
    if meaning.yesterday:
        opens = [nudge for nudge in opens if nudge.local_date < today]
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
    return [(meaning, first)]


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
    """The one open nudge whose step a short reply names, and the reply without the name."""
    said = _WORD.findall(text.casefold())
    if not 1 < len(said) <= _SHORT:
        return None
    by_step: dict[str, Open] = {}
    for nudge in sorted(opens, key=lambda one: one.answered):  # stable: the newest without an answer first
        by_step.setdefault(nudge.step, nudge)
    names = {step: _telling(step, phrases) for step in by_step}
    hits = [step for step, parts in names.items() if parts & set(said)]
    if len(hits) != 1 or len(by_step) < 2:
        return None
    return by_step[hits[0]], _without(text, frozenset(hits[0].casefold().split("-")), phrases)


def _telling(step: str, phrases: Phrases) -> set[str]:
    """The parts of a step's name that do not stand in any sentence."""
    return {part for part in step.casefold().split("-") if not phrases.has("steps.common", part)}


def _without(text: str, name: frozenset[str], phrases: Phrases) -> str:
    """The text without the words of a step's name, and the article before each."""
    rest, at = "", 0
    found = list(_WORD.finditer(text))
    for number, word in enumerate(found):
        if word[0].casefold() not in name:
            continue
        before = found[number - 1] if number else None
        article = before is not None and phrases.has("steps.articles", before[0].casefold())
        start = before.start() if before is not None and article else word.start()
        rest += text[at : max(start, at)] + " "
        after = _AFTER_A_NAME.match(text, word.end())
        at = after.end() if after else word.end()
    return (rest + text[at:]).strip(" \t:,-")


def day_of(meaning: Meaning, nudge: Open | None, today: date) -> date:
    """The local date that an answer counts for: its nudge's, or the day it was said or speaks of."""
    if nudge is not None:
        return nudge.local_date
    return today - timedelta(days=1) if meaning.yesterday else today
