"""The small language in which words of danger are written, and how they are found. Pure; linear time.

A pattern is words in a row, and: `(hit|hits)` one of these; `[very]` there or not; `strangl*` any ending;
`...` up to four words of the same sentence in between; `<he>` what the file's `words:` say under that name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from nudges.core.text.tokens import Word, read

#: How many words `...` may stand for.
GAP = 4
_TOKEN = re.compile(r"\s*(\.\.\.|<[a-z_]+>|[()\[\]|]|[^\s()\[\]|<>]+|\S)")

#: A word, an open place, or alternatives, each of them parts in a row.
Part = str | None | tuple["Parts", ...]
Parts = tuple[Part, ...]


class PatternError(ValueError):
    """A pattern that cannot be read; its text says why, for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word as patterns know it. `pause`: what parts it from the one before: 1 a comma, 2 a full stop."""

    plain: str = field(repr=False)
    pause: int = 0


@dataclass(frozen=True, slots=True)
class Ear:
    """How words are evened out before they are compared: `spelled` other spellings ("wanna": want to),
    `passed` words that change nothing ("really"), `slips` misspelled words and what they stand for."""

    spelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    slips: Mapping[str, str] = field(default_factory=dict)

    def plain(self, word: str) -> tuple[str, ...]:
        """The words that stand for `word` (itself plain already); none if it changes nothing."""
        word = self.slips.get(word, word)
        return tuple(one for one in self.spelled.get(word, (word,)) if one not in self.passed)

    def hear(self, text: str) -> list[Heard]:
        """The words of a text (of its first 2,000 characters, see `reply_read.read`)."""
        heard: list[Heard] = []
        pause = 2
        for written, gap in _joined(read(text)):
            pause = max(pause, _pause(gap))
            for plain in self.plain(written):
                heard.append(Heard(plain, pause))
                pause = 0
        return heard


def _joined(words: Iterable[Word]) -> Iterator[tuple[str, str]]:
    """The words and the gap before each; three letters or more that stand alone ("d i e") are one word."""
    row: list[tuple[str, str]] = []
    for word in words:
        letter = len(word.plain) == 1 and word.plain.isalpha()
        if row and not (letter and len(word.gap) <= 1):
            yield from _word_of(row)
            row = []
        if letter:
            row.append((word.plain, word.gap))
        else:
            yield word.plain, word.gap
    yield from _word_of(row)


def _word_of(row: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return [("".join(letter for letter, _ in row), row[0][1])] if len(row) > 2 else row


def _pause(gap: str) -> int:
    if any(mark in ".!?;。！？" for mark in gap.replace("...", "").replace("..", "")):
        return 2
    return 0 if gap.strip(" \t\"'“”«»‘*_").strip() == "" else 1


def parse(text: str, ear: Ear, names: Mapping[str, Part]) -> Parts:
    """A pattern as parts. `names`: what `<name>` stands for. Raises PatternError saying what is wrong."""
    tokens = _TOKEN.findall(text.casefold())
    parts, at = _row(tokens, 0, ear, names)
    if at < len(tokens):
        raise PatternError(f"{tokens[at]!r} closes or parts what nothing opened.")
    if _may_be_empty(parts):
        raise PatternError("It would match where nothing is said.")
    return parts


def _row(tokens: Sequence[str], at: int, ear: Ear, names: Mapping[str, Part]) -> tuple[Parts, int]:
    parts: list[Part] = []
    while at < len(tokens) and tokens[at] not in ("|", ")", "]"):
        piece = tokens[at]
        at += 1
        if piece in ("(", "["):
            options, at = _options(tokens, at, ear, names, closing={"(": ")", "[": "]"}[piece])
            parts.append((*options, ()) if piece == "[" else options)
        elif piece == "...":
            parts.append(None)
        elif piece.startswith("<"):
            if piece.strip("<>") not in names:
                raise PatternError(f"{piece} is not among the words named above it.")
            parts.append(names[piece.strip("<>")])
        else:
            parts.extend(_words(piece, ear))
    return tuple(parts), at


def _options(
    tokens: Sequence[str], at: int, ear: Ear, names: Mapping[str, Part], closing: str
) -> tuple[tuple[Parts, ...], int]:
    options = []
    while True:
        option, at = _row(tokens, at, ear, names)
        if not option:
            raise PatternError("Alternatives that say nothing, or only words that are passed over.")
        options.append(option)
        if at >= len(tokens) or tokens[at] not in ("|", closing):
            raise PatternError(f"A {closing!r} is missing.")
        at += 1
        if tokens[at - 1] == closing:
            return tuple(options), at


def _words(token: str, ear: Ear) -> Iterable[str]:
    stem, star, rest = token.partition("*")
    words = _plain(stem)
    if rest or len(words) != 1 or (star and len(words[0]) < 3):
        raise PatternError(f"{token!r} is no word; a * stands at the end, after three letters or more.")
    return [words[0] + "*"] if star else ear.plain(words[0])


@cache
def _plain(written: str) -> tuple[str, ...]:
    return tuple(word.plain for word in read(written))


def _may_be_empty(parts: Parts) -> bool:
    return all(
        part is None or (isinstance(part, tuple) and any(_may_be_empty(option) for option in part))
        for part in parts
    )


def said(parts: Parts) -> Iterator[str]:
    """Every word that is written in a pattern; not those that end in `*`."""
    for part in parts:
        if isinstance(part, str):
            if not part.endswith("*"):
                yield part
        elif part is not None:
            for option in part:
                yield from said(option)


class Finder:
    """All patterns of a kind at once, as one automaton over words: each word is looked at once.

    `strict`: the words of a pattern are not parted by a comma or a sentence's end, unless by `...`.
    """

    def __init__(self, patterns: Iterable[Parts], *, strict: bool = False) -> None:
        self._strict = strict
        self._on: list[dict[str, list[int]]] = [{}, {}]
        self._open: list[int] = [-1, -1]  # where any word leads
        self._free: list[list[int]] = [[], []]  # where no word leads
        self._within: set[int] = set()  # after a `...`: the next word is of the same sentence
        for parts in patterns:
            self._lay(parts, 0, 1)
        self._reach = [self._closed(state) for state in range(len(self._on))]

    def found(self, words: Sequence[Heard | None]) -> list[tuple[int, int]]:
        """Every place where a pattern ends, as (first word, word after the last), in order of their ends.

        None stands for a word that is not to be looked at, and that no pattern reaches across.
        """
        places, there = [], dict[int, int]()  # state -> the word at which its pattern began
        for at, word in enumerate(words):
            if word is None:
                there = {}
                continue
            keys = [word.plain, *(word.plain[:n] + "*" for n in range(3, min(len(word.plain), 20) + 1))]
            then: dict[int, int] = {}
            if self._strict and word.pause:
                there = {s: first for s, first in there.items() if self._open[s] >= 0 or s in self._within}
            for state, began in (*there.items(), *((state, at) for state in self._reach[0])):
                if self._open[state] >= 0 and word.pause < 2 and began < at:
                    self._step(then, self._open[state], began)
                if word.pause == 2 and state in self._within:
                    continue
                for key in keys:
                    for target in self._on[state].get(key, ()):
                        self._step(then, target, began)
            if 1 in then:
                places.append((then.pop(1), at + 1))
            there = then
        return places

    def _step(self, then: dict[int, int], target: int, began: int) -> None:
        for state in self._reach[target]:
            then[state] = min(began, then.get(state, began))

    def _state(self) -> int:
        self._on.append({})
        self._open.append(-1)
        self._free.append([])
        return len(self._on) - 1

    def _lay(self, parts: Parts, start: int, end: int) -> None:
        """Ways from `start` to `end` along the parts."""
        if not parts:
            self._free[start].append(end)
        for n, part in enumerate(parts, 1):
            target = end if n == len(parts) else self._state()
            if isinstance(part, str):
                self._on[start].setdefault(part, []).append(target)
            elif part is None:
                self._gap(start, target)
            else:
                for option in part:
                    self._lay(option, start, target)
            start = target

    def _gap(self, start: int, end: int) -> None:
        self._within.add(end)
        self._free[start].append(end)
        here = self._state()
        self._free[start].append(here)
        for _ in range(GAP):
            then = self._state()
            self._open[here] = then
            self._free[then].append(end)
            here = then

    def _closed(self, state: int) -> tuple[int, ...]:
        """The state, and those that it leads to without a word."""
        reached, open_ends = {state}, [state]
        while open_ends:
            for target in self._free[open_ends.pop()]:
                if target not in reached:
                    reached.add(target)
                    open_ends.append(target)
        return tuple(reached)
