"""The segments of a text, compared with the limits of the 3GPP standards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.core.render.sms_segments import BASIC, EXTENDED, count, plain

GSM = st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=500)


def test_the_alphabet_has_every_code_of_the_standard_but_the_escape() -> None:
    assert len(BASIC) == 127
    assert len(EXTENDED) == 10


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("€" * 153, "GSM-7", 306, 3),  # 76 pairs a part: the 77th would be split
        ("ж" * 70, "UCS-2", 70, 1),
        ("ж" * 71, "UCS-2", 71, 2),
        ("ж" * 134, "UCS-2", 134, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 67, "UCS-2", 134, 3),  # 33 pairs a part
    ],
)
def test_known_counts(text: str, encoding: str, units: int, segments: int) -> None:
    got = count(text)
    assert (got.encoding, got.units, got.segments) == (encoding, units, segments)


def test_it_names_the_first_character_that_forces_ucs2() -> None:
    assert count("fine, ñ and ё, then ж").forced_by == "ё"
    assert count("fine").forced_by is None


@given(GSM)
def test_gsm_text_needs_as_many_parts_as_its_septets_or_few_more(text: str) -> None:
    got = count(text)
    assert got.encoding == "GSM-7"
    assert (got.segments == 1) == (got.units <= 160)
    if got.segments > 1:
        assert -(-got.units // 153) <= got.segments <= -(-got.units // 152)


@given(st.text(max_size=300))
def test_ucs2_units_are_those_of_utf16(text: str) -> None:
    got = count(text + "ж")
    assert got.encoding == "UCS-2"
    assert got.units == len((text + "ж").encode("utf-16-le", "surrogatepass")) // 2


@given(st.text(max_size=100), st.characters())
def test_more_text_never_costs_less(text: str, more: str) -> None:
    assert count(text + more).segments >= count(text).segments


def test_plain_brings_typographic_text_back_to_gsm() -> None:
    text = plain("“Don’t” — wait…\u00a0• one · two – cafe\u0301")
    assert text == '"Don\'t" - wait... - one - two - café'
    assert count(text).encoding == "GSM-7"


@given(st.text())
def test_plain_is_settled_after_one_pass(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@given(GSM)
def test_plain_leaves_gsm_text_alone(text: str) -> None:
    assert plain(text) == text
