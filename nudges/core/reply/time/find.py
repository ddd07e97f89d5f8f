"""Times as people say them: "in 2 hours", "tomorrow at 9", "until dec 3", "mejor a las 8 de la noche".

A `Sentence` finds every time in its words and puts a mark in its place (`@at`, `@until`), so that the
patterns of requests say what is asked in one line a wording. The words of times are in the files of replies.
"""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from nudges.core.reply.reply import Reply, Span
from nudges.core.reply.time.resolve import When
from nudges.core.reply.time.rules import first_time
from nudges.core.reply.time.span import days_between, in_a_row
from nudges.core.reply.time.spoken import Spoken
from nudges.core.text.tokens import Heard, Word
from nudges.core.text.vocabulary import Line

#: What stands between figures of one time or date.
_BETWEEN_FIGURES = frozenset(":/.-")
#: What stands between two days.
_DASHES = frozenset({"-", "\u2013", "\u2014"})
#: What ends a sentence.
_ENDS = frozenset(".!?;\n")
_FIGURES_AND_LETTERS = re.compile(r"\d+|[^\W\d]+")


@dataclass(frozen=True, slots=True)
class Spotted:
    """A sentence with marks for its times, and the times by the place of their marks.

    `parted`: the places of marks before which there is a comma, or another pause.
    """

    line: Line = field(repr=False)
    times: tuple[When, ...] = ()
    places: tuple[int, ...] = ()
    parted: frozenset[int] = frozenset()

    def at(self, start: int, end: int) -> When | None:
        """The first time marked between two places, or None."""
        marked = (when for when, place in zip(self.times, self.places, strict=True) if start <= place < end)
        return next(marked, None)

    def joined_to(self, when: When) -> list[When]:
        """The day that follows right behind an "and": "monday and friday"."""
        n = self.times.index(when)
        if n + 1 == len(self.times) or self.times[n + 1].mark != "@day":
            return []
        at, then = self.places[n] + 1, self.places[n + 1]
        while at < then:
            at = self.line.longest("times.and", at, then) or then + 1
        return [self.times[n + 1]] if at == then else []


class Sentence:
    """A part of a reply as times are looked for in it: its words, figures apart, and what begins at each."""

    def __init__(self, reply: Reply, part: Span, local: datetime, *, day_first: bool) -> None:
        self._told = list(_figures(reply, part))
        plain = [word for word, _ in self._told]
        if plain == [word.plain for word in reply.words[part[0] : part[1]]]:
            line = reply.line.part(*part)
        else:
            line = Line([Heard(each) for each in plain], reply.phrases.vocabulary)
        self._spoken = Spoken(line, reply.phrases, local.date(), day_first)

    @cached_property
    def single(self) -> Spotted:
        """Every time in it, each replaced by its mark."""
        return self._marked(_joined(self._spoken, None))

    @cached_property
    def spans(self) -> Spotted:
        """The same with days in a row marked as one ("from weds to friday"), today told from other days."""
        ends = {n for n, (_, gap) in enumerate(self._told) if _ENDS.intersection(gap)}
        return self._marked(_joined(self._spoken, ends), today=self._spoken.today)

    def _marked(self, pieces: Iterable[tuple[int, int, When]], today: date | None = None) -> Spotted:
        line = self._spoken.line
        marked: list[Heard | None] = []
        times: list[When] = []
        places: list[int] = []
        parted: set[int] = set()
        at = 0
        for start, end, when in pieces:
            marked += line.words[at:start]
            places.append(len(marked))
            if self._told[start][1].strip():
                parted.add(len(marked))
            named_today = when.mark == "@day" and when.day == today
            marked.append(Heard("@today" if named_today else when.mark))
            times.append(when)
            at = end
        if not times:
            return Spotted(line)
        line = Line([*marked, *line.words[at:]], self._spoken.phrases.vocabulary)
        return Spotted(line, tuple(times), tuple(places), frozenset(parted))


def _figures(reply: Reply, part: Span) -> Iterator[tuple[str, str]]:
    """The words, figures apart from the letters behind them ("8pm") and from each other ("8:30", "3/12"), and
    the dash between two days ("wed-fri", "3 - 10 dec"); and what stands before each."""
    before: Word | None = None
    for at in range(*part):
        word = reply.words[at]
        gap = word.gap if before is not None else ""
        if before is not None and "@" in word.gap:
            yield "@", ""
        elif (
            before is not None
            and word.gap in _BETWEEN_FIGURES
            and before.plain[-1:].isdigit()
            and word.plain[:1].isdigit()
        ):
            yield word.gap, ""
        elif before is not None and word.gap.strip() in _DASHES and _days(reply, at - 1) and _days(reply, at):
            yield "-", ""
        if word.plain[0].isdigit():
            for each in _apart(reply, word.plain):
                yield each, gap
        else:
            yield word.plain, gap
        before = word


def _days(reply: Reply, at: int) -> bool:
    """True for a word that a day may be said with: a figure, a weekday, a month."""
    labels = ("weekday=", "month=")
    return reply.words[at].plain[0].isdigit() or any(one.startswith(labels) for one in reply.line.spans[at])


def _apart(reply: Reply, plain: str) -> list[str]:
    if plain.isdigit():
        return [plain]
    parts = _FIGURES_AND_LETTERS.findall(plain)
    letters = [part for part in parts if not part.isdigit()]
    known = reply.phrases.vocabulary
    glued = all(Line([Heard(part)], known).longest("times.glued", 0) for part in letters)
    return parts if glued and "".join(parts) == plain else [plain]


def _joined(spoken: Spoken, ends: Set[int] | None) -> Iterator[tuple[int, int, When]]:
    """The pieces found, neighbours that add to each other made one: "tomorrow" + "at 9".

    `ends`: the words that begin another sentence; None: days in a row are not made one.
    """
    held: tuple[int, int, When] | None = None
    at = 0
    for start in spoken.starts:
        if start < at:
            continue
        piece = (days_between(spoken, start) if ends is not None else None) or first_time(spoken, start)
        if piece is None:
            continue
        at, when = piece
        both = _both(held[2], when) if held and spoken.only("times.joint", held[1], start) else None
        if held and both is None and ends is not None and ends.isdisjoint(range(held[1], start + 1)):
            both = in_a_row(spoken, held[2], (held[1], start), when)
        if held and both:
            held = held[0], at, both
        else:
            if held:
                yield held
            held = start, at, when
    if held:
        yield held


def _both(first: When, then: When) -> When | None:
    """Two times as one: a day, an hour and a part of the day fit together. None if they do not."""
    if any(w.minutes is not None or w.stretch or w.mark == "@later" for w in (first, then)) or then.until:
        return None
    if (first.day and then.day) or (first.hour is not None and then.hour is not None):
        return None
    if first.part and then.part and first.part != then.part:
        return None
    return replace(
        first if first.hour is not None else then,
        day=first.day or then.day,
        part=first.part or then.part,
        until=first.until,
        usual=first.usual or then.usual,
    )
