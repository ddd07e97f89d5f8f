"""What an erased person wrote and was sent is removed at the provider too, where it can be asked to."""

import asyncio
from datetime import datetime, timedelta

from nudges.channels.base import Fault, Records, SendError
from nudges.core.vocabulary import Medium
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.maintenance import leases, provider_copies

#: All workers together take a turn this often, and one turn removes so many at the most.
EVERY, AT_ONCE = timedelta(minutes=1), 50

#: How long a message that could not be removed waits at first, and at the most: it may still be on its way.
_WAIT, _LONGEST = timedelta(minutes=5), timedelta(days=1)


async def remove_copies(service: Service, now: datetime) -> int:
    """Have the next noted messages removed; returns how many were. What fails is tried again, for ever."""
    gone = 0
    for medium, channel in service.channels.items():
        if channel.records is not None and (due := await asyncio.to_thread(_turn, service, medium, now)):
            gone += await _removed(service, channel.records, due, now)
    if gone:
        log().info("copies removed", messages=gone)
    return gone


def _turn(service: Service, medium: Medium, now: datetime) -> list[tuple[str, int]]:
    with service.db.read() as tx:
        if not provider_copies.to_remove(tx, medium, now, 1):
            return []
    with service.db.write() as tx:
        if not leases.take(tx, f"{medium} copies removed", now, EVERY):
            return []
        return provider_copies.to_remove(tx, medium, now, AT_ONCE)


async def _removed(service: Service, records: Records, due: list[tuple[str, int]], now: datetime) -> int:
    gone = 0
    for provider_id, tries in due:
        try:
            await records.remove(provider_id)
        except SendError as error:
            log().warning("copy not removed", message=provider_id, code=error.code)
            wait = min(_LONGEST, _WAIT * 2 ** min(tries, 20))
            await asyncio.to_thread(_later, service, provider_id, now + wait)
            if error.kind is not Fault.PERMANENT:  # it is not this message: the others would fare no better
                break
        else:
            await asyncio.to_thread(_done, service, provider_id)
            gone += 1
    return gone


def _done(service: Service, provider_id: str) -> None:
    with service.db.write() as tx:
        provider_copies.removed(tx, provider_id)


def _later(service: Service, provider_id: str, at: datetime) -> None:
    with service.db.write() as tx:
        provider_copies.try_again(tx, provider_id, at)
