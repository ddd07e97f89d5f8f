"""Corrections of what is kept of a person: name, number, address, and the plans they are on."""

from sqlalchemy import and_, delete, update

from nudges.store import tables as t
from nudges.store.db import Tx
from nudges.store.people import people


def set_contact(tx: Tx, person_id: str, name: str, phone: str | None, email: str | None) -> None:
    """These are their name, number and address now. Raises IntegrityError for somebody else's."""
    box = people.box_of(tx, person_id)
    if box is None:
        return
    lookups = {
        "phone_lookup": tx.vault.lookup(phone) if phone else None,
        "email_lookup": tx.vault.lookup(email) if email else None,
    }
    sealed = {"name": box.seal(name), "phone": box.seal(phone), "email": box.seal(email)}
    tx.conn.execute(update(t.person).where(t.person.c.id == person_id).values(sealed | lookups))


def leave(tx: Tx, person_id: str, plan: str) -> bool:
    """They are not on this plan any more; False if they were not."""
    for table in (t.upcoming, t.enrolment):
        mine = and_(table.c.person_id == person_id, table.c.plan == plan)
        gone = tx.conn.execute(delete(table).where(mine))
    return bool(gone.rowcount)
