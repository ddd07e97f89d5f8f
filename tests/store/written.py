"""Rows of nudges and replies, written as they are without the road there: what matters is given."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from nudges.core.person.person import Person
from nudges.core.reply.meaning import Kind
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people


def nudge(tx: Tx, person: Person, at: datetime, words: str | None = None, **given: Any) -> int:
    """A nudge of a step that was due and sent at this moment, each time the next of its day; its id."""
    n = given.pop("n", len(tx.conn.execute(t.nudge.select()).all()))
    row = {"person_id": person.id, "plan": "daily", "step": "daily", "local_date": at.date(), "n": n}
    row |= dict.fromkeys(("due_at", "ready_at", "expires_at", "sent_at", "changed_at"), at)
    row |= {"medium": Medium.SMS, "status": Status.ACCEPTED, "reason": "sent", "tries": 1}
    row |= {"body": people.sealed(tx, person.id, words) if words is not None else None}
    written = insert(t.nudge).values(row | given).returning(t.nudge.c.id)
    return int(tx.conn.execute(written).scalar_one())


def reply(
    tx: Tx, person: Person, at: datetime, kind: Kind = Kind.DONE, words: str = "done", **given: Any
) -> int:
    """A reply of this kind; `answer` are our words back; its id."""
    n = len(tx.conn.execute(t.reply.select()).all())
    row = {"provider_id": f"in-{n}", "person_id": person.id, "medium": Medium.SMS, "at": at, "kind": kind}
    row |= {"local_date": at.date(), "body": people.sealed(tx, person.id, words)}
    if answer := given.pop("answer", None):
        row["answer"] = people.sealed(tx, person.id, answer)
    written = insert(t.reply).values(row | given).returning(t.reply.c.id)
    return int(tx.conn.execute(written).scalar_one())
