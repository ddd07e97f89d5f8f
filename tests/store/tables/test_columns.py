"""A moment is the same moment when it is read again, whatever zone it was told in."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import Dialect, make_url

from nudges.store.tables import UtcDateTime
from tests.harness import MONDAY

DIALECTS = [make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+psycopg://")]
EAST = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_a_moment_in_any_zone_is_kept_and_read_as_utc(dialect: Dialect) -> None:
    column = UtcDateTime()
    kept = column.process_bind_param(MONDAY.astimezone(EAST), dialect)
    assert kept == (MONDAY.replace(tzinfo=None) if dialect.name == "sqlite" else MONDAY)
    assert column.process_result_value(kept, dialect) == MONDAY
    read = column.process_result_value(MONDAY.astimezone(EAST), dialect)
    assert read is not None
    assert (read, read.utcoffset()) == (MONDAY, timedelta(0))
    assert (column.process_bind_param(None, dialect), column.process_result_value(None, dialect)) == (
        None,
        None,
    )


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_a_moment_without_a_zone_is_not_kept(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(MONDAY.replace(tzinfo=None), dialect)
