"""A rating where it stands in a reply: "4", "four", "4/5", "4 out of 5", "4 stars", "★★★★☆"."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from nudges.core.reply.reply import Reply

#: What adds nothing to an answer.
TRIFLES = ("answers.trifles", "asks.courtesy")
#: The same, with what fills a pause; alone it asks and answers nothing, and is clear all the same.
SMALL_TALK = (*TRIFLES, "answers.fillers")
_MINUS_OR_MONEY = tuple("-−.$#€£")
_FRACTION_OR_UNIT = re.compile(r"[%°½]|[.,:\-–]\d")
_NO_FRACTION = re.compile(r"[.,]0(?!\d)")
_ISH = re.compile(r"\d{1,3}(ish)?", re.ASCII)

#: What the words for a place come to, on a scale from its first number to its last.
_PLACES: Final[Mapping[str, Callable[[int, int], int | None]]] = {
    "rating.lowest": lambda first, last: first,
    "rating.next to lowest": lambda first, last: first + 1,
    "rating.middle": lambda first, last: None if (first + last) % 2 else (first + last) // 2,
    "rating.next to highest": lambda first, last: last - 1,
    "rating.highest": lambda first, last: last,
}


def rating_at(reply: Reply, at: int, scale: tuple[int, int], *, asked: bool) -> tuple[int, int] | None:
    """The rating at word `at` and the place of the word after it, or None.

    A rating lies within `scale`, both ends included, and stands by itself. "4 days" counts something;
    "4.5", "-4", "4:30", "4%" and "4 or 5" are not one point of the scale; "3/10" is another scale; "not a 3"
    and "less than 3" say what it is not. If a rating was `asked` for, digits need no pause before the note
    ("2 better than before"), and words may name an end of the scale ("top marks").
    """
    words = reply.words
    if at >= len(words):
        return None
    if words[at].plain == "★":
        return _stars(reply, at, scale)
    if asked and (place := place_on_scale(reply, at, scale)):
        alone = reply.parted(place[1]) or reply.only(TRIFLES, place[1]) is not None
        return place if alone else None  # "the lowest of the low" is that of something else
    number = value(reply, at)
    if number is None or not scale[0] <= number <= scale[1] or _denied(reply, at):
        return None
    text, word = reply.text, words[at]
    whole = _NO_FRACTION.match(text, word.end)
    if text[: word.start].endswith(_MINUS_OR_MONEY) or (
        _FRACTION_OR_UNIT.match(text, word.end) and not whole
    ):
        return None
    then = at + 2 if whole else at + 1
    while then < len(words) and words[then].plain == word.plain:  # "five five five"
        then += 1
    if over := _over(reply, then):
        then = over
        if then > len(words) or value(reply, then - 1) != scale[1]:
            return None
    elif reply.only(TRIFLES, then) is None and (
        (reply.longest("rating.counted", then) and not reply.parted(then)) or value(reply, then) is not None
    ):
        return None  # and "3 or so" is a 3
    if reply.longest("rating.units", then):
        then += 1
    certain = then > at + 1 or reply.parted(then) or bool(reply.longest("answers.links", then))
    # "un uno enorme": what stands behind an article is none itself
    counts = not reply.longest("rating.also an article", at) or _follows(reply, ("rating.articles",), at)
    if certain or (asked and counts) or reply.only(TRIFLES, then) is not None:
        return number, then
    return None


def ratings(reply: Reply, scale: tuple[int, int]) -> list[tuple[int, int, int]]:
    """Every rating where one was asked for: where it begins, its number, the word after it."""
    found, at = list[tuple[int, int, int]](), 0
    while at < len(reply):
        rated = rating_at(reply, at, scale, asked=True)
        if rated is not None:
            found.append((at, *rated))
        at = rated[1] if rated is not None else at + 1
    return found


def last_rating(reply: Reply, scale: tuple[int, int]) -> tuple[int, int, int]:
    """The last of them; (0, 0, 0) if there is none."""
    return (ratings(reply, scale) or [(0, 0, 0)])[-1]


def settled(reply: Reply, scale: tuple[int, int]) -> int | None:
    """The rating a reply comes to at its end: "2 or 3, put 2", "I would have said 3. No: 2."."""
    at, number, then = last_rating(reply, scale)
    begin = next((n for n in range(at) if reply.longest("rating.articles", n, at) == at), at)
    opened = reply.only(("rating.openings",), 0, begin) is not None  # "I'd say a 3": there was no other
    now = reply.longest("rating.now", then)
    if opened or reply.only(SMALL_TALK, now or then) is None:
        return None
    decides = now or _follows(reply, ("rating.decides", "rating.now"), begin)
    apart = any(start == begin for start, _ in reply.sentences) or reply.words[begin].gap.strip() == "="
    return number if decides or apart else None


def compared(reply: Reply, scale: tuple[int, int]) -> bool:
    """True if a number is only told by another: "one more than yesterday", "less than 3"."""
    found = ratings(reply, scale)
    if any(reply.longest("rating.compared", at) for at in range(len(reply))):
        given = found and reply.only(("rating.openings",), 0, found[0][0]) is not None  # "a 4, one more than"
        return not given or reply.has("answers.yesterday", 0, found[0][0])
    return not found and any(
        _denied(reply, at)
        and value(reply, at) is not None
        and not reply.longest("rating.also an article", at)
        for at in range(len(reply))
    )


def _denied(reply: Reply, at: int) -> bool:
    return _follows(reply, ("rating.denied",), at)


def _follows(reply: Reply, labels: tuple[str, ...], at: int) -> bool:
    """True if a phrase of these kinds ends right before a word."""
    return any(
        reply.longest(label, begin, at) == at for begin in range(max(0, at - 4), at) for label in labels
    )


def place_on_scale(reply: Reply, at: int, scale: tuple[int, int]) -> tuple[int, int] | None:
    """ "Top marks", "the lowest", "smack in the middle", "one off the top", and the word after it."""
    label, then = reply.any_of(_PLACES, at)
    if not label:
        return None
    place = _PLACES[label](*scale)
    return (place, then) if place is not None else None


def _stars(reply: Reply, at: int, scale: tuple[int, int]) -> tuple[int, int] | None:
    if at and reply.words[at - 1].plain == "★":  # the end of a longer row
        return None
    full = _row_of(reply, at, "★")
    then = _row_of(reply, full, "☆")
    fits = scale[0] <= full - at <= scale[1] and (then == full or then - at == scale[1])
    return (full - at, then) if fits else None


def _row_of(reply: Reply, at: int, sign: str) -> int:
    while at < len(reply) and reply.words[at].plain == sign:
        at += 1
    return at


def _over(reply: Reply, at: int) -> int:
    """The word after the top of the scale, if it is named: "/ 5", "of 5", "out of 5"; 0 if it is not."""
    if at >= len(reply):
        return 0
    if reply.words[at].gap.strip() == "/":
        return at + 1
    over = reply.longest("rating.over", at)
    return over + 1 if over else 0


def value(reply: Reply, at: int) -> int | None:
    """The number a word says, None if it says none."""
    plain = reply.words[at].plain
    if _ISH.fullmatch(plain):
        return int(plain.removesuffix("ish"))
    named = (label for label in reply.line.spans[at] if label.startswith("number="))
    return next((int(label.removeprefix("number=")) for label in named), None)
