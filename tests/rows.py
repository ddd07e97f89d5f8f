"""A long table in one test: of hundreds of tests each would cost more than what it looks at."""

from collections.abc import Callable, Iterable
from typing import Any


def each_row(rows: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Check every row of a table in one test; a tuple is given as several arguments.

    The test goes on after a row that fails, and at its end raises each failure with the number of its row.
    """
    table = list(rows)

    def of(check: Callable[..., None]) -> Callable[[], None]:
        def test() -> None:
            failed = []
            for number, row in enumerate(table, 1):
                try:
                    check(*(row if isinstance(row, tuple) else (row,)))
                except Exception as error:
                    error.add_note(f"row {number}: {row!r}")
                    failed.append(error)
            assert table, "a table without a row proves nothing"
            if failed:
                raise ExceptionGroup(f"{len(failed)} of {len(table)} rows fail", failed)

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return of
