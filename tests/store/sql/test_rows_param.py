"""Rows passed to a statement come out unchanged, on both databases."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Date, Float, LargeBinary, String, select

from nudges.core.status import Status
from nudges.store.db import Db
from nudges.store.sql.rows_param import Given
from nudges.store.tables import UtcDateTime
from tests.properties import examples

GIVEN = Given(
    id=BigInteger(), day=Date(), at=UtcDateTime(), words=LargeBinary(), text=String(), seconds=Float()
)

rows = st.tuples(
    st.integers(-(2**53), 2**53),
    st.dates(date(1900, 1, 1), date(2999, 1, 1)),
    st.none() | st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1970 <= at.year < 2100),
    st.none() | st.binary().map(lambda raw: raw.hex().encode()),  # sealed words are ASCII
    st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    st.floats(0, 1e9, width=32),
)


def through(db: Db, given_rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What a statement sees of them."""
    with db.read() as tx:
        seen = tx.conn.execute(select(GIVEN.table(db.name)), GIVEN.bound(given_rows))
        return [tuple(row) for row in seen]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(50))
@given(given_rows=st.lists(rows, min_size=1, max_size=5))
def test_rows_come_out_as_they_went_in(db: Db, given_rows: list[tuple[Any, ...]]) -> None:
    assert through(db, given_rows) == given_rows


def test_an_instant_of_another_zone_is_the_same_instant(db: Db) -> None:
    at = datetime(2026, 6, 1, 10, tzinfo=timezone(timedelta(hours=2)))
    assert through(db, [(1, at.date(), at, None, Status.QUEUED, 0.0)]) == [
        (1, date(2026, 6, 1), datetime(2026, 6, 1, 8, tzinfo=UTC), None, "queued", 0.0)
    ]
