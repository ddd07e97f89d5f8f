"""How many SMS a text costs: GSM 7-bit (3GPP TS 23.038), or UCS-2 if one character is outside it."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

#: 3GPP TS 23.038 section 6.2.1, the default alphabet, in code order without the escape (0x1B).
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Section 6.2.1.1, the extension table: each is an escape and a character, so two septets.
EXTENDED = frozenset("\f^{}\\[~]|€")

_WITHOUT_BASIC = str.maketrans(dict.fromkeys(BASIC))

#: Look-alikes that would force UCS-2 and so more than halve what fits: typed by editors, not by people.
PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•‣◦⁃∙·", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\t", " "),
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad", ""),
        "…": "...",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)


@dataclass(frozen=True, slots=True)
class Segments:
    """The cost of one text: `units` are septets (GSM-7) or 16-bit code units (UCS-2).

    `forced_by` is the first character outside GSM-7, if there is one.
    """

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int
    forced_by: str | None = field(default=None, repr=False)


@lru_cache(maxsize=1_000)
def count(text: str) -> Segments:
    """Count as a network does (TS 23.040 section 9.2.3.24): 160 septets alone or 153 a part, and 70 code
    units alone or 67 a part.

    An extension pair or a surrogate pair is never split between two parts. Empty text is one segment.
    """
    if not text.translate(_WITHOUT_BASIC):  # the common case, quickly: every character is one septet
        return Segments("GSM-7", len(text), 1 if len(text) <= 160 else -(-len(text) // 153))
    forced_by = next((c for c in text if c not in BASIC and c not in EXTENDED), None)
    if forced_by is None:
        return Segments("GSM-7", *_fit(text, lambda c: 2 if c in EXTENDED else 1, alone=160, part=153))
    return Segments("UCS-2", *_fit(text, lambda c: 2 if ord(c) > 0xFFFF else 1, alone=70, part=67), forced_by)


def plain(text: str) -> str:
    """The same words with curly quotes, dashes, ellipses, bullets and odd spaces as GSM-7 has them.

    Letters are composed first (NFC), so that an e and a loose accent become the one é GSM-7 knows.
    """
    return unicodedata.normalize("NFC", text).translate(PLAIN)


def _fit(text: Iterable[str], width: Callable[[str], int], *, alone: int, part: int) -> tuple[int, int]:
    """Units and segments of a text whose characters are `width` units wide and are not split."""
    widths = [width(c) for c in text]
    units = sum(widths)
    if units <= alone:
        return units, 1
    segments, room = 1, part
    for wide in widths:
        if wide > room:
            segments, room = segments + 1, part
        room -= wide
    return units, segments
