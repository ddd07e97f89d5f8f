"""The head of the mail that is answered, as Outlook and others put it above their quote. Pure.

"Von: …", "Gesendet: …", "An: …", "Betreff: …": two labels of one head say that a quote begins.
"""

import re
from collections.abc import Sequence

from nudges.core.mail.attribution import ADDRESS, DATE, TIME
from nudges.core.mail.forms import MailForms, plain_label

#: A head has so many lines at most, and so many between two labels that only go on with the one above.
_LINES, _GOES_ON = 12, 2

#: Lines and characters of an attribution in a language that nobody told us of.
_WRAPPED, _LONGEST = 4, 300

_LABEL = re.compile(r"[\s*_•]*([^\W\d_][^\n:：*<>@\"]{0,24}?)[\s*\u00a0]*[:：]")


def kind(line: str, forms: MailForms) -> str | None:
    """What part of a head this line is ("from", "date", …); None if it begins with no label."""
    found = _LABEL.match(line)
    return forms.labels.get(plain_label(found[1])) if found else None


def is_head(kinds: Sequence[str | None], lines: Sequence[str], at: int) -> bool:
    """True if the head of a mail begins in this line; `kinds` are those of the lines."""
    if kinds[at] is None:
        return False
    labels: set[str] = set()
    goes_on = 0
    for label, line in zip(kinds[at : at + _LINES], lines[at : at + _LINES], strict=True):
        if label is not None:
            labels.add(label)
            goes_on = 0
        elif not line or (goes_on := goes_on + 1) > _GOES_ON:
            break
    return len(labels) >= 3 or (len(labels) == 2 and bool(labels & {"from", "date"}))


def in_line(line: str, forms: MailForms) -> int | None:
    """Where the head begins in a line that has all of it, or its beginning; None if it has none."""
    found = forms.in_line.search(line[:1_000])
    return found.start() if found else None


def looks_like_head(line: str) -> bool:
    """True if this line is a label and its value, in whatever language."""
    return bool(_LABEL.match(line))


def leads_from(lines: Sequence[str]) -> int:
    """Where what leads to a quote begins, at the end of these lines; their number, if nothing does.

    For what follows is known to be ours, and the program to be unknown: labels and values, at least two, or a
    line that ends in a colon, perhaps wrapped; and it names when or by whom something was written. "Please
    stop sending me this:" is the person's own.
    """
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    start = end
    while start and end - start < _LINES and looks_like_head(lines[start - 1]):
        start -= 1
    if end - start >= 2 and _names_writing(lines[start:end]):
        return start
    if not end or not lines[end - 1].endswith((":", "：")):
        return len(lines)
    for start in range(end - 1, max(end - 1 - _WRAPPED, -1), -1):
        if not lines[start] or len(lines[start]) > _LONGEST:
            break
        if _names_writing(lines[start:end]):
            return start
    return len(lines)


def _names_writing(lines: Sequence[str]) -> bool:
    text = " ".join(lines)
    return bool(ADDRESS.search(text) or (DATE.search(text) and TIME.search(text)))
