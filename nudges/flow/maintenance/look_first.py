"""Before the first send after an absence: what did people say meanwhile, and what has gone out already?

A worker that starts, whose database was away, or which stood still itself, has missed replies, perhaps a
STOP. A database that was restored from a backup, or went on as a replica that lagged, does not even know what
was sent. Both stand in the provider's records: they are read first, and what they show is settled.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nudges.channels.base import Fault, Records, SendError, Sent
from nudges.core.plan.match import matched
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.compose import Draft, Histories, compose
from nudges.flow.log import log
from nudges.flow.maintenance.rescue import tend
from nudges.flow.planning.plan_due import plan_due
from nudges.flow.reply.backfill import list_inbound
from nudges.flow.reply.mail.poll_mailbox import read_mailbox
from nudges.flow.service import Service
from nudges.store.maintenance import heartbeats
from nudges.store.nudges import history, unaccounted
from nudges.store.nudges.queue import Claimed

#: After so long without anybody listening, or an outage, this database may not know what was sent.
ABSENT = timedelta(minutes=1)

#: Our clock and the provider's may be so far apart.
_CLOCKS_APART = timedelta(minutes=10)

#: Nudges looked at in a round, and people asked about at once.
_ROUND, _AT_ONCE = 200, 20

_SEEN, _LOST = Reason(ReasonCode.IN_RECORDS), Reason(ReasonCode.BEFORE_RESTORE)


@dataclass(frozen=True, slots=True)
class Absence:
    """What has to be looked for.

    `since`: until then this database knows all; None if no worker ever ran. `unsure`: it may not know what
    was sent since. `restored`: it certainly does not.
    """

    since: datetime | None
    unsure: bool
    restored: bool


async def look_first(service: Service, clock: Callable[[], datetime], *, outage: bool) -> set[Medium]:
    """Catch up with what was missed; returns the media by which may be sent now, all if all could be asked.

    `outage`: the database was away. Call it again until every medium may be used: what could not be asked
    is asked then. A medium whose provider refuses our account holds up itself alone, since that may last;
    any other fault holds up all, since a STOP counts for all.
    """
    now = clock()
    absence = await asyncio.to_thread(_absence, service, now, outage)
    await read_mailbox(service, clock, at_once=True)
    clear = set(service.channels)
    for medium, channel in service.channels.items():
        if channel.records is None:
            continue
        try:
            await list_inbound(service, medium, channel.records, now)
        except SendError as error:
            log().warning("not sending: replies cannot be listed", medium=medium, code=error.code)
            if error.kind is not Fault.ACCOUNT:
                return set()
            clear.discard(medium)
    if absence.unsure:
        await asyncio.to_thread(tend, service, now)
        await asyncio.to_thread(plan_due, service, now)
        clear -= {medium for medium in clear if not await _accounted(service, medium, absence, now)}
    if clear == set(service.channels):
        await asyncio.to_thread(_caught_up, service, absence, now)
    return clear


def _absence(service: Service, now: datetime, outage: bool) -> Absence:
    with service.db.read() as tx:
        until, restored = heartbeats.listened_until(tx), heartbeats.restored(tx)
    absent = until is not None and abs(now - until) > ABSENT
    return Absence(until, restored or (until is not None and (absent or outage)), restored)


def _caught_up(service: Service, absence: Absence, now: datetime) -> None:
    if absence.restored:
        log().warning("caught up with what the restored database did not know")
    with service.db.write() as tx:
        heartbeats.caught_up(tx, now)


async def _accounted(service: Service, medium: Medium, absence: Absence, now: datetime) -> bool:
    """Settle what was sent by this medium; False if its provider could not be asked about all."""
    records = service.channels[medium].records
    if records is None:
        if absence.restored:
            await asyncio.to_thread(_write_off, service, medium, now)
        return True
    earliest = absence.since - _CLOCKS_APART if absence.since else now - timedelta(days=30)
    missed_since = earliest if absence.restored else None
    seen, after = 0, ""
    try:
        while round_ := await asyncio.to_thread(_untried, service, medium, now, after, missed_since):
            after = round_[-1].person.id
            seen += await _look_for(service, records, round_, earliest, now)
    except SendError as error:
        log().warning("not sending: what was sent cannot be listed", medium=medium, code=error.code)
        return False
    finally:
        if seen:
            log().warning("sent already, as the provider's records show", medium=medium, nudges=seen)
    return True


def _untried(
    service: Service, medium: Medium, now: datetime, after: str, missed_since: datetime | None
) -> list[Claimed]:
    with service.db.read() as tx:
        return unaccounted.untried(tx, medium, now, after, _ROUND, missed_since)


async def _look_for(
    service: Service, records: Records, cases: Sequence[Claimed], earliest: datetime, now: datetime
) -> int:
    by_number: dict[str, list[Claimed]] = defaultdict(list)
    for case in cases:
        if case.person.phone and case.box:
            by_number[case.person.phone].append(case)
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(number: str, theirs: Sequence[Claimed]) -> int:
        async with places:
            shown = await records.sent(number, earliest)
            return await asyncio.to_thread(_settled, service, theirs, shown, now) if shown else 0

    return sum(await asyncio.gather(*(one(*about) for about in by_number.items())))


def _settled(service: Service, cases: Sequence[Claimed], shown: Sequence[Sent], now: datetime) -> int:
    """Settle those of one person's nudges that are among their messages; returns how many."""
    with service.db.read() as tx:
        theirs = unaccounted.known(tx, [sent.provider_id for sent in shown])
        unnamed = unaccounted.unnamed(tx, cases[0].person.id)
        histories = history.histories(tx, [cases[0].person.id])
    unknown = [sent for sent in shown if sent.provider_id not in theirs]
    for text in unnamed:  # an attempt that is still in doubt has its message first: see reconcile.py
        if own := next((sent for sent in unknown if sent.says(text)), None):
            unknown.remove(own)
    windows = [_window(service, case) for case in cases]
    found = matched(windows, [sent.at for sent in unknown])
    settled = 0
    for place in sorted(found, key=lambda one: windows[one]):  # each practice depends on those before it
        settled += _settle(service, cases[place], unknown[found[place]], histories, now)
    return settled


def _window(service: Service, case: Claimed) -> tuple[datetime, datetime]:
    """When this nudge can have gone out."""
    step = service.step(case.plan, case.step)
    ends = max(case.expires_at, case.due_at + step.max_late if step else case.expires_at)
    return case.due_at - _CLOCKS_APART, ends + _CLOCKS_APART


def _settle(service: Service, case: Claimed, sent: Sent, histories: Histories, now: datetime) -> int:
    draft = _as_composed(service, case, histories)
    practice = draft.practice if draft else None
    attempt = {
        "id": service.new_id(),
        "channel": service.channels[case.medium].name,
        "provider_id": sent.provider_id,
        "body": case.box.seal(sent.text) if case.box else None,
        "looks": 0,
    }
    with service.db.write() as tx:
        said = (practice.id, practice.take) if practice else (case.practice, case.take)
        if not unaccounted.accounted(tx, case, attempt, min(sent.at, now), _SEEN, said):
            return 0
        if draft and draft.choice and case.plan:
            history.record(tx, [((case.person.id, case.plan), draft.choice)])
    return 1


def _as_composed(service: Service, case: Claimed, histories: Histories) -> Draft | None:
    """What would be sent now: most likely what was, since the choice depends on what was given before."""
    try:
        draft = compose(service, case, histories)
    except Exception as error:  # whatever it is, the message has gone
        log().error("cannot compose", nudge=case.id, person=case.person.id, error=type(error).__name__)
        return None
    return draft if isinstance(draft, Draft) else None


def _write_off(service: Service, medium: Medium, now: datetime) -> None:
    with service.db.write() as tx:
        lost = unaccounted.write_off(tx, [medium], now, _LOST)
    if lost:
        log().warning("not sent, since they may have gone before the restore", medium=medium, nudges=lost)
