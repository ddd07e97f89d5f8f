"""A notice is told once, again only while it still comes up, by one worker at a time, and then forgotten."""

from datetime import timedelta

import pytest

from nudges.core.vocabulary import NoticeKind
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.maintenance import operator_notices as notices
from nudges.store.maintenance.operator_notices import TURN, Notice
from tests.harness import MONDAY, World

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
REFUSED = Notice(NoticeKind.SENDER_REFUSED, "sms", details={"code": "20003"})
LOOP = Notice(NoticeKind.LOOP, "p1")


def test_notices_are_told_the_oldest_first_and_only_of_kinds_that_are_wanted(db: Db) -> None:
    both = {NoticeKind.SENDER_REFUSED: None, NoticeKind.LOOP: None}
    with db.write() as tx:
        notices.note(tx, LOOP, MONDAY + SECOND)
        notices.note(tx, REFUSED, MONDAY)
        assert notices.untold(tx, MONDAY + SECOND, both) == [REFUSED, LOOP]
        assert notices.untold(tx, MONDAY + SECOND, {NoticeKind.LOOP: None}) == [LOOP]
        notices.note(tx, Notice(LOOP.kind, LOOP.about, details={"n": 2}), MONDAY + 2 * SECOND)
        assert [one.details for one in notices.untold(tx, MONDAY + HOUR, both)] == [
            {"code": "20003"},
            {"n": 2},
        ]


@pytest.mark.parametrize(
    ("again", "noted", "asked", "told"),
    [
        (HOUR, HOUR, HOUR, True),
        (HOUR, HOUR, HOUR - SECOND, False),
        (None, HOUR, HOUR, False),
        (HOUR, timedelta(0), HOUR, False),  # it did not come up again
        (HOUR, SECOND, 2 * HOUR + SECOND, True),
        (HOUR, SECOND, 2 * HOUR + 2 * SECOND, False),  # it came up too long ago
        (HOUR, SECOND, -HOUR, True),  # told by a clock that was ahead
        (HOUR, SECOND, -HOUR + SECOND, False),
    ],
)
def test_what_was_told_is_told_again_only_if_it_still_comes_up(
    db: Db, again: timedelta | None, noted: timedelta, asked: timedelta, told: bool
) -> None:
    with db.write() as tx:
        notices.note(tx, REFUSED, MONDAY)
        notices.told(tx, [REFUSED], MONDAY)
        notices.note(tx, REFUSED, MONDAY + noted)
        found = notices.untold(tx, MONDAY + asked, {REFUSED.kind: again})
    assert found == ([REFUSED] if told else [])


@pytest.mark.parametrize(
    ("after", "free"),
    [
        (timedelta(0), False),
        (TURN - SECOND, False),
        (TURN, True),
        (-SECOND, True),  # taken by a clock that was ahead
    ],
)
def test_one_worker_tells_a_notice_unless_it_took_too_long(db: Db, after: timedelta, free: bool) -> None:
    with db.write() as tx:
        notices.note(tx, REFUSED, MONDAY - HOUR)
        notices.note(tx, LOOP, MONDAY - HOUR)
        assert notices.take(tx, [REFUSED], MONDAY) == [REFUSED]
        found = notices.untold(tx, MONDAY + after, {REFUSED.kind: None})
        assert (found == [REFUSED], notices.take(tx, [REFUSED, LOOP], MONDAY + after)) == (
            free,
            [REFUSED, LOOP] if free else [LOOP],
        )


def test_what_was_told_a_month_ago_is_forgotten(db: Db) -> None:
    world, month = World(db), timedelta(days=30)
    with db.write() as tx:
        for n, at in enumerate((MONDAY - SECOND, MONDAY)):
            one = Notice(NoticeKind.LOOP, f"p{n}")
            notices.note(tx, one, at)
            notices.told(tx, [one], at)
        notices.note(tx, Notice(NoticeKind.LOOP, "untold"), MONDAY - HOUR)
        notices.told(tx, [], MONDAY + month)
    assert [row.about for row in world.rows(t.operator_notice)] == ["p1", "untold"]


def test_what_is_over_before_it_was_told_goes(db: Db) -> None:
    world = World(db)
    content = [Notice(NoticeKind.CONTENT, name) for name in ("stays", "goes", "told")]
    with db.write() as tx:
        for one in (*content, LOOP):
            notices.note(tx, one, MONDAY)
        notices.told(tx, content[2:], MONDAY)
        notices.drop_others(tx, NoticeKind.CONTENT, ["stays"])
    assert [row.about for row in world.rows(t.operator_notice)] == ["stays", "told", "p1"]
