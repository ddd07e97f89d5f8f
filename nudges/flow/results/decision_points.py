"""The research table: one row for each moment at which a plan may nudge somebody, and what came of it."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from nudges.core.errors import NudgesError
from nudges.core.office.roles import Acting, Action
from nudges.core.reasons import reason_of
from nudges.core.reply.meaning import Kind
from nudges.core.status import SENT, Status
from nudges.core.zones import zone_named
from nudges.flow.office.act import allow
from nudges.flow.service import Service
from nudges.store.office import audit
from nudges.store.results import decision_points

#: The columns, and what each holds: docs/office.md says more.
COLUMNS: dict[str, type] = {
    "person": str,
    "plan": str,
    "began": str,
    "step": str,
    "day": str,
    "slot": int,
    "again": int,
    "due_at": str,
    "local_time": str,
    "available": int,
    "medium": str,
    "outcome": str,
    "why": str,
    "provider_code": str,
    "sent_at": str,
    "practice": str,
    "take": int,
    "content_version": str,
    "segments": int,
    "billed": int,
    "asks": str,
    "answer": str,
    "answers": int,
    "rating": int,
    "answered_at": str,
}

#: Kinds of answers that say whether it was done; any other is "other", so that no row tells of a disclosure.
_TOLD = (Kind.DONE, Kind.NOT_DONE, Kind.RATING, Kind.NOTE)

Row = tuple[str | int | None, ...]


def rows(
    service: Service, acting: Acting, since: date, until: date, plan: str, now: datetime
) -> Iterator[list[Row]]:
    """The table of these days (the people's own), a few thousand rows at a time; that it was taken is in the
    audit. Of their caseload for a coach, and never of somebody erased.
    """
    allow(acting, Action.RESULTS_EXPORT)
    span = {"since": since.isoformat(), "until": until.isoformat(), "plan": plan}
    with service.db.write() as tx:
        audit.add(tx, acting, Action.RESULTS_EXPORT, now, details=span)
    found = decision_points.chunks(service.db, since, until, plan, acting.caseload_of)
    return ([_row(nudge, answers) for nudge, answers in chunk] for chunk in found)


def _row(nudge: Any, answers: list[Any]) -> Row:
    status, why = Status(nudge.status), reason_of(nudge.reason, nudge.reason_values)
    told = [one for one in answers if one.kind in _TOLD]
    first = (told or answers or [None])[0]
    kind = None if first is None else first.kind if first.kind in _TOLD else "other"
    local = nudge.due_at.astimezone(zone_named(nudge.zone))
    return (
        *(nudge.person_id, nudge.plan, _said(nudge.starts_on), nudge.step, _said(nudge.local_date)),
        *(nudge.n, nudge.again, _said(nudge.due_at), f"{local:%H:%M}"),
        int(status not in (Status.SUPPRESSED, Status.SKIPPED)),
        *(nudge.medium, status.value, nudge.reason, why.provider_code if why else None),
        *(_said(nudge.sent_at) if status in SENT else None, nudge.practice, nudge.take),
        *(nudge.content_version, nudge.segments, nudge.billed, nudge.expects, kind, len(answers)),
        next((one.rating for one in reversed(answers) if one.rating is not None), None),
        _said(first.at) if first else None,
    )


def _said(moment: date | datetime | None) -> str | None:
    """As ISO 8601 writes it, an instant in UTC to the second."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds")
    return moment.isoformat() if moment else None


def as_csv(chunks: Iterator[list[Row]]) -> Iterator[str]:
    """The table as CSV (RFC 4180) with a line of names, some lines at a time."""
    yield _lines([tuple(COLUMNS)])
    for chunk in chunks:
        yield _lines(chunk)


def _lines(some: list[Row]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(some)
    return file.getvalue()


def write_file(chunks: Iterator[list[Row]], path: Path) -> int:
    """Write the table as Parquet if the name ends so, else as CSV; returns the number of rows.

    Raises NudgesError without the library for Parquet.
    """
    return (_parquet if path.suffix == ".parquet" else _csv)(chunks, path)


def _csv(chunks: Iterator[list[Row]], path: Path) -> int:
    count = -1
    with path.open("w", encoding="utf-8", newline="") as file:
        for text in as_csv(chunks):
            file.write(text)
            count += text.count("\n")
    return count


def parquet() -> Any:
    """The library that writes Parquet. Raises NudgesError if it is not there."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise NudgesError(
            "Parquet cannot be written here.",
            "It needs the library pyarrow, which is not installed.",
            "Install it with `pip install 'nudges[parquet]'`, or give the file a name that ends in .csv.",
        ) from None
    return pyarrow


def _parquet(chunks: Iterator[list[Row]], path: Path) -> int:
    pa = parquet()
    types = {str: pa.string(), int: pa.int64()}
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    count = 0
    with pa.parquet.ParquetWriter(path, schema) as writer:
        for chunk in chunks:
            writer.write_table(pa.table([list(column) for column in zip(*chunk, strict=True)], schema))
            count += len(chunk)
    return count
