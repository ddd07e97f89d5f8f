"""Normalises phone numbers and email addresses to the form in which they are stored and compared.

`phonenumbers` and `email_validator` decide what is valid. Most numbers and addresses of an import are already
in plain form; a faster path gives the same result for those, and the tests compare the two. The libraries are
imported only when needed: that takes a tenth of a second, and most commands read no number.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from nudges.core.errors import NudgesError
from nudges.core.person.renumbered import current_number

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")

#: The usual part before the @. Anything else goes to the library.
_EASY = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*")


#: Calling codes of no country: toll-free, shared cost, satellite, networks, premium (ITU-T E.164).
_NO_COUNTRY = ("800", "808", "870", "878", "881", "882", "883", "888", "979")


def parse_phone(text: str) -> str:
    """A phone number in E.164 (ITU-T), after any renumbering. Raises NudgesError if it cannot exist."""
    number = current_number(text) if _E164.fullmatch(text) else text
    if _E164.fullmatch(number) and _is_whole(number):
        return number
    import phonenumbers

    if any(char.isalpha() for char in text):
        raise _unusable("It has letters in it, and the keypad could mean another number.")
    try:
        read = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        raise _unusable("It must start with + and the country code.") from None
    if read.extension:
        raise _unusable("It has an extension, which no text reaches.")
    written = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    number = current_number(written)
    if number != written:
        read = phonenumbers.parse(number, None)
    # "possible" checks only the length. Whether it is in use only the network knows (Twilio answers 21211).
    if not phonenumbers.is_possible_number(read):
        raise _unusable("It is too short or too long for its country.")
    return number


def parse_recipient(text: str) -> str:
    """As `parse_phone`, but refuses premium, shared-cost, satellite and short numbers.

    Raises NudgesError: a text to one of these costs extra or reaches nobody.
    """
    number = parse_phone(text)
    country = _numbering(number[1:4])
    if number.startswith(tuple(f"+{code}" for code in _NO_COUNTRY)):
        raise _unusable("It belongs to a satellite or an international service, not to a country.")
    if country.costly.fullmatch(number[1 + country.place :]):
        raise _unusable("It is a premium-rate or shared-cost number.")
    return number


def _unusable(why: str) -> NudgesError:
    return NudgesError("The phone number is not usable.", why, "Write a mobile number like +14155550123.")


class _Numbering(NamedTuple):
    """A country's numbers: the length of its code, the possible lengths of a national number, the prefixes
    that the library strips (such as a 0 before the area code), and which numbers cost extra."""

    place: int
    lengths: frozenset[int]
    prefix: re.Pattern[str] | None
    costly: re.Pattern[str]


def _is_whole(number: str) -> bool:
    """True if this is E.164 already: of a possible length for its country, with no prefix to strip."""
    country = _numbering(number[1:4])
    within = number[1 + country.place :]
    return (
        len(within) in country.lengths
        and within[0] != "0"
        and not (country.prefix and country.prefix.match(within))
    )


@cache
def _numbering(beginning: str) -> _Numbering:
    """The numbering of the country whose numbers begin with these digits."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, region_code_for_country_code

    for place in range(1, 4):
        code = int(beginning[:place])
        if code in COUNTRY_CODE_TO_REGION_CODE:
            country = PhoneMetadata.metadata_for_region_or_calling_code(
                code, region_code_for_country_code(code)
            )
            if country and country.general_desc:
                prefix = country.national_prefix_for_parsing
                kinds = (country.premium_rate, country.shared_cost)
                costly = "|".join(
                    kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern
                )
                return _Numbering(
                    place,
                    frozenset(country.general_desc.possible_length),
                    re.compile(prefix) if prefix else None,
                    re.compile(costly or _NOTHING),
                )
    return _Numbering(0, frozenset(), None, re.compile(_NOTHING))


#: Matches no number.
_NOTHING = r"(?!)"


def parse_email(text: str) -> str:
    """A normalised email address. Raises NudgesError if it is not valid. The domain is not looked up."""
    name, _, domain = text.partition("@")
    if len(text) <= 254 and text.isascii() and _EASY.fullmatch(name):
        return f"{name}@{_domain(domain)}"  # many addresses share a domain
    return _validated(text)


def bare_email(address: str) -> str:
    """The mailbox that an address reaches, to compare by: without its case, and what stands after a +.

    Gmail leaves out dots too, and is also called googlemail.com (support.google.com/mail/answer/7436150).
    """
    name, _, domain = address.casefold().rpartition("@")
    name = name.partition("+")[0] or name
    if domain in ("gmail.com", "googlemail.com"):
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


@lru_cache(10_000)
def _domain(domain: str) -> str:
    return _validated(f"a@{domain}").partition("@")[2]


def _validated(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise NudgesError(
            "The email address is not usable.",
            "It needs a name, an @ and a domain.",
            "Write it like ana@example.org.",
        ) from None
