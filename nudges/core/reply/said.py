"""A part of a reply as requests are looked for in it: its times marked, and what may be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from nudges.core.person.person import State
from nudges.core.reply.phrases import Phrases
from nudges.core.reply.reply import Reply, Span
from nudges.core.reply.time.find import Spotted, spot
from nudges.core.text.vocabulary import Line
from nudges.core.vocabulary import Expects


class Said:
    """A part of a message with its times marked, and what is asked in it, looked up once."""

    def __init__(self, spotted: Spotted, phrases: Phrases) -> None:
        self.spotted = spotted
        self._phrases = phrases

    @property
    def line(self) -> Line:
        return self.spotted.line

    @cached_property
    def whole(self) -> list[tuple[int, dict[str, list[int]]]]:
        """What is asked by all the words, from each place where a request may begin."""
        automaton = self._phrases.automaton("asks.whole")
        begun = ((at, automaton.begin(self.line, at)[0]) for at in self._openings())
        return [(at, kinds) for at, kinds in begun if kinds]

    def _openings(self) -> Iterator[int]:
        at = 0
        while at < len(self.line):
            yield at
            at = self.line.longest("asks.before", at) or len(self.line)

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
        return any(
            self.line.longest("times.instead", at, place) == place for at in range(max(place - 3, 0), place)
        )

    def closes(self, at: int, *, excused: bool) -> bool:
        """True if nothing follows but politeness, and perhaps an excuse."""
        while at < len(self.line) and (then := self.line.longest("asks.after", at)):
            at = then
        return at == len(self.line) or (excused and self.line.longest("asks.because", at) > 0)


@dataclass(frozen=True, slots=True)
class Asker:
    """How somebody stands who may ask; `local` is their own time, `day_first` how they write dates."""

    expects: Expects | None
    local: datetime
    state: State
    day_first: bool
    _heard: dict[Span, Said] = field(default_factory=dict, repr=False, compare=False)

    def said(self, reply: Reply, part: Span) -> Said:
        """What a part of their reply says; each part is looked at once."""
        if part not in self._heard:
            spotted = spot(reply, part, self.local, day_first=self.day_first)
            self._heard[part] = Said(spotted, reply.phrases)
        return self._heard[part]
