"""Patterns as states and the steps between them; patterns with the same beginning share its states. Pure."""

from collections.abc import Iterable
from functools import cached_property

from nudges.core.text.patterns import ANY, END, GAP, Part, Parts

#: How many words `...` may stand for.
_GAP = 4
#: A step without a word: always, at the end, within a sentence; any other holds if that name does not come
#: next, or if it does (after `&`).
ALWAYS, WITHIN, NEXT = "", ".", "&"
#: Nodes are forgotten when there are so many: each is some hundred bytes, and texts are endless.
_MOST_NODES = 50_000


class Node:
    """States reached together, as one: `symbols` are what may be said next, `labels` what ends here."""

    def __init__(self, of: "States", states: frozenset[int]) -> None:
        self._of = of
        self._states = states
        self._next: dict[str, Node] = {}
        self.labels = tuple(dict.fromkeys(label for state in states for label in of.ends.get(state, ())))
        self._steps: dict[str, set[int]] = {}
        for state in states:
            for symbol, ends in of.on[state].items():
                self._steps.setdefault(symbol, set()).update(ends)
        self.symbols = self._steps.keys()

    @cached_property
    def ways(self) -> list[tuple[str, "Node"]]:
        """Where a condition leads without a word."""
        ways: dict[str, set[int]] = {}
        for state in self._states & self._of.skips.keys():
            for condition, end in self._of.skips[state]:
                if condition != ALWAYS:
                    ways.setdefault(condition, set()).add(end)
        return [(condition, self._of.node(ends)) for condition, ends in ways.items()]

    def after(self, symbol: str) -> "Node":
        """Where one of `symbols` leads."""
        node = self._next.get(symbol)
        if node is None:
            node = self._next[symbol] = self._of.node(self._steps[symbol])
        return node

    @cached_property
    def opened(self) -> "Node":
        """The states that are within a `...`, over which a comma does not matter."""
        return self._of.node(self._states & self._of.open)


class States:
    """States and the steps between them. Patterns with the same beginning share its states."""

    def __init__(self) -> None:
        self.on: list[dict[str, tuple[int, ...]]] = [{}]
        self.skips: dict[int, list[tuple[str, int]]] = {}
        self.ends: dict[int, list[str]] = {}
        self.open: set[int] = set()  # within a `...`
        self._nodes: dict[frozenset[int], Node] = {}
        self._root: Node | None = None
        self._laid: dict[tuple[tuple[int, ...], Part], tuple[int, ...]] = {}

    def add(self, label: str, parts: Parts) -> None:
        """A pattern of the kind `label`."""
        self._nodes.clear()
        self._root = None
        for state in self._row(parts, (0,)):
            labels = self.ends.setdefault(state, [])
            if label not in labels:
                labels.append(label)

    @property
    def root(self) -> Node:
        """Where every pattern begins."""
        if self._root is None or len(self._nodes) > _MOST_NODES:
            self._nodes.clear()
            self._root = self.node((0,))
        return self._root

    def node(self, states: Iterable[int]) -> Node:
        """These states as one, with those that are reached from them without a condition."""
        all_of = frozenset(states)
        if all_of not in self._nodes:
            closed, waiting = set(all_of), list(all_of)
            while waiting:
                for condition, end in self.skips.get(waiting.pop(), ()):
                    if condition == ALWAYS and end not in closed:
                        closed.add(end)
                        waiting.append(end)
            self._nodes[all_of] = Node(self, frozenset(closed))
        return self._nodes[all_of]

    def _state(self) -> int:
        self.on.append({})
        return len(self.on) - 1

    def _row(self, parts: Parts, starts: tuple[int, ...]) -> tuple[int, ...]:
        for part in parts:
            key = (starts, part)
            if key not in self._laid:
                self._laid[key] = self._part(part, starts)
            starts = self._laid[key]
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
            before, last = self._row(option[:-1], begins), option[-1]
            if isinstance(last, str) and last not in (GAP, END) and not self._inlined(last):
                self._step(before, last, end)
            else:
                self._skip(self._row((last,), before), ALWAYS, end)
        return (end,) if part.how == "one" else (end, *starts)

    def _step(self, starts: Iterable[int], symbol: str, end: int) -> int:
        for state in starts:
            on = self.on[state]
            on[symbol] = (*on.get(symbol, ()), end)
        return end

    def _skip(self, starts: Iterable[int], condition: str, end: int | None = None) -> int:
        end = self._state() if end is None else end
        for state in starts:
            self.skips.setdefault(state, []).append((condition, end))
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
