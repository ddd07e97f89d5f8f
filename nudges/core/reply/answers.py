"""An answer to what was asked: done or not, a rating, and the words after it."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, time

from nudges.core.reply.meaning import Kind, Meaning
from nudges.core.reply.rating import SMALL_TALK, TRIFLES, last_rating, rating_at
from nudges.core.reply.reply import Reply
from nudges.core.text.tokens import DECIDING, SYMBOLS, invisible
from nudges.core.vocabulary import Expects

_DONE, _DONE_PARTED, _DONE_ALONE = "answers.done", "answers.done if parted", "answers.done alone"
#: Phrases that answer. After the open ones any words may follow, after the others only what `_stands` allows.
_OPEN = {_DONE: Kind.DONE, "answers.not done": Kind.NOT_DONE, "answers.skip": Kind.NOT_DONE}
_ANSWERS = {
    **_OPEN,
    _DONE_PARTED: Kind.DONE,
    _DONE_ALONE: Kind.DONE,
    "answers.not done if parted": Kind.NOT_DONE,
    "answers.skip if parted": Kind.NOT_DONE,
}
#: What adds nothing to an answer: courtesies, and "yes" said twice. "We forgot" after "no" is a reason.
_TRIFLES = {kind: (*TRIFLES, *((_DONE, _DONE_PARTED) if kind is Kind.DONE else ())) for kind in Kind}
_BEGINS = {"not done begins": Kind.NOT_DONE, "done begins": Kind.DONE}
#: The shortest answers, of which several may come in one reply.
_SHORT = {"answers.short done": Kind.DONE, "answers.short not done": Kind.NOT_DONE}
#: Signs that answer also where words were asked for.
_TICKS = frozenset("✅👍✔✓☑👎❌✗✘🛑")
_NOON = time(12)
#: So many words at the end may be the answer to what was asked.
_LAST_WORDS = 5
_LEADING_MARKS = re.compile(r"(?:[\s,.;:!?)\]\"'…–—/]|-(?!\d))+")


def answer(reply: Reply, expects: Expects | None, scale: tuple[int, int], local: datetime) -> Meaning | None:
    """Done, not done or a rating with the note after it; None if the text is only a note."""
    asked = expects is Expects.RATING
    at, yesterday = _opening(reply, local)
    meaning = _no_at_last(reply) if expects is Expects.DONE else None
    meaning = (
        meaning or _answer(reply, at, local, scale, asked=asked) or _rating(reply, at, scale, asked=asked)
    )
    if meaning is None and expects is Expects.DONE:
        meaning = _at_last(reply)
    if meaning is None and asked:
        meaning = _rating_at_last(reply, scale)
    if meaning is None:
        return None
    if expects is Expects.NOTE and (meaning.note or meaning.kind is Kind.RATING or _pictures(reply.text)):
        return None
    return replace(meaning, days_ago=1) if yesterday else meaning


def several(reply: Reply, scale: tuple[int, int]) -> Meaning | None:
    """ "Y N Y", "done 4, skip": two to five short answers and nothing else; None if it is not that.

    Words that say the same are one answer ("no no", "yes, done"), unless three of them stand between commas.
    "The first one yes, the second no" names them in their order.
    """
    found: list[Meaning] = []
    size = len(reply)
    if size and (
        reply.longest("answers.not done", 0) == size or any("?" in word.gap for word in reply.words)
    ):
        return None  # "yeah no", "done? no"
    at = size if size and reply.longest("answers.unsure", 0) == size else 0
    while at < size:
        number = _bare_rating(reply, at, scale)
        label, then = reply.any_of(_SHORT, at)
        if number is not None and found and found[-1].kind is Kind.DONE and found[-1].rating is None:
            found[-1] = replace(found[-1], rating=number)
            at += 1
        elif number is not None:
            found.append(Meaning(Kind.RATING, number))
            at += 1
        elif then and found and found[-1].kind is Kind.RATING and not _comma(reply, at):
            return None  # "4 done"
        elif then:
            found.append(Meaning(_SHORT[label]))
            at = then
        elif at and (courtesy := reply.longest("asks.courtesy", at)):
            at = courtesy
        elif named := reply.longest("answers.next of them" if found else "answers.first of them", at):
            at = named
        else:
            return None
    if not 2 <= len(found) <= 5:
        return None
    if (
        size == len(found) == 2
        and reply.words[1].gap == ","
        and found[0].kind is found[1].kind is Kind.RATING
    ):
        return None  # "4,5" is four and a half
    commas = sum(_comma(reply, n) for n in range(1, size))
    letters = all(len(word.plain) == 1 and word.plain.isalpha() for word in reply.words)
    if len(set(found)) == 1 and not (len(found) > 2 and (commas >= 2 or letters)):
        return None
    return replace(found[0], then=tuple(found[1:]))


def _comma(reply: Reply, at: int) -> bool:
    return any(mark in reply.words[at].gap for mark in ",;/\n")


def _bare_rating(reply: Reply, at: int, scale: tuple[int, int]) -> int | None:
    """A bare rating of a row of answers."""
    plain = reply.words[at].plain
    number = plain.isascii() and plain.isdigit() and len(plain) <= 4
    fits = number and scale[0] <= int(plain) <= scale[1]
    return int(plain) if fits and reply.words[at].gap.strip() in {"", ",", ";"} else None


def _opening(reply: Reply, local: datetime) -> tuple[int, bool]:
    """Where the answer begins, after a greeting and fillers, and whether "yesterday" stood before it."""
    words, at, yesterday = reply.words, 0, False
    if greeting := reply.longest("answers.greetings", 0):
        after = next((n for n in range(1, min(7, len(words))) if words[n].gap.strip(" ")), 0)
        at = after or greeting
    while at < len(words):
        if filler := reply.longest("answers.fillers", at):
            at = filler
        elif 0 < (day := _yesterday(reply, at)) < len(words):
            yesterday = yesterday or _before_today(reply, at, local)
            at = day
        else:
            break
    return at, yesterday


def _yesterday(reply: Reply, at: int) -> int:
    return max(reply.longest("answers.yesterday", at), reply.longest("answers.last night", at))


def _before_today(reply: Reply, at: int, local: datetime) -> bool:
    """Last night is yesterday only until noon."""
    last_night = reply.longest("answers.last night", at) == _yesterday(reply, at)
    return not last_night or local.time() < _NOON


def _head(reply: Reply, at: int, *, first: bool) -> tuple[Kind, int] | None:
    """The kind of the answer that begins at a word, and the word after it."""
    if at >= len(reply):
        return None
    label, then = reply.any_of(_ANSWERS, at)
    stands = bool(label) and _stands(reply, then, label, first=first)
    clause = next((n for n in range(at + 1, len(reply)) if reply.parted(n)), len(reply))
    for name, kind in _BEGINS.items():
        end = reply.begins(f"answers.{name}", at, clause).get(name, 0)
        if end and (not stands or end > then):
            return kind, end
    return (_ANSWERS[label], then) if stands else None


def _answer(reply: Reply, at: int, local: datetime, scale: tuple[int, int], *, asked: bool) -> Meaning | None:
    """Done or not done at the head of the message, with the rating and the note after it.

    Of several answers in a row the last one counts ("no, skip"); the note starts after its kind does.
    """
    if reply.longest("answers.undecided", at):
        return None
    kind, noted, yesterday = None, at, False
    for first in (True, False, False):
        head = _head(reply, at, first=first)
        one_letter = not first and head is not None and head[1] == at + 1 and len(reply.words[at].plain) == 1
        if head is None or (one_letter and head[1] < len(reply)):  # "y" is also "and"
            break
        begins, at = at, head[1]
        if at < len(reply) and "?" in reply.words[at].gap:  # "done? with what energy": they ask it themselves
            kind = None
            continue
        yesterday = yesterday or any(_yesterday(reply, n) for n in range(begins, at))
        if kind is not head[0] or kind is Kind.DONE:
            kind, noted = head[0], at
        if day := _yesterday(reply, at):
            yesterday = yesterday or _before_today(reply, at, local)
            at = noted = day
    if kind is None:
        return None
    note = _rest(reply, noted, kind)
    if note and noted == 1 and reply.longest("answers.denied", 1) and not reply.parted(1):
        note = reply.text.strip()  # "no estoy bien" is not "estoy bien"
    meaning = Meaning(kind, note=note, days_ago=int(yesterday))
    if kind is Kind.DONE and (rated := _rated(reply, at, scale, asked=asked)):
        meaning = replace(meaning, rating=rated[0], note=_rest(reply, rated[1], kind))
    return meaning


def _no_at_last(reply: Reply) -> Meaning | None:
    """ "Sure, with three kids... no", "he was not home so no": the last word is the answer."""
    size = len(reply)
    for at in range(max(1, size - _LAST_WORDS), size):
        if reply.longest("answers.no at last", at) == size and (reply.parted(at) or size - at > 1):
            return Meaning(Kind.NOT_DONE, note=reply.text.strip())
    return None


def _rating_at_last(reply: Reply, scale: tuple[int, int]) -> Meaning | None:
    """ "Would have been 5 but he was late, 4": the last number, if nothing but trifles follows."""
    at, number, then = last_rating(reply, scale)
    if not at or any(reply.longest("rating.range", n) for n in range(at)):
        return None
    rest = reply.only((*SMALL_TALK, "rating.openings"), then)
    return Meaning(Kind.RATING, number, reply.text.strip()) if rest is not None else None


def _at_last(reply: Reply) -> Meaning | None:
    """ "Called my sister. Done!": the answer after the story; and an excuse that says no ("too tired")."""
    size = len(reply)
    for at in range(max(1, size - _LAST_WORDS), size):
        if any(reply.within("answers.no", at - 1, at)):
            continue
        if reply.longest("answers.at last", at) == size and (reply.parted(at) or size - at > 1):
            return Meaning(Kind.DONE, note=reply.text[: reply.words[at].start].strip())
    if reply.begins("answers.excuses", 0).get("excuses") == size:
        return Meaning(Kind.NOT_DONE)
    return _in_a_sentence(reply)


def _in_a_sentence(reply: Reply) -> Meaning | None:
    """ "Night shift here. It's done", "I'm afraid I haven't": kept with their words."""
    whole = (0, len(reply))
    for start, end in reply.sentences:
        if any(reply.within("answers.not done within", start, end)):
            return Meaning(Kind.NOT_DONE, note=reply.text.strip())
        yes = reply.begins("answers.yes begins", start, end).get("yes begins")
        done = [(start, yes)] if yes else []
        done += [(first, last) for _, first, last in reply.within("answers.done within", start, end)]
        for first, _ in done[:1]:
            if not any(reply.within("answers.no", start, first)):
                alone = (first, max(then for begin, then in done if begin == first)) == whole
                return Meaning(Kind.DONE, note=None if alone else reply.text.strip())
    return None


def _rated(reply: Reply, at: int, scale: tuple[int, int], *, asked: bool) -> tuple[int, int] | None:
    """A rating right after an answer, perhaps introduced: "done, I'd call it a 5"."""
    for then in (at, _introduced(reply, at, "rating.openings")):
        if rated := rating_at(reply, then, scale, asked=asked or then > at + 1):
            return rated
    return None


def _introduced(reply: Reply, at: int, openings: str) -> int:
    while at < len(reply) and reply.longest(openings, at):
        at += 1
    return at


def _stands(reply: Reply, then: int, label: str, *, first: bool) -> bool:
    """True if what follows lets the phrase before `then` be an answer."""
    if reply.only(_TRIFLES[_ANSWERS[label]], then) is not None:
        return True
    if label == _DONE_ALONE:
        return False
    if label == _DONE_PARTED and reply.words[then].plain in {"1", "2", "3", "4", "5"}:
        return True
    if reply.parted(then) or (first and label in _OPEN) or _yesterday(reply, then):
        return True
    return bool(reply.longest("answers.links", then) or reply.any_of(_ANSWERS, then)[1])


def _rating(reply: Reply, at: int, scale: tuple[int, int], *, asked: bool) -> Meaning | None:
    """A rating at the head of the message, possibly introduced ("I'd say a 4"), with its note."""
    at = _introduced(reply, at, "rating.openings" if asked else "rating.articles")
    rated = rating_at(reply, at, scale, asked=asked)
    if rated is None:
        return None
    number, then = rated
    label, end = reply.any_of(_ANSWERS, then)
    if not asked and label and end == len(reply) and _ANSWERS[label] is Kind.DONE:
        return Meaning(Kind.DONE, number)
    return Meaning(Kind.RATING, number, _rest(reply, then, Kind.RATING))


def _pictures(text: str) -> bool:
    """True for hearts and faces alone: to somebody who asked for words they are words."""
    shown = [char for char in text.strip()[:DECIDING] if not invisible(char) and not char.isspace()]
    return bool(shown) and not any(char.isalnum() or char in _TICKS for char in shown)


def _rest(reply: Reply, at: int, kind: Kind) -> str | None:
    """What follows the word before `at`, to be kept as a note; None if it adds nothing."""
    tail = reply.text[reply.words[at - 1].end :]
    speaks = any(
        unicodedata.category(char).startswith("S") and char not in SYMBOLS and not invisible(char)
        for char in tail[:DECIDING]
    )
    if reply.only(_TRIFLES[kind], at) is not None and not speaks and reply.short:
        return None
    marks = _LEADING_MARKS.match(tail)
    return tail[marks.end() if marks else 0 :].strip() or None
