"""A rating where it stands in a reply: "4", "four", "4/5", "4 out of 5", "4 stars", "★★★★☆"."""

import re
from collections.abc import Sequence

from nudges.core.text import lexicon as tables
from nudges.core.text.tokens import Word, groups, pause_before

_TRIFLES = dict.fromkeys(tables.TRIFLES, "trifle")
_MINUS_OR_MONEY = tuple("-−.$#€£")
_FRACTION_OR_UNIT = re.compile(r"[%°½]|[.,:\-–]\d")


def rating_at(
    text: str, words: Sequence[Word], at: int, scale: tuple[int, int], *, asked: bool
) -> tuple[int, int] | None:
    """The rating at word `at` and the place of the word after it, or None.

    A rating lies within `scale`, both ends included, and stands by itself. "4 days" counts something;
    "4.5", "-4", "4:30", "4%" and "4 or 5" are not one point of the scale; "3/10" is another scale.
    If a rating was `asked` for, digits need no pause before the note: "2 better than before".
    """
    if at >= len(words):
        return None
    if words[at].plain == "★":
        return _stars(words, at, scale)
    number = value(words[at])
    if number is None or not scale[0] <= number <= scale[1]:
        return None
    if text[: words[at].start].endswith(_MINUS_OR_MONEY) or _FRACTION_OR_UNIT.match(text, words[at].end):
        return None
    then = at + 1
    while then < len(words) and words[then].plain == words[at].plain:  # "five five five"
        then += 1
    over = _over(words, then)
    if over:
        then += over
        if then > len(words) or value(words[then - 1]) != scale[1]:
            return None
    elif then < len(words) and (words[then].plain in tables.COUNTED or value(words[then]) is not None):
        return None
    if then < len(words) and words[then].plain in tables.RATING_UNITS:
        then += 1
    certain = then > at + 1 or pause_before(words, then) or words[then].plain in tables.LINKS
    if (
        certain
        or (asked and words[at].plain not in {"one", "uno", "una", "un"})
        or "other" not in groups(words[then:], _TRIFLES)
    ):
        return number, then
    return None


def _stars(words: Sequence[Word], at: int, scale: tuple[int, int]) -> tuple[int, int] | None:
    then = at
    while then < len(words) and words[then].plain == "★":
        then += 1
    full = then
    while then < len(words) and words[then].plain == "☆":
        then += 1
    fits = scale[0] <= full - at <= scale[1] and (then == full or then - at == scale[1])
    return (full - at, then) if fits else None


def _over(words: Sequence[Word], at: int) -> int:
    """How many words name the top of the scale: "/ 5", "of 5", "out of 5"; 0 if none do."""
    plain = [word.plain for word in words[at : at + 2]]
    if plain and words[at].gap.strip() == "/":
        return 1
    if plain == ["out", "of"]:
        return 3
    return 2 if plain and plain[0] in {"of", "de", "sobre", "outta"} else 0


def value(word: Word) -> int | None:
    """The number a word says, None if it says none."""
    plain = word.plain.removesuffix("ish")
    if plain.isascii() and plain.isdigit() and len(plain) < 4:
        return int(plain)
    return tables.NUMBERS.get(word.plain)
