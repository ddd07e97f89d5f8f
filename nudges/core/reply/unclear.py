"""Replies that nobody could read for sure: a number off the scale, "maybe", a slip of the hand."""

import re

from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.rating import TRIFLES, compared, rating_at, value
from nudges.core.reply.reply import Reply
from nudges.core.text.tokens import invisible
from nudges.core.vocabulary import Expects

_EITHER = (Meaning(Kind.DONE), Meaning(Kind.NOT_DONE), Meaning(Kind.NOTE))
_VOWEL = re.compile(r"[aeiouyàèæøœ]|[^a-z]")
_ROWS = ("qwertyuiop", "asdfghjkln", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
_UNSURE = "answers.unsure"
_UNDECIDED = (_UNSURE, "asks.courtesy", "answers.fillers")
#: Pictures that say something to somebody who asked for words.
_SPEAKING = frozenset("❤☺☹✨⭐★☀☁⚡♥♡☮✌✊✋")


def unclear(reply: Reply, expects: Expects | None, scale: tuple[int, int]) -> Meaning | None:
    """UNCLEAR with the whole text as its note, and what it may mean if that can be said; None if it is clear.

    To a question for words nothing but a slip is unclear: they may have said anything.
    """
    whole = reply.text.strip()
    if not reply.words:
        spoken = any(not char.isspace() and not invisible(char) for char in whole)
        said = any(char in _SPEAKING or "\U0001f300" <= char <= "\U0001faff" for char in whole)
        if not spoken or (said and expects is Expects.NOTE):
            return None
        return Meaning(Kind.UNCLEAR, note=whole, choices=_EITHER if expects is Expects.DONE else ())
    if all(_typed_blindly(word.plain) for word in reply.words) and not _known(reply):
        return Meaning(Kind.UNCLEAR, note=whole)
    if expects is Expects.NOTE:
        return None
    if all(word.plain.isalpha() and not reply.phrases.knows(word.plain) for word in reply.words):
        return Meaning(Kind.UNCLEAR, note=whole)  # another language, or no word at all; it may be a stop
    asked = expects is Expects.RATING
    if _off_the_scale(reply, scale, asked=asked) or (asked and compared(reply, scale)):
        return Meaning(Kind.UNCLEAR, note=whole)
    if _UNSURE in (reply.only(_UNDECIDED) or ()):
        return Meaning(Kind.UNCLEAR, note=whole, choices=_EITHER if expects is Expects.DONE else ())
    return None


def _typed_blindly(plain: str) -> bool:
    """True for what no word looks like: a run along the keyboard, or letters without a vowel."""
    if not plain.isascii() or not plain.isalpha():
        return False
    run = len(plain) > 2 and any(plain[:4] in row for row in _ROWS)
    return run or not _VOWEL.search(plain)


def _known(reply: Reply) -> bool:
    return any(reply.longest("answers.short words", at) for at in range(len(reply)))


def _off_the_scale(reply: Reply, scale: tuple[int, int], *, asked: bool) -> bool:
    """True for a number alone that is no point of the scale: "7", "4.5", "3 or 4", "3/10"."""
    at = 0
    while (
        asked
        and at < len(reply)
        and (reply.longest("rating.openings", at) or reply.longest("rating.range", at))
    ):
        at += 1
    ranged = any(reply.longest("rating.range", n) for n in range(at))
    if at >= len(reply) or value(reply, at) is None:
        return False
    if not ranged and rating_at(reply, at, scale, asked=asked):
        return False
    if not asked and not reply.words[at].plain.isdigit():
        return False
    then = at
    while then < len(reply) and (value(reply, then) is not None or reply.longest("rating.between", then)):
        then += 1
    if then < len(reply) and reply.longest("rating.units", then):
        return then + 1 == len(reply)
    if then < len(reply) and reply.longest("rating.counted", then):
        return False
    return reply.only(TRIFLES, then) is not None or (asked and reply.parted(then))
