"""Numbers and addresses as people write them, in the one form in which they are kept.

The two libraries decide. What is written plainly already, as nearly everything in a long list is, gets the
same verdict by a shorter road; the tests hold the two roads against each other. The libraries are imported
where they are asked: they take a tenth of a second, and most commands read no number.
"""

import re
from functools import cache, lru_cache

from nudges.core.errors import NudgesError

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")

#: A part before the @ that is what it seems to be; the rarer kinds are looked at more closely.
_EASY = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*")


def parse_phone(text: str) -> str:
    """A phone number as E.164 (ITU-T). Raises NudgesError for one that cannot exist."""
    if _E164.fullmatch(text) and _is_whole(text):
        return text
    import phonenumbers

    try:
        number = phonenumbers.parse(text, None)
        # "possible" is length by country; whether it is in use only the network knows (it answers 21211)
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        why = "It is too short or too long for its country."
    except phonenumbers.NumberParseException:
        why = "It must start with + and the country code."
    raise NudgesError("The phone number is not usable.", why, "Write it like +14155550123.")


def _is_whole(number: str) -> bool:
    """True if this is E.164 as it stands: as long as its country's are, with no prefix to be taken off."""
    place, lengths, prefix = _numbering(number[1:4])
    within = number[1 + place :]
    return len(within) in lengths and within[0] != "0" and not (prefix and prefix.match(within))


@cache
def _numbering(beginning: str) -> tuple[int, frozenset[int], re.Pattern[str] | None]:
    """Of the country that a number beginning so belongs to: the length of its code, the possible lengths of
    a number within it, and what the library takes off the front of one (0 before an area code, say)."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, region_code_for_country_code

    for place in range(1, 4):
        code = int(beginning[:place])
        if code in COUNTRY_CODE_TO_REGION_CODE:
            country = PhoneMetadata.metadata_for_region_or_calling_code(
                code, region_code_for_country_code(code)
            )
            if country and country.general_desc:
                prefix = country.national_prefix_for_parsing
                lengths = frozenset(country.general_desc.possible_length)
                return place, lengths, re.compile(prefix) if prefix else None
    return 0, frozenset(), None


def parse_email(text: str) -> str:
    """An email address, normalised. Raises NudgesError; the domain is not looked up."""
    name, _, domain = text.partition("@")
    if len(name) <= 64 and len(text) <= 254 and text.isascii() and _EASY.fullmatch(name):
        return f"{name}@{_domain(domain)}"  # many of a list share a domain
    return _validated(text)


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
