"""Finds the patterns of a list in a text: all of them at once, each word looked at once. Pure; linear time.

The words named in a list are found first (`Vocabulary`). The patterns are one automaton whose steps are words
and such names, so that neither grows with the other. States that are reached together are kept as one
(`Node`), made when a text first needs it.
"""

from collections.abc import Iterable, Iterator, Mapping

from nudges.core.text.patterns import END, Choice, Parts
from nudges.core.text.states import NEXT, WITHIN, Node, States
from nudges.core.text.vocabulary import Line, Spans, Vocabulary


class Automaton(States):
    """Patterns by their labels.

    `strict`: the words of a pattern are not parted by a comma or a sentence's end, unless by `...`.
    """

    def __init__(self, vocabulary: Vocabulary, *, strict: bool = False) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._strict = strict

    def _step(self, starts: Iterable[int], symbol: str, end: int) -> int:
        self._vocabulary.know(symbol)
        return super()._step(starts, symbol, end)

    def _name_of(self, options: tuple[Parts, ...]) -> str:
        return self._vocabulary.unnamed(Choice("one", options))

    def search(self, line: Line, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
        """Every place where a pattern ends, in their order, as (label, first word, word after the last); of
        those that end there under one label, the one that begins first."""
        return list(self._run(line, start, len(line) if end is None else end, everywhere=True))

    def begin(self, line: Line, start: int, end: int | None = None) -> dict[str, list[int]]:
        """The labels of patterns that begin at `start`, and the places where they end, the nearest first."""
        found: dict[str, list[int]] = {}
        if start < len(line) and not self.starts(line, start):
            return found
        for label, _, stop in self._run(line, start, len(line) if end is None else end, everywhere=False):
            found.setdefault(label, []).append(stop)
        return found

    def starts(self, line: Line, at: int) -> bool:
        """True if the word at `at` may begin a pattern."""
        root = self.root
        return bool(root.ways) or not root.symbols.isdisjoint(line.at(at).keys())

    def _run(self, line: Line, start: int, end: int, *, everywhere: bool) -> Iterator[tuple[str, int, int]]:
        root = self.root
        arriving: dict[int, dict[Node, int]] = {
            start: {root: start}
        }  # word -> node -> where its pattern began
        for at in range(start, end + 1):
            here = arriving.pop(at, None)
            if here is None and not (everywhere and at < end):
                if arriving:
                    continue
                return
            spans: Spans = line.at(at) if at < end else {}
            said = spans.keys()
            if everywhere and (root.ways or not root.symbols.isdisjoint(said)):
                here = here or {}
                here[root] = at
            if here is None:
                continue
            word = line.words[at] if at < end else None
            pause = word.pause if word is not None else 0
            _pass(here, spans, pause, at, end)
            yield from _ended(here, at)
            parted = self._strict and pause > 0
            for node, began in here.items():
                on = node.opened if parted and began < at else node
                for symbol in on.symbols & said:
                    for size in spans[symbol]:
                        if at + size <= end:
                            there = arriving.setdefault(at + size, {})
                            then = on.after(symbol)
                            if began < there.get(then, end + 1):
                                there[then] = began


def _pass(here: dict[Node, int], spans: Spans, pause: int, at: int, end: int) -> None:
    """The steps that need no word, from the nodes reached so far."""
    waiting = [node for node in here if node.ways]
    while waiting:
        node = waiting.pop()
        began = here[node]
        for condition, then in node.ways:
            if condition == END:
                holds = at == end
            elif condition == WITHIN:
                holds = at < end and (pause < 2 or began == at)
            elif condition.startswith(NEXT):
                holds = any(at + size <= end for size in spans.get(condition[1:], ()))
            else:
                holds = not any(at + size <= end for size in spans.get(condition, ()))
            if holds and began < here.get(then, end + 1):
                here[then] = began
                if then.ways:
                    waiting.append(then)


def _ended(here: Mapping[Node, int], at: int) -> Iterator[tuple[str, int, int]]:
    """The labels whose patterns end at a word, of each the one that begins first."""
    labels: dict[str, int] = {}
    for node, began in here.items():
        for label in node.labels:
            labels[label] = min(began, labels.get(label, began))
    for label, began in labels.items():
        yield label, began, at
