"""What must be known of a message that is heard late: what has happened since."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from nudges.core.reply.understand import Kind
from nudges.store import tables as t
from nudges.store.db import Tx


def kept(tx: Tx, provider_ids: Collection[str]) -> int:
    """How many of these messages are replies of somebody we know."""
    r = t.reply.c
    return int(tx.conn.execute(select(func.count()).where(r.provider_id.in_(provider_ids))).scalar_one())


def sent_after(tx: Tx, nudge_ids: Collection[int], at: datetime) -> set[int]:
    """Those of these nudges that were sent only after `at`: an earlier message cannot answer them."""
    n = t.nudge.c
    later = func.coalesce(n.sent_at, n.ready_at) > at
    return set(tx.conn.execute(select(n.id).where(n.id.in_(nudge_ids), later)).scalars())


def taken_back(tx: Tx, person_id: str, kind: Kind, at: datetime) -> bool:
    """True if a STOP or START at this moment was followed by its opposite: the newest one counts."""
    r, c = t.reply.c, t.consent.c
    opposite = Kind.START if kind is Kind.STOP else Kind.STOP
    since = select(r.id).where(r.person_id == person_id, r.kind == opposite, r.at > at)
    if tx.conn.execute(since.limit(1)).first() is not None:
        return True
    if kind is Kind.STOP:
        return False
    by_a_link = select(c.id).where(c.person_id == person_id, c.given.is_(False), c.at > at)
    return tx.conn.execute(by_a_link.limit(1)).first() is not None
