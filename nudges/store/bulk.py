"""Many new rows at once, by each database's fastest road: COPY, or one prepared INSERT on SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from nudges.store.db import Tx


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
    dialect = tx.conn.dialect
    made = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    todo = [(place, bind) for place, bind in enumerate(made) if bind is not None]
    for row in rows:
        values = list(row)
        for place, bind in todo:
            values[place] = bind(values[place])
        yield tuple(values)


def _copy(tx: Tx, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    try:
        driver: Any = tx.conn.connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        # past SQLAlchemy, so told as it tells; without the row, which PostgreSQL would quote
        said = type(error)(error.diag.message_primary or "")
        raise DBAPIError.instance(statement, None, said, psycopg.Error, dialect=tx.conn.dialect) from None
