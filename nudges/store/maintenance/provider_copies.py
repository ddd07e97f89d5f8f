"""Messages of erased people that a provider still stores: only their ids, until they are deleted there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from nudges.core.vocabulary import Medium
from nudges.store import tables as t
from nudges.store.db import Tx, insert_new
from nudges.store.nudges.by_link import ON_PAGE
from nudges.store.replies.replies import PART


def of_person(tx: Tx, person_id: str, medium: Medium, channel: str) -> set[str]:
    """The provider's ids of all messages to a person through `channel`, and from them by `medium`."""
    a, r = t.attempt.c, t.reply.c
    sent = select(a.provider_id).where(
        a.person_id == person_id, a.channel == channel, a.provider_id.is_not(None)
    )
    heard = select(r.provider_id).where(
        r.person_id == person_id, r.medium == medium, ~r.provider_id.startswith(ON_PAGE)
    )
    ids = [*tx.conn.execute(sent).scalars(), *tx.conn.execute(heard).scalars()]
    return {one.partition(PART)[0] for one in ids}


def remove_later(tx: Tx, provider_ids: Iterable[str], person_id: str, medium: Medium, now: datetime) -> None:
    """Keep these ids until the provider has deleted the messages."""
    rows = [
        {"provider_id": one, "person_id": person_id, "medium": medium, "tries": 0, "next_at": now}
        for one in sorted(provider_ids)
    ]
    if rows:
        tx.conn.execute(insert_new(t.provider_copy, tx.conn), rows)


def to_remove(tx: Tx, medium: Medium, now: datetime, limit: int) -> list[tuple[str, int]]:
    """The next ids that are due, and how often each was tried."""
    c = t.provider_copy.c
    due = select(c.provider_id, c.tries).where(c.medium == medium, c.next_at <= now)
    rows: Any = tx.conn.execute(due.order_by(c.next_at, c.provider_id).limit(limit))
    return [(row.provider_id, row.tries) for row in rows]


def removed(tx: Tx, provider_id: str) -> None:
    """Forget an id: the provider has deleted the message."""
    tx.conn.execute(delete(t.provider_copy).where(t.provider_copy.c.provider_id == provider_id))


def try_again(tx: Tx, provider_id: str, at: datetime) -> None:
    """Try this id again at `at`: the provider could not delete the message."""
    c = t.provider_copy
    later = update(c).where(c.c.provider_id == provider_id).values(next_at=at, tries=c.c.tries + 1)
    tx.conn.execute(later)
