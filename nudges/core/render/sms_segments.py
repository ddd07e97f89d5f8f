"""How many SMS segments a text takes: in GSM 7-bit (3GPP TS 23.038), or UCS-2 if any character needs it."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

#: The default alphabet (3GPP TS 23.038, 6.2.1) in code order, without the escape (0x1B).
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: The extension table (6.2.1.1). Each takes two septets: an escape and a character.
EXTENDED = frozenset("\f^{}\\[~]|€")

_WITHOUT_BASIC = str.maketrans(dict.fromkeys(BASIC))

#: Characters that editors insert, with their GSM-7 look-alikes. Any of them would force UCS-2, which
#: more than halves what fits into a segment.
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
    """The size of a text: `units` are septets (GSM-7) or 16-bit code units (UCS-2).

    `forced_by` is the first character outside GSM-7, if there is any.
    """

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int
    forced_by: str | None = field(default=None, repr=False)


@lru_cache(maxsize=1_000)
def count(text: str) -> Segments:
    """Count as a mobile network does (3GPP TS 23.040, 9.2.3.24): one segment holds 160 septets or 70 code
    units; with several, each holds 153 or 67.

    An escape sequence or a surrogate pair is never split between segments. An empty text is one segment.
    """
    if not text.translate(_WITHOUT_BASIC):  # fast path for the common case: every character is one septet
        return Segments("GSM-7", len(text), 1 if len(text) <= 160 else -(-len(text) // 153))
    forced_by = next((c for c in text if c not in BASIC and c not in EXTENDED), None)
    if forced_by is None:
        return Segments("GSM-7", *_fit(text, lambda c: 2 if c in EXTENDED else 1, alone=160, part=153))
    return Segments("UCS-2", *_fit(text, lambda c: 2 if ord(c) > 0xFFFF else 1, alone=70, part=67), forced_by)


def plain(text: str) -> str:
    """The text with curly quotes, dashes, ellipses, bullets and odd spaces replaced by GSM-7 characters.

    Letters are composed first (NFC), so that e and a combining accent become é, which is in GSM-7.
    """
    return unicodedata.normalize("NFC", text).translate(PLAIN)


def _fit(text: Iterable[str], width: Callable[[str], int], *, alone: int, part: int) -> tuple[int, int]:
    """Units and segments of a text. `width` gives the units of a character, which is never split."""
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
