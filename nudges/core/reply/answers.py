"""An answer to what was asked: done or not, a rating, and the words after it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.rating import rating_at
from nudges.core.reply.words import answer_frames as framed
from nudges.core.reply.words.answer_words import DONE, EXCUSE, NOT_DONE
from nudges.core.reply.words.frame import frames
from nudges.core.text import lexicon as tables
from nudges.core.text.lexicon import Phrase
from nudges.core.text.tokens import DECIDING, Word, groups, invisible, longest, pause_before, sentences
from nudges.core.vocabulary import Expects

_OPEN = {
    **dict.fromkeys(tables.DONE_OPEN, Kind.DONE),
    **dict.fromkeys(tables.NOT_DONE_OPEN, Kind.NOT_DONE),
    **dict.fromkeys(tables.SKIP_OPEN, Kind.NOT_DONE),
}
_ANSWERS = {
    **_OPEN,
    **dict.fromkeys(tables.DONE_CLOSED | tables.DONE_ALONE, Kind.DONE),
    **dict.fromkeys(tables.NOT_DONE_CLOSED, Kind.NOT_DONE),
    **dict.fromkeys(tables.SKIP_CLOSED, Kind.NOT_DONE),
}
#: What adds nothing to an answer: courtesies, and "yes" said twice. "We forgot" after "no" is a reason.
_TRIFLES = {kind: dict.fromkeys(tables.TRIFLES, "trifle") for kind in Kind}
_TRIFLES[Kind.DONE] |= dict.fromkeys(tables.DONE_OPEN | tables.DONE_CLOSED, "trifle")
_SAID = {Kind.NOT_DONE: NOT_DONE, Kind.DONE: DONE}
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A reply as it is looked at: its text, its words, and where each of them stands in the spoken line."""

    text: str
    words: Sequence[Word]
    line: str
    places: list[int]
    scale: tuple[int, int]
    asked: bool


def answer(
    text: str, words: Sequence[Word], expects: Expects | None, scale: tuple[int, int], local: datetime
) -> Meaning | None:
    """Done, not done or a rating with the note after it; None if the text is only a note."""
    heard = _heard(text, words, scale, asked=expects is Expects.RATING)
    at, yesterday = _opening(heard, local)
    meaning = _answer(heard, at, local) or _rating(heard, at)
    if meaning is None and expects is Expects.DONE:
        meaning = _at_last(heard)
    if meaning is None:
        return None
    if expects is Expects.NOTE and (meaning.note or meaning.kind is Kind.RATING or _pictures(text)):
        return None
    return replace(meaning, yesterday=True) if yesterday else meaning


def several(text: str, words: Sequence[Word], scale: tuple[int, int]) -> Meaning | None:
    """ "Y N Y", "done 4, skip": two to five short answers and nothing else; None if it is not that.

    Words that say the same are one answer ("no no", "yes, done"), unless three of them stand between commas.
    """
    found: list[Meaning] = []
    at = len(words) if words and len(longest(words, 0, tables.UNSURE)) == len(words) else 0
    while at < len(words):
        if (number := _number(heard := _heard(text, words, scale, asked=True), at)) and found != []:
            last = found[-1]
            if last.kind is Kind.DONE and last.rating is None:
                found[-1] = replace(last, rating=number[0])
                at = number[1]
                continue
        phrase = longest(words, at, _SHORT)
        if number is not None:
            found.append(Meaning(Kind.RATING, number[0]))
            at = number[1]
        elif phrase and found and found[-1].kind is Kind.RATING and not _comma(words, at):
            return None  # "4 done"
        elif phrase:
            found.append(Meaning(_SHORT[phrase]))
            at += len(phrase)
        elif heard and longest(words, at, tables.COURTESY) and at:
            at += len(longest(words, at, tables.COURTESY))
        else:
            return None
    if not 2 <= len(found) <= 5:
        return None
    alike = len(set(found)) == 1
    commas = sum(_comma(words, n) for n in range(1, len(words)))
    if alike and not (len(found) > 2 and (commas >= 2 or {w.plain for w in words} <= {"y", "n"})):
        return None
    return replace(found[0], then=tuple(found[1:]))


#: The shortest answers, of which several may come in one reply.
_SHORT = {
    **dict.fromkeys(tables.phrases("done, yes, y, yep, yeah, si, hecho, hecha, listo, did it"), Kind.DONE),
    **dict.fromkeys(
        tables.phrases("no, n, nope, skip, pass, paso, skipped, not done, saltar"), Kind.NOT_DONE
    ),
}


def _comma(words: Sequence[Word], at: int) -> bool:
    return any(mark in words[at].gap for mark in ",;/\n") or words[at].gap.strip() == "y"


def _number(heard: _Heard, at: int) -> tuple[int, int] | None:
    """A bare rating of a row of answers."""
    plain = heard.words[at].plain
    fits = plain.isascii() and plain.isdigit() and heard.scale[0] <= int(plain[:4]) <= heard.scale[1]
    alone = heard.words[at].gap.strip() in {"", ",", ";"}
    return (int(plain), at + 1) if fits and alone else None


def _heard(text: str, words: Sequence[Word], scale: tuple[int, int], *, asked: bool) -> _Heard:
    places, at = [], 0
    for word in words:
        places.append(at)
        at += len(word.plain) + 1
    return _Heard(text, words, " ".join(word.plain for word in words), places, scale, asked)


def _opening(heard: _Heard, local: datetime) -> tuple[int, bool]:
    """Where the answer begins, after a greeting and fillers, and whether "yesterday" stood before it."""
    words, at, yesterday = heard.words, 0, False
    if longest(words, 0, tables.GREETINGS):
        after = next((n for n in range(1, min(7, len(words))) if words[n].gap.strip(" ")), 0)
        at = after or len(longest(words, 0, tables.GREETINGS))
    while at < len(words):
        if filler := longest(words, at, tables.FILLERS):
            at += len(filler)
        elif (day := longest(words, at, tables.YESTERDAY)) and at + len(day) < len(words):
            yesterday = yesterday or _before_today(day, local)
            at += len(day)
        else:
            break
    return at, yesterday


def _before_today(day: Phrase, local: datetime) -> bool:
    return day not in tables.LAST_NIGHT or local.time() < _NOON


def _head(heard: _Heard, at: int, *, first: bool) -> tuple[Kind, int] | None:
    """The kind of the answer that begins at a word, and the word after it."""
    words = heard.words
    if at >= len(words):
        return None
    phrase = longest(words, at, _ANSWERS)
    stands = bool(phrase) and _stands(words, at + len(phrase), phrase, first=first)
    clause = next((n for n in range(at + 1, len(words)) if pause_before(words, n)), len(words))
    ends = heard.places[clause - 1] + len(words[clause - 1].plain)
    for kind, pattern in _SAID.items():
        found = pattern.match(heard.line, heard.places[at], ends)
        if found:
            then = heard.line.count(" ", heard.places[at], found.end()) + at + 1
            if not stands or then > at + len(phrase):
                return kind, then
    return (_ANSWERS[phrase], at + len(phrase)) if stands else None


def _answer(heard: _Heard, at: int, local: datetime) -> Meaning | None:
    """Done or not done at the head of the message, with the rating and the note after it.

    Of several answers in a row the last one counts ("no, skip"); the note starts after its kind does.
    """
    words = heard.words
    if longest(words, at, tables.UNDECIDED):
        return None
    kind, noted, yesterday = None, at, False
    for first in (True, False, False):
        head = _head(heard, at, first=first)
        and_ = not first and head is not None and words[at].plain == "y" and head[1] < len(words)
        if head is None or and_:  # "y" is also "and"
            break
        begins, at = at, head[1]
        yesterday = yesterday or any(longest(words, n, tables.YESTERDAY) for n in range(begins, at))
        if kind is not head[0] or kind is Kind.DONE:
            kind, noted = head[0], at
        if day := longest(words, at, tables.YESTERDAY):
            yesterday = yesterday or _before_today(day, local)
            at, noted = at + len(day), at + len(day)
    if kind is None:
        return None
    meaning = Meaning(kind, note=_rest(heard.text, words, noted, kind), yesterday=yesterday)
    if kind is Kind.DONE and (rated := _rated(heard, at)):
        meaning = replace(meaning, rating=rated[0], note=_rest(heard.text, words, rated[1], kind))
    return meaning


def _at_last(heard: _Heard) -> Meaning | None:
    """ "Called my sister. Done!": the answer after the story; and an excuse that says no ("too tired")."""
    for size in (1, 2, 3):
        at = len(heard.words) - size
        if (
            at > 0
            and tuple(word.plain for word in heard.words[at:]) in _LAST
            and pause_before(heard.words, at)
        ):
            return Meaning(Kind.DONE, note=heard.text[: heard.words[at].start].strip())
    if EXCUSE.fullmatch(heard.line):
        return Meaning(Kind.NOT_DONE)
    return _in_a_sentence(heard)


def _in_a_sentence(heard: _Heard) -> Meaning | None:
    """ "Night shift here. It's done", "I'm afraid I haven't": kept with their words."""
    for part in sentences(heard.words):
        line = " ".join(word.plain for word in part)
        if _NOT_DONE_IN.search(line):
            return Meaning(Kind.NOT_DONE, note=heard.text.strip())
        done = _YES_IN.match(line) or _DONE_IN.search(line)
        if done and not _NOT_IN.search(line, 0, done.start()):
            return Meaning(Kind.DONE, note=None if done[0] == heard.line else heard.text.strip())
    return None


_DONE_IN = re.compile(frames(framed.CLASSES, *framed.DONE))
_YES_IN = re.compile(frames(framed.CLASSES, *framed.YES))
_NOT_DONE_IN = re.compile(frames(framed.CLASSES, *framed.NOT_DONE))
_NOT_IN = re.compile(frames(framed.CLASSES, "NOT"))


_LAST = tables.phrases(
    "done, hecho, hecha, did it, i did it, lo hice, ya lo hice, all done, yes, so done, so yes done"
)


def _rated(heard: _Heard, at: int) -> tuple[int, int] | None:
    """A rating right after an answer, perhaps introduced: "done, I'd call it a 5"."""
    for then in (at, _introduced(heard.words, at, tables.RATING_OPENINGS)):
        asked = heard.asked or then > at + 1
        if rated := rating_at(heard.text, heard.words, then, heard.scale, asked=asked):
            return rated
    return None


def _introduced(words: Sequence[Word], at: int, openings: frozenset[str]) -> int:
    while at < len(words) and words[at].plain in openings:
        at += 1
    return at


def _stands(words: Sequence[Word], then: int, phrase: Phrase, *, first: bool) -> bool:
    """True if what follows lets the phrase before `then` be an answer."""
    if "other" not in groups(words[then:], _TRIFLES[_ANSWERS[phrase]]):
        return True
    if phrase in tables.DONE_ALONE:
        return False
    if words[then].plain in {"1", "2", "3", "4", "5"} and phrase in tables.DONE_CLOSED:
        return True
    if pause_before(words, then) or (first and phrase in _OPEN):
        return True
    if longest(words, then, tables.YESTERDAY):
        return True
    return words[then].plain in tables.LINKS or bool(longest(words, then, _ANSWERS))


def _rating(heard: _Heard, at: int) -> Meaning | None:
    """A rating at the head of the message, possibly introduced ("I'd say a 4"), with its note."""
    openings = tables.RATING_OPENINGS if heard.asked else tables.RATING_ARTICLES
    at = _introduced(heard.words, at, openings)
    rated = rating_at(heard.text, heard.words, at, heard.scale, asked=heard.asked)
    if rated is None:
        return None
    value, then = rated
    alone = longest(heard.words, then, _ANSWERS)
    if not heard.asked and alone and then + len(alone) == len(heard.words) and _ANSWERS[alone] is Kind.DONE:
        return Meaning(Kind.DONE, value)
    return Meaning(Kind.RATING, value, _rest(heard.text, heard.words, then, Kind.RATING))


def _pictures(text: str) -> bool:
    """True for hearts and faces alone: to somebody who asked for words they are words."""
    shown = [char for char in text.strip()[:DECIDING] if not invisible(char) and not char.isspace()]
    return bool(shown) and not any(char.isalnum() or char in tables.TICKS for char in shown)


_LEADING_MARKS = re.compile(r"(?:[\s,.;:!?)\]\"'…–—/]|-(?!\d))+")


def _rest(text: str, words: Sequence[Word], at: int, kind: Kind) -> str | None:
    """What follows the word before `at`, to be kept as a note; None if it adds nothing."""
    tail = text[words[at - 1].end :]
    speaks = any(
        unicodedata.category(char).startswith("S") and char not in tables.SYMBOLS and not invisible(char)
        for char in tail[:DECIDING]
    )
    trifling = "other" not in groups(words[at:], _TRIFLES[kind])
    if trifling and not speaks and len(text) <= DECIDING:
        return None
    marks = _LEADING_MARKS.match(tail)
    return tail[marks.end() if marks else 0 :].strip() or None
