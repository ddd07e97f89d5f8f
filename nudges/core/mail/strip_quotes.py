"""A person's own words in a mail: without what it quotes, without a signature or the line of a device.

What is quoted is our own mail, and its last line says how to STOP: a quote read as an answer would end
everything for somebody who wrote "done". So what repeats the mail that was sent is found first, whatever
wraps it, and then what looks like a quote or a signature goes. Pure, and linear in the text, which anybody
may send.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from nudges.core.mail.attribution import attribution
from nudges.core.mail.forms import MailForms
from nudges.core.mail.html_text import text_of
from nudges.core.mail.mail_head import in_line, is_head, kind, leads_from, looks_like_head
from nudges.core.mail.signature import signed_off
from nudges.core.text.our_words import find_ours

#: A reply is shorter; what comes later is quoted. In characters.
LONGEST = 50_000

#: Stands in a text where our own words were; no text that was sent has it left.
_OURS = "\0"

# ">:(" and ">.<" are faces, not quotes.
_QUOTED = re.compile(r">(?![:;.=])")
#: A quoted line of so many characters that ends no sentence was broken, and its rest may have no mark.
_WRAPPED, _ENDS = 60, (".", "!", "?", ":", ";", ")")
# a rule, alone or around a few words that no form has: "-----Xyz-----"
_RULE = re.compile(r"_{2,}\s*")
_TITLED = re.compile(r"-{3,12} ?\w[\w .']{2,40}-{3,12}")
_DRAWN = re.compile(r"[-=_*—–\s]{3,}")
_LINK = re.compile(r"<(?:https?|mailto|tel):[^<>\n]*>")
_MARKS = re.compile(r"[\s>|*_.,:;?!¿¡()\[\]<>…–—\"'“”„«»-]*")


@dataclass(frozen=True, slots=True)
class Body:
    """What holds the words of a person's mail. `subject` is there in a mail that answers none."""

    text: str = field(repr=False)
    html: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)


def words_of(body: Body, forms: MailForms, sent: Sequence[str] = ()) -> str:
    """The person's words, from the text, else from the html; "STOP" is often said in the subject alone.

    `sent`: what they may be quoting, the mail that was answered first.
    """
    words = own_words(body.text, forms, sent) or own_words(text_of(body.html), forms, sent)
    return f"{body.subject}\n{words}".strip()


def own_words(text: str, forms: MailForms, sent: Sequence[str] = ()) -> str:
    """What the person wrote, above, between or below what the mail quotes; "" if they only quote.

    A signature after "--" (RFC 3676, 4.3) is left out too.
    """
    # a link's address stands behind its word where html was made text; ours has none there
    text = _LINK.sub("", unicodedata.normalize("NFC", text[:LONGEST]).replace(_OURS, " "))
    marked, at = [], 0
    for start, end, _ in find_ours(text, sent):
        marked += [text[at:start], _OURS]
        at = end
    lines = [line.strip() for line in "".join([*marked, text[at:]]).splitlines()]
    own = "\n".join(_Reader(lines, forms).read()).strip()
    return "" if len(marked) > 1 and _MARKS.fullmatch(own) else own


class _Reader:
    """One reading of a mail's lines; `kept` are the person's own."""

    def __init__(self, lines: Sequence[str], forms: MailForms) -> None:
        self.lines, self.forms, self.kept = lines, forms, list[str]()
        self.kinds = [kind(line, forms) for line in lines]
        self.ours = max((n for n, line in enumerate(lines) if _OURS in line), default=-1)

    def read(self) -> list[str]:
        at, signed = 0, False
        while at < len(self.lines):
            line = self.lines[at]
            if _is_quoted(line):
                signed, at = False, self._after_marked(at)
            elif not line:
                self._keep("")
                at += 1
            elif (after := self._quote(at)) is not None:
                signed, at = False, after
            elif signed or line == "--":
                signed, at = True, at + 1
            elif _OURS in line:
                at = self._around_ours(at)
            elif (after := self._signed_off(at)) > at:
                at = after
            else:
                self._keep(line)
                at += 1
        return self.kept

    def _keep(self, line: str) -> None:
        if not self.forms.device.fullmatch(line[:200]):
            self.kept.append(line.replace(_OURS, "").strip())

    def _quote(self, at: int) -> int | None:
        """Where it goes on below a quote that begins in this line; None if none begins."""
        line = self.lines[at]
        if is_head(self.kinds, self.lines, at) or self._is_title(at):
            self._begins("")
            return self._below(at)
        if (start := in_line(line, self.forms)) is not None:
            self._begins(line[:start])
            return self._below(at)
        if found := attribution(self.lines, at, self.forms, _is_quote):
            self._begins(found.own)
            at += found.lines
            while at < len(self.lines) and not self.lines[at]:
                at += 1
            # without marks what is quoted goes on to the end
            return at if at < len(self.lines) and _is_quoted(self.lines[at]) else self._below(at)
        return None

    def _is_title(self, at: int) -> bool:
        line = self.lines[at][:200]
        if _RULE.fullmatch(line) or self.forms.original.fullmatch(line):
            return True
        below = next((one for one in self.lines[at + 1 : at + 4] if one), "")
        return bool(_TITLED.fullmatch(line)) and looks_like_head(below)

    def _begins(self, own: str) -> None:
        """Keep the words on the quote's own first line, and no rule drawn above it."""
        if own:
            self._keep(own)
        while not own and self.kept and (not self.kept[-1] or _DRAWN.fullmatch(self.kept[-1][:200])):
            self.kept.pop()
        self.kept.append("")

    def _below(self, at: int) -> int:
        """The first line below all of our words, after a blank one; the end, if none of ours is to come."""
        if self.ours < at:
            return len(self.lines)
        after = self.ours + 1
        while after < len(self.lines) and self.lines[after]:
            after += 1
        return after

    def _after_marked(self, at: int) -> int:
        """The line after a marked one, and after what a program broke off from it."""
        line, *below = self.lines[at : at + 3]
        if len(line) < _WRAPPED or line.endswith(_ENDS) or len(below) < 2:
            return at + 1
        return at + 2 if below[0] and not _is_quote(below[0]) and _is_quote(below[1]) else at + 1

    def _around_ours(self, at: int) -> int:
        """Keep what stands beside our words; not what leads to them, in whatever language."""
        line = self.lines[at]
        before, _, _ = line.partition(_OURS)
        if _MARKS.fullmatch(before) and (start := leads_from(self.kept)) < len(self.kept):
            del self.kept[start:]
            return self._below(at)
        rest = [part.strip() for part in line.split(_OURS)]
        for part in rest:
            if not _MARKS.fullmatch(part):
                self._keep(part)
        return at + 1

    def _signed_off(self, at: int) -> int:
        """The line below a closing and a name; this line if it is none, or stands above every word."""
        return signed_off(self.lines, at, self.forms, self._quote_begins) if any(self.kept) else at

    def _quote_begins(self, at: int) -> bool:
        return (
            _is_quote(self.lines[at])
            or is_head(self.kinds, self.lines, at)
            or self._is_title(at)
            or attribution(self.lines, at, self.forms, _is_quote) is not None
        )


def _is_quoted(line: str) -> bool:
    return bool(_QUOTED.match(line))


def _is_quote(line: str) -> bool:
    """True for a line that is marked as quoted, or begins with our words."""
    return _is_quoted(line) or line.startswith(_OURS)
