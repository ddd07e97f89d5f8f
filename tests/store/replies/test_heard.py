"""A message that came in is new once, for as long as its provider may show it again."""

from datetime import timedelta

from nudges.store.db import Db
from nudges.store.replies import heard
from tests.harness import MONDAY

SECOND = timedelta(seconds=1)


def test_what_came_in_is_known_for_its_time_and_then_forgotten(db: Db) -> None:
    over, just, now = MONDAY - heard.KEPT - SECOND, MONDAY - heard.KEPT, MONDAY
    with db.write() as tx:
        assert heard.first(tx, {"over": over, "just": just, "now": now}) == {"over", "just", "now"}
        assert heard.first(tx, {"now": now, "new": now}) == {"new"}
        assert heard.forget(tx, now) == 1
        assert heard.forget(tx, now) == 0
        assert heard.known(tx, ["over", "just", "now", "new", "never"]) == {"just", "now", "new"}
