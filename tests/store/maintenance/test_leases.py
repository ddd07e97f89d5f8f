"""A periodic job is done by one worker in each interval, also after a clock was wrong."""

from datetime import timedelta

import pytest

from nudges.store.db import Db
from nudges.store.maintenance import leases
from tests.harness import MONDAY

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "again"),
    [
        (timedelta(0), False),
        (HOUR - SECOND, False),
        (HOUR, True),
        (-HOUR, False),  # clocks differ a little
        (-HOUR - SECOND, True),  # the first clock was wrong
    ],
)
def test_a_job_is_done_again_after_its_interval(db: Db, after: timedelta, again: bool) -> None:
    with db.write() as tx:
        assert leases.take(tx, "figures", MONDAY, HOUR)
        assert leases.take(tx, "bills", MONDAY, HOUR), "each job has a lease of its own"
        assert leases.take(tx, "figures", MONDAY + after, HOUR) is again


def test_a_lease_that_is_given_back_is_anybodys(db: Db) -> None:
    with db.write() as tx:
        assert leases.take(tx, "figures", MONDAY, HOUR)
        leases.give_back(tx, "figures")
        assert leases.take(tx, "figures", MONDAY, HOUR)
