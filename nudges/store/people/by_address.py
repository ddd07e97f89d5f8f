"""Many people at once by their numbers and addresses, or another system's names for them: by keyed hashes."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import String, bindparam, or_, select, update

from nudges.core.person.person import Person
from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people
from nudges.store.sql.rows_param import Given

_FOUND = select(*people.COLUMNS, t.person.c.phone_lookup, t.person.c.email_lookup).where(
    or_(
        t.person.c.phone_lookup.in_(bindparam("lookups", expanding=True)),
        t.person.c.email_lookup.in_(bindparam("lookups", expanding=True)),
    )
)
_HELD_FOUND = _FOUND.order_by(t.person.c.id).with_for_update(key_share=True)


def found_held(tx: Tx, addresses: Collection[str]) -> dict[str, Person]:
    """Whoever has one of these numbers and addresses, by it; held, in the order of ids, for no deadlock."""
    lookups = {tx.vault.lookup(address): address for address in addresses}
    found: dict[str, Person] = {}
    for *row, phone_lookup, email_lookup in tx.conn.execute(_HELD_FOUND, {"lookups": list(lookups)}):
        person = people.opened(tx, row)
        found |= {lookups[one]: person for one in (phone_lookup, email_lookup) if one in lookups}
    return found


def hold_known(tx: Tx, addresses: Iterable[str]) -> None:
    """Hold whoever has one of these numbers and addresses, in the order of their ids, to avoid deadlocks."""
    if tx.conn.dialect.name == "sqlite":  # there the whole database is held
        return
    lookups = [tx.vault.lookup(address) for address in addresses]
    p = t.person.c
    known = or_(p.phone_lookup.in_(lookups), p.email_lookup.in_(lookups))
    tx.conn.execute(select(p.id).where(known).order_by(p.id).with_for_update(key_share=True)).all()


_LOOKED_UP = Given(lookup=String())


@cache
def _known(column: str, dialect: str) -> Any:
    given, person = _LOOKED_UP.table(dialect), t.person.c
    return select(person[column], person.id).join(given, given.c.lookup == person[column])


def known(tx: Tx, addresses: Iterable[str]) -> dict[str, str]:
    """Of these numbers and addresses, those that are somebody's: in lower case, to the person's id."""
    ids: dict[str, str] = {}
    by_lookup = {tx.vault.lookup(address): address.lower() for address in addresses}
    for column, mail in (("phone_lookup", False), ("email_lookup", True)):
        lookups = [(lookup,) for lookup, address in by_lookup.items() if ("@" in address) is mail]
        if lookups:
            query = _known(column, tx.conn.dialect.name)
            found = tx.conn.execute(query, _LOOKED_UP.bound(lookups))
            ids.update((by_lookup[lookup], person_id) for lookup, person_id in found)
    return ids


def known_elsewhere(tx: Tx, external_ids: Iterable[str]) -> dict[str, str]:
    """Of what another system calls people, those that are somebody's: to the person's id."""
    by_lookup = {tx.vault.external_lookup(one): one for one in external_ids}
    if not by_lookup:
        return {}
    query = _known("external_lookup", tx.conn.dialect.name)
    found = tx.conn.execute(query, _LOOKED_UP.bound([(lookup,) for lookup in by_lookup]))
    return {by_lookup[lookup]: person_id for lookup, person_id in found}


def set_external_id(tx: Tx, person_id: str, external_id: str | None) -> None:
    """Another system calls them so from now on; None: none does.

    Raises IntegrityError for somebody else's.
    """
    box = people.box_of(tx, person_id)
    if box is not None:
        lookup = tx.vault.external_lookup(external_id) if external_id else None
        values = {"external_id": box.seal(external_id), "external_lookup": lookup}
        tx.conn.execute(update(t.person).where(t.person.c.id == person_id).values(values))
