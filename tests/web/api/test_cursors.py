"""A cursor says where the next page begins, and nothing else is one."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.store.tables.columns import LARGEST_ID
from nudges.web.api.cursors import cursor_of, number_in, paged, place_in, text_in
from nudges.web.api.problems import CursorError

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1),
    st.integers(0, 2**31),
    st.datetimes(timezones=st.just(UTC)),
)
def test_what_goes_in_comes_out(text: str, number: int, moment: datetime) -> None:
    assert text_in(cursor_of(text)) == text
    assert number_in(cursor_of(number)) == number
    assert place_in(cursor_of(moment, number)) == (moment, number)


@pytest.mark.parametrize("nothing", [None, ""])
def test_the_first_page_begins_at_the_beginning(nothing: str | None) -> None:
    assert (text_in(nothing), number_in(nothing), place_in(nothing)) == ("", None, None)


def test_there_is_a_next_page_only_if_one_more_was_found() -> None:
    assert paged([1, 2], 2, lambda one: (one,)) == ([1, 2], None)
    assert paged([1, 2, 3], 2, lambda one: (one,)) == ([1, 2], cursor_of(2))


def coded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("read", "cursor"),
    [
        *((text_in, bad) for bad in ("!", "x", coded("{"), coded('"a"'), coded("[1]"), coded('["a","b"]'))),
        *((text_in, bad) for bad in (cursor_of("é"), cursor_of("a\n"), coded("[[]]"))),
        *((number_in, bad) for bad in (cursor_of("1"), cursor_of(-1), coded("[true]"), coded("[1.0]"))),
        *((number_in, bad) for bad in (cursor_of(2**64), cursor_of(1, 2))),
        *((place_in, bad) for bad in (cursor_of("noon", 1), cursor_of(NOON), cursor_of(NOON, -1))),
        (place_in, cursor_of(NOON.replace(tzinfo=None), 1)),
        (place_in, cursor_of(NOON.astimezone(timezone(timedelta(hours=2))), 1)),
    ],
)
def test_what_is_no_cursor_is_refused(read: object, cursor: str) -> None:
    with pytest.raises(CursorError):
        read(cursor)  # type: ignore[operator]


def test_rows_have_numbers_from_none_to_the_largest() -> None:
    assert [number_in(cursor_of(n)) for n in (0, LARGEST_ID)] == [0, LARGEST_ID]
    with pytest.raises(CursorError):
        number_in(cursor_of(LARGEST_ID + 1))
