"""Partitions by month on PostgreSQL: created ahead, filled from "rest", dropped, without blocking sends."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update

from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import Db
from nudges.store.sql import partitions
from tests.harness import MONDAY, SQLITE, World

JUNE = ["nudge_2026_06", "attempt_2026_06"]
SUMMER = [*JUNE, "nudge_2026_07", "attempt_2026_07", "nudge_2026_08", "attempt_2026_08"]


@pytest.fixture
def bare(db: Db) -> Db:
    """A database whose rows all stand in the rest; databases are used again, and others made months in it."""
    partitions.drop_before(db, date(9999, 1, 1))
    return db


def parts(db: Db, table: str) -> dict[str, int]:
    """How many rows stand in which part."""
    if db.name == SQLITE:
        return {}
    with db.read() as tx:
        rows = tx.conn.execute(text(f"SELECT tableoid::regclass::text, count(*) FROM {table} GROUP BY 1"))
        return {row[0]: row[1] for row in rows}


@contextmanager
def reading(db: Db, table: str) -> Iterator[None]:
    """Somebody, a backup say, is in the middle of reading a table."""
    with db.read() as tx:
        tx.conn.execute(text(f"SELECT count(*) FROM {table}"))
        yield


def a_nudge(person_id: str, day: date, **fields: object) -> dict[str, object]:
    return {
        "person_id": person_id,
        "plan": "daily",
        "step": "daily",
        "local_date": day,
        "n": 0,
        "due_at": MONDAY,
        "ready_at": MONDAY,
        "expires_at": MONDAY,
        "medium": "sms",
        "status": Status.MISSED,
        "reason": "overtaken",
        "tries": 0,
        "changed_at": MONDAY,
    } | fields


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(-500, 500))
def test_months_later_and_back_again(day: date, later: int) -> None:
    first = partitions.month_of(day)
    assert (first.day, first.year, first.month) == (1, day.year, day.month)
    assert partitions.month_of(partitions.month_of(day, later), -later) == first
    assert (partitions.month_of(day, later) > first) is (later > 0)


def test_months_are_made_ahead_and_only_once(bare: Db) -> None:
    assert partitions.ensure(bare, MONDAY.date()) == ([] if bare.name == SQLITE else SUMMER)
    assert partitions.ensure(bare, MONDAY.date()) == []
    assert partitions.ensure(bare, date(2026, 7, 31)) == (
        [] if bare.name == SQLITE else ["nudge_2026_09", "attempt_2026_09"]
    )


def test_no_date_is_without_a_place(bare: Db) -> None:
    world = World(bare)
    person = world.join()
    days = [date(1970, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2999, 12, 31)]
    partitions.ensure(bare, MONDAY.date())
    with bare.write() as tx:
        tx.conn.execute(insert(t.nudge), [a_nudge(person.id, day) for day in days])
    assert [n.local_date for n in world.nudges()] == days
    if bare.name != SQLITE:
        assert parts(bare, "nudge") == {"nudge_2026_06": 2, "nudge_2026_07": 1, "nudge_rest": 2}


def test_rows_move_into_their_month_and_live_on(bare: Db) -> None:
    world = World(bare)
    world.join()
    world.at("2026-06-02 09:15").plan_due()
    before = world.rows(t.nudge), world.rows(t.attempt)
    if bare.name != SQLITE:
        assert parts(bare, "nudge") == {"nudge_rest": 2}
    partitions.ensure(bare, world.now.date())
    assert (world.rows(t.nudge), world.rows(t.attempt)) == before
    if bare.name != SQLITE:
        assert (parts(bare, "nudge"), parts(bare, "attempt")) == ({JUNE[0]: 2}, {JUNE[1]: 1})
    world.run()
    assert (world.nudge().status, len(world.sms.ledger)) == (Status.ACCEPTED, 1)
    assert world.report(world.nudge().attempt_id, Status.DELIVERED)


def test_a_slot_stays_unique_and_a_person_must_exist(bare: Db) -> None:
    world = World(bare)
    person = world.join()
    partitions.ensure(bare, MONDAY.date())
    with bare.write() as tx:
        tx.conn.execute(insert(t.nudge), [a_nudge(person.id, MONDAY.date())])
    for wrong in (a_nudge(person.id, MONDAY.date()), a_nudge("nobody", MONDAY.date())):
        with pytest.raises(Exception, match=r"(?i)unique|foreign key"), bare.write() as tx:
            tx.conn.execute(insert(t.nudge), [wrong])


def test_workers_may_make_months_at_once(bare: Db) -> None:
    world = World(bare)
    world.join()
    all_four = threading.Barrier(4)

    def make() -> list[str]:
        all_four.wait()
        return partitions.ensure(bare, MONDAY.date())

    with ThreadPoolExecutor(4) as pool:
        made = [name for future in [pool.submit(make) for _ in range(4)] for name in future.result()]
    assert len(made) == len(set(made))
    made += partitions.ensure(bare, MONDAY.date())  # what they were too much in each other's way for
    assert sorted(made) == ([] if bare.name == SQLITE else sorted(SUMMER))


def test_a_table_in_use_is_left_for_the_next_time(bare: Db) -> None:
    world = World(bare)
    world.join()
    with reading(bare, "nudge"):
        assert not [name for name in partitions.ensure(bare, MONDAY.date()) if name.startswith("nudge")]
        world.at("2026-06-02 09:15").run()
        assert world.nudge().status == Status.ACCEPTED
    partitions.ensure(bare, MONDAY.date())
    with reading(bare, "nudge"):
        assert not [
            name for name in partitions.drop_before(bare, date(2026, 7, 1)) if name == "nudge_2026_06"
        ]
    if bare.name != SQLITE:
        assert parts(bare, "nudge") == {"nudge_2026_06": 2}
        assert partitions.drop_before(bare, date(2026, 7, 1)) == ["nudge_2026_06"]


def test_old_months_go_whole(bare: Db) -> None:
    world = World(bare)
    person = world.join()
    days = [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 1)]
    for day in days[:2]:
        partitions.ensure(bare, day)
    with bare.write() as tx:
        tx.conn.execute(insert(t.nudge), [a_nudge(person.id, day) for day in days])
    if bare.name == SQLITE:
        assert partitions.drop_before(bare, date(2026, 7, 1)) == []
        return
    gone = ["attempt_2026_05", "attempt_2026_06", "nudge_2026_05", "nudge_2026_06"]
    assert partitions.drop_before(bare, date(2026, 7, 1)) == gone
    assert partitions.drop_before(bare, date(2026, 7, 1)) == []
    assert [n.local_date for n in world.nudges()] == [date(2026, 7, 1)]
    assert world.rows(t.attempt) == []


def test_a_row_known_by_its_date_is_looked_for_in_one_month(bare: Db) -> None:
    partitions.ensure(bare, MONDAY.date())
    n = t.nudge
    one = update(n).where(n.c.id == 7, n.c.local_date == MONDAY.date()).values(reason=None)
    with bare.write() as tx:
        explain = "EXPLAIN " if bare.name != SQLITE else "EXPLAIN QUERY PLAN "
        words = str(one.compile(bind=tx.conn, compile_kwargs={"literal_binds": True}))
        plan = "\n".join(str(row) for row in tx.conn.execute(text(explain + words)))
    if bare.name == SQLITE:
        assert "SEARCH nudge" in plan
    else:
        assert "nudge_2026_06" in plan
        assert not [other for other in ("nudge_2026_07", "nudge_rest") if other in plan]


def test_the_names_of_parts_are_told_from_tables() -> None:
    assert all(map(partitions.is_part, [*SUMMER, "nudge_rest", "attempt_rest"]))
    assert not any(
        map(partitions.is_part, ["nudge", "attempt", "nudge_2026", "person_rest", "nudge_2026_06_x"])
    )


def test_a_month_with_much_in_the_rest_stays_there(bare: Db) -> None:
    """Moving it would hold up everybody for longer than a moment."""
    world = World(bare)
    person = world.join()
    many = [a_nudge(person.id, MONDAY.date(), n=n) for n in range(10_001)]
    with bare.write() as tx:
        tx.conn.execute(insert(t.nudge), many)
    made = partitions.ensure(bare, MONDAY.date())
    assert made == ([] if bare.name == SQLITE else SUMMER[1:])
    with bare.read() as tx:
        assert len(tx.conn.execute(select(t.nudge.c.id)).all()) == len(many) + 1
