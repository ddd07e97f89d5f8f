"""Nothing stays in doubt that the provider's own records can tell: what may have gone, what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from nudges.channels.base import Records, SendError
from nudges.core.plan.slots import Send
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.decide import verdict
from nudges.flow.delivery.record_status import Report, record_status
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.store.db import Tx
from nudges.store.maintenance import leases
from nudges.store.nudges import senders, unresolved
from nudges.store.nudges.unresolved import Doubt

#: How many attempts one round asks about, and how many at once: a provider in trouble is not to be pressed.
ROUND, AT_ONCE = 200, 10

#: Records are searched from so long before the attempt: our clock and the provider's may be hours apart. A
#: message that is known to be another attempt's is never taken for this one.
_CLOCKS_APART = timedelta(hours=12)

#: All workers together ask this often what became of accepted texts.
POLL = timedelta(minutes=15)

_SEEN, _AGAIN = Reason(ReasonCode.IN_RECORDS), Reason(ReasonCode.NOT_IN_RECORDS)


async def resolve(service: Service, now: datetime) -> int:
    """Look for unknown attempts in the providers' records; returns how many were asked about.

    Found, it was sent. Not there at the second look, and still in time: it goes back for one new attempt.
    What two attempts leave in doubt, or nobody can be asked about, waits for a callback until it expires.
    """
    if not service.resolves:
        return 0
    doubts = await asyncio.to_thread(_taken, service, unresolved.unknown, now)
    return await _ask(service, doubts, now, _look)


async def poll(service: Service, now: datetime) -> int:
    """Ask what became of accepted texts that no callback told about in a day; returns how many were asked."""
    doubts = await asyncio.to_thread(_turn, service, now)
    return await _ask(service, doubts, now, _outcome)


def _turn(service: Service, now: datetime) -> list[Doubt]:
    with service.db.write() as tx:
        if not leases.take(tx, "polled", now, POLL):
            return []
    return _taken(service, unresolved.unreported, now)


def _taken(
    service: Service, which: Callable[[Tx, list[Medium], datetime, int], list[Doubt]], now: datetime
) -> list[Doubt]:
    with service.db.write() as tx:
        held = senders.held(tx)
        media = [
            m for m, channel in service.channels.items() if channel.records is not None and m not in held
        ]
        return which(tx, media, now, ROUND) if media else []


_Asking = Callable[[Service, Records, Doubt, datetime], Awaitable[None]]


async def _ask(service: Service, doubts: Sequence[Doubt], now: datetime, asking: _Asking) -> int:
    """Ask about each, a few at once. What goes wrong with one is told, and asked again later."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(case: Doubt) -> None:
        records = service.channels[case.medium].records
        async with places:
            try:
                if records is not None:
                    await asking(service, records, case, now)
            except SendError as error:
                log().warning("records not read", nudge=case.nudge_id, code=error.code)
            except Exception as error:  # whatever it is, the others must not suffer
                log().error("records not read", nudge=case.nudge_id, error=type(error).__name__)

    await asyncio.gather(*(one(case) for case in doubts))
    return len(doubts)


async def _look(service: Service, records: Records, case: Doubt, now: datetime) -> None:
    found = await _found(service, records, case)
    if found is None:
        return
    if not found:
        await asyncio.to_thread(_in_vain, service, case, now)
        return
    await asyncio.to_thread(_arrived, service, case.attempt_id, found[0], now)
    if case.earlier is not None and len(found) > 1:
        await asyncio.to_thread(_arrived, service, case.earlier, found[1], now)


async def _outcome(service: Service, records: Records, case: Doubt, now: datetime) -> None:
    if case.provider_id is not None:
        said = await records.outcome(case.provider_id)
        if said.status is not None:
            report = Report(case.attempt_id, said.status, said.code, now, fault=said.fault)
            await asyncio.to_thread(record_status, service, report)
    if case.earlier is not None and (found := await _found(service, records, case)):
        await asyncio.to_thread(_arrived, service, case.earlier, found[0], now)


async def _found(service: Service, records: Records, case: Doubt) -> list[str] | None:
    """The messages in the records that may be its own, or of the one before it; None: nobody can tell."""
    if case.to is None or case.text is None:
        return None
    there = await records.find(case.to, case.text, case.since - _CLOCKS_APART)
    theirs = await asyncio.to_thread(_of_others, service, there, case) if there else set()
    return [provider_id for provider_id in there if provider_id not in theirs | {case.provider_id}]


def _of_others(service: Service, there: Sequence[str], case: Doubt) -> set[str]:
    with service.db.read() as tx:
        return unresolved.of_others(tx, there, case.attempt_id)


def _arrived(service: Service, attempt_id: str, provider_id: str, now: datetime) -> None:
    record_status(service, Report(attempt_id, Status.ACCEPTED, None, now, provider_id=provider_id, why=_SEEN))


def _in_vain(service: Service, case: Doubt, now: datetime) -> None:
    """Count the look; after the second the nudge is tried once more, if it never was and may still go."""
    in_time = now < case.expires_at and isinstance(verdict(service, case, now), Send)
    once_more = case.looks + 1 >= unresolved.LOOKS and case.earlier is None and in_time
    with service.db.write() as tx:
        moved = once_more and unresolved.try_again(tx, case, _AGAIN, now)
        unresolved.in_vain(tx, case)
    if moved:
        log().warning("tried once more", nudge=case.nudge_id, attempt=case.attempt_id)
