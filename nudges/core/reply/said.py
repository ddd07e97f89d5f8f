"""A part of a reply as requests are looked for in it: its times marked, and what may be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from nudges.core.person.person import State
from nudges.core.reply.phrases import Phrases
from nudges.core.reply.reply import Reply, Span
from nudges.core.reply.time.find import Sentence, Spotted
from nudges.core.reply.time.resolve import When
from nudges.core.text.vocabulary import Line
from nudges.core.vocabulary import Expects


class Said:
    """A part of a message with its times marked, and what is asked in it, looked up once."""

    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        self.spotted = sentence.single
        self._sentence = sentence
        self._phrases = phrases

    @property
    def spans(self) -> Spotted:
        """The same with days in a row marked as one: "from weds to friday"."""
        return self._sentence.spans

    @property
    def line(self) -> Line:
        return self.spotted.line

    @cached_property
    def whole(self) -> list[tuple[int, dict[str, list[int]]]]:
        """What is asked by all the words, from each place where a request may begin."""
        automaton = self._phrases.automaton("asks.whole")
        begun = ((at, automaton.begin(self.line, at)[0]) for at in self._openings(self.line))
        return [(at, kinds) for at, kinds in begun if kinds]

    def _openings(self, line: Line) -> Iterator[int]:
        at = 0
        while at < len(line):
            yield at
            at = line.longest("asks.before", at) or len(line)

    def anywhere(self, kind: str) -> list[Span]:
        """Where it is asked, the first first."""
        return self._asked_anywhere.get(kind, [])

    @cached_property
    def _asked_anywhere(self) -> Mapping[str, list[Span]]:
        asked: dict[str, list[Span]] = {}
        for label, start, end in self._phrases.automaton("asks.anywhere").search(self.line):
            asked.setdefault(label, []).append((start, end))
        for spans in asked.values():
            spans.sort(key=lambda span: (span[0], -span[1]))
        return asked

    @cached_property
    def kinds(self) -> frozenset[str]:
        """All that may be asked here."""
        return frozenset(self._asked_anywhere).union(*(kinds for _, kinds in self.whole))

    def has(self, label: str, start: int, end: int) -> bool:
        return self.line.has(label, start, end)

    def spares(self, place: int) -> bool:
        """True for a time that is what they do not want: "9 rather than 8", "not at 7"."""
        return self._ends("times.instead", place)

    def prefers(self, place: int) -> bool:
        """True for a time that is what they want: "better at 10", "10 works better"."""
        before = place not in self.spotted.parted and self._ends("times.prefers", place)
        return before or self.line.longest("times.suits", place + 1) > 0

    def _ends(self, label: str, place: int) -> bool:
        """True if such a phrase ends right before a place."""
        return any(self.line.longest(label, at, place) == place for at in range(max(place - 3, 0), place))

    @cached_property
    def days_off(self) -> When | None:
        """Days that were named and on which nothing is to come: "don't text me tomorrow", "not thursday"."""
        if not self.spans.times:
            return None
        asked = self._phrases.automaton("asks.days off").search(self.spans.line)
        skipped = self._phrases.automaton("asks.days without")
        begun = ((at, skipped.begin(self.spans.line, at)[0]) for at in self._openings(self.spans.line))
        places = [(start, end) for _, start, end in asked]
        places += [(at, end) for at, ends in begun for end in ends.get("days without", ())]
        return next((when for place in places if (when := self._named(*place))), None)

    @cached_property
    def days_away(self) -> When | None:
        """Days that were named and on which they are away: "on holiday next week"."""
        line = self.spans.line
        if not self.spans.times:
            return None
        places = [(start, end) for _, start, end in self._phrases.automaton("asks.days away").search(line)]
        theirs = [place for place in places if not self._past and not line.has("asks.others", 0, place[0])]
        return next((when for place in theirs if (when := self._named(*place))), None)

    def _named(self, start: int, end: int) -> When | None:
        """The days that are marked between two places, None if they are not those that were meant: another
        time is, or they are some of many."""
        line, when = self.spans.line, self.spans.at(start, end)
        if when is None or when.day is None or when.hour is not None or when.each:
            return None
        if (when.stretch and not when.between and when.first is None) or self._times_else(when):
            return None
        place = self.spans.places[self.spans.times.index(when)]
        told = line.has("asks.told", 0, start) or line.has("times.until", 0, len(line))
        return None if told or (start < place and place in self.spans.parted) else when

    def _times_else(self, when: When) -> bool:
        """True if they name an end, or so many days, beside those."""
        return any(one is not when and one.mark in {"@until", "@days"} for one in self.spans.times)

    @property
    def between(self) -> When | None:
        """The days from one to another that are named, the first of them if there are more."""
        return None if self._past else next((when for when in self.spans.times if when.between), None)

    @property
    def _past(self) -> bool:
        """True for "we were away from the 10th to the 14th"."""
        return self.spans.line.has("asks.was", 0, len(self.spans.line))

    def closes(self, at: int, *, excused: bool) -> bool:
        """True if nothing follows but politeness, and perhaps an excuse."""
        while at < len(self.line) and (then := self.line.longest("asks.after", at)):
            at = then
        return at == len(self.line) or (excused and self.line.longest("asks.because", at) > 0)


@dataclass(frozen=True, slots=True)
class Asker:
    """How somebody stands who may ask; `local` is their own time, `day_first` how they write dates,
    `in_danger` that they speak of danger for certain."""

    expects: Expects | None
    local: datetime
    state: State
    day_first: bool
    in_danger: bool = False
    _heard: dict[Span, Said] = field(default_factory=dict, repr=False, compare=False)

    def said(self, reply: Reply, part: Span) -> Said:
        """What a part of their reply says; each part is looked at once."""
        if part not in self._heard:
            sentence = Sentence(reply, part, self.local, day_first=self.day_first)
            self._heard[part] = Said(sentence, reply.phrases)
        return self._heard[part]
