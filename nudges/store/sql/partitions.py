"""On PostgreSQL, nudges and attempts are partitioned by month, so that old months can be dropped quickly.

Rows of a month without a partition go into the default partition "rest", so that any date can be written. On
SQLite there are no partitions, and these functions do nothing.
"""

import re
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlmodel import SQLModel

from nudges.store.db import PASSING, Db, Tx

#: The partitioned tables and the column that decides the month: a local date, or an instant in UTC.
BY_MONTH = {"nudge": "local_date", "attempt": "at"}

#: Months created in advance, which leaves weeks to try again if the tables are too busy.
AHEAD = 2

#: How long to wait for a lock. Later queries wait as long, so it is short, and a round may fail.
_PATIENCE = "200ms"

#: The most rows moved from "rest" into a new month; a month with more stays in "rest".
_FEW = 10_000

_PART = re.compile(rf"({'|'.join(BY_MONTH)})_(?:rest|(\d{{4}})_(\d\d))")


def is_part(table: str) -> bool:
    """True if this is the name of a partition, which is not in the table definitions."""
    return _PART.fullmatch(table) is not None


def month_of(day: date, later: int = 0) -> date:
    """The first day of the month that is `later` months after this date's (earlier if negative)."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def ensure(db: Db, today: date) -> list[str]:
    """Create missing partitions for this month and the next `AHEAD`; returns the names of those created.

    Each takes its own transaction, which blocks others for a moment, or gives up until the next time. Any
    number of workers may do this at once.
    """
    wanted = [(table, month_of(today, ahead)) for ahead in range(AHEAD + 1) for table in BY_MONTH]
    missing = [part for part in wanted if part not in _parts(db)]
    return [_name(*part) for part in missing if db.name == "postgresql" and _made(db, *part)]


def drop_before(db: Db, month: date) -> list[str]:
    """Drop the partitions of months before the one that begins on `month`; returns their names.

    A partition that is in use, for example by a backup, is left for the next time.
    """
    old = sorted((table, begins) for table, begins in _parts(db) if begins < month)
    return [_name(*part) for part in old if _dropped(db, _name(*part))]


def _name(table: str, month: date) -> str:
    return f"{table}_{month:%Y_%m}"


def _parts(db: Db) -> set[tuple[str, date]]:
    """The table and the first day of the month of every partition."""
    if db.name != "postgresql":
        return set()
    with db.read() as tx:
        names = tx.conn.execute(
            sa.text(
                "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid "
                "WHERE i.inhparent IN (to_regclass('nudge'), to_regclass('attempt'))"
            )
        ).scalars()
        return set(_months(names))


def _months(names: Iterator[str]) -> Iterator[tuple[str, date]]:
    for found in map(_PART.fullmatch, names):
        if found is not None and found[2]:
            yield found[1], date(int(found[2]), int(found[3]), 1)


def _made(db: Db, table: str, month: date) -> bool:
    name, column = _name(table, month), BY_MONTH[table]
    # instants need bounds in UTC, in any session's zone; for a date the hour is ignored
    first, after = (f"'{begins} 00:00+00'" for begins in (month, month_of(month, 1)))
    inside = sa.text(f"{column} >= {first} AND {column} < {after}")
    try:
        with db.write() as tx:
            _wait_briefly(tx)
            # every worker locks in this order, and the first lock keeps the others out
            _run(tx, f"LOCK TABLE ONLY {table} IN SHARE UPDATE EXCLUSIVE MODE")
            if tx.conn.execute(sa.text("SELECT to_regclass(:name)"), {"name": name}).scalar_one() is not None:
                return False
            rest, part = _like(table, f"{table}_rest"), _like(table, name)
            some = sa.select(sa.literal(1)).select_from(rest).where(inside).limit(_FEW + 1)
            if len(tx.conn.execute(some).all()) > _FEW:
                return False
            _run(tx, f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
            _run(tx, f"LOCK TABLE {rest.name} IN ACCESS EXCLUSIVE MODE")
            moved = sa.delete(rest).where(inside).returning(*rest.c).cte()
            tx.conn.execute(sa.insert(part).from_select(part.c.keys(), sa.select(moved)))
            _run(tx, f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({after})")
    except PASSING:
        return False
    return True


def _like(table: str, name: str) -> sa.TableClause:
    """A partition as a table, with the columns of its parent."""
    return sa.table(name, *(sa.column(column.name) for column in SQLModel.metadata.tables[table].columns))


def _dropped(db: Db, name: str) -> bool:
    try:
        with db.write() as tx:
            _wait_briefly(tx)
            # not detached first: that would needlessly lock the table of people as well
            _run(tx, f"DROP TABLE IF EXISTS {name}")
    except PASSING:
        return False
    return True


def _wait_briefly(tx: Tx) -> None:
    _run(tx, f"SET LOCAL lock_timeout = '{_PATIENCE}'")


def _run(tx: Tx, statement: str) -> None:
    tx.conn.execute(sa.text(statement))
