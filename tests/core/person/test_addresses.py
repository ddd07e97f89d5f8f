"""Numbers and addresses: the short road gives what the libraries give, for whatever is written."""

from collections.abc import Callable

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from nudges.core.errors import NudgesError
from nudges.core.person.addresses import parse_email, parse_phone

CODES = [str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE]


def by_library(text: str) -> str | None:
    """The number as E.164, or None if it cannot be."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if possible else None


def read(parse: Callable[[str], str], text: str) -> str | None:
    try:
        return parse(text)
    except NudgesError:
        return None


DIGITS = st.text("0123456789", max_size=16)


@given(code=st.sampled_from(CODES), within=DIGITS)
@example("1", "12125550100")
@example("39", "0612345678")
@example("54", "91123456789")
@example("52", "15512345678")
@example("44", "07700900123")
@example("800", "12345678")
def test_a_plain_number_is_read_as_the_library_reads_it(code: str, within: str) -> None:
    text = f"+{code}{within}"
    assert read(parse_phone, text) == by_library(text)


@given(text=st.builds("+{}".format, DIGITS) | st.text("+0123456789 ()-.x;ab\uff0b\u0661\n", max_size=18))
def test_any_other_writing_is_read_as_the_library_reads_it(text: str) -> None:
    assert read(parse_phone, text) == by_library(text)


def test_no_prefix_slips_through_in_any_country() -> None:
    """Every country, and every beginning of two digits that a prefix could be."""
    for code in CODES:
        for begins in range(100):
            for length in (8, 10):
                text = f"+{code}{begins:02}{'3456789012'[: length - 2]}"
                assert read(parse_phone, text) == by_library(text), text


NAMES = st.text('abcXYZ019._+-~!\u00e9@ "', max_size=70)
DOMAINS = st.sampled_from(["x.example", "X.Example", "b\u00fccher.example", "x", "localhost", "-x.example"])


@given(text=st.emails() | st.builds("{}@{}".format, NAMES, DOMAINS) | NAMES)
def test_an_address_is_read_as_the_library_reads_it(text: str) -> None:
    def library(text: str) -> str | None:
        try:
            return validate_email(text, check_deliverability=False, test_environment=True).normalized
        except EmailNotValidError:
            return None

    assert read(parse_email, text) == library(text)


@pytest.mark.parametrize("text", ["", "12125550100", "+999123456789", "+1212555010"])
def test_what_cannot_be_a_number_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(NudgesError) as refused:
        parse_phone(text)
    assert not text or text not in str(refused.value)
