"""Numbers and addresses that must not be written to, whoever they belong to, as keyed hashes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from nudges.core.reasons import Suppression, SuppressionKind
from nudges.store import tables as t
from nudges.store.db import Tx, insert_new


def suppress(tx: Tx, addresses: Iterable[str | None], why: Suppression, now: datetime) -> None:
    """Never write to these numbers and addresses again, until `release`."""
    said = {"kind": why.kind, "provider_code": why.provider_code, "at": now}
    rows = [{"lookup": tx.vault.lookup(address), **said} for address in addresses if address]
    if rows:
        tx.conn.execute(insert_new(t.suppression, tx.conn), rows)


def release(tx: Tx, addresses: Iterable[str | None]) -> None:
    """The person came back by their own word: their addresses may be used again."""
    lookups = [tx.vault.lookup(a) for a in addresses if a]
    tx.conn.execute(delete(t.suppression).where(t.suppression.c.lookup.in_(lookups)))


def suppressed(tx: Tx, addresses: Iterable[str]) -> dict[str, Suppression]:
    """Of these numbers and addresses, those that must not be written to, and why."""
    by_lookup = {tx.vault.lookup(address): address for address in addresses}
    s = t.suppression.c
    rows = tx.conn.execute(select(s.lookup, s.kind, s.provider_code).where(s.lookup.in_(list(by_lookup))))
    return {by_lookup[lookup]: Suppression(SuppressionKind(kind), code) for lookup, kind, code in rows}
