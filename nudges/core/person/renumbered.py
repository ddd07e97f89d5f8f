"""Countries that changed their mobile numbers, so that the same phone may be known by two numbers.

A STOP from either number must stop the phone, so numbers are stored and compared only in today's form.
Sources: the ITU's national numbering plans (itu.int/oth/T0202) and the regulator's notice named at each rule.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Renumbering(NamedTuple):
    """In calling code `code`, national numbers that match `old` became `new` in the year `since`."""

    code: str
    since: int
    old: re.Pattern[str]
    new: Callable[[re.Match[str]], str]


def _rule(code: str, since: int, old: str, new: str) -> Renumbering:
    return Renumbering(code, since, re.compile(old), lambda match: match.expand(new))


def _mapped(code: str, since: int, old: str, pairs: dict[str, str]) -> Renumbering:
    """A rule from a table. `old` has two groups: the prefix that the table replaces, and the rest."""
    return Renumbering(code, since, re.compile(old), lambda match: pairs[match[1]] + match[2])


#: Vietnam's mobile prefixes of three digits and what they became (MIC, decision 798/2018).
_VIETNAM = {
    **dict(zip(("120", "121", "122", "126", "128"), ("70", "79", "77", "76", "78"), strict=True)),
    **dict(zip(("123", "124", "125", "127", "129"), ("83", "84", "85", "81", "82"), strict=True)),
    **{f"16{n}": f"3{n}" for n in range(2, 10)},
    "186": "56",
    "188": "58",
    "199": "59",
}

#: Gabon's mobile prefixes (ARCEP, 2019).
_GABON = {"2": "62", "4": "74", "5": "65", "6": "66", "7": "77"}

RENUMBERED: tuple[Renumbering, ...] = (
    # Mexico, 3 August 2019 (IFT): the 1 between country code and number was dropped.
    _rule("52", 2019, r"1(\d{10})", r"\1"),
    # Argentina (ENACOM): mobiles have a 9 from abroad and a 15 at home; carriers send either or neither.
    _rule("54", 1999, r"9?(\d{2})15(\d{8})|9?(\d{3})15(\d{7})|9?(\d{4})15(\d{6})", r"9\1\2\3\4\5\6"),
    _rule("54", 1999, r"([1-8]\d{9})", r"9\1"),
    # Brazil, 2012-2016 (Anatel, resolution 553): mobiles of eight digits got a 9 in front.
    _rule("55", 2016, r"([1-9]{2})([6-9]\d{7})", r"\g<1>9\2"),
    # Benin, 30 November 2024 (ARCEP): every number of eight digits got 01 in front.
    _rule("229", 2024, r"(\d{8})", r"01\1"),
    # Ivory Coast, 31 January 2021 (ARTCI): mobiles got their network's prefix, by the second digit.
    _rule("225", 2021, r"([04-9][0-3]\d{6})", r"01\1"),
    _rule("225", 2021, r"([04-9][4-6]\d{6})", r"05\1"),
    _rule("225", 2021, r"([04-9][7-9]\d{6})", r"07\1"),
    # Gabon, 2019; the 0 in front is often left out.
    _mapped("241", 2019, r"0?([24567])(\d{6})", _GABON),
    # Cameroon, 21 November 2014 (ART): mobiles got a 6.
    _rule("237", 2014, r"([5-9]\d{7})", r"6\1"),
    # Mauritius, 1 September 2013 (ICTA): mobiles got a 5.
    _rule("230", 2013, r"([79]\d{6})", r"5\1"),
    # Vietnam, 15 September 2018.
    _mapped("84", 2018, r"(1(?:2\d|6[2-9]|86|88|99))(\d{7})", _VIETNAM),
)


def current_number(number: str, rules: Iterable[Renumbering] = RENUMBERED) -> str:
    """Today's form of an E.164 number; the number itself if it was not renumbered."""
    if not number.startswith("+"):
        return number  # an email address
    for code, _, old, new in rules:
        if number.startswith(f"+{code}") and (match := old.fullmatch(number[len(code) + 1 :])):
            return f"+{code}{new(match)}"
    return number
