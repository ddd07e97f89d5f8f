"""Which messages have come in. A webhook can be played again years later, and a provider lists it again.

Only a keyed hash of the provider's id is kept, and when, so that it says nothing of anybody and may outlive
the reply, an erasure, and whoever was a stranger when they wrote.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import String, delete, select, true

from nudges.store import tables as t
from nudges.store.db import Tx, insert_new_on
from nudges.store.sql.rows_param import Given

#: Twilio keeps a message, and can show it again, for 13 months.
KEPT = timedelta(days=400)

#: Rows looked at in one transaction.
_BATCH = 500


def first(tx: Tx, messages: Mapping[str, datetime]) -> set[str]:
    """Note that these messages came in (provider's id and when); returns those that had not come before.

    The same at the same moment waits here.
    """
    lookups = {tx.vault.lookup(one): one for one in messages}
    rows = [(lookup, messages[lookups[lookup]]) for lookup in sorted(lookups)]  # in order, for no deadlock
    new = tx.conn.execute(_first(tx.conn.dialect.name), _CAME_IN.bound(rows)).scalars()
    return {lookups[lookup] for lookup in new}


_CAME_IN = Given(lookup=String(), at=t.heard.c.at.type)


@cache
def _first(dialect: str) -> Any:
    given = _CAME_IN.table(dialect).c
    # "WHERE true": else SQLite takes ON CONFLICT for a join's ON (https://www.sqlite.org/lang_upsert.html)
    rows = select(given.lookup, given.at).where(true())
    return insert_new_on(dialect, t.heard, ["lookup", "at"], rows).returning(t.heard.c.lookup)


def known(tx: Tx, provider_ids: Collection[str]) -> set[str]:
    """Of these messages those that came in before."""
    lookups = {tx.vault.lookup(one): one for one in provider_ids}
    rows = tx.conn.execute(select(t.heard.c.lookup).where(t.heard.c.lookup.in_(list(lookups))))
    return {lookups[lookup] for lookup in rows.scalars()}


def forget(tx: Tx, now: datetime) -> int:
    """Delete the oldest of those from before `KEPT`; returns how many."""
    h = t.heard.c
    oldest = tx.conn.execute(select(h.id, h.at).order_by(h.id).limit(_BATCH)).all()
    old = [row.id for row in oldest if row.at < now - KEPT]
    if old:
        tx.conn.execute(delete(t.heard).where(h.id.in_(old)))
    return len(old)
