"""Sealing anew what the service's own keys seal, with the newest of them.

That is the data keys of people and staff, the lookup key of this database, and forms that wait for a worker.
"""

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import bindparam, select, update

from nudges.store import tables as t
from nudges.store.db import LOOKUP_KEY, Tx, remember, remembered
from nudges.store.vault import Keys

_LINKS = "link_rotations"


def reseal(tx: Tx, keys: Keys, newest: Fernet, after: str, limit: int) -> tuple[int, str | None]:
    """Seal what older keys sealed of up to `limit` people, by id, those after `after`.

    Returns how many these were, and the last id looked at; None at the end. What no key opens stays.
    """
    p = t.person
    mine = p.c.id > after, p.c.data_key.is_not(None)
    rows = tx.conn.execute(select(p.c.id, p.c.data_key).where(*mine).order_by(p.c.id).limit(limit)).all()
    fresh = []
    for row in rows:
        if (sealed := _anew(keys, newest, row.data_key)) is not None:
            fresh.append({"whose": row.id, "was": row.data_key, "becomes": sealed})
    if fresh:  # somebody may be erased meanwhile: what is gone stays gone
        same = p.c.id == bindparam("whose"), p.c.data_key == bindparam("was")
        tx.conn.execute(update(p).where(*same).values(data_key=bindparam("becomes")), fresh)
    return len(fresh), rows[-1].id if rows else None


def reseal_lookup_key(tx: Tx, keys: Keys, newest: Fernet) -> bool:
    """The same for the key that numbers and addresses are found by; True if an older key had sealed it."""
    sealed = _anew(keys, newest, (remembered(tx, LOOKUP_KEY) or "").encode())
    if sealed is not None:
        remember(tx, LOOKUP_KEY, sealed.decode())
    return sealed is not None


def reseal_requests(tx: Tx, keys: Keys, newest: Fernet) -> None:
    """The same for the forms that wait for a worker: a handful, since they wait for seconds."""
    a = t.asked
    for row in tx.conn.execute(select(a.c.id, a.c.words).where(a.c.words.is_not(None))).all():
        if (sealed := _anew(keys, newest, row.words)) is not None:
            tx.conn.execute(update(a).where(a.c.id == row.id, a.c.words == row.words).values(words=sealed))


#: The data keys of staff and of their messages to many: few, so they are looked at all at once.
_OF_STAFF = (t.staff, t.broadcast)


def reseal_staff(tx: Tx, keys: Keys, newest: Fernet) -> None:
    """The same for the data keys of staff and of their messages to many."""
    for s in _OF_STAFF:
        for row in tx.conn.execute(select(s.c.id, s.c.data_key).where(s.c.data_key.is_not(None))).all():
            if (sealed := _anew(keys, newest, row.data_key)) is not None:
                same = s.c.id == row.id, s.c.data_key == row.data_key
                tx.conn.execute(update(s).where(*same).values(data_key=sealed))


def older_staff(tx: Tx, newest: Fernet) -> int:
    """How many of these the newest key does not open."""
    kept = [
        key
        for s in _OF_STAFF
        for key in tx.conn.execute(select(s.c.data_key).where(s.c.data_key.is_not(None))).scalars()
    ]
    return sum(not _opens(newest, one) for one in kept)


def older_requests(tx: Tx, newest: Fernet) -> int:
    """How many of the forms that wait the newest key does not open."""
    words = tx.conn.execute(select(t.asked.c.words).where(t.asked.c.words.is_not(None))).scalars()
    return sum(not _opens(newest, one) for one in words)


def older(tx: Tx, newest: Fernet, after: str, limit: int) -> tuple[int, str | None]:
    """How many of up to `limit` people after the id `after` have a data key that the newest does not open."""
    p = t.person.c
    query = select(p.id, p.data_key).where(p.id > after, p.data_key.is_not(None)).order_by(p.id).limit(limit)
    rows = tx.conn.execute(query).all()
    return sum(not _opens(newest, row.data_key) for row in rows), rows[-1].id if rows else None


def _anew(keys: Keys, newest: Fernet, sealed: bytes) -> bytes | None:
    """Sealed with the newest key; None if it is already, or if no key opens it."""
    if _opens(newest, sealed):
        return None
    try:
        return newest.encrypt(keys.decrypt(bytes(sealed)))
    except InvalidToken:
        return None


def _opens(key: Fernet, sealed: bytes) -> bool:
    try:
        key.decrypt(bytes(sealed))
    except InvalidToken:
        return False
    return True


def link_rotations(tx: Tx) -> int:
    """How often the key that signs links was changed."""
    return int(remembered(tx, _LINKS) or 0)


def rotate_links(tx: Tx) -> None:
    """From the next start on links are signed with another key."""
    remember(tx, _LINKS, str(link_rotations(tx) + 1))
