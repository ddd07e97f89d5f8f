"""Finds the patterns of a list in a text: all of them at once, each word looked at once. Pure; linear time.

The words named in a list are found first (`Vocabulary`). The patterns are one automaton whose steps are words
and such names, so that neither grows with the other. States that are reached together are kept as one
(`Node`), made when a text first needs it.
"""

from collections.abc import Sequence, Set

from nudges.core.text.patterns import END, Choice, Parts
from nudges.core.text.states import NEXT, WITHIN, Node, States
from nudges.core.text.vocabulary import Line, Spans, Vocabulary


class Automaton(States):
    """Patterns by their labels.

    `strict`: the words of a pattern are not parted by a comma or a sentence's end, unless by `...`.
    """

    def __init__(self, vocabulary: Vocabulary, *, strict: bool = False) -> None:
        super().__init__(vocabulary.know)
        self._vocabulary = vocabulary
        self._strict = strict
        self._firsts: tuple[Node, Set[str]] | None = None

    def _name_of(self, options: tuple[Parts, ...]) -> str:
        return self._vocabulary.unnamed(Choice("one", options))

    @property
    def firsts(self) -> Set[str]:
        """The words and names that a pattern may begin with."""
        root = self.root
        if self._firsts is None or self._firsts[0] is not root:
            found, waiting = {root: None}, [root]
            while waiting:
                new = [then for _, then in waiting.pop().ways if then not in found]
                found.update(dict.fromkeys(new))
                waiting += new
            self._firsts = root, frozenset().union(*(node.symbols for node in found))
        return self._firsts[1]

    def search(self, line: Line, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
        """Every place where a pattern ends, in their order, as (label, first word, word after the last); of
        those that end there under one label, the one that begins first."""
        end = len(line) if end is None else end
        begins = [at for at in self.starts(line) if start <= at < end]
        return self._run(line, begins, end)[0] if begins else []

    def begin(self, line: Line, start: int, end: int | None = None) -> tuple[dict[str, list[int]], int]:
        """The labels of patterns that begin at `start`, and the places where they end, the nearest first; and
        the last place that was looked at: it is the same for any `end` after it."""
        end = len(line) if end is None else end
        found: dict[str, list[int]] = {}
        if start not in self.starts(line):
            return found, start
        ended, reach = self._run(line, [start], end)
        for label, _, stop in ended:
            found.setdefault(label, []).append(stop)
        return found, reach

    def starts(self, line: Line) -> Sequence[int]:
        """The places where a pattern may begin, in order."""
        starts = line.starts.get(self)
        if starts is None:
            firsts, starts = self.firsts, []
            if not firsts.isdisjoint(line.names):
                starts = [at for at, spans in enumerate(line.spans) if not firsts.isdisjoint(spans)]
            line.starts[self] = starts
        return starts

    def _run(self, line: Line, begins: Sequence[int], end: int) -> tuple[list[tuple[str, int, int]], int]:
        """What `search` finds of patterns that begin at one of these places, and the last place looked at."""
        root, found, reach = self.root, list[tuple[str, int, int]](), 0
        # word -> node -> where its pattern began
        arriving: dict[int, dict[Node, int]] = {at: {root: at} for at in begins}
        at = begins[0]
        while arriving:
            here = arriving.pop(at, None)
            if here is not None:
                spans = line.spans[at] if at < end else _NO_SPANS
                word = line.words[at] if at < end else None
                pause = word.pause if word is not None else 0
                reach = max(reach, _pass(here, spans, pause, at, end))
                ended: dict[str, int] = {}
                parted, said = self._strict and pause > 0, spans.keys()
                for node, began in here.items():
                    for label in node.labels:
                        ended[label] = min(began, ended.get(label, began))
                    on = node.opened if parted and began < at else node
                    if on.symbols.isdisjoint(said):
                        continue
                    for symbol in on.symbols & said:
                        then, sizes = on.after(symbol), spans[symbol]
                        if at + sizes[-1] > reach:
                            reach = at + sizes[-1]
                        for size in sizes:
                            if at + size <= end:
                                there = arriving.setdefault(at + size, {})
                                if began < there.get(then, end + 1):
                                    there[then] = began
                found += [(label, began, at) for label, began in ended.items()]
            at += 1
        return found, reach


_NO_SPANS: Spans = {}


def _pass(here: dict[Node, int], spans: Spans, pause: int, at: int, end: int) -> int:
    """The steps that need no word, from the nodes reached so far; and the last place looked at for them."""
    waiting, reach = [node for node in here if node.ways], at
    while waiting:
        node = waiting.pop()
        began = here[node]
        for condition, then in node.ways:
            if condition == END:
                holds = at == end
            elif condition == WITHIN:
                holds = at < end and (pause < 2 or began == at)
            else:
                wanted = condition.startswith(NEXT)
                sizes = spans.get(condition[1:] if wanted else condition, ())
                holds = (len(sizes) > 0 and at + sizes[0] <= end) is wanted
                reach = max(reach, at + sizes[-1]) if sizes else reach
            if holds and began < here.get(then, end + 1):
                here[then] = began
                if then.ways:
                    waiting.append(then)
    return reach
