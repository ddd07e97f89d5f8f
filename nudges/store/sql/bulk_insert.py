"""Many new rows at once, by each database's fastest road: COPY, or one prepared INSERT on SQLite."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from nudges.store.db import Tx
from nudges.store.tables import UtcDateTime


def insert(tx: Tx, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows of these columns, none of which may be there already.

    Raises IntegrityError if one is, and OperationalError, as a statement does.
    """
    bound = _bound(tx, table, names, rows)
    if tx.conn.dialect.name == "postgresql":
        listed = ", ".join(f'"{name}"' for name in names)
        _copy(tx, f"COPY {table.name} ({listed}) FROM STDIN", bound)
    elif values := list(bound):
        insertion = sa.insert(sa.table(table.name, *map(sa.column, names)))
        tx.conn.exec_driver_sql(str(insertion.compile(dialect=tx.conn.dialect)), values)


def _bound(
    tx: Tx, table: sa.Table, names: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[tuple[object, ...]]:
    """The rows as the driver takes them: instants in UTC, JSON as text."""
    columns: list[Iterable[object]] = list(zip(*rows, strict=True))
    for place in range(len(columns)):
        if bind := _binder(table.c[names[place]].type, tx.conn.dialect):
            columns[place] = map(bind, columns[place])
    return zip(*columns, strict=True)


def _binder(kind: TypeEngine[Any], dialect: sa.Dialect) -> Callable[[object], object] | None:
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    # rows that come together share most of their dates and instants, and to write one as text is slow
    return cache(bind) if bind and isinstance(kind, sa.Date | UtcDateTime) else bind


def _copy(tx: Tx, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    import psycopg  # slow to import, and on SQLite nobody needs it

    try:
        driver: Any = tx.conn.connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        # past SQLAlchemy, so told as it tells; without the row, which PostgreSQL would quote
        said = type(error)(error.diag.message_primary or "")
        raise DBAPIError.instance(statement, None, said, psycopg.Error, dialect=tx.conn.dialect) from None
