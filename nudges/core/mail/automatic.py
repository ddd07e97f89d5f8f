"""Mails that no person wrote and that say so only in words: absences, tickets, reports. Pure.

An answer to one could go round for ever. A person may be on holiday too, and say so: it takes signs of two
kinds, as "thank you for your message" and "out of the office", or the subject of a machine.
"""

from nudges.core.mail.forms import MailForms, plain_words

#: Characters that are looked at, and words that an automatic answer has at least.
_LONGEST, _SHORTEST = 5_000, 8


def by_subject(subject: str, forms: MailForms) -> bool:
    """True if this is the subject of an automatic answer or of a report."""
    return bool(forms.subjects.match(" ".join(subject[:1_000].split())))


def by_words(words: str, forms: MailForms) -> bool:
    """True if these words, without what is quoted below them, are those of a machine."""
    plain = plain_words(words[:_LONGEST])
    if plain.count(" ") <= _SHORTEST:
        return False
    kinds = sum(any(_says(plain, phrase) for phrase in phrases) for phrases in forms.signs.values())
    return kinds >= 2


def _says(plain: str, pieces: tuple[str, ...]) -> bool:
    at = 0
    for piece in pieces:
        at = plain.find(piece, at)
        if at < 0:
            return False
        at += len(piece) - 1
    return True
