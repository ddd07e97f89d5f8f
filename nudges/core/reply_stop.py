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


def is_stop(words: Sequence[Word]) -> bool:
    """True if the whole message, or a sentence of it, asks us to stop.

    Twilio's default opt-out words ("Twilio support for opt-out keywords (SMS STOP filtering)",
    help.twilio.com) alone, or any reasonable wording, as 47 CFR 64.1200(a)(10) asks. A lone word in
    the middle of a story ("I yelled. Stop! Then he left") is not addressed to us, nor is one before a
    comma ("stop, breathe, think"); two words or more ("please stop, ...") are.
    """
    if only_stop(words):
        return True
    parts = list(sentences(words))
    for number, sentence in enumerate(parts):
        at_an_edge = number in (0, len(parts) - 1)
        if (at_an_edge or len(sentence) > 1) and only_stop(sentence):
            return True
        if longest(sentence, _first_after_courtesy(sentence), tables.STOP_CERTAIN):
            return True
        clauses = list(sentences(sentence, ",:，"))
        told = any((word.plain,) in tables.TELLING for word in sentence)
        for clause in clauses[:1] if told else clauses:
            if len(clause) > 1 and only_stop(clause):
                return True
    return False


def only_stop(words: Sequence[Word]) -> bool:
    """True if the words ask to stop and say nothing else."""
    found = groups(words, _TABLE)
    if "firm" in found:
        return "other" not in found
    return "bare" in found and found <= {"bare", "courtesy", "messages"}


def _first_after_courtesy(words: Sequence[Word]) -> int:
    at = 0
    while not longest(words, at, tables.STOP_CERTAIN) and (courtesy := longest(words, at, tables.COURTESY)):
        at += len(courtesy)
    return at

