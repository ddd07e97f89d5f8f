"""Patterns as states and the steps between them; patterns with the same beginning share its states. Pure."""

from array import array
from collections.abc import Callable, Iterable, Iterator

from nudges.core.text.patterns import ANY, END, GAP, Part, Parts

#: How many words `...` may stand for.
_GAP = 4
#: A step without a word: always, at the end, within a sentence; any other holds if that name does not come
#: next, or if it does (after `&`).
ALWAYS, WITHIN, NEXT = "", ".", "&"
#: Nodes are forgotten when there are so many: each is some hundred bytes, and texts are endless.
_MOST_NODES = 50_000


class Steps:
    """What leads from a state to others. There are a hundred thousand: 3 MB in arrays, 17 in a dict a state.

    The steps of a state are a chain: its last one, and before each the one that was added before.
    """

    def __init__(self) -> None:
        self._last = array("i")
        self._before = array("i")
        self._end = array("i")
        self.what: list[str] = []

    def add(self, states: Iterable[int], what: str, end: int) -> None:
        """A step from each of these states to `end`."""
        last = self._last
        for state in states:
            if state >= len(last):
                last.extend([-1] * (state + 1 - len(last)))
            self._before.append(last[state])
            last[state] = len(self.what)
            self.what.append(what)
            self._end.append(end)

    def of(self, state: int) -> Iterator[tuple[str, int]]:
        """(symbol or condition, where it leads) of each step from a state."""
        step = self._last[state] if state < len(self._last) else -1
        while step >= 0:
            yield self.what[step], self._end[step]
            step = self._before[step]


class Node:
    """States reached together, as one: `symbols` are what may be said next, `labels` what ends here, `ways`
    where conditions lead without a word."""

    __slots__ = ("_next", "_of", "_states", "labels", "symbols", "ways")

    def __init__(self, of: "States", states: Iterable[int]) -> None:
        self._of = of
        self._states = tuple(states)
        self.labels = tuple(dict.fromkeys(label for state in states for label in of.ends.get(state, ())))
        ends: dict[str, tuple[int, ...]] = {}
        for state in states:
            for symbol, end in of.on.of(state):
                ends[symbol] = (*ends.get(symbol, ()), end)
        #: By symbol the states it leads to, or their node once that was asked for.
        self._next: dict[str, Node | tuple[int, ...]] = {**ends}
        self.symbols = self._next.keys()
        self.ways: list[tuple[str, Node]] = []

    def after(self, symbol: str) -> "Node":
        """Where one of `symbols` leads."""
        there = self._next[symbol]
        if isinstance(there, tuple):
            there = self._next[symbol] = self._of.node(there)
        return there

    @property
    def opened(self) -> "Node":
        """The states that are within a `...`, over which a comma does not matter."""
        return self._of.node(state for state in self._states if state in self._of.open)

    @property
    def conditions(self) -> dict[str, set[int]]:
        """The states that each condition leads to."""
        found: dict[str, set[int]] = {}
        for state in self._states:
            for condition, end in self._of.skips.of(state):
                if condition != ALWAYS:
                    found.setdefault(condition, set()).add(end)
        return found


class States:
    """States and the steps between them. Patterns with the same beginning share its states.

    `know` is told of the symbols. All patterns are added before the first text is looked at.
    """

    def __init__(self, know: Callable[[Iterable[str]], None]) -> None:
        self._know = know
        self._count = 1
        self.on = Steps()
        self.skips = Steps()
        self.ends: dict[int, list[str]] = {}
        self.open: set[int] = set()  # within a `...`
        self._nodes: dict[tuple[int, ...], Node] = {}
        self._root: Node | None = None
        self._laid: dict[tuple[tuple[int, ...], Part], tuple[int, ...]] = {}

    def add(self, label: str, parts: Parts) -> None:
        """A pattern of the kind `label`."""
        self._nodes.clear()
        self._root = None
        steps = len(self.on.what)
        for state in self._row(parts, (0,)):
            labels = self.ends.setdefault(state, [])
            if label not in labels:
                labels.append(label)
        self._know(self.on.what[steps:])

    def built(self) -> None:
        """Forget what only adding needs: two thirds of the memory."""
        self._laid.clear()

    @property
    def root(self) -> Node:
        """Where every pattern begins."""
        if self._root is None or len(self._nodes) > _MOST_NODES:
            self._nodes.clear()
            self._root = self.node((0,))
        return self._root

    def node(self, states: Iterable[int]) -> Node:
        """These states as one, with those that are reached from them without a condition."""
        all_of = tuple(sorted(set(states)))
        node = self._nodes.get(all_of)
        if node is None:
            closed, waiting = dict.fromkeys(all_of), list(all_of)
            while waiting:
                for condition, end in self.skips.of(waiting.pop()):
                    if condition == ALWAYS and end not in closed:
                        closed[end] = None
                        waiting.append(end)
            node = self._nodes[all_of] = Node(self, closed)
            node.ways = [(condition, self.node(ends)) for condition, ends in node.conditions.items()]
        return node

    def _state(self) -> int:
        self._count += 1
        return self._count - 1

    def _row(self, parts: Parts, starts: tuple[int, ...]) -> tuple[int, ...]:
        for part in parts:
            key = (starts, part)
            ends = self._laid.get(key)
            if ends is None:
                ends = self._laid[key] = self._part(part, starts)
            starts = ends
        return starts

    def _part(self, part: Part, starts: tuple[int, ...]) -> tuple[int, ...]:
        if isinstance(part, str):
            if part == GAP:
                return self._gap(starts)
            if part == END:
                return (self._skip(starts, END),)
            return (self._step(starts, part, self._state()),)
        if part.how in ("none", "next"):
            return (self._skip(starts, (NEXT if part.how == "next" else "") + self._name_of(part.options)),)
        end = self._state()
        begins = (*starts, end) if part.how == "often" else starts
        for option in part.options:
            before = self._row(option[:-1], begins) if len(option) > 1 else begins
            last = option[-1]
            if isinstance(last, str) and last not in (GAP, END) and not self._inlined(last):
                self.on.add(before, last, end)
            else:
                self._skip(self._row((last,), before), ALWAYS, end)
        return (end,) if part.how == "one" else (end, *starts)

    def _step(self, starts: Iterable[int], symbol: str, end: int) -> int:
        self.on.add(starts, symbol, end)
        return end

    def _skip(self, starts: Iterable[int], condition: str, end: int | None = None) -> int:
        end = self._state() if end is None else end
        self.skips.add(starts, condition, end)
        return end

    def _gap(self, starts: tuple[int, ...]) -> tuple[int, ...]:
        ends = [self._skip(starts, WITHIN)]
        for _ in range(_GAP):
            ends.append(self._skip([self._step(ends[-1:], ANY, self._state())], WITHIN))
        self.open.update(ends)
        return tuple(ends)

    def _inlined(self, part: str) -> bool:
        return False

    def _name_of(self, options: tuple[Parts, ...]) -> str:
        raise NotImplementedError  # a vocabulary has none of these
