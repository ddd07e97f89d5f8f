"""On PostgreSQL, nudges and attempts are laid out by month, so that an old month goes in a moment.

A row of a month that has no part of its own stands in the part called "rest", so that no date can ever fail
to be written. On SQLite there are no parts, and nothing here does anything.
"""

import re
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlmodel import SQLModel

from nudges.store.db import PASSING, Db, Tx

#: The tables laid out by month, and the column whose month it is: the person's date, or the moment in UTC.
BY_MONTH = {"nudge": "local_date", "attempt": "at"}

#: Months made before they begin: weeks in which a round that found the tables too busy can be made up for.
AHEAD = 2

#: How long to wait for a lock. Whoever comes after us waits as long, so it is short, and a round may fail.
_PATIENCE = "200ms"

#: Rows moved from the rest into a new month in one go; a month with more stays in the rest.
_FEW = 10_000

_PART = re.compile(rf"({'|'.join(BY_MONTH)})_(?:rest|(\d{{4}})_(\d\d))")


def is_part(table: str) -> bool:
    """True for the name of a table that is a part of another, of which the code knows nothing."""
    return _PART.fullmatch(table) is not None


def month_of(day: date, later: int = 0) -> date:
    """The first day of a date's month, or of one `later` (or, if negative, earlier) months away."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def ensure(db: Db, today: date) -> list[str]:
    """Make the parts of this month and the next `AHEAD` that are missing; returns the names of those made.

    Each is a transaction of its own that holds up others for a moment, or gives up and is made the next time.
    Any number of workers may do this at once.
    """
    wanted = [(table, month_of(today, ahead)) for ahead in range(AHEAD + 1) for table in BY_MONTH]
    missing = [part for part in wanted if part not in _parts(db)]
    return [_name(*part) for part in missing if db.name == "postgresql" and _made(db, *part)]


def drop_before(db: Db, month: date) -> list[str]:
    """Drop the parts of whole months before the one that begins on `month`; returns their names.

    A part that is in use, by a backup say, is left for the next time.
    """
    old = sorted((table, begins) for table, begins in _parts(db) if begins < month)
    return [_name(*part) for part in old if _dropped(db, _name(*part))]


def _name(table: str, month: date) -> str:
    return f"{table}_{month:%Y_%m}"


def _parts(db: Db) -> set[tuple[str, date]]:
    """The table and the first day of every month that has a part."""
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
    # moments are bounded in UTC, whatever zone the session has; for a date the hour does not count
    first, after = (f"'{begins} 00:00+00'" for begins in (month, month_of(month, 1)))
    inside = sa.text(f"{column} >= {first} AND {column} < {after}")
    try:
        with db.write() as tx:
            _wait_briefly(tx)
            # the order of these locks is that of every worker, and the first one keeps the others out
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
    """A part, as a table with the columns of the whole."""
    return sa.table(name, *(sa.column(column.name) for column in SQLModel.metadata.tables[table].columns))


def _dropped(db: Db, name: str) -> bool:
    try:
        with db.write() as tx:
            _wait_briefly(tx)
            # not detached first: that would lock the table of people as well, to no end
            _run(tx, f"DROP TABLE IF EXISTS {name}")
    except PASSING:
        return False
    return True


def _wait_briefly(tx: Tx) -> None:
    _run(tx, f"SET LOCAL lock_timeout = '{_PATIENCE}'")


def _run(tx: Tx, statement: str) -> None:
    tx.conn.execute(sa.text(statement))
