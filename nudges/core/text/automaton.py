"""Finds the patterns of a list in a text: all of them at once, each word looked at once. Pure; linear time.

The words named in a list are found first (`Vocabulary`): "my ex" is a `<he>` from here to there. The patterns
are one automaton whose steps are words and such names, so that neither grows with the other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from nudges.core.text.patterns import ANY, END, GAP, NUMBER, Choice, Part, Parts
from nudges.core.text.tokens import Heard

#: How many words `...` may stand for.
_GAP = 4
#: Letters of the shortest and the longest `stem*` that is looked up.
_STEM, _LONGEST_STEM = 3, 20
#: A step without a word: always, at the end, within a sentence; any other holds if that name does not come
#: next, or if it does (after `&`).
_ALWAYS, _WITHIN, _NEXT = "", ".", "&"

#: What begins at a word, and the places where it may end.
Spans = Mapping[str, Sequence[int]]


class _States:
    """States and the steps between them. Patterns with the same beginning share its states."""

    def __init__(self) -> None:
        self.on: list[dict[str, tuple[int, ...]]] = [{}]
        self.skips: dict[int, list[tuple[str, int]]] = {}
        self.ends: dict[int, list[str]] = {}
        self.open: set[int] = set()  # within a `...`
        self._laid: dict[tuple[tuple[int, ...], Part], tuple[int, ...]] = {}

    def add(self, label: str, parts: Parts) -> None:
        """A pattern of the kind `label`."""
        for state in self._row(parts, (0,)):
            labels = self.ends.setdefault(state, [])
            if label not in labels:
                labels.append(label)

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
            return (self._skip(starts, (_NEXT if part.how == "next" else "") + self._name_of(part.options)),)
        end = self._state()
        begins = (*starts, end) if part.how == "often" else starts
        for option in part.options:
            before, last = self._row(option[:-1], begins), option[-1]
            if isinstance(last, str) and last not in (GAP, END) and not self._inlined(last):
                self._step(before, last, end)
            else:
                self._skip(self._row((last,), before), _ALWAYS, end)
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
        ends = [self._skip(starts, _WITHIN)]
        for _ in range(_GAP):
            ends.append(self._skip([self._step(ends[-1:], ANY, self._state())], _WITHIN))
        self.open.update(ends)
        return tuple(ends)

    def _inlined(self, part: str) -> bool:
        return False

    def _name_of(self, options: tuple[Parts, ...]) -> str:
        raise NotImplementedError  # a vocabulary has none of these


class Vocabulary(_States):
    """Words and phrases under names; a name may be used in those after it. No `...`, `$` or `!` in them."""

    def __init__(self) -> None:
        super().__init__()
        self._named: dict[str, Parts] = {}
        self._unnamed: dict[Choice, str] = {}
        self.stems: set[str] = set()
        self.words: set[str] = set()

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
        spans: dict[str, Sequence[int]] = dict.fromkeys(self._keys(word.plain), (start + 1,))
        states, keys, at = {0}, tuple(spans), start
        while states:
            then: set[int] = set()
            for state in states:
                on = self.on[state]
                for key in keys:
                    if key in on:
                        then.update(on[key])
            self._follow(then)
            at += 1
            for state in then:
                for label in self.ends.get(state, ()):
                    spans[label] = (*spans.get(label, ()), at)
            following = words[at] if at < len(words) else None
            if following is None:
                break
            states, keys = then, tuple(self._keys(following.plain))
        return spans

    def _follow(self, states: set[int]) -> None:
        waiting = [state for state in states if state in self.skips]
        while waiting:
            for _, end in self.skips[waiting.pop()]:
                if end not in states:
                    states.add(end)
                    if end in self.skips:
                        waiting.append(end)

    def _keys(self, plain: str) -> list[str]:
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
        size = end - start
        for place in range(size):
            spans = self.at(start + place)
            part._spans[place] = (
                {
                    name: kept
                    for name, stops in spans.items()
                    if (kept := tuple(stop - start for stop in stops if stop <= end))
                }
                if start or any(stops[-1] > size for stops in spans.values())
                else spans
            )
        return part

    def longest(self, name: str, place: int, end: int | None = None) -> int:
        """Where the longest phrase of that name ends that begins at `place`; 0 if none does by `end`."""
        if place >= (len(self.words) if end is None else end):
            return 0
        stops = (self._spans[place] or self.at(place)).get(name)
        if stops is None:
            return 0
        if end is None or stops[-1] <= end:
            return stops[-1]
        return next((stop for stop in reversed(stops) if stop <= end), 0)


class Automaton(_States):
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
        return 0 in self.skips or not line.at(at).keys().isdisjoint(self.on[0])

    def _run(self, line: Line, start: int, end: int, *, everywhere: bool) -> Iterator[tuple[str, int, int]]:
        arriving: dict[int, dict[int, int]] = {start: {0: start}}  # word -> state -> where its pattern began
        for at in range(start, end + 1):
            here = arriving.pop(at, None)
            if everywhere:
                here = here or {}
                here[0] = at
            elif here is None:
                if not arriving:
                    return
                continue
            word = line.words[at] if at < end else None
            spans: Spans = line.at(at) if at < end else {}
            pause = word.pause if word is not None else 0
            self._pass(here, spans, pause, at, end)
            labels: dict[str, int] = {}
            for state, began in here.items():
                for label in self.ends.get(state, ()):
                    labels[label] = min(began, labels.get(label, began))
            for label, began in labels.items():
                yield label, began, at
            if not spans:
                continue
            parted = self._strict and pause > 0
            for state, began in here.items():
                on = self.on[state]
                if not on or (parted and began < at and state not in self.open):
                    continue
                for symbol in spans if len(spans) < len(on) else on:
                    if symbol in on and symbol in spans:
                        for stop in spans[symbol]:
                            if stop <= end:
                                there = arriving.setdefault(stop, {})
                                for target in on[symbol]:
                                    if began < there.get(target, end + 1):
                                        there[target] = began

    def _pass(self, here: dict[int, int], spans: Spans, pause: int, at: int, end: int) -> None:
        """The steps that need no word, from the states reached so far."""
        skips = self.skips
        waiting = [state for state in here if state in skips]
        while waiting:
            state = waiting.pop()
            began = here[state]
            for condition, target in skips[state]:
                if condition == END:
                    holds = at == end
                elif condition == _WITHIN:
                    holds = at < end and (pause < 2 or began == at)
                elif condition.startswith(_NEXT):
                    holds = any(stop <= end for stop in spans.get(condition[1:], ()))
                else:
                    holds = condition == _ALWAYS or not any(stop <= end for stop in spans.get(condition, ()))
                if holds and began < here.get(target, end + 1):
                    here[target] = began
                    if target in skips:
                        waiting.append(target)
