"""A person's own words in a mail: without what it quotes, without the device's line, html as text.

What is quoted is our own mail, and its last line says how to STOP: a quote read as an answer would end
everything for somebody who wrote "done". Pure, and linear in the text, which anybody may send.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

#: A reply is shorter; what comes later is quoted. In characters.
LONGEST = 50_000

# ">:(" and ">.<" are faces, not quotes.
_QUOTED = re.compile(r">(?![:;.=])")
# "On Sun, 22 Nov 2026 at 09:15, NAME <ADDRESS> wrote:" (Gmail, Apple, Yahoo), on up to three lines. It
# holds a date, so "On Monday I wrote:" is the person's own.
_WROTE = re.compile(r"(?:on|el)\s.*\d.*\s(?:wrote|escribió)\s?:", re.IGNORECASE)
_WROTE_STARTS = re.compile(r"(?:on|el)\s", re.IGNORECASE)
# The same in other languages, where it stands on one line: a date, an address, a colon at the end.
_WROTE_BY = re.compile(r"(?=[^@]*\d)[^@]*[^@\s]@[^@\s][^@]*:")
# Outlook: a rule, "-----Original Message-----", or the head of the mail that is answered.
_RULE = re.compile(r"_{20,}|-{3,} ?\w[\w .]{2,40}-{3,}|--")
_FROM = re.compile(r"[* ]*(?:from|de)\s?:", re.IGNORECASE)
_HEAD = re.compile(r"[* ]*(?:sent|date|to|subject|enviado(?: el)?|fecha|para|asunto)\s?:", re.IGNORECASE)
_DEVICE = re.compile(
    r"(?:sent from (?:my|outlook|yahoo|mail)|enviado desde|get outlook|obtener outlook)\b.*", re.IGNORECASE
)


def own_words(text: str) -> str:
    """What the person wrote, above or below what the mail quotes; "" if they only quote.

    Knows the English and Spanish ways of Gmail, Apple Mail, Outlook and Yahoo, and ">" in any. A
    signature after "--" (RFC 3676, 4.3) is left out too.
    """
    lines = [line.strip() for line in text[:LONGEST].splitlines()]
    kept: list[str] = []
    at = 0
    while at < len(lines) and not _quotes_from(lines, at):
        if attribution := _attribution(lines, at):
            at += attribution
            while at < len(lines) and not lines[at]:
                at += 1
            if at < len(lines) and not _QUOTED.match(lines[at]):
                break  # what is quoted has no marks, so it goes on to the end
        else:
            if not _QUOTED.match(lines[at]) and not _DEVICE.fullmatch(lines[at]):
                kept.append(lines[at])
            at += 1
    return "\n".join(kept).strip()


def _quotes_from(lines: Sequence[str], at: int) -> bool:
    """True if all from this line on is somebody else's, or a signature."""
    if _RULE.fullmatch(lines[at]):
        return True
    return bool(_FROM.match(lines[at])) and any(_HEAD.match(line) for line in lines[at + 1 : at + 4])


def _attribution(lines: Sequence[str], at: int) -> int:
    """How many lines from here say who wrote what is quoted; 0 if none does."""
    if len(lines[at]) < 300 and _WROTE_BY.fullmatch(lines[at]):
        return 1
    if not _WROTE_STARTS.match(lines[at]):
        return 0
    for count in (1, 2, 3):
        joined = " ".join(lines[at : at + count])
        if len(joined) < 500 and _WROTE.fullmatch(joined):
            return count
    return 0


def text_of(html: str) -> str:
    """The text of a mail that came as html alone: a line a block, and ">" where something is quoted."""
    reader = _Reader()
    # not closed: what is left open at the end says nothing, and to look for it again takes quadratic time
    reader.feed(html[:LONGEST] + "<br>")
    return "".join(reader.said)


_BLOCKS = frozenset({"br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "h1", "h2", "h3", "h4"})
_SILENT = frozenset({"style", "script", "title"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "blockquote":
            self.said.append("\n>\n")
            self._quoted += 1
        elif tag in _BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
            self.said.append("\n")
        elif tag in _BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._quoted:
            self.said.append(re.sub(r"\s+", " ", data))
