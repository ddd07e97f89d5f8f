"""Numbers and addresses: the fast path gives the same result as the libraries, for any input."""

from collections.abc import Callable

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from nudges.core.errors import NudgesError
from nudges.core.person.addresses import parse_email, parse_phone, parse_recipient
from nudges.core.person.renumbered import RENUMBERED, current_number
from tests.rows import each_row

CODES = [str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE]


def by_library(text: str) -> str | None:
    """The number as E.164 in today's form, or None if it cannot be or has letters."""
    if any(char.isalpha() for char in text):
        return None
    try:
        number = phonenumbers.parse(current_number(text), None)
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if current_number(written) != written:
            number = phonenumbers.parse(current_number(written), None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number) and not number.extension
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
    assert len(CODES) > 200
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


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("+5215512345678", "+525512345678"),
        ("+541155555555", "+5491155555555"),
        ("+54111555555555", "+5491155555555"),
        ("+54 9 341 555 1234", "+5493415551234"),
        ("+551187654321", "+5511987654321"),
        ("+22997123456", "+2290197123456"),
        ("+22507123456", "+2250707123456"),
        ("+22545123456", "+2250545123456"),
        ("+2417123456", "+24177123456"),
        ("+23775123456", "+237675123456"),
        ("+2307123456", "+23057123456"),
        ("+841201234567", "+84701234567"),
    ],
)
def test_both_forms_of_one_phone_are_one_number(old: str, today: str) -> None:
    assert parse_phone(old) == today
    assert parse_phone(today) == today


@given(code=st.sampled_from([rule.code for rule in RENUMBERED]), within=DIGITS)
def test_todays_form_stays(code: str, within: str) -> None:
    once = current_number(f"+{code}{within}")
    assert current_number(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "+19005550123",  # premium, United States
        "+449098790123",  # premium, United Kingdom
        "+34803123456",  # premium, Spain
        "+448431234567",  # shared cost, United Kingdom
        "+870773111632",  # Inmarsat
        "+881612345678",  # a satellite network
        "+97912345678",
        "+80012345678",
        "22000",
        "+1 22000",
        "+1-800-FLOWERS",
    ],
)
def test_a_number_that_costs_or_is_nobodys_is_refused_where_it_is_entered(text: str) -> None:
    with pytest.raises(NudgesError, match="The phone number is not usable"):
        parse_recipient(text)


@pytest.mark.parametrize("text", ["+14155550123", "+34600000000", "+5215512345678", "+447700900123"])
def test_an_ordinary_number_is_not(text: str) -> None:
    assert parse_recipient(text) == parse_phone(text)


def test_a_stop_from_a_costly_number_is_still_read() -> None:
    assert parse_phone("+19005550123") == "+19005550123"


@each_row(sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_mobile_of_every_country_can_be_written_to(region: str) -> None:
    """Also where no number costs more than others, so that there is nothing to tell it from."""
    mobile = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if mobile is not None:
        written = phonenumbers.format_number(mobile, phonenumbers.PhoneNumberFormat.E164)
        assert parse_recipient(written) == current_number(written)


@pytest.mark.parametrize(
    ("name", "domain", "usable"),
    [(64, 189, True), (64, 190, False), (65, 20, True), (1, 252, True), (1, 253, False)],
)
def test_how_long_an_email_address_may_be(name: int, domain: int, usable: bool) -> None:
    """254 characters in all (erratum 1690 of RFC 3696); the library lets more than 64 stand before the @."""
    labels = ".".join(["d" * 40] * 9)[-(domain - 4) :].removeprefix(".").rjust(domain - 4, "d")
    address = f"{'a' * name}@{labels}.com"
    assert len(address) == name + 1 + domain
    assert (read(parse_email, address) == address) is usable
