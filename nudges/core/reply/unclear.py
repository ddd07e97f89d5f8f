"""Replies that nobody could read for sure: a number off the scale, "maybe", a slip of the hand."""

import re
from collections.abc import Sequence

from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.rating import rating_at, value
from nudges.core.text import lexicon as tables
from nudges.core.text.tokens import Word, groups, invisible, longest, pause_before
from nudges.core.vocabulary import Expects

_EITHER = (Meaning(Kind.DONE), Meaning(Kind.NOT_DONE), Meaning(Kind.NOTE))
_VOWEL = re.compile(r"[aeiouyàèæøœ]|[^a-z]")
_ROWS = ("qwertyuiop", "asdfghjklñ".replace("ñ", "n"), "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
_UNDECIDED = {
    **dict.fromkeys(tables.COURTESY | tables.FILLERS, "courtesy"),
    **dict.fromkeys(tables.UNSURE, "unsure"),
}


def unclear(
    text: str, words: Sequence[Word], expects: Expects | None, scale: tuple[int, int]
) -> Meaning | None:
    """UNCLEAR with the whole text as its note, and what it may mean if that can be said; None if it is clear.

    To a question for words nothing but a slip is unclear: they may have said anything.
    """
    whole = text.strip()
    if not words:
        spoken = any(not char.isspace() and not invisible(char) for char in whole)
        said = any(char in tables.SPEAKING or "\U0001f300" <= char <= "\U0001faff" for char in whole)
        if not spoken or (said and expects is Expects.NOTE):
            return None
        return Meaning(Kind.UNCLEAR, note=whole, choices=_EITHER if expects is Expects.DONE else ())
    if all(_typed_blindly(word.plain) for word in words) and not _known(words):
        return Meaning(Kind.UNCLEAR, note=whole)
    if expects is Expects.NOTE:
        return None
    if _off_the_scale(text, words, scale, asked=expects is Expects.RATING):
        return Meaning(Kind.UNCLEAR, note=whole)
    found = groups(words, _UNDECIDED)
    if "unsure" in found and "other" not in found:
        return Meaning(Kind.UNCLEAR, note=whole, choices=_EITHER if expects is Expects.DONE else ())
    return None


def _typed_blindly(plain: str) -> bool:
    """True for what no word looks like: a run along the keyboard, or letters without a vowel."""
    if not plain.isascii() or not plain.isalpha():
        return False
    run = len(plain) > 2 and any(plain[:4] in row for row in _ROWS)
    return run or not _VOWEL.search(plain)


def _known(words: Sequence[Word]) -> bool:
    return any(longest(words[n:], 0, tables.SHORT_WORDS) for n in range(len(words)))


def _off_the_scale(text: str, words: Sequence[Word], scale: tuple[int, int], *, asked: bool) -> bool:
    """True for a number alone that is no point of the scale: "7", "4.5", "3 or 4", "3/10"."""
    at = 0
    while asked and at < len(words) and words[at].plain in tables.RATING_OPENINGS:
        at += 1
    if at >= len(words) or value(words[at]) is None or rating_at(text, words, at, scale, asked=asked):
        return False
    if not asked and not words[at].plain.isdigit():
        return False
    then = at
    while then < len(words) and (
        value(words[then]) is not None or words[then].plain in tables.BETWEEN_NUMBERS
    ):
        then += 1
    if then < len(words) and words[then].plain in tables.COUNTED | tables.RATING_UNITS:
        return words[then].plain in tables.RATING_UNITS and then + 1 == len(words)
    rest = groups(words[then:], dict.fromkeys(tables.TRIFLES, "trifle"))
    return "other" not in rest or (asked and pause_before(words, then))
