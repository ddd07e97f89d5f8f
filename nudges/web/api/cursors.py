"""Lists a page at a time: opaque cursors, which only we make and read."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from fastapi import Query

from nudges.store.tables.columns import LARGEST_ID
from nudges.web.api.problems import CursorError

#: How a route asks for where to begin, and for how many.
Cursor = Annotated[
    str | None, Query(max_length=200, description="`next` of the page before; left out for the first page.")
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]


_T = TypeVar("_T")


def paged(
    found: Sequence[_T], limit: int, place: Callable[[_T], tuple[str | int | datetime, ...]]
) -> tuple[Sequence[_T], str | None]:
    """A page of what was found, and the cursor of the next: whoever asks for one more than `limit` learns
    whether there is one. `place` is what the page after one of them begins after."""
    return found[:limit], cursor_of(*place(found[limit - 1])) if len(found) > limit else None


def cursor_of(*parts: str | int | datetime) -> str:
    """A cursor for this place."""
    told = [part.isoformat() if isinstance(part, datetime) else part for part in parts]
    return urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def _parts(cursor: str, *kinds: type) -> list[str | int]:
    try:
        parts = json.loads(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise CursorError from None
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds):
        raise CursorError
    return parts


def text_in(cursor: str | None) -> str:
    """The text that a page begins after; "" for the first."""
    if not cursor:
        return ""
    [text] = _parts(cursor, str)
    if not str(text).isascii() or not str(text).isprintable():
        raise CursorError
    return str(text)


def number_in(cursor: str | None) -> int | None:
    """The number that a page begins after; None for the first."""
    if not cursor:
        return None
    [number] = _parts(cursor, int)
    return _row(number)


def place_in(cursor: str | None) -> tuple[datetime, int] | None:
    """The moment and the number that a page begins after; None for the first."""
    if not cursor:
        return None
    moment, number = _parts(cursor, str, int)
    try:
        at = datetime.fromisoformat(str(moment))
    except ValueError:
        raise CursorError from None
    if at.tzinfo != UTC:
        raise CursorError
    return at, _row(number)


def _row(number: str | int) -> int:
    if not isinstance(number, int) or not 0 <= number <= LARGEST_ID:
        raise CursorError
    return number
