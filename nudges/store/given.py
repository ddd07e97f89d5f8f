"""Many rows in one statement: the rows given as a table, by the same SQL on both databases.

One statement a batch costs one round trip, and is compiled once; a statement a row costs several times
as much on PostgreSQL. PostgreSQL is given a list for each column (`unnest`), SQLite one JSON text
(`json_each`).
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    FromClause,
    LargeBinary,
    String,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.types import TypeEngine

from nudges.store.tables import UtcDateTime


class Given:
    """Rows of these columns, given to a statement. Sealed words are ASCII, so they travel in JSON too."""

    def __init__(self, **kinds: TypeEngine[Any]) -> None:
        self.names = tuple(kinds)
        self._kinds = tuple(kinds.values())

    def table(self, dialect: str) -> FromClause:
        """The rows as a table named `given`, for a statement that is compiled once."""
        if dialect == "postgresql":
            lists = [
                bindparam(f"given_{i}", type_=ARRAY(_native(kind))) for i, kind in enumerate(self._kinds)
            ]
            columns = [column(name, kind) for name, kind in zip(self.names, self._kinds, strict=True)]
            return func.unnest(*lists).table_valued(*columns, name="given").render_derived()
        rows = func.json_each(bindparam("given", type_=String())).table_valued("value")
        parts = zip(self.names, self._kinds, strict=True)
        return (
            select(*(_part(i, name, kind) for i, (name, kind) in enumerate(parts)))
            .select_from(rows)
            .subquery("given")
        )

    def bound(self, conn: Connection, rows: Sequence[Sequence[object]]) -> dict[str, object]:
        """The parameters that give these rows, each in the order of the columns."""
        if conn.dialect.name == "postgresql":
            return {f"given_{i}": list(values) for i, values in enumerate(zip(*rows, strict=True))}
        return {"given": json.dumps(rows, default=_written)}


#: A list of ids, which many statements are given.
IDS = Given(id=String())


def _native(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type without what we wrap around it: values come as they are, aware and in UTC."""
    if isinstance(kind, UtcDateTime):
        return DateTime(timezone=True)
    return BYTEA() if isinstance(kind, LargeBinary) else kind


def _part(i: int, name: str, kind: TypeEngine[Any]) -> Any:
    value: ColumnElement[Any] = literal_column(f"json_extract(value, '$[{i}]')")
    if isinstance(kind, LargeBinary):
        return cast(value, LargeBinary).label(name)
    return type_coerce(value, kind).label(name)


def _written(value: object) -> str:
    """A value as SQLite keeps it: instants without a zone, in UTC."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]
        case date():
            return value.isoformat()
        case bytes():
            return value.decode("ascii")
    raise TypeError(type(value).__name__)
