"""From any Unicode text to plain words that still know where they stood."""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nudges.core.text.lexicon import CARRIER_STOPS, LONGEST_PHRASE, SYMBOLS, TYPOS, Phrase

#: Only so many characters decide what a reply means; the note keeps everything.
DECIDING = 2_000

#: Letters that show nothing (Hangul fillers); the other invisible characters have categories of their own.
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
_APOSTROPHES = "'’‘ʼ`´＇"
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the tables spell it, its place in the text, and what stands before it."""

    plain: str = field(repr=False)
    start: int
    end: int
    gap: str = field(default="", repr=False)


def invisible(char: str) -> bool:
    """True for characters that show nothing by themselves and so never part a word (and for skin tones)."""
    if char in _BLANK_LETTERS or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    return unicodedata.category(char) in {"Cf", "Mn", "Me", "Cc"} and not char.isspace()


def read(text: str) -> list[Word]:
    """The words of the first 2,000 characters, counted from the first visible one.

    Compatibility forms fold (NFKD, casefold), accents, apostrophes and invisible characters go,
    a known symbol is a word, slips in TYPOS and letters held down ("stooop") are mended.
    """
    words: list[Word] = []
    plain, start, end = "", 0, 0
    first = next((i for i, char in enumerate(text) if not char.isspace() and not invisible(char)), len(text))

    def close() -> None:
        nonlocal plain
        if plain:
            mended = _LONG_RUN.sub(r"\1", plain)
            gap = text[words[-1].end if words else first : start]
            words.append(Word(TYPOS.get(mended, mended), start, end, gap))
            plain = ""

    for i, char in enumerate(text[first : first + DECIDING], first):
        if char in SYMBOLS:
            close()
            plain, start, end = SYMBOLS[char], i, i + 1
            close()
            continue
        if invisible(char) or char in _APOSTROPHES:
            if end == i:
                end += 1
                if words and not plain and words[-1].end == i:
                    words[-1] = Word(words[-1].plain, words[-1].start, end, words[-1].gap)
            continue
        folded = "".join(c for c in unicodedata.normalize("NFKD", char).casefold() if c.isalnum())
        if not folded:
            close()
            continue
        if not plain:
            start = i
        plain += folded
        end = i + 1
    close()
    spelled = "".join(word.plain for word in words if len(word.plain) == 1)
    if len(spelled) == len(words) and spelled in CARRIER_STOPS:  # S.T.O.P
        return [Word(spelled, words[0].start, words[-1].end)]
    return words


def pause_before(words: Sequence[Word], at: int) -> bool:
    """True if the word at `at` is set off from the one before by more than blanks, or there is none."""
    return at >= len(words) or not words[at].gap.strip('"`“‘«').isspace()


def longest(words: Sequence[Word], at: int, table: Container[Phrase]) -> Phrase:
    """The longest phrase of the table that stands at `at`; empty if none does."""
    plain = tuple(word.plain for word in words[at : at + LONGEST_PHRASE])
    return next((plain[:size] for size in range(len(plain), 0, -1) if plain[:size] in table), ())


def groups(words: Sequence[Word], table: Mapping[Phrase, str]) -> set[str]:
    """The groups the words fall into, read greedily; "other" stands for words of no group."""
    found, at = set(), 0
    while at < len(words):
        phrase = longest(words, at, table)
        found.add(table[phrase] if phrase else "other")
        at += len(phrase) or 1
    return found


def grouped(**named: frozenset[Phrase]) -> dict[Phrase, str]:
    """One table of phrase -> group; a phrase of two groups belongs to the one named first."""
    return {phrase: name for name, group in reversed(named.items()) for phrase in group}


def sentences(words: Sequence[Word], marks: str = ".!?;\n\r…。！？") -> Iterator[list[Word]]:
    """The words in parts, a new one after each of the marks; "8.30" and "p.m." are one."""
    part: list[Word] = []
    for word in words:
        if (
            part
            and any(mark in word.gap for mark in marks)
            and not (word.gap == "." and _abbreviates(part[-1]))
        ):
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def _abbreviates(word: Word) -> bool:
    return len(word.plain) == 1 or word.plain[-1:].isdigit() or word.plain in {"pm", "am"}


def spoken(words: Sequence[Word]) -> str:
    """The words with one blank between them; what joins two figures ("8:30", "3/12", "7.30") stays."""
    text = ""
    for word in words:
        figures = word.gap in _BETWEEN_FIGURES and text[-1:].isdigit() and word.plain[:1].isdigit()
        text += (word.gap if figures else " at " if "@" in word.gap else " ") + word.plain
    return text.strip()


_BETWEEN_FIGURES = frozenset(":/.-")
