"""The line above a quote that says who wrote it. Pure.

"On Sun, 22 Nov 2026 at 09:15, NAME <ADDRESS> wrote:", in any language of the forms, wrapped or not.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nudges.core.mail.forms import MailForms, plain_label

#: It is wrapped over so many lines at most, of so many characters together.
_LINES, _LONGEST = 4, 500

#: Signs that something was written by somebody, at some time.
ADDRESS = re.compile(r"[^\s<>@\"]@[^\s<>@]+\.\w")
DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")
_BEGINS_WITH_DATE = re.compile(r"\W{0,3}(?:[^\W\d]{1,12}[.,]{0,2} )?\d")
# what follows the verb: a name, and a colon; a program may draw dashes around all of it
_ENDS = re.compile(r"\s?[^:\n]{0,150}[:：]|\s?-*\s*$")
_NEAR = re.compile(r".{0,30}\d")


@dataclass(frozen=True, slots=True)
class Attribution:
    """How many lines it takes, and the person's own words before it on its first line."""

    lines: int
    own: str = field(default="", repr=False)


def attribution(
    lines: Sequence[str], at: int, forms: MailForms, quoted: Callable[[str], bool]
) -> Attribution | None:
    """The attribution that begins in this line; None if none does. `quoted`: a line is marked as quoted.

    "On Monday I wrote:" is the person's own: it takes a date with a time, an address, or a quote below.
    """
    first, joined, taken = lines[at], "", 0
    # another line is only taken by one that has an opening, or begins with a date
    dated = _begins_with_date(first)
    for count, line in enumerate(lines[at : at + _LINES + 1], 1):
        if len(joined) + len(line) > _LONGEST or taken == _LINES or (count > 1 and quoted(line)):
            return None
        if count > 1 and DATE.search(first) and _begins_with_date(line):
            return None  # it has one date, so it begins there: "We met on 3 May 2026"
        if not line:  # only an address may stand below a blank line
            if count == 1 or not lines[min(at + count, len(lines) - 1)].startswith("<"):
                return None
            continue
        joined, taken = f"{joined} {line}".lstrip(), taken + 1
        start = _start(joined, forms, _quote_follows(lines, at + count, quoted), taken == 1 or dated)
        if start is not None:
            return Attribution(count, joined[:start].strip(" -_\t")) if start < len(first) else None
    return None


def _begins_with_date(line: str) -> bool:
    return bool(_BEGINS_WITH_DATE.match(line) and DATE.search(line))


def _quote_follows(lines: Sequence[str], at: int, quoted: Callable[[str], bool]) -> bool:
    below = next((line for line in lines[at : at + 4] if line), "")
    return quoted(below)


def _start(text: str, forms: MailForms, quote: bool, whole: bool) -> int | None:
    """Where in this text the attribution begins that ends it; None if there is none.

    `quote`: a quote follows it. `whole`: it may be all of the text, without an opening.
    """
    if (start := _by_verb(text, forms, quote, whole)) is not None:
        return start
    # a date and an address say enough without a verb: "22.11.2026, 09:15, NAME <ADDRESS>:"
    if not (whole and ADDRESS.search(text) and DATE.search(text)):
        return None
    return 0 if text.endswith((":", "：")) or (quote and _BEGINS_WITH_DATE.match(text)) else None


def _by_verb(text: str, forms: MailForms, quote: bool, whole: bool) -> int | None:
    verbs = [(found, end) for found in forms.verb.finditer(text) if (end := _ENDS.match(text, found.end()))]
    opening = forms.wrote.get(plain_label(verbs[-1][0][0])) if verbs else None
    if opening is None:
        return None
    verb, end = verbs[-1]
    start = _opening(text[: verb.start()], opening.words)
    said, after = text[start or 0 : end.end()], text[end.end() :].strip()
    address, date, time = (pattern.search(said) is not None for pattern in (ADDRESS, DATE, TIME))
    sure = address or (date and time) or (text.startswith("--") and text.endswith("--"))
    if start is None:
        return 0 if opening.bare and sure and whole and not after else None
    # a quote that goes on in this line, or has no colon above it, needs more than a mark below
    marked = quote and not after and end[0].rstrip().endswith((":", "："))
    return start if sure or marked or (date and not after) else None


def _opening(text: str, opens: re.Pattern[str]) -> int | None:
    """Where the attribution opens: at the last of its openings that a date follows, else at the last one."""
    found = [one.start() for one in opens.finditer(text)]
    dated = [at for at in found if _NEAR.match(text, at)]
    capital = [at for at in dated if text[at].isupper()]
    return next((at[-1] for at in (capital, dated, found) if at), None)
