"""What may have been sent unseen: due, never tried, and accounted for once."""

from datetime import timedelta
from typing import Any

import pytest

from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.nudges import unaccounted
from tests.harness import World
from tests.store.written import nudge

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
WAITS: dict[str, Any] = {"status": Status.QUEUED, "sent_at": None}


@pytest.mark.parametrize(
    ("given", "found", "found_with_missed"),
    [
        (WAITS, True, True),
        (WAITS | {"seconds": 1}, False, False),
        (WAITS | {"attempt_id": "x"}, False, False),
        (WAITS | {"medium": Medium.EMAIL}, False, False),
        ({"status": Status.MISSED}, False, True),
        ({"status": Status.MISSED, "seconds": -3600}, False, True),
        ({"status": Status.MISSED, "seconds": -3601}, False, False),
        ({"status": Status.MISSED, "seconds": 1}, False, False),
        ({"status": Status.SKIPPED}, False, False),
    ],
)
def test_what_is_due_and_was_never_tried_may_have_gone(
    db: Db, given: dict[str, Any], found: bool, found_with_missed: bool
) -> None:
    world = World(db)
    person = world.join()
    now = world.later(days=1).now
    values = dict(given)
    with db.write() as tx:
        nudge(tx, person, now + values.pop("seconds", 0) * SECOND, **values)
        for since, is_there in ((None, found), (now - HOUR, found_with_missed)):
            assert bool(unaccounted.untried(tx, Medium.SMS, now, "", 9, since)) is is_there
            assert unaccounted.untried(tx, Medium.SMS, now, person.id, 9, since) == []


def test_a_round_has_all_of_each_person(db: Db) -> None:
    world = World(db)
    ada, ben = world.join(), world.join(phone="+15550104478")
    now = world.later(days=1).now
    with db.write() as tx:
        ids = [nudge(tx, person, now, **WAITS) for person in (ada, ada, ben, ben)]
        for limit, here in ((9, ids), (4, ids[:2]), (3, ids[:2]), (2, ids[:2]), (1, ids[:1])):
            found = unaccounted.untried(tx, Medium.SMS, now, "", limit, None)
            assert [one.id for one in found] == here, limit


def test_a_nudge_is_accounted_for_once_and_not_after_it_moved_on(db: Db) -> None:
    world = World(db)
    person = world.join()
    now = world.later(days=1).now
    with db.write() as tx:
        tx.conn.execute(t.attempt.delete())
        for _ in range(2):
            nudge(tx, person, now, **WAITS)
        first, second = unaccounted.untried(tx, Medium.SMS, now, "", 9, None)
        assert unaccounted.write_off(tx, [Medium.EMAIL], now, Reason(ReasonCode.NO_WORD)) == 0

        def accounted(case: Any, name: str) -> bool:
            attempt = {"id": name, "channel": "fake", "provider_id": name, "body": b"sealed", "looks": 0}
            return unaccounted.accounted(tx, case, attempt, now, Reason(ReasonCode.SENT), ("g1-s5-b3", 2))

        assert (accounted(first, "SM1"), accounted(first, "SM2")) == (True, False)
        assert unaccounted.write_off(tx, [Medium.SMS], now - SECOND, Reason(ReasonCode.NO_WORD)) == 0
        assert unaccounted.write_off(tx, [Medium.SMS], now, Reason(ReasonCode.NO_WORD)) == 1
        assert accounted(second, "SM3"), "what was written off was sent after all"
        assert unaccounted.known(tx, ["SM1", "SM2", "SM3"]) == {"SM1", "SM3"}
    sent = {row.attempt_id: (row.status, row.practice, row.take) for row in world.nudges("daily")}
    assert sent == dict.fromkeys(("SM1", "SM3"), (Status.ACCEPTED, "g1-s5-b3", 2))
