"""Many rows in one statement: passed as one JSON text and read as a table, on both databases.

One statement per batch costs one round trip and is compiled once; one statement per row costs several times
as much on PostgreSQL. Arrays for each column (`unnest`) would take the driver three times as long as JSON,
which is encoded in C.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    LargeBinary,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from nudges.store.tables import UtcDateTime


class Given:
    """Rows with these columns as a statement's parameter. Encrypted text is ASCII, so it fits into JSON."""

    def __init__(self, **kinds: TypeEngine[Any]) -> None:
        self._kinds = kinds
        self.names = tuple(kinds)

    def table(self, dialect: str) -> FromClause:
        """The rows as a table named `given`. The statement is the same for any number of rows."""
        if dialect == "postgresql":
            each, part = func.jsonb_array_elements(cast(bindparam("given", type_=String()), JSONB)), _pg_part
        else:
            each, part = func.json_each(bindparam("given", type_=String())), _sqlite_part
        parts = (part(i, kind).label(name) for i, (name, kind) in enumerate(self._kinds.items()))
        return select(*parts).select_from(each.table_valued("value", name="rows")).subquery("given")

    @staticmethod
    def bound(rows: Sequence[Sequence[object]]) -> dict[str, object]:
        """The parameters for these rows, each in the order of the columns."""
        return {"given": json.dumps(rows, default=_written)}


#: A list of ids, which many statements need.
IDS = Given(id=String())


def _sqlite_part(i: int, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    value: ColumnElement[Any] = literal_column(f"json_extract(value, '$[{i}]')")
    return cast(value, LargeBinary) if isinstance(kind, LargeBinary) else type_coerce(value, kind)


def _pg_part(i: int, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    value: ColumnElement[Any] = literal_column(f"(value ->> {i})", String())
    if isinstance(kind, UtcDateTime):
        return type_coerce(func.timezone("UTC", cast(value, DateTime())), kind)
    if isinstance(kind, LargeBinary):
        return type_coerce(func.convert_to(value, "UTF8"), kind)
    return value if isinstance(kind, String) else cast(value, kind)


def _written(value: object) -> str:
    """Encode a type that JSON lacks. Instants are in UTC without a zone, as SQLite stores them."""
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("ascii")
    raise TypeError(type(value).__name__)


@lru_cache(maxsize=1_000)  # a batch has few distinct instants: its minute, its limit, now
def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]
