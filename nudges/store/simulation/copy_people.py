"""Copies people into another database, without their words, to simulate what they will get."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, func, insert, select

from nudges.core.person.person import State
from nudges.core.status import Status
from nudges.store import tables as t
from nudges.store.db import LOOKUP_KEY, Tx

#: Columns with people's words or identifiers, which are not copied.
_WORDS = {
    *("data_key", "name", "phone", "email", "external_id", "phone_lookup", "email_lookup", "external_lookup"),
    *("body", "note", "answer"),
}


def enrolled(
    tx: Tx, plans: Collection[str], most: int, caseload_of: str | None = None
) -> list[tuple[str, str]]:
    """The (id, zone) of people who are active on one of these plans: the first `most` by id, of all or of
    those whom one coach looks after."""
    p, c = t.person.c, t.caseload.c
    people = select(p.id, p.zone).where(*_on(plans)).order_by(p.id).limit(most)
    if caseload_of is not None:
        people = people.where(p.id.in_(select(c.person_id).where(c.staff_id == caseload_of)))
    return [(row.id, row.zone) for row in tx.conn.execute(people)]


def how_many(tx: Tx, plans: Collection[str]) -> int:
    """How many people are active on one of these plans."""
    return int(tx.conn.execute(select(func.count()).select_from(t.person).where(*_on(plans))).scalar_one())


def _on(plans: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    who = select(t.enrolment.c.person_id).where(t.enrolment.c.plan.in_(plans))
    return t.person.c.id.in_(who), t.person.c.state == State.ACTIVE


def copy(source: Tx, target: Tx, ids: Collection[str], since: date) -> set[int]:
    """Copy people, their enrolments and next slots, and their nudges and replies since `since`.

    Numbers and addresses are replaced by placeholders. Returns the ids of the nudges that are over. `target`
    must be empty.
    """
    p, n, r = t.person.c, t.nudge.c, t.reply.c
    facts = source.conn.execute(select(t.meta).where(t.meta.c.key != LOOKUP_KEY))
    _add(target, t.meta, [dict(row._mapping) for row in facts])
    key, box = target.vault.new_box()
    people = []
    for row in source.conn.execute(select(t.person).where(p.id.in_(ids))):
        there = {"data_key": key, "name": box.seal("")}
        if row.phone is not None:
            there["phone"] = box.seal("+19990000000")
        if row.email is not None:
            there["email"] = box.seal("somebody@example.org")
        people.append(_wordless(row) | there)
    _add(target, t.person, people)
    for table in (t.enrolment, t.upcoming):
        rows = source.conn.execute(select(table).where(table.c.person_id.in_(ids)))
        _add(target, table, [dict(row._mapping) for row in rows])
    asked = select(t.nudge).where(n.person_id.in_(ids), n.local_date >= since, n.plan.is_not(None))
    nudges = [_wordless(row) for row in source.conn.execute(asked)]
    _add(target, t.nudge, nudges)
    said = source.conn.execute(select(t.reply).where(r.person_id.in_(ids), r.local_date >= since))
    _add(target, t.reply, [_wordless(row) for row in said])
    return {nudge["id"] for nudge in nudges if nudge["status"] != Status.QUEUED}


def _wordless(row: Any) -> dict[str, Any]:
    return {name: None if name in _WORDS else value for name, value in row._mapping.items()}


def _add(target: Tx, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        target.conn.execute(insert(table), rows)
