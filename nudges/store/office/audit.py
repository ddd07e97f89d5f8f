"""Who looked at what and did what: rows are only ever added, and the database refuses anything else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from nudges.core.office.roles import Acting, Action
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.office import requests


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of it. `staff_id` None: somebody at the prompt."""

    id: int
    at: datetime
    staff_id: str | None
    action: str
    person_id: str | None
    details: Mapping[str, Any]


def add(
    tx: Tx,
    acting: Acting,
    action: Action,
    now: datetime,
    person_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write down that this was done. `details` are codes and numbers, never a word of a person.

    A program's request is done with it, in the same transaction. Raises OvertakenError if another try of the
    same request was quicker.
    """
    if acting.attempt:
        requests.done(tx, acting.attempt)
    row = {"at": now, "staff_id": acting.staff_id, "action": action, "person_id": person_id}
    tx.conn.execute(insert(t.audit).values(details=dict(details) if details else None, **row))


def newest(
    tx: Tx,
    most: int,
    *,
    before: int | None = None,
    person_id: str | None = None,
    actions: Collection[Action] = (),
) -> list[Entry]:
    """The newest lines, of everything or about one person, of these actions or all; `before` an id, for the
    next page."""
    a = t.audit.c
    query = select(t.audit).order_by(a.id.desc()).limit(most)
    if person_id is not None:
        query = query.where(a.person_id == person_id)
    if actions:
        query = query.where(a.action.in_(actions))
    if before is not None:
        query = query.where(a.id < before)
    return [
        Entry(row.id, row.at, row.staff_id, row.action, row.person_id, row.details or {})
        for row in tx.conn.execute(query)
    ]
