"""Replies survive: what a webhook may have lost while we were away is read again from the provider's list."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from nudges.channels.base import Heard, Records, SendError
from nudges.core.errors import NudgesError
from nudges.core.person.addresses import parse_phone
from nudges.core.reply.understand import Kind, understand
from nudges.core.vocabulary import Medium
from nudges.flow.log import log
from nudges.flow.reply.inbound import Inbound
from nudges.flow.reply.record import record_reply
from nudges.flow.service import Service
from nudges.store.db import PASSING, remember, remembered
from nudges.store.maintenance import leases
from nudges.store.replies import backfill, heard

#: All workers together list this often; a message may take so long to be in the list.
EVERY, OVERLAP = timedelta(minutes=15), timedelta(hours=1)

#: What came in longer ago is no reply any more, but for a STOP.
_TOO_OLD = timedelta(days=7)

#: Messages that are looked up at once.
_PAGE = 500

_LISTED_TO = "inbound_listed_to"


async def relist(service: Service, now: datetime) -> int:
    """Record the replies that came in and were never heard of; returns how many those were.

    Call it as often as you like: it lists every 15 minutes, whoever calls. The first time ever there is
    nothing to catch up with.
    """
    new = 0
    for medium, channel in service.channels.items():
        if channel.records is None or not await asyncio.to_thread(_turn, service, medium, now):
            continue
        try:
            new += await list_inbound(service, medium, channel.records, now)
        except SendError as error:
            log().warning("replies not listed", medium=medium, code=error.code)
    return new


async def list_inbound(service: Service, medium: Medium, records: Records, now: datetime) -> int:
    """The same for one medium, at once. Raises SendError if the provider does not show its list."""
    since = await asyncio.to_thread(_since, service, medium, now)
    if since is None:
        return 0
    new = await asyncio.to_thread(_record, service, medium, await records.inbound(since), now)
    if new:
        log().warning("replies heard late", replies=new)
    return new


def _turn(service: Service, medium: Medium, now: datetime) -> bool:
    with service.db.write() as tx:
        return leases.take(tx, f"{medium} replies listed", now, EVERY)


def _since(service: Service, medium: Medium, now: datetime) -> datetime | None:
    """From when on to list; None the first time."""
    with service.db.write() as tx:
        listed_to = remembered(tx, _key(medium))
        if listed_to is None:
            remember(tx, _key(medium), now.isoformat())
            return None
    return datetime.fromisoformat(listed_to) - OVERLAP


def _record(service: Service, medium: Medium, listed: Sequence[Heard], now: datetime) -> int:
    """Record what is new, oldest first; the next listing begins where this one was complete."""
    new = 0
    for start in range(0, len(listed), _PAGE):
        page = {message.provider_id: message for message in listed[start : start + _PAGE]}
        unheard = page.keys() - _known(service, page)
        for provider_id, message in page.items():
            if provider_id in unheard:
                _heard(service, medium, message, now)
        with service.db.read() as tx:
            new += backfill.kept(tx, unheard)
    with service.db.write() as tx:
        remember(tx, _key(medium), now.isoformat())
    return new


def _heard(service: Service, medium: Medium, message: Heard, now: datetime) -> None:
    try:
        sender = parse_phone(message.sender)
    except NudgesError:  # a name, or another kind of channel
        return
    if now - message.at > _TOO_OLD and not _asks_to_stop(service, message):
        return
    try:
        inbound = Inbound(message.provider_id, medium, sender, message.text, min(message.at, now), late=True)
        record_reply(service, inbound, now)
    except PASSING:
        raise
    except Exception as error:  # whatever it is, the other replies must not suffer
        log().error("reply not recorded", reply=message.provider_id[:64], error=type(error).__name__)


def _asks_to_stop(service: Service, message: Heard) -> bool:
    return understand(message.text, None, message.at, service.phrases(), care=service.care).kind is Kind.STOP


def _known(service: Service, provider_ids: Collection[str]) -> set[str]:
    with service.db.read() as tx:
        return heard.known(tx, provider_ids)


def _key(medium: Medium) -> str:
    return f"{_LISTED_TO} {medium}"
