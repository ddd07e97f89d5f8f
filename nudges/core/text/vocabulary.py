"""The words that lists name, found in a text: "my ex" is a `<he>` from here to there. Pure; linear time."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from nudges.core.text.patterns import ANY, NUMBER, Choice, Part, Parts
from nudges.core.text.states import Node, States
from nudges.core.text.tokens import Heard

#: Letters of the shortest and the longest `stem*` that is looked up.
_STEM, _LONGEST_STEM = 3, 20

#: What begins at a word, and how many words long it may be, the shortest first.
Spans = Mapping[str, Sequence[int]]


class _Begun(NamedTuple):
    """A word by itself: what it is a step of, what begins with it and ends, and what may go on after it."""

    keys: Sequence[str]
    spans: Spans
    nodes: Sequence[Node]


class Vocabulary(States):
    """Words and phrases under names; a name may be used in those after it. No `...`, `$` or `!` in them."""

    def __init__(self) -> None:
        super().__init__(self.know)
        self._named: dict[str, Parts] = {}
        self._unnamed: dict[Choice, str] = {}
        self.stems: set[str] = set()
        self.words: set[str] = set()
        self._begun: dict[str, _Begun] = {}

    def name(self, name: str, parts: Parts) -> None:
        """Phrases known as `name`; more may be added under the same name."""
        self._named[name] = parts
        self.add(name, parts)

    def built(self) -> None:
        super().built()
        self._named.clear()
        self._unnamed.clear()

    def _part(self, part: Part, starts: tuple[int, ...]) -> tuple[int, ...]:
        if isinstance(part, str) and self._inlined(part):
            return self._row(self._named[part], starts)
        return super()._part(part, starts)

    def _inlined(self, part: str) -> bool:
        return part in self._named

    def unnamed(self, phrases: Choice) -> str:
        """What phrases without a name are known as."""
        if phrases not in self._unnamed:
            self._unnamed[phrases] = f"!{len(self._unnamed)}"
            self.add(self._unnamed[phrases], (phrases,))
        return self._unnamed[phrases]

    def know(self, symbols: Iterable[str]) -> None:
        """Have the words of these among `words`, and each `stem*` looked up in every word."""
        new = set(symbols) - self.words
        stems = {symbol for symbol in new if symbol[-1] == "*"}
        self.stems |= stems
        self.words.update(symbol for symbol in new - stems if symbol[0].isalpha())

    def spans(self, words: Sequence[Heard | None]) -> tuple[list[Spans], list[int]]:
        """Everything that begins at each word: the word itself, its stems, and the phrases by their names;
        and the places where phrases of several words begin."""
        begun = [_NOTHING if word is None else self._begin(word.plain) for word in words]
        spans = [self._on(begun, at) if first.nodes else first.spans for at, first in enumerate(begun)]
        return spans, [at for at, first in enumerate(begun) if spans[at] is not first.spans]

    def _on(self, begun: Sequence[_Begun], start: int) -> Spans:
        """What begins at a word, with what takes several."""
        nodes: Iterable[Node] = begun[start].nodes
        spans: dict[str, Sequence[int]] = {}
        for at in range(start + 1, len(begun)):
            keys = begun[at].keys
            nodes = {node.after(key) for node in nodes for key in keys if key in node.symbols}
            if not nodes:
                break
            for node in nodes:
                for label in node.labels:
                    sizes = spans.get(label) or begun[start].spans.get(label, ())
                    if not sizes or sizes[-1] <= at - start:
                        spans[label] = (*sizes, at - start + 1)
        return {**begun[start].spans, **spans} if spans else begun[start].spans

    def _begin(self, plain: str) -> _Begun:
        if plain not in self.words:
            return self._look_up(plain)
        begun = self._begun.get(plain)  # only listed words are remembered: people's own are nobody's business
        if begun is None:
            begun = self._begun[plain] = self._look_up(plain)
        return begun

    def _look_up(self, plain: str) -> _Begun:
        """`keys`: the word itself, any word, a number, its stems."""
        keys = [plain, ANY]
        if plain.isdigit():
            keys.append(NUMBER)
        for size in range(_STEM, min(len(plain), _LONGEST_STEM) + 1):
            stem = plain[:size] + "*"
            if stem in self.stems:
                keys.append(stem)
        root = self.root
        nodes = {root.after(key) for key in keys if key in root.symbols}
        spans: Spans = dict.fromkeys([*keys, *(label for node in nodes for label in node.labels)], (1,))
        return _Begun(keys, spans, [node for node in nodes if node.symbols])


_NOTHING = _Begun((), {}, ())


class Line:
    """The words of a text, and what begins at each.

    None stands for a word that is not to be looked at, and that no pattern reaches across.
    """

    def __init__(self, words: Sequence[Heard | None], vocabulary: Vocabulary) -> None:
        self.words = words
        self.spans, self._several = vocabulary.spans(words)
        #: By automaton where its patterns may begin.
        self.starts: dict[States, Sequence[int]] = {}

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def names(self) -> frozenset[str]:
        """All that begins anywhere."""
        return frozenset().union(*self.spans)

    def part(self, start: int, end: int) -> "Line":
        """The words between two places as a line of their own."""
        if (start, end) == (0, len(self)):
            return self
        part = Line.__new__(Line)
        part.words, part.spans, part.starts = self.words[start:end], self.spans[start:end], {}
        part._several = [place - start for place in self._several if start <= place < end]
        for place in part._several:
            part.spans[place] = _within(part.spans[place], end - start - place)
        return part

    def has(self, name: str, start: int, end: int) -> bool:
        """True if a phrase of that name stands between two places."""
        return name in self.names and any(self.longest(name, at, end) for at in range(start, end))

    def longest(self, name: str, place: int, end: int | None = None) -> int:
        """Where the longest phrase of that name ends that begins at `place`; 0 if none does by `end`."""
        rest = (len(self.words) if end is None else end) - place
        if rest <= 0:
            return 0
        sizes = self.spans[place].get(name)
        if sizes is None:
            return 0
        if sizes[-1] <= rest:
            return place + sizes[-1]
        return next((place + size for size in reversed(sizes) if size <= rest), 0)


def _within(spans: Spans, rest: int) -> Spans:
    """What of it is no longer than so many words."""
    if all(sizes[-1] <= rest for sizes in spans.values()):
        return spans
    kept = ((name, tuple(size for size in sizes if size <= rest)) for name, sizes in spans.items())
    return {name: sizes for name, sizes in kept if sizes}
