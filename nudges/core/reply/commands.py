"""What people ask us to do: the commands, in their own words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from nudges.core.person.person import State
from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.phrases import ASKS
from nudges.core.reply.reply import Reply, Span
from nudges.core.reply.said import Asker, Said
from nudges.core.reply.time.resolve import When, clock, day, days, moment
from nudges.core.text.tokens import clauses, sentences
from nudges.core.text.vocabulary import Line
from nudges.core.vocabulary import Expects

#: A longer sentence tells something.
LONGEST = 45
#: With a note open, a longer message is that note, unless it asks us outright.
_SHORT = 12
#: Of a message no longer than that, the clauses are looked at one by one, if they have words enough.
_CLOSE, _FEW = 25, 3
#: In a longer message a word such as "oops" takes nothing back.
_A_WORD = 3
#: Days of a pause that is only a number: a year.
LONGEST_PAUSE = 366
#: An hour up to the first may be one of the morning or of the evening; the second ends the day.
_NOON, _HOURS = 12, 24
#: So many words may follow the thanks at the end of a letter.
_SIGNATURE = 4

_IN_ANY_STATE = frozenset({Kind.START, Kind.HELP})
#: After these an excuse may follow: "later, I'm driving".
_EXCUSED = frozenset({Kind.PAUSE, Kind.RETIME, Kind.SNOOZE})
#: What opens an answer: no request is looked for in the clauses after it.
_OPENERS = (
    "answers.done", "answers.done if parted", "answers.not done", "answers.not done if parted",
    "answers.skip", "answers.skip if parted",
)  # fmt: skip


def asked(reply: Reply, asker: Asker) -> Meaning | None:
    """The command in a message, None if there is none.

    What is asked may be one of several sentences, the first or the last. With a note open only what cannot be
    that note is a command. A time that was said is in the meaning; if it cannot be (more than a year ahead,
    no such day), the meaning is unclear.
    """
    parts = [part for part in reply.sentences if part[1] - part[0] <= LONGEST]
    while len(parts) > 1 and _signed(reply, parts[-1]):
        parts.pop()
    edges = [parts[0], parts[-1]] if len(parts) > 1 else parts
    heard = [asker.said(reply, part) for part in edges + _closer(reply, parts)]
    if asker.state is State.INVITED and heard and _agrees(reply):
        return Meaning(Kind.START)
    if off := _off(reply, heard, asker):
        return off
    for kind in (Kind.START, Kind.WHO_READS, Kind.HELP):
        if f"{kind}.alone" in (reply.only((f"{kind}.alone", "asks.courtesy")) or ()):
            return Meaning(kind)
    for kind in _order(asker.state):
        for said in heard:
            if span := _found(kind, said, asker.expects, len(reply)):
                return meant(kind, said, span, asker)
    if asker.expects is not Expects.NOTE and len(parts) == 1 and (hour := _hour_alone(heard[0])):
        return _which(hour, asker.local)
    return None


def _off(reply: Reply, heard: Sequence[Said], asker: Asker) -> Meaning | None:
    """A pause of days that were named."""
    if asker.state in {State.STOPPED, State.INVITED} or asker.in_danger or reply.has("asks.for ever"):
        return None
    named = ((said.days_off or said.days_away, said) for said in heard)
    return next((paused(when, said, asker.local) for when, said in named if when), None)


def _signed(reply: Reply, part: Span) -> bool:
    """The end of a letter asks for nothing."""
    end = reply.longest("asks.signed", part[0], part[1])
    return bool(end) and part[1] - end <= _SIGNATURE


def _closer(reply: Reply, parts: Sequence[Span]) -> list[Span]:
    """The whole of a short message, and each clause of it: "no puedo ahora, en un ratito, porfa"."""
    if reply.any_of(_OPENERS, 0)[1] or not _FEW <= len(reply) <= _CLOSE:
        return []
    if tells_of_others(reply):
        return []
    closer = [(0, len(reply))] if len(parts) > 1 else []
    for part in parts:
        split = list(clauses(reply.words, *part))
        closer += [clause for clause in split if clause[1] - clause[0] >= _FEW and len(split) > 1]
    return closer


def tells_of_others(reply: Reply) -> bool:
    """True for "he wants to stop the texts", "she said she would ring at 8"."""
    return reply.has("asks.told") or reply.has("asks.others")


def pause_with_an_end(reply: Reply, part: Span, asker: Asker) -> bool:
    """True for "no texts until monday", "... tomorrow", "... while I am away": less than a stop."""
    if not 1 < part[1] - part[0] <= LONGEST:
        return False
    said = asker.said(reply, part)
    if said.days_off:
        return not asker.in_danger and not reply.has("asks.for ever")
    meanwhile = any(said.line.longest("asks.for a time", at) for at in range(len(said.line)))
    ends = any(when.mark in {"@until", "@days"} for when in said.spotted.times)
    if not meanwhile and not ends and not said.between:
        return False
    span = _found(Kind.PAUSE, said, None, 0)
    return span is not None and (meanwhile or said.spotted.at(*span) is not None)


def _agrees(reply: Reply) -> bool:
    """True if a clause is a yes, and none a doubt: "my daughter told me of it; I accept with pleasure"."""
    size = len(reply)
    if any(reply.longest("asks.doubts", at) or "?" in reply.words[at].gap for at in range(size)):
        return _agreed(reply, 0, size)
    parts = (part for sentence in sentences(reply.words) for part in clauses(reply.words, *sentence))
    return any(_agreed(reply, *part) for part in parts)


def _agreed(reply: Reply, start: int, end: int) -> bool:
    yes = any(reply.longest("asks.yes", at, end) for at in range(start, end))
    return yes and reply.only(("asks.agreed",), start, end) is not None


def _order(state: State) -> Iterator[Kind]:
    if state is State.PAUSED:
        yield Kind.RESUME
    kinds = [kind for kind in map(Kind, ASKS) if kind is not Kind.RESUME]
    yield from (kind for kind in kinds if state is not State.STOPPED or kind in _IN_ANY_STATE)
    if state is not State.PAUSED:
        yield Kind.RESUME


def _found(kind: Kind, said: Said, expects: Expects | None, length: int) -> Span | None:
    """Where that is asked, None if it is not. `length`: of the whole message."""
    if kind not in said.kinds:
        return None
    noting = expects is Expects.NOTE
    if length <= _SHORT or not noting:
        for at, kinds in said.whole:
            excused = kind in _EXCUSED
            end = next((stop for stop in kinds.get(kind, ()) if said.closes(stop, excused=excused)), 0)
            if not end:
                continue
            slip = end - at == 1 and said.line.longest("asks.slips", at)
            if kind is Kind.UNDO and slip and length > _A_WORD:
                continue  # "Oops, I will be late"
            told = kind in {Kind.PAUSE, Kind.RETIME} and said.has("asks.told", at, end)
            if not told and not (noting and _bare_time(said.line, at, end)):
                return at, end
    for start, end in said.anywhere(kind):
        if not said.has("asks.told", 0, start) and not (noting and said.has("asks.others", 0, start)):
            return start, end
    return None


def _bare_time(line: Line, start: int, end: int) -> bool:
    """True for a time that could as well be an answer."""
    words = [word.plain for word in line.words[start:end] if word is not None]
    return all(word.startswith("@") and word not in {"@later", "@in"} for word in words)


def meant(kind: Kind, said: Said, span: Span, asker: Asker) -> Meaning | None:
    """What is asked for between two places, with the time that was said; None if it cannot be meant."""
    times, when = said.spotted.times, said.spotted.at(*span)
    match kind:
        case Kind.START if asker.state is State.PAUSED:
            return Meaning(Kind.RESUME)
        case Kind.RESUME if asker.state in {State.STOPPED, State.INVITED}:
            return Meaning(Kind.START) if said.has("asks.again", *span) else None
        case Kind.RESUME if asker.state is State.ACTIVE and not said.has("asks.resumes", *span):
            whole = span == (0, len(said.line))  # "I'm home": nothing was paused
            return Meaning(Kind.NOTE) if whole else None
        case Kind.RETIME:
            return Meaning(kind, at=_from_now_on(said, span))
        case Kind.SNOOZE if (
            when
            and when.mark == "@until"
            and when.day
            and when.day > asker.local.date()
            and _bare_time(said.line, *span)
        ):
            return _dated(Kind.PAUSE, day(when, asker.local), when)  # "until monday", and no more
        case Kind.SNOOZE if when and _only_today(when, asker):
            when = next((w for w in times if not _only_today(w, asker)), None)
            # "today" is no later, "today at 7, not now" is
            return _dated(kind, moment(when, asker.local), when) if when else None
        case Kind.SNOOZE:
            if when is None and len(times) == 1 and times[0].hour is not None:
                when = times[0]  # "I get out at 4:15, ask me then"
            return _dated(kind, moment(when, asker.local) if when else None, when)
        case Kind.PAUSE if when is not None and when.day is None and when.says_something:
            return _dated(Kind.SNOOZE, moment(when, asker.local), when)  # "pause till 8pm"
        case Kind.PAUSE if off := said.days_off or said.days_away:
            return paused(off, said, asker.local)
        case Kind.PAUSE if off := said.between:
            since, until = days(_ahead(off), asker.local)
            return Meaning(kind, since=since, until=until) if until else Meaning(Kind.UNCLEAR)
        case Kind.PAUSE:
            when = when or next((w for w in times if w.mark in {"@until", "@days"}), None)
            when = when or _for_days(said.line, span, asker.local)
            if when and when.day == asker.local.date() < date.max:  # "pause today"
                when = replace(when, day=when.day + timedelta(days=1))
            return _dated(kind, day(when, asker.local) if when else None, when)
    return Meaning(kind)


def _only_today(when: When, asker: Asker) -> bool:
    return when.day == asker.local.date() and when.hour is None and when.part is None


def paused(off: When, said: Said, local: datetime) -> Meaning:
    """A pause of the days named. Of two that are not next to each other it is asked which, and so it is of
    days that may have begun or may be those of the next month."""
    each = [off, *said.spans.joined_to(off)]
    if off.again:
        each.append(_ahead(off))
    found = [
        Meaning(Kind.PAUSE, since=since, until=until)
        for since, until in (days(one, local) for one in each)
        if until is not None
    ]
    if len(found) > 1:
        return Meaning(Kind.UNCLEAR, choices=(*found[:2], Meaning(Kind.NOTE)))
    return found[0] if found else Meaning(Kind.UNCLEAR)


def _ahead(off: When) -> When:
    """Of days that may have begun those of the next month: who names their beginning is mostly still here."""
    return replace(off, first=off.again[0], day=off.again[1]) if off.again else off


def _from_now_on(said: Said, span: Span) -> time | None:
    """The last time of day that is named in a request, else anywhere; "9 rather than 8" and "better at 9, at
    8 I drive" name one, and "evenings" where no hour is said."""
    marked = list(zip(said.spotted.places, said.spotted.times, strict=True))
    named = [(place, when) for place, when in marked if when.hour is not None]
    if not named:
        named = [(place, when) for place, when in marked if when.part is not None and when.day is None]
    named = [one for one in named if not said.spares(one[0])]
    named = [one for one in named if said.prefers(one[0])] or named
    named = [one for one in named if span[0] <= one[0] < span[1]] or named
    return clock(named[-1][1]) if named else _bare_hour(said, span[0])


def _bare_hour(said: Said, start: int) -> time | None:
    """ "Move it to 8": the number that ends a request, politeness aside; up to noon it is the next by day."""
    for at, word in enumerate(said.line.words[start:], start):
        number = word.plain if word is not None else ""
        if number.isascii() and number.isdigit() and len(number) <= 2 and said.closes(at + 1, excused=False):
            hour = int(number)
            if hour < _HOURS:
                return clock(When(hour=hour, bare=True)) if 0 < hour <= _NOON else time(hour)
    return None


def _for_days(line: Line, span: Span, local: datetime) -> When | None:
    """ "PAUSE 14": a number and no more is so many days."""
    words = [word.plain for word in line.words[slice(*span)] if word is not None]
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < len("1000")]
    if len(numbers) != 1 or not 0 < numbers[0] <= LONGEST_PAUSE:
        return None
    return When(day=local.date() + timedelta(days=numbers[0]), stretch=True)


def _dated(kind: Kind, until: datetime | None, when: When | None) -> Meaning:
    if until is None and when is not None and when.says_something:
        return Meaning(Kind.UNCLEAR)
    return Meaning(kind, until=until)


def _hour_alone(said: Said) -> When | None:
    """ "At 8", politeness aside."""
    first = said.line.words[0] if len(said.line) else None
    alone = first is not None and first.plain == "@hour" and said.closes(1, excused=False)
    return said.spotted.times[0] if alone else None


def _which(when: When, local: datetime) -> Meaning:
    """ "At 8", and no more: today, from now on, or something else."""
    later = Meaning(Kind.SNOOZE, until=moment(when, local))
    return Meaning(Kind.UNCLEAR, choices=(later, Meaning(Kind.RETIME, at=clock(when)), Meaning(Kind.NOTE)))
