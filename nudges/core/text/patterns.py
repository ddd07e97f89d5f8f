"""The small language in which lists of phrases are written. Pure.

A pattern is words in a row, and:
`(hit|hits)` one of these; `[very]` there or not; `{very|so}` any number of these, also none;
`strangl*` any ending; `_` any one word; `<number>` a number in digits; `...` up to four words of the same
sentence in between; `!(he|she)` none of these comes next; `&(or)` one of these does; `$` the end of what is
looked at; `<he>` what the list's `words:` say under that name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nudges.core.text.spelling import Spelling
from nudges.core.text.tokens import Heard, heard_of, let_go, read

GAP, ANY, NUMBER, END = "...", "_", "#", "$"
_TOKEN = re.compile(r"\s*(\.\.\.|<[a-z_ ]+>|[!&]\(|[()\[\]{}|]|[^\s()\[\]{}|<>]+|\S)")
_PARTING = frozenset("|)]}")
_CLOSING = {"(": ")", "[": "]", "{": "}", "!(": ")", "&(": ")"}
#: Written in a pattern as they stand: time marks ("@until"), what only times have (":"), some symbols above.
_AS_WRITTEN = re.compile(r"@[a-z]*|[:./_$-]")


class Choice(NamedTuple):
    """Alternatives: `one` of them, one or none (`perhaps`), any number (`often`), or one of them (`next`) or
    `none` comes next."""

    how: Literal["one", "perhaps", "often", "none", "next"]
    options: tuple["Parts", ...]


#: A word, "stem*", a name "<en:he>", one of the symbols above; or alternatives.
Part = str | Choice
Parts = tuple[Part, ...]

_HOW: Mapping[str, Literal["one", "perhaps", "often", "none", "next"]] = {
    "(": "one",
    "[": "perhaps",
    "{": "often",
    "!(": "none",
    "&(": "next",
}


class PatternError(ValueError):
    """A pattern that cannot be read; its text says why, for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Ear:
    """How words are evened out before they are compared: `spelled` other spellings ("wanna": want to),
    `passed` words that change nothing ("really"), `spelling` what mends a slip in a word."""

    spelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    spelling: Spelling | None = None

    def plain(self, word: str) -> tuple[str, ...]:
        """The words that stand for `word` (itself plain already); none if it changes nothing."""
        if self.spelling is not None:
            word = self.spelling.mend(word)
        return tuple(one for one in self.spelled.get(word, (word,)) if one not in self.passed)

    def hear(self, text: str) -> list[Heard]:
        """The words of a text (of its first 2,000 characters, see `tokens.read`)."""
        heard: list[Heard] = []
        pause = 2
        for word in heard_of(read(text)):
            pause = max(pause, word.pause)
            for plain in self.plain(word.plain):
                heard.append(Heard(plain, pause))
                pause = 0
        return heard


class Parser:
    """Reads the patterns of one file. `names`: what each `<name>` is known as; more may be added.

    Every word is looked up once: a file has tens of thousands, and few different ones.
    """

    def __init__(self, ear: Ear, names: Mapping[str, str] | None = None) -> None:
        self._ear = ear
        self.names = {"number": NUMBER, **(names or {})}
        self._known: dict[str, Parts] = {}

    def parse(self, text: str) -> Parts:
        """A pattern as parts. Raises PatternError saying what is wrong."""
        tokens = _TOKEN.findall(text.casefold())
        parts, at = self._row(tokens, 0)
        if at < len(tokens):
            raise PatternError(f"{tokens[at]!r} closes or parts what nothing opened.")
        if _may_be_empty(parts):
            raise PatternError("It would match where nothing is said.")
        return parts

    def _row(self, tokens: Sequence[str], at: int) -> tuple[Parts, int]:
        parts: list[Part] = []
        known = self._known
        while at < len(tokens):
            piece = tokens[at]
            words = known.get(piece)
            if words is not None:
                parts.extend(words)
                at += 1
            elif piece in _PARTING:
                break
            elif piece in _CLOSING:
                options, at = self._options(tokens, at + 1, _CLOSING[piece])
                parts.append(Choice(_HOW[piece], options))
            else:
                known[piece] = self._piece(piece)
        return tuple(parts), at

    def _options(self, tokens: Sequence[str], at: int, closing: str) -> tuple[tuple[Parts, ...], int]:
        options = []
        while True:
            option, at = self._row(tokens, at)
            if not option:
                raise PatternError("Alternatives that say nothing, or only words that are passed over.")
            options.append(option)
            if at >= len(tokens) or tokens[at] not in ("|", closing):
                raise PatternError(f"A {closing!r} is missing.")
            at += 1
            if tokens[at - 1] == closing:
                return tuple(options), at

    def _piece(self, piece: str) -> Parts:
        """A word, a name or a symbol."""
        if piece[0] == "<":
            name = piece.strip("<> ")
            if name not in self.names:
                raise PatternError(f"{piece} is not among the words named above it.")
            return (self.names[name],)
        if piece == GAP or _AS_WRITTEN.fullmatch(piece):
            return (piece,)
        if piece.isascii() and piece.isalpha():  # nearly every one, and reading takes ten times as long
            return self._ear.plain(let_go(piece))
        stem, star, rest = piece.partition("*")
        words = [word.plain for word in read(stem)]
        if rest or len(words) != 1 or (star and len(words[0]) < 3):
            raise PatternError(f"{piece!r} is no word; a * stands at the end, after three letters or more.")
        return (words[0] + "*",) if star else self._ear.plain(words[0])


def _may_be_empty(parts: Parts) -> bool:
    return all(
        part in (GAP, END)
        if isinstance(part, str)
        else part.how != "one" or any(_may_be_empty(option) for option in part.options)
        for part in parts
    )
