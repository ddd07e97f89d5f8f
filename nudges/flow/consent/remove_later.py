"""Before a person is erased: note which of their messages the providers still keep copies of."""

from datetime import datetime

from nudges.core.person.person import Person
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.maintenance import provider_copies


def remove_later(service: Service, tx: Tx, person: Person, now: datetime) -> int:
    """Note the ids of a person's messages at each provider; returns how many. Call it before erasing them."""
    found = 0
    for medium, channel in service.channels.items():
        if channel.records is not None:
            ids = provider_copies.of_person(tx, person.id, medium, channel.name)
            provider_copies.remove_later(tx, ids, person.id, medium, now)
            found += len(ids)
    return found
