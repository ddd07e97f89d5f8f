"""What a person's reply means. Pure; never raises, whatever the text.

The order is the policy: stop, start, help, then an answer (done, not done, skip), a rating, else a
note. Each has its table in `reply_words`; a new kind is a table and its place in `understand`.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum

from nudges.core import reply_words as tables
from nudges.core.care import UNWATCHED, Care, Danger
from nudges.core.person import State
from nudges.core.plan import Expects
from nudges.core.reply_rating import rating_at
from nudges.core.reply_read import DECIDING, Word, grouped, groups, invisible, longest, pause_before, read
from nudges.core.reply_stop import is_stop, only_stop
from nudges.core.reply_words import Phrase


class Kind(StrEnum):
    """What a reply does."""

    DONE = "done"
    NOT_DONE = "not_done"
    RATING = "rating"
    NOTE = "note"
    SNOOZE = "snooze"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    START = "start"
    HELP = "help"
    STATUS = "status"
    UNDO = "undo"
    RETIME = "retime"
    WHY = "why"
    SUPPORT = "support"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A reply understood. `note` is what is left of the person's own words; None if nothing is.

    `until` is when a snoozed nudge comes again, or a pause ends; `at` the time of day that a retimed step
    is to have. Both are the person's local time, `until` always ahead; None if it was not said. `yesterday`:
    it counts for the day before. `then` answers further open nudges, in order ("Y N Y"). `choices`: what an
    unclear one may have meant, three at most. `danger` is what was seen of danger, also beside a stop.
    """

    kind: Kind
    rating: int | None = None
    note: str | None = field(default=None, repr=False)
    until: datetime | None = None
    at: time | None = None
    yesterday: bool = False
    then: tuple["Meaning", ...] = ()
    choices: tuple["Meaning", ...] = ()
    danger: Danger | None = field(default=None, repr=False)


def understand(
    text: str,
    expects: Expects | None,
    local: datetime,
    *,
    locale: str = "en",
    state: State = State.ACTIVE,
    scale: tuple[int, int] = (1, 5),
    care: Care = UNWATCHED,
) -> Meaning:
    """What `text` means to the open nudge, which expects `expects` (None: no nudge is open).

    `local` is the moment it was said, aware, in the person's own zone; `state` is how they stand then, and
    `care` what words of danger are listened for.

    Stop needs no open nudge and comes first (its sources: `reply_stop.is_stop`). "Yes" is an answer
    and never a start. A rating is a whole number within `scale`, both ends included; a number outside
    it is a note. The first 2,000 characters decide, in linear time; a note is never shortened.
    """
    words = read(text)
    blank = all(char.isspace() or invisible(char) for char in text)
    whole = "" if blank else text.strip()
    short = len(text) <= DECIDING
    if is_stop(words):
        return Meaning(Kind.STOP, note=None if short and only_stop(words) else whole)
    if short and _is_whole(words, _STARTS):
        return Meaning(Kind.START)
    if short and _is_whole(words, _HELPS):
        return Meaning(Kind.HELP)
    asked = expects is Expects.RATING
    meaning = _answer(text, words, scale, asked=asked) or _rating(text, words, scale, asked=asked)
    if meaning is None or (expects is Expects.NOTE and (meaning.note or meaning.kind is Kind.RATING)):
        return Meaning(Kind.NOTE, note=whole)
    return meaning


_STARTS = grouped(asks=tables.STARTS, courtesy=tables.COURTESY)
_HELPS = grouped(asks=tables.HELPS, courtesy=tables.COURTESY)
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


def _is_whole(words: Sequence[Word], table: Mapping[Phrase, str]) -> bool:
    """True if the message is a phrase that asks, courtesies aside."""
    found = groups(words, table)
    return "asks" in found and "other" not in found


def _answer(text: str, words: Sequence[Word], scale: tuple[int, int], *, asked: bool) -> Meaning | None:
    """Done, not done or skip at the head of the message, with the rating and the note after it.

    Of several answers in a row the last one counts ("no, skip"); the note starts after its kind does.
    """
    at = 0
    while filler := longest(words, at, tables.FILLERS):
        at += len(filler)
    if longest(words, at, tables.UNDECIDED):
        return None
    kind, noted = None, at
    for first in (True, False, False):
        phrase = longest(words, at, _ANSWERS)
        if not phrase or not _stands(words, at + len(phrase), phrase, first=first):
            break
        at += len(phrase)
        if kind is not _ANSWERS[phrase]:
            kind, noted = _ANSWERS[phrase], at
    if kind is None:
        return None
    if kind is Kind.DONE:
        rated = rating_at(text, words, at, scale, asked=asked)
        if rated:
            return Meaning(kind, rated[0], _rest(text, words, rated[1], kind))
    return Meaning(kind, note=_rest(text, words, noted, kind))


def _stands(words: Sequence[Word], then: int, phrase: Phrase, *, first: bool) -> bool:
    """True if what follows lets the phrase before `then` be an answer."""
    if "other" not in groups(words[then:], _TRIFLES[_ANSWERS[phrase]]):
        return True
    if phrase in tables.DONE_ALONE:
        return False
    if pause_before(words, then) or (first and phrase in _OPEN):
        return True
    return words[then].plain in tables.LINKS or bool(longest(words, then, _ANSWERS))


def _rating(text: str, words: Sequence[Word], scale: tuple[int, int], *, asked: bool) -> Meaning | None:
    """A rating at the head of the message, possibly introduced ("I'd say a 4"), with its note."""
    openings = tables.RATING_OPENINGS if asked else tables.RATING_ARTICLES
    at = 0
    while at < len(words) and words[at].plain in openings:
        at += 1
    rated = rating_at(text, words, at, scale, asked=asked)
    if rated is None:
        return None
    value, then = rated
    after = _answer(text, words[then:], scale, asked=asked)
    if after == Meaning(Kind.DONE) and not asked:
        return replace(after, rating=value)
    return Meaning(Kind.RATING, value, _rest(text, words, then, Kind.RATING))


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
