"""A closing ("Kind regards,"), the name below it, and what it says of its owner. Pure."""

import re
from collections.abc import Callable, Sequence

from nudges.core.mail.forms import MailForms

#: Characters of a line of a signature.
_LONGEST = 80

# a few words that begin with a capital; "STOP" is no name
_NAME = re.compile(r"[*_]?[^\W\d_a-zà-ÿ][\w.'’-]*(?: [\w.'’-]+){0,3}[*_]?")
_CONTACT = re.compile(r"[\d@|]|www\.|https?:")


def signed_off(lines: Sequence[str], at: int, forms: MailForms, ends: Callable[[int], bool]) -> int:
    """The line after the signature that begins in this one; this one, if none does. `ends`: a quote does."""
    if len(lines[at]) > _LONGEST or not forms.closing.fullmatch(lines[at]):
        return at
    at += 1
    while at < len(lines) and not lines[at]:
        at += 1
    if at == len(lines) or len(lines[at]) > _LONGEST or lines[at].isupper() or not _NAME.fullmatch(lines[at]):
        return at
    at += 1
    while at < len(lines) and len(lines[at]) <= _LONGEST and _CONTACT.search(lines[at]) and not ends(at):
        at += 1
    return at
