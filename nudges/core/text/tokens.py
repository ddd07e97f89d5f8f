"""From any Unicode text to plain words that still know where they stood."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

#: Only so many characters decide what a reply means; the note keeps everything.
DECIDING = 2_000

#: Signs that are words. Those that say the same are read as one; any other symbol is kept in the note only.
SYMBOLS = {
    **dict.fromkeys("✅👍✔✓☑❤💕💖💗💙💚💛💜🧡🩷💯🙌👌🎉🥳🎊💪👏🤙", "👍"),
    **dict.fromkeys("👎❌✗✘", "👎"),
    **dict.fromkeys("★⭐🌟", "★"),
    "☆": "☆", "🔟": "10", "🛑": "🛑",
}  # fmt: skip

#: Signs that show nothing (Hangul fillers, the empty cell of Braille); the other invisible characters have
#: categories of their own.
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"
_APOSTROPHES = "'’‘ʼ`´＇"
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_ASCII = re.compile(r"[\x20-\x7e\t\n\r]*")
_ASCII_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'`]*")
_ASCII_APOSTROPHES = str.maketrans("", "", "'`")
_SENTENCE = ".!?;\n\r…。！？"
_CLAUSE = ",:，—"


@dataclass(slots=True)  # not frozen: there is one for each word, and that would take three times as long
class Word:
    """One word as the lists spell it, its place in the text, and what stands before it."""

    plain: str = field(repr=False)
    start: int
    end: int
    gap: str = field(default="", repr=False)


@dataclass(slots=True)
class Heard:
    """A word as patterns know it. `pause`: what parts it from the one before: 1 a comma, 2 a full stop."""

    plain: str = field(repr=False)
    pause: int = 0


def invisible(char: str) -> bool:
    """True for characters that show nothing by themselves and so never part a word (and for skin tones)."""
    if char in _BLANK_LETTERS or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    return unicodedata.category(char) in {"Cf", "Mn", "Me", "Cc"} and not char.isspace()


def read(text: str) -> list[Word]:
    """The words of the first 2,000 characters, counted from the first visible one.

    Compatibility forms fold (NFKD, casefold), accents, apostrophes and invisible characters go, a known
    symbol is a word, and letters held down ("stooop") are let go.
    """
    first = next((i for i, char in enumerate(text) if not char.isspace() and not invisible(char)), len(text))
    shown = text[first : first + DECIDING]
    found = _ascii_words(shown) if _ASCII.fullmatch(shown) else _words(shown)
    held_down = _LONG_RUN.search(" ".join([plain for plain, _, _ in found]))
    words: list[Word] = []
    before = 0
    for plain, start, end in found:
        said = let_go(plain) if held_down else plain
        words.append(Word(said, start + first, end + first, shown[before:start]))
        before = end
    return words


def let_go(word: str) -> str:
    """A word without letters held down: "stooop"."""
    return _LONG_RUN.sub(r"\1", word)


def _ascii_words(shown: str) -> list[tuple[str, int, int]]:
    if "'" in shown or "`" in shown:
        return [
            (found[0].lower().translate(_ASCII_APOSTROPHES), *found.span())
            for found in _ASCII_WORD.finditer(shown)
        ]
    return [(found[0], *found.span()) for found in _ASCII_WORD.finditer(shown.lower())]


def _words(shown: str) -> list[tuple[str, int, int]]:
    words: list[tuple[str, int, int]] = []
    plain, start, end = "", 0, 0

    def close() -> None:
        nonlocal plain
        if plain:
            words.append((plain, start, end))
            plain = ""

    for i, char in enumerate(shown):
        if char in SYMBOLS:
            close()
            words.append((SYMBOLS[char], i, i + 1))
            end = i + 1
            continue
        if char in _APOSTROPHES or invisible(char):
            if end == i and (plain or words):
                end += 1
                if not plain:
                    words[-1] = (*words[-1][:2], end)
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
    return words


def heard_of(words: Iterable[Word]) -> Iterator[Heard]:
    """The words as patterns know them; three letters or more that stand alone ("d i e") are one word."""
    row: list[Word] = []
    for word in words:
        letter = len(word.plain) == 1 and word.plain.isalpha()
        if row and not (letter and len(word.gap) <= 1):
            yield from _joined(row)
            row = []
        if letter:
            row.append(word)
        else:
            yield Heard(word.plain, _pause(word.gap))
    yield from _joined(row)


def _joined(row: Sequence[Word]) -> Iterator[Heard]:
    if len(row) > 2:
        yield Heard("".join(word.plain for word in row), _pause(row[0].gap))
    else:
        yield from (Heard(word.plain, _pause(word.gap)) for word in row)


def _pause(gap: str) -> int:
    if gap in (" ", ""):
        return 0
    if any(mark in ".!?;。！？" for mark in gap.replace("...", "").replace("..", "")):
        return 2
    return 0 if gap.strip(" \t\"'“”«»‘*_.…").strip() == "" else 1


def pause_before(words: Sequence[Word], at: int) -> bool:
    """True if the word at `at` is set off from the one before by more than blanks, or there is none."""
    return at >= len(words) or not words[at].gap.strip('"`“‘«').isspace()


def sentences(words: Sequence[Word], start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The sentences between two words, as (first word, word after the last); "8.30" and "p.m." are one."""
    return _parts(words, start, len(words) if end is None else end, _SENTENCE)


def clauses(words: Sequence[Word], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What commas and the like part a sentence into."""
    return _parts(words, start, end, _CLAUSE)


def _parts(words: Sequence[Word], start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    for at in range(start + 1, end):
        gap = words[at].gap
        if (
            gap != " "
            and any(mark in gap for mark in marks)
            and not (gap == "." and _abbreviates(words[at - 1]))
        ):
            yield start, at
            start = at
    if start < end:
        yield start, end


def _abbreviates(word: Word) -> bool:
    return len(word.plain) == 1 or word.plain[-1:].isdigit()
