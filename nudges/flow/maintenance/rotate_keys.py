"""A new key for the service: every person's data key is sealed with it anew, while the service runs."""

from collections.abc import Callable

from cryptography.fernet import Fernet

from nudges.store.db import Db
from nudges.store.people import reseal
from nudges.store.vault import Keys

#: People in one transaction: others wait for it for a few hundredths of a second.
BATCH = 500


def rotate(
    db: Db, keys: Keys, newest: str, seen: Callable[[int], None] = lambda _: None, batch: int = BATCH
) -> int:
    """Seal anew what older keys sealed; returns of how many people. `seen` is told with each batch.

    Each batch is whole by itself, and both keys open what they seal until the end: whoever is stopped in
    between begins again, and finds done what is done.
    """
    key, done, after = Fernet(newest), 0, ""
    with db.write() as tx:
        reseal.reseal_lookup_key(tx, keys, key)
        reseal.reseal_requests(tx, keys, key)
        reseal.reseal_staff(tx, keys, key)
    while True:
        with db.write() as tx:
            changed, last = reseal.reseal(tx, keys, key, after, batch)
        if last is None:
            return done
        done, after = done + changed, last
        seen(done)


def left(db: Db, newest: str) -> int:
    """How many data keys (of people and staff) and waiting forms the newest key does not open.

    Until it is 0 no other key may go.
    """
    key, after = Fernet(newest), ""
    with db.read() as tx:
        count = reseal.older_requests(tx, key) + reseal.older_staff(tx, key)
    while True:
        with db.read() as tx:
            older, last = reseal.older(tx, key, after, BATCH)
        if last is None:
            return count
        count, after = count + older, last
