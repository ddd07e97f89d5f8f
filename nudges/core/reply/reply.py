"""One reply as it is looked at: its words once, its sentences, and what begins at each word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from nudges.core.reply.phrases import Phrases
from nudges.core.text.tokens import DECIDING, Heard, Word, invisible, pause_before, read, sentences
from nudges.core.text.vocabulary import Line

#: A part of a reply: its first word, and the word after its last.
Span = tuple[int, int]


class Reply:
    """A reply, read once. Only its first 2,000 characters decide what it means; `short` ones have no more."""

    def __init__(self, text: str, phrases: Phrases) -> None:
        self.text = text
        self.phrases = phrases
        self.short = len(text) <= DECIDING
        words = [
            word if word.plain == (plain := phrases.plain(word.plain)) else replace(word, plain=plain)
            for word in read(text)
        ]
        self.line = Line([Heard(word.plain) for word in words], phrases.vocabulary)
        if self._spells(words):
            whole = "".join(word.plain for word in words)
            words = [Word(whole, words[0].start, words[-1].end)]
            self.line = Line([Heard(whole)], phrases.vocabulary)
        self.words: Sequence[Word] = words
        #: Requests to stop by where they are looked for, see `stop`.
        self.orders: dict[Span, list[Span]] = {}
        #: By list, place and end (None: any after the last place that was looked at).
        self._begins: dict[tuple[str, int, int | None], tuple[dict[str, int], int]] = {}

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def whole(self) -> str:
        """The text without blanks around it; empty if it shows nothing."""
        blank = all(char.isspace() or invisible(char) for char in self.text)
        return "" if blank else self.text.strip()

    @cached_property
    def sentences(self) -> list[Span]:
        return list(sentences(self.words))

    def longest(self, label: str, at: int, end: int | None = None) -> int:
        """Where the longest phrase of that kind ends that begins at a word; 0 if none does."""
        return self.line.longest(label, at, end)

    def any_of(self, labels: Iterable[str], at: int, end: int | None = None) -> tuple[str, int]:
        """The longest phrase of these kinds at a word: its kind (the first of two) and end, or ("", 0)."""
        found = ("", 0)
        spans = self.line.spans[at] if at < len(self.words) else ()
        for label in labels:
            if label in spans:
                stop = self.line.longest(label, at, end)
                if stop > found[1]:
                    found = label, stop
        return found

    def only(self, labels: Iterable[str], start: int = 0, end: int | None = None) -> set[str] | None:
        """The kinds the words between two places fall into, the longest first; None if one is of none."""
        end = len(self.words) if end is None else end
        labels, found = tuple(labels), set[str]()
        while start < end:
            label, start = self.any_of(labels, start, end)
            if not label:
                return None
            found.add(label)
        return found

    def begins(self, automaton: str, at: int, end: int | None = None) -> dict[str, int]:
        """The kinds of patterns that begin at a word, and where the longest of each ends."""
        if at >= len(self.words):
            return {}
        end = len(self.words) if end is None else end
        known = self._begins.get((automaton, at, None))
        if known is None or known[1] >= end:
            known = self._begins.get((automaton, at, end))
        if known is None:
            found, reach = self.phrases.automaton(automaton).begin(self.line, at, end)
            known = {label: stops[-1] for label, stops in found.items()}, reach
            self._begins[automaton, at, None if reach < end else end] = known
        return known[0]

    def within(
        self, automaton: str, start: int = 0, end: int | None = None
    ) -> Iterator[tuple[str, int, int]]:
        """Every place where a pattern ends: its kind, its first word, the word after it."""
        return iter(self.phrases.automaton(automaton).search(self.line, start, end))

    def has(self, label: str, start: int = 0, end: int | None = None) -> bool:
        """True if a phrase of that kind stands between two places."""
        return self.line.has(label, start, len(self.words) if end is None else end)

    def parted(self, at: int) -> bool:
        """True if a word is set off from the one before by more than blanks, or there is none."""
        return pause_before(self.words, at)

    def _spells(self, words: Sequence[Word]) -> bool:
        """True for a keyword letter by letter: S.T.O.P"""
        if any(len(word.plain) != 1 for word in words):
            return False
        whole = Line([Heard("".join(word.plain for word in words))], self.phrases.vocabulary)
        return bool(whole.longest("stop.carrier", 0))
