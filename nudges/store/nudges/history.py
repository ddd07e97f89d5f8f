"""What each enrolment was given: kept beside it, so that a choice costs the same after a year as at first."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, case, cast, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from nudges.core.plan.choose import QUIET, Choice, History, calmer
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.sql.rows_param import IDS, Given

#: (person, plan)
Key = tuple[str, str]


@cache
def _histories(dialect: str) -> Any:
    e = t.enrolment.c
    return select(e.person_id, e.plan, e.starts_on, e.takes, e.quiet).where(
        e.person_id.in_(select(IDS.table(dialect).c.id))
    )


def histories(tx: Tx, person_ids: Sequence[str]) -> dict[Key, History]:
    """What these people were given so far, by (person, plan): the history a practice is chosen by."""
    if not person_ids:
        return {}
    rows = tx.conn.execute(_histories(tx.conn.dialect.name), IDS.bound([(one,) for one in person_ids]))
    return {
        (person_id, plan): History(
            starts_on, {ref: date.fromisoformat(on) for ref, on in takes.items()}, quiet
        )
        for person_id, plan, starts_on, takes, quiet in rows
    }


_CHOSEN = Given(person_id=String(), plan=String(), takes=String(), nudges=Integer())


@cache
def _record(dialect: str) -> Any:
    e, chosen = t.enrolment, _CHOSEN.table(dialect)
    # merged where the row stands: two nudges of one enrolment may be on their way
    merged: ColumnElement[Any] = func.json_patch(e.c.takes, chosen.c.takes)
    if dialect == "postgresql":
        merged = e.c.takes.op("||")(cast(chosen.c.takes, JSONB))
    return (
        update(e)
        .where(e.c.person_id == chosen.c.person_id, e.c.plan == chosen.c.plan)
        .values(takes=merged, quiet=e.c.quiet + chosen.c.nudges)
    )


def record(tx: Tx, chosen: Iterable[tuple[Key, Choice]]) -> None:
    """Keep which take was chosen for whom; each counts as unanswered until somebody answers."""
    merged: dict[Key, dict[str, str]] = {}
    nudges: dict[Key, int] = {}
    for key, choice in chosen:
        nudges[key] = nudges.get(key, 0) + 1
        merged.setdefault(key, {})[choice.practice.ref] = choice.on.isoformat()
    if merged:
        rows = [(*key, json.dumps(takes), nudges[key]) for key, takes in merged.items()]
        tx.conn.execute(_record(tx.conn.dialect.name), _CHOSEN.bound(rows))


def answered(tx: Tx, enrolments: Collection[Key]) -> None:
    """These people have answered: their next nudges on that plan may ask for a step more again."""
    if enrolments:
        tx.conn.execute(_answered(tx.conn.dialect.name), _ENROLMENT.bound(sorted(enrolments)))


_ENROLMENT = Given(person_id=String(), plan=String())


@cache
def _answered(dialect: str) -> Any:
    e, given = t.enrolment, _ENROLMENT.table(dialect).c
    return (
        update(e)
        .where(e.c.person_id == given.person_id, e.c.plan == given.plan, e.c.quiet > 0)
        .values(quiet=case((e.c.quiet >= 2 * QUIET, calmer(2 * QUIET)), else_=calmer(QUIET)))
    )
