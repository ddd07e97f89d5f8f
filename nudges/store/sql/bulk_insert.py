"""Inserts many rows in the fastest way: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from nudges.store.db import Tx
from nudges.store.tables import UtcDateTime


def insert(tx: Tx, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows with these columns. None of the rows may exist already.

    Raises IntegrityError if one does, and OperationalError, as a normal statement would.
    """
    bound = _bound(tx, table, names, rows)
    if tx.conn.dialect.name == "postgresql":
        listed = ", ".join(f'"{name}"' for name in names)
        _copy(tx, f"COPY {table.name} ({listed}) FROM STDIN", bound)
    elif values := list(bound):
        tx.conn.exec_driver_sql(_insertion(table.name, tuple(names)), values)


@cache
def _insertion(table: str, names: tuple[str, ...]) -> str:
    """The INSERT for SQLite: compiling it takes longer than it does."""
    statement = sa.insert(sa.table(table, *map(sa.column, names)))
    return str(statement.compile(dialect=sqlite.dialect()))


def _bound(
    tx: Tx, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[tuple[object, ...]]:
    """The rows as the driver needs them: instants in UTC, JSON as text."""
    columns: list[Iterable[object]] = list(zip(*rows, strict=True))
    for place in range(len(columns)):
        if bind := _binder(table.c[names[place]].type, tx.conn.dialect):
            columns[place] = map(bind, columns[place])
    return zip(*columns, strict=True)


def _binder(kind: TypeEngine[Any], dialect: sa.Dialect) -> Callable[[object], object] | None:
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    # rows of one batch share most of their dates and instants, and converting one to text is slow
    return cache(bind) if bind and isinstance(kind, sa.Date | UtcDateTime) else bind


def _copy(tx: Tx, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    import psycopg  # slow to import, and not needed on SQLite

    try:
        driver: Any = tx.conn.connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        # bypasses SQLAlchemy, so raise its exceptions; without the row, which PostgreSQL would quote
        said = type(error)(error.diag.message_primary or "")
        raise DBAPIError.instance(statement, None, said, psycopg.Error, dialect=tx.conn.dialect) from None
