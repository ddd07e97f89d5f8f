"""The words that lists name, found in a text: "my ex" is a `<he>` from here to there. Pure; linear time."""

from collections.abc import Iterable, Mapping, Sequence

from nudges.core.text.patterns import ANY, NUMBER, Choice, Part, Parts
from nudges.core.text.states import Node, States
from nudges.core.text.tokens import Heard

#: Letters of the shortest and the longest `stem*` that is looked up.
_STEM, _LONGEST_STEM = 3, 20

#: What begins at a word, and how many words long it may be, the shortest first.
Spans = Mapping[str, Sequence[int]]


class Vocabulary(States):
    """Words and phrases under names; a name may be used in those after it. No `...`, `$` or `!` in them."""

    def __init__(self) -> None:
        super().__init__()
        self._named: dict[str, Parts] = {}
        self._unnamed: dict[Choice, str] = {}
        self.stems: set[str] = set()
        self.words: set[str] = set()
        self._known: dict[str, Sequence[str]] = {}

    def name(self, name: str, parts: Parts) -> None:
        """Phrases known as `name`; more may be added under the same name."""
        self._named[name] = parts
        self.add(name, parts)

    def _part(self, part: Part, starts: tuple[int, ...]) -> tuple[int, ...]:
        if isinstance(part, str) and self._inlined(part):
            return self._row(self._named[part], starts)
        return super()._part(part, starts)

    def _inlined(self, part: str) -> bool:
        return part in self._named

    def _step(self, starts: Iterable[int], symbol: str, end: int) -> int:
        self.know(symbol)
        return super()._step(starts, symbol, end)

    def unnamed(self, phrases: Choice) -> str:
        """What phrases without a name are known as."""
        if phrases not in self._unnamed:
            self._unnamed[phrases] = f"!{len(self._unnamed)}"
            self.add(self._unnamed[phrases], (phrases,))
        return self._unnamed[phrases]

    def know(self, symbol: str) -> None:
        """Have a word among `words`, and a `stem*` looked up in every word."""
        if symbol[-1] == "*":
            self.stems.add(symbol)
        elif symbol[0].isalpha():
            self.words.add(symbol)

    def at(self, words: Sequence[Heard | None], start: int) -> Spans:
        """Everything that begins at a word: the word itself, its stems, and the phrases by their names."""
        word = words[start]
        if word is None:
            return {}
        keys = self._keys(word.plain)
        spans: dict[str, Sequence[int]] = dict.fromkeys(keys, (1,))
        nodes: set[Node] = {self.root}
        for size in range(1, len(words) - start + 1):
            nodes = {node.after(key) for node in nodes for key in keys if key in node.symbols}
            for node in nodes:
                for label in node.labels:
                    sizes = spans.get(label, ())
                    if not sizes or sizes[-1] < size:
                        spans[label] = (*sizes, size)
            following = words[start + size] if nodes and start + size < len(words) else None
            if following is None:
                break
            keys = self._keys(following.plain)
        return spans

    def _keys(self, plain: str) -> Sequence[str]:
        """What a word is a step of: itself, any word, a number, its stems."""
        if plain not in self.words:
            return self._look_up(plain)
        keys = self._known.get(plain)  # only listed words are remembered: people's own are nobody's business
        if keys is None:
            keys = self._known[plain] = self._look_up(plain)
        return keys

    def _look_up(self, plain: str) -> Sequence[str]:
        keys = [plain, ANY]
        if plain.isdigit():
            keys.append(NUMBER)
        for size in range(_STEM, min(len(plain), _LONGEST_STEM) + 1):
            stem = plain[:size] + "*"
            if stem in self.stems:
                keys.append(stem)
        return keys


class Line:
    """The words of a text, and what begins at each; worked out when it is first asked for.

    None stands for a word that is not to be looked at, and that no pattern reaches across.
    """

    def __init__(self, words: Sequence[Heard | None], vocabulary: Vocabulary) -> None:
        self.words = words
        self._vocabulary = vocabulary
        self._spans: list[Spans | None] = [None] * len(words)

    def __len__(self) -> int:
        return len(self.words)

    def at(self, place: int) -> Spans:
        """What begins at a word."""
        spans = self._spans[place]
        if spans is None:
            spans = self._spans[place] = self._vocabulary.at(self.words, place)
        return spans

    def part(self, start: int, end: int) -> "Line":
        """The words between two places as a line of their own."""
        part = Line(self.words[start:end], self._vocabulary)
        part._spans = [self.at(place) for place in range(start, end)]
        for place, spans in enumerate(part._spans):
            rest = end - start - place
            if spans and any(sizes[-1] > rest for sizes in spans.values()):
                kept = (
                    (name, tuple(size for size in sizes if size <= rest)) for name, sizes in spans.items()
                )
                part._spans[place] = {name: sizes for name, sizes in kept if sizes}
        return part

    def longest(self, name: str, place: int, end: int | None = None) -> int:
        """Where the longest phrase of that name ends that begins at `place`; 0 if none does by `end`."""
        rest = (len(self.words) if end is None else end) - place
        if rest <= 0:
            return 0
        spans = self._spans[place]
        sizes = (self.at(place) if spans is None else spans).get(name)
        if sizes is None:
            return 0
        if sizes[-1] <= rest:
            return place + sizes[-1]
        return next((place + size for size in reversed(sizes) if size <= rest), 0)
