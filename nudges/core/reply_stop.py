"""Does a reply ask us to stop? When in doubt, yes: a missed stop is worse than a false one."""

from collections.abc import Sequence

from nudges.core import reply_words as tables
from nudges.core.reply_read import Word, grouped, groups, longest, sentences

_TABLE = grouped(
    other=tables.NOT_STOPS,
    firm=tables.STOP_FIRM,
    bare=tables.STOP_BARE,
    opening=tables.STOP_OPENINGS,
    courtesy=tables.COURTESY,
    messages=tables.MESSAGES,
    aim=tables.AIM,
)
_OPENINGS = tables.COURTESY | tables.STOP_OPENINGS


def is_stop(text: str, words: Sequence[Word]) -> bool:
    """True if the whole message, or a sentence of it, asks us to stop.

    Twilio's default opt-out words ("Twilio support for opt-out keywords (SMS STOP filtering)",
    help.twilio.com) alone, or any reasonable wording, as 47 CFR 64.1200(a)(10) asks. A lone word in
    the middle of a story ("I yelled. Stop! Then he left") is not addressed to us, nor is one before a
    comma ("stop, breathe, think"); two words or more ("please stop, ...") are.
    """
    if only_stop(words) or _in_capitals(text, words):
        return True
    parts = list(sentences(words))
    for number, sentence in enumerate(parts):
        at_an_edge = number in (0, len(parts) - 1)
        if (at_an_edge or len(sentence) > 1) and only_stop(sentence):
            return True
        clauses = list(sentences(sentence, ",:，"))
        told = any((word.plain,) in tables.TELLING for word in sentence)
        for clause in clauses[:1] if told else clauses:
            if _orders(clause):
                return True
            if len(clause) > 1 and only_stop(clause):
                return True
    return False


def _in_capitals(text: str, words: Sequence[Word]) -> bool:
    """True for "STOP I hate this": a keyword as the footer writes it, before words that are not shouted."""
    if len(words) < 2 or text[words[0].start : words[0].end] not in tables.CAPITALS:
        return False
    rest = text[words[0].end : words[-1].end]
    return any(char.islower() for char in rest) and words[1].plain not in {"sign", "signs", "and", "light", "y"}


def only_stop(words: Sequence[Word]) -> bool:
    """True if the words ask to stop and say nothing else."""
    found = groups(words, _TABLE)
    if "firm" in found:
        return "other" not in found
    return "bare" in found and found <= {"bare", "courtesy", "messages"}


def _orders(clause: Sequence[Word]) -> bool:
    """True if a clause begins, politeness aside, with what can only be a stop, whatever follows."""
    at = _first_after_courtesy(clause)
    line = " ".join(word.plain for word in clause[at:])
    return bool(longest(clause, at, tables.STOP_CERTAIN) or tables.STOP_ORDERS.match(line))


def _first_after_courtesy(words: Sequence[Word]) -> int:
    at = 0
    while not longest(words, at, tables.STOP_CERTAIN) and (courtesy := longest(words, at, _OPENINGS)):
        at += len(courtesy)
    return at

