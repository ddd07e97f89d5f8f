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
_TOKEN = re.compile(r"\.\.\.|<[a-z_ ]+>|[!&]\(|[()\[\]{}|]|[^\s()\[\]{}|<>]+|\S")
_PARTING = frozenset("|)]}")
#: Behind the last token.
_LAST = ""
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
        said = self.spelled.get(word)
        if said is None:
            return () if word in self.passed else (word,)
        return tuple(one for one in said if one not in self.passed)

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
        tokens = [*_TOKEN.findall(text.casefold()), _LAST]
        (parts, *_), _ = self._options(tokens, 0, _LAST)
        if _may_be_empty(parts):
            raise PatternError("It would match where nothing is said.")
        return parts

    def _options(self, tokens: Sequence[str], at: int, closing: str) -> tuple[list[Parts], int]:
        """The alternatives up to `closing`, and the place after it. Every word of the lists passes here."""
        known, options, parts = self._known, list[Parts](), list[Part]()
        while True:
            piece = tokens[at]
            at += 1
            words = known.get(piece)
            if words is not None:
                parts += words
            elif piece == closing or (piece == "|" and closing != _LAST):
                if not parts and closing != _LAST:
                    raise PatternError("Alternatives that say nothing, or only words that are passed over.")
                options.append(tuple(parts))
                if piece == closing:
                    return options, at
                parts.clear()
            elif piece == _LAST:
                raise PatternError(f"A {closing!r} is missing.")
            elif piece in _PARTING:
                raise PatternError(f"{piece!r} closes or parts what nothing opened.")
            elif piece in _CLOSING:
                inner, at = self._options(tokens, at, _CLOSING[piece])
                parts.append(Choice(_HOW[piece], tuple(inner)))
            else:
                known[piece] = words = self._piece(piece)
                parts += words

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
    for part in parts:
        if isinstance(part, str):
            if part not in (GAP, END):
                return False
        elif part.how == "one" and not any(map(_may_be_empty, part.options)):
            return False
    return True
