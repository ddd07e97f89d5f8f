"""Numbers and addresses that must not be written to, whoever they belong to, as keyed hashes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from nudges.store import tables as t
from nudges.store.db import Tx, insert_new


def suppress(tx: Tx, addresses: Iterable[str | None], reason: str, now: datetime) -> None:
    """Never write to these numbers and addresses again, until `release`."""
    rows = [{"lookup": tx.vault.lookup(a), "reason": reason, "at": now} for a in addresses if a]
    if rows:
        tx.conn.execute(insert_new(t.suppression, tx.conn), rows)


def release(tx: Tx, addresses: Iterable[str | None]) -> None:
    """The person came back by their own word: their addresses may be used again."""
    lookups = [tx.vault.lookup(a) for a in addresses if a]
    tx.conn.execute(delete(t.suppression).where(t.suppression.c.lookup.in_(lookups)))


def suppressed(tx: Tx, addresses: Iterable[str]) -> dict[str, str]:
    """Of these numbers and addresses, those that must not be written to, with the reason."""
    by_lookup = {tx.vault.lookup(address): address for address in addresses}
    rows = tx.conn.execute(
        select(t.suppression.c.lookup, t.suppression.c.reason).where(
            t.suppression.c.lookup.in_(list(by_lookup))
        )
    )
    return {by_lookup[lookup]: reason for lookup, reason in rows}
