"""What people ask us to do: the commands, in their own words. The wordings stand in `reply_ask_words`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from nudges.core.person.person import State
from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.time.find import Spotted, spot
from nudges.core.reply.time.resolve import When, clock, day, moment
from nudges.core.reply.time.words import longest_first
from nudges.core.reply.words import ask_frames as framed
from nudges.core.reply.words import ask_parts as parts_of
from nudges.core.reply.words import ask_times as times
from nudges.core.reply.words import ask_words as wordings
from nudges.core.reply.words.ask_classes import CLASSES
from nudges.core.reply.words.frame import frames
from nudges.core.text import lexicon as tables
from nudges.core.text.lexicon import Phrase
from nudges.core.text.tokens import Word, grouped, groups, longest, sentences, spoken
from nudges.core.vocabulary import Expects

#: A longer sentence tells something.
_LONGEST = 45
#: With a note open, a longer message is that note, unless it asks us outright.
_SHORT = 12
#: Of a message no longer than that, the clauses are looked at one by one, if they have words enough.
_CLOSE, _FEW = 25, 3

_BEFORE = re.compile(rf"(?:{longest_first(parts_of.BEFORE)}) ")
_TOLD, _OTHERS = re.compile(parts_of.TOLD), re.compile(parts_of.OTHERS)
#: The end of a letter asks for nothing.
_SIGNED = re.compile(parts_of.SIGNED)
_HOUR_ALONE = re.compile(rf"(?:at )?@hour(?: (?:{longest_first(parts_of.AFTER)})(?![^ ]))*+")


def _alone(kind: Kind, *lines: str, excused: bool = False) -> re.Pattern[str]:
    """A sentence that is a wording or frame of a kind, politeness after it; `excused`: perhaps an excuse."""
    end = rf"(?: (?:{longest_first(parts_of.AFTER)})(?![^ ]))*+"
    rows = [frames(CLASSES, row) for row in framed.WHOLE.get(kind, ())]
    return re.compile(
        rf"(?P<ask>{'|'.join((*lines, *rows))}){end}{f'(?: {parts_of.BECAUSE})?' if excused else ''}"
    )


def _anywhere(*lines: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<ask>{'|'.join(lines)})") if lines else re.compile(r"(?!)(?P<ask>)")


@cache
def _wordings() -> Mapping[Kind, tuple[re.Pattern[str], re.Pattern[str]]]:
    """In this order: what is asked first is what it is. Made for the first reply: most commands read none."""
    return {
        Kind.START: (_alone(Kind.START), _anywhere(*wordings.START_ANYWHERE)),
        Kind.HELP: (_alone(Kind.HELP), _anywhere(*wordings.HELP_ANYWHERE)),
        Kind.UNDO: (_alone(Kind.UNDO, *wordings.UNDO_ALONE), _anywhere(*wordings.UNDO_ANYWHERE)),
        Kind.WHY: (_alone(Kind.WHY), _anywhere(*wordings.WHY_ANYWHERE)),
        Kind.STATUS: (_alone(Kind.STATUS), _anywhere(*wordings.STATUS_ANYWHERE)),
        Kind.RESUME: (_alone(Kind.RESUME, *times.RESUME_ALONE), _anywhere(*times.RESUME_ANYWHERE)),
        Kind.PAUSE: (_alone(Kind.PAUSE, *times.PAUSE_ALONE, excused=True), _anywhere(*times.PAUSE_ANYWHERE)),
        Kind.RETIME: (
            _alone(Kind.RETIME, *times.RETIME_ALONE, excused=True),
            _anywhere(*times.RETIME_ANYWHERE),
        ),
        Kind.SNOOZE: (
            _alone(Kind.SNOOZE, *times.SNOOZE_ALONE, excused=True),
            _anywhere(*times.SNOOZE_ANYWHERE),
        ),
    }


_PHRASES = {
    Kind.START: grouped(asks=tables.STARTS, courtesy=tables.COURTESY),
    Kind.HELP: grouped(asks=tables.HELPS, courtesy=tables.COURTESY),
}
_IN_ANY_STATE = frozenset({Kind.START, Kind.HELP})
_AGREED = re.compile(rf"(?:(?:{longest_first(wordings.AGREED)})(?: |$))++")
_YES = re.compile(rf"\b(?:{wordings.YES})\b")
_AGAIN = re.compile(wordings.AGAIN)


@dataclass(frozen=True, slots=True)
class Asker:
    """How somebody stands who may ask; `local` is their own time, `day_first` how they write dates."""

    expects: Expects | None
    local: datetime
    state: State
    day_first: bool


def asked(words: Sequence[Word], asker: Asker) -> Meaning | None:
    """The command in a message, None if there is none.

    What is asked may be one of several sentences, the first or the last. With a note open only what cannot be
    that note is a command. A time that was said is in the meaning; if it cannot be (more than a year ahead,
    no such day), the meaning is unclear.
    """
    parts = [part for part in sentences(words) if len(part) <= _LONGEST]
    while len(parts) > 1 and _SIGNED.match(spoken(parts[-1])):
        parts.pop()
    edges = [parts[0], parts[-1]] if len(parts) > 1 else parts
    said_in = edges + _closer(words, parts)
    heard = [spot(spoken(part), asker.local, day_first=asker.day_first) for part in said_in]
    if asker.state is State.INVITED and heard and _agrees(words):
        return Meaning(Kind.START)
    for kind in (Kind.START, Kind.HELP):
        if _is_whole(words, _PHRASES[kind]):
            return Meaning(kind)
    for kind in _order(asker.state):
        for said in heard:
            if found := _found(kind, said, asker.expects, len(words)):
                return _meant(kind, said, found, asker)
    if asker.expects is not Expects.NOTE and len(parts) == 1 and _HOUR_ALONE.fullmatch(heard[0].text):
        return _which(heard[0].times[0], asker.local)
    return None


def _closer(words: Sequence[Word], parts: Sequence[Sequence[Word]]) -> list[Sequence[Word]]:
    """The whole of a short message, and each clause of it: "no puedo ahora, en un ratito, porfa"."""
    if longest(words, 0, tables.OPENERS) or not _FEW <= len(words) <= _CLOSE:
        return []
    if _TOLD.search(spoken(words)) or _OTHERS.search(spoken(words)):
        return []
    clauses = [clause for part in parts for clause in sentences(part, ",:，—")]
    whole = [words] if len(parts) > 1 else []
    return whole + [clause for clause in clauses if len(clause) >= _FEW and len(clauses) > 1]


def pause_with_an_end(sentence: Sequence[Word], asker: Asker) -> bool:
    """True for "no texts until monday": it asks for less than a stop does."""
    if not 1 < len(sentence) <= _LONGEST:
        return False
    said = spot(spoken(sentence), asker.local, day_first=asker.day_first)
    if not any(when.mark in {"@until", "@days"} for when in said.times):
        return False
    found = _found(Kind.PAUSE, said, None, 0)
    return found is not None and said.at(*found.span("ask")) is not None


def _is_whole(words: Sequence[Word], table: Mapping[Phrase, str]) -> bool:
    """True if the message is a phrase that asks, courtesies aside."""
    found = groups(words, table)
    return "asks" in found and "other" not in found


def _agrees(words: Sequence[Word]) -> bool:
    """True if a clause is a yes, and none a doubt: "my daughter told me of it; I accept with pleasure"."""
    if any(word.plain in wordings.DOUBTS or "?" in word.gap for word in words):
        return _agreed(spoken(words))
    return any(_agreed(spoken(clause)) for clause in sentences(words, ".!;\n\r…,:，"))


def _agreed(said: str) -> bool:
    return bool(_AGREED.fullmatch(said)) and bool(_YES.search(said))


def _order(state: State) -> Iterator[Kind]:
    if state is State.PAUSED:
        yield Kind.RESUME
    kinds = (kind for kind in _wordings() if kind is not Kind.RESUME)
    yield from (kind for kind in kinds if state is not State.STOPPED or kind in _IN_ANY_STATE)
    if state is not State.PAUSED:
        yield Kind.RESUME


def _found(kind: Kind, said: Spotted, expects: Expects | None, length: int) -> re.Match[str] | None:
    alone, anywhere = _wordings()[kind]
    noting = expects is Expects.NOTE
    at = 0
    while length <= _SHORT or not noting:
        found = alone.fullmatch(said.text, at)
        told = found and kind in {Kind.PAUSE, Kind.RETIME} and _TOLD.search(found["ask"])
        if found and not told and not (noting and _bare_time(found["ask"])):
            return found
        before = _BEFORE.match(said.text, at)
        if before is None:
            break
        at = before.end()
    for found in anywhere.finditer(said.text):
        opening = said.text[: found.start()]
        if not _TOLD.search(opening) and not (noting and _OTHERS.search(opening)):
            return found
    return None


def _bare_time(ask: str) -> bool:
    """True for a time that could as well be an answer."""
    return all(word[0] == "@" and word not in {"@later", "@in"} for word in ask.split())


def _meant(kind: Kind, said: Spotted, found: re.Match[str], asker: Asker) -> Meaning | None:
    when = said.at(*found.span("ask"))
    match kind:
        case Kind.RESUME if asker.state in {State.STOPPED, State.INVITED}:
            return Meaning(Kind.START) if _AGAIN.search(found["ask"]) else None
        case Kind.RETIME:
            when = when or next((w for w in said.times if w.hour is not None), None)
            return Meaning(kind, at=clock(when, asker.local) if when else None)
        case Kind.SNOOZE if (
            when and when.day == asker.local.date() and when.hour is None and when.part is None
        ):
            return None  # "today" is no later
        case Kind.SNOOZE:
            return _dated(kind, moment(when, asker.local) if when else None, when)
        case Kind.PAUSE if when is not None and when.day is None and when.says_something:
            return _dated(Kind.SNOOZE, moment(when, asker.local), when)  # "pause till 8pm"
        case Kind.PAUSE:
            when = when or next((w for w in said.times if w.mark in {"@until", "@days"}), None)
            if when and when.day == asker.local.date() < date.max:  # "pause today"
                when = replace(when, day=when.day + timedelta(days=1))
            return _dated(kind, day(when, asker.local) if when else None, when)
    return Meaning(kind)


def _dated(kind: Kind, until: datetime | None, when: When | None) -> Meaning:
    if until is None and when is not None and when.says_something:
        return Meaning(Kind.UNCLEAR)
    return Meaning(kind, until=until)


def _which(when: When, local: datetime) -> Meaning:
    """ "At 8", and no more: today, from now on, or something else."""
    later = Meaning(Kind.SNOOZE, until=moment(when, local))
    return Meaning(
        Kind.UNCLEAR, choices=(later, Meaning(Kind.RETIME, at=clock(when, local)), Meaning(Kind.NOTE))
    )
