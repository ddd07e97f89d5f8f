"""Does a reply ask us to stop? When in doubt, yes: a missed stop is worse than a false one."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nudges.core.reply.words import stop_words as stops
from nudges.core.reply.words.frame import frames
from nudges.core.reply.words.stop_classes import CLASSES
from nudges.core.text import lexicon as tables
from nudges.core.text.tokens import Word, grouped, groups, longest, sentences

_TABLE = grouped(
    other=stops.NOT_STOPS,
    firm=stops.STOP_FIRM,
    bare=stops.STOP_BARE,
    courtesy=tables.COURTESY,
    opening=stops.STOP_OPENINGS,
    messages=stops.MESSAGES,
    aim=stops.AIM,
)
_OPENINGS = tables.COURTESY | stops.STOP_OPENINGS
_SHORT = 20
_TOLD_AFTER = re.compile(stops.TOLD_AFTER)


@cache
def _framed(lines: tuple[str, ...]) -> re.Pattern[str]:
    """Made for the first reply: most commands read none."""
    return re.compile(frames(CLASSES, *lines))


def is_stop(text: str, words: Sequence[Word]) -> bool:
    """True if the whole message, or a sentence of it, asks us to stop.

    Twilio's default opt-out words ("Twilio support for opt-out keywords (SMS STOP filtering)",
    help.twilio.com) alone, or any reasonable wording, as 47 CFR 64.1200(a)(10) asks. A lone word in
    the middle of a story ("I yelled. Stop! Then he left") is not addressed to us, nor is one before a
    comma ("stop, breathe, think"); two words or more ("please stop, ...") are.
    """
    if only_stop(words) or _in_capitals(text, words):
        return True
    if len(words) <= _SHORT and _framed(stops.WHOSE_NUMBER).search(_line(words)):
        return True
    parts = list(sentences(words))
    for number, sentence in enumerate(parts):
        at_an_edge = number in (0, len(parts) - 1)
        if ((at_an_edge or len(sentence) > 1) and only_stop(sentence)) or _asks(sentence):
            return True
    return False


def _in_capitals(text: str, words: Sequence[Word]) -> bool:
    """True for "STOP I hate this": a keyword as the footer writes it, before words that are not shouted."""
    if len(words) < 2 or text[words[0].start : words[0].end] not in stops.CAPITALS:
        return False
    rest = text[words[0].end : words[-1].end]
    return any(char.islower() for char in rest) and words[1].plain not in stops.OF_A_ROAD


def only_stop(words: Sequence[Word]) -> bool:
    """True if the words ask to stop and say nothing else."""
    found = groups(words, _TABLE)
    if "firm" in found:
        return "other" not in found
    if "bare" in found and found <= {"bare", "courtesy", "messages"}:
        return True
    return any(
        "other" not in groups(words[:at], _TABLE) | groups(words[then:], _TABLE)
        for at, then in _orders(words)
    )


def _asks(sentence: Sequence[Word]) -> bool:
    """True if a clause begins, politeness aside, with what can only be a stop, and nobody is quoted."""
    passed = 0
    for clause in sentences(sentence, ",:，"):
        after = _line(sentence[passed:])
        quoted = bool(_TOLD_AFTER.search(after))
        told = quoted or _told(sentence[:passed])
        if not told and len(clause) > 1 and only_stop(clause):
            return True
        if not quoted and any(only_stop(clause[at:]) for at in _pleas(clause)):
            return True
        if not quoted and any(not _told(sentence[: passed + at]) for at, _ in _orders(clause)):
            return True
        passed += len(clause)
    return False


def _orders(clause: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where in a clause a request to stop begins, and the word after it."""
    line, begin, openings = _line(clause), 0, _starts(clause)
    for at, word in enumerate(clause):
        within = at > 0 and clause[at - 1].plain not in stops.NOT_AFTER
        order = _framed(stops.ORDERS).match(line, begin) if within or at in openings else None
        if order := order or (_framed(stops.WRONG_PERSON).match(line, begin) if at in openings else None):
            yield at, at + len(order[0].split())
        begin += len(word.plain) + 1


def _pleas(clause: Sequence[Word]) -> Iterator[int]:
    """After each "so please": "he said I should quit this so please cancel it"."""
    return (at + len(plea) for at in range(len(clause)) if (plea := longest(clause, at, stops.PLEAS)))


def _starts(clause: Sequence[Word]) -> set[int]:
    """The words that a request may begin with: after politeness, after "and please"."""
    joints = [at + 1 for at, word in enumerate(clause) if word.plain in stops.JOINTS]
    found: set[int] = set()
    for start in (0, *joints):
        at = start
        while at < len(clause) and at not in found:
            found.add(at)
            opening = longest(clause, at, _OPENINGS)
            at += len(opening) or len(clause)
    return found


def _told(words: Sequence[Word]) -> bool:
    return any((word.plain,) in stops.TELLING for word in words)


def _line(words: Sequence[Word]) -> str:
    return " ".join(word.plain for word in words)
