"""The middle of the road: claim -> compose -> intent -> send -> settle.

The intent is committed before a provider is called and the call is made outside any transaction, so
whatever dies, and whenever, the row says what may have happened.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nudges.channels.base import Channel, Fault, Message, SendError
from nudges.core.due import Send
from nudges.core.errors import NudgesError
from nudges.core.guide import Sent
from nudges.core.person import NOWHERE, reach
from nudges.core.status import Status
from nudges.flow.compose import Draft, compose
from nudges.flow.service import Service, log
from nudges.flow.verdicts import PAUSES, by_person, by_provider, by_time, ended, later, verdict
from nudges.store import people, queue, replies
from nudges.store.db import Tx
from nudges.store.queue import Claimed, Intent, Settled

BATCH = 200

#: Nudges composed and written down together; the first are on their way while the next are composed.
SLICE = 50

#: How long results may stay unwritten while others are still on their way, in seconds.
GROUP = 0.1

#: Seconds to wait before results are written again when the database is away; well within a lease.
_AGAIN = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)

#: A practice chosen once more is compared with what was asked in this time.
_HISTORY = timedelta(days=366)

_History = Mapping[tuple[str, str], Sequence[Sent]]


@dataclass(frozen=True, slots=True)
class Sending:
    """One attempt that may be made: its intent is committed."""

    case: Claimed
    channel: Channel
    message: Message


async def deliver(service: Service, now: datetime, limit: int = BATCH) -> int:
    """Send one batch of due nudges; returns how many were taken in hand, 0 if none was due."""
    claimed, history = await asyncio.to_thread(_claim, service, now, limit)
    pending: set[asyncio.Task[Settled]] = set()
    failure: Exception | None = None
    try:
        for start in range(0, len(claimed), SLICE):
            cases = claimed[start : start + SLICE]
            sendings = await asyncio.to_thread(_prepare, service, cases, history, now)
            pending |= {asyncio.create_task(_send(service, sending, now)) for sending in sendings}
        while pending:
            done, pending = await asyncio.wait(pending, timeout=GROUP)
            try:
                await _written(service, [task.result() for task in done], now)
            except Exception as error:  # the others are still on their way, and must be written
                failure = error
    except BaseException:
        for task in pending:
            task.cancel()
        raise
    if failure is not None:
        raise failure
    return len(claimed)


def _claim(service: Service, now: datetime, limit: int) -> tuple[list[Claimed], _History]:
    """Take due nudges in hand, with what these people were asked before."""
    with service.db.write() as tx:
        claimed = queue.claim(tx, now, service.new_id(), limit)
    if not claimed:
        return [], {}
    with service.db.read() as tx:
        ids = [case.person.id for case in claimed]
        return claimed, replies.sent_practices(tx, ids, (now - _HISTORY).date())


def _prepare(service: Service, cases: Sequence[Claimed], history: _History, now: datetime) -> list[Sending]:
    """Compose, and write down the intent of what may be sent; settle the rest with its reason."""
    ready: list[tuple[Claimed, Draft]] = []
    settled: list[Settled] = []
    for case in cases:
        outcome = by_time(service, case, now) or _composed(service, case, history, now)
        if isinstance(outcome, Settled):
            settled.append(outcome)
        else:
            ready.append((case, outcome))
    with service.db.write() as tx:
        sendings, barred = _intend(service, tx, ready, now)
        queue.settle(tx, [*settled, *barred], now)
    return sendings


def _composed(service: Service, case: Claimed, history: _History, now: datetime) -> Draft | Settled:
    try:
        draft = compose(service, case, history.get((case.person.id, case.plan), []))
    except NudgesError as error:  # content or template: the operator's to mend, told by id
        log().error("cannot compose", nudge=case.id, person=case.person.id, what=error.what, fix=error.fix)
        return later(service, case, now, PAUSES[-1], error.what.rstrip("."))
    except Exception as error:  # whatever else it is, the other nudges of this batch must not suffer
        log().error("cannot compose", nudge=case.id, person=case.person.id, error=type(error).__name__)
        return later(service, case, now, PAUSES[-1], f"it could not be composed ({type(error).__name__})")
    return draft if isinstance(draft, Draft) else ended(case, Status.SKIPPED, draft)


def _intend(
    service: Service, tx: Tx, ready: Sequence[tuple[Claimed, Draft]], now: datetime
) -> tuple[list[Sending], list[Settled]]:
    """Ask once more whether each may be written to, and commit the intent of those that may."""
    standing = queue.standing(tx, [case.person.id for case, _ in ready])
    sendings, intents, refused = [], [], []
    for case, draft in ready:
        bar = by_person(case, standing[case.person.id], now)
        reached = reach(case.person, case.medium, {case.medium} & set(service.channels))
        if bar is not None or reached is None or case.box is None:
            refused.append(ended(case, *(bar or NOWHERE)))
            continue
        sending = Sending(
            case, service.channels[case.medium], _message(service, case, draft, reached[1], now)
        )
        sendings.append(sending)
        intents.append(
            Intent(
                nudge_id=case.id,
                person_id=case.person.id,
                holder=case.holder,
                attempt_id=sending.message.attempt_id,
                channel=sending.channel.name,
                body=case.box.seal(draft.text),
                segments=draft.segments,
                practice=draft.practice.id if draft.practice else None,
                content_version=draft.content_version,
            )
        )
    ours = queue.open_attempts(tx, intents, now)
    return [sending for sending in sendings if sending.case.id in ours], refused


def _message(service: Service, case: Claimed, draft: Draft, to: str, now: datetime) -> Message:
    attempt_id = service.new_id()
    if draft.mail is None:
        allowed = verdict(service, case, now)
        return Message(
            attempt_id,
            to,
            draft.text,
            callback_url=service.links.status_callback(attempt_id),
            valid_for=allowed.expires_at - now if isinstance(allowed, Send) else None,
        )
    unsubscribe = service.links.unsubscribe(case.person.id)
    return Message(
        attempt_id,
        to,
        draft.mail.text,
        subject=draft.mail.subject,
        html=draft.mail.html,
        inline=draft.mail.inline,
        # one click in the mail program, without opening a page (RFC 8058)
        headers={
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


async def _send(service: Service, sending: Sending, now: datetime) -> Settled:
    """One try, and what it means."""
    case, attempt_id = sending.case, sending.message.attempt_id
    try:
        receipt = await sending.channel.send(sending.message)
    except Exception as mistake:
        # nothing but SendError should leave a channel; if it does, the other sends must not suffer
        name = type(mistake).__name__
        error = mistake if isinstance(mistake, SendError) else SendError(Fault.UNKNOWN, name)
        log().warning("not accepted", nudge=case.id, attempt=attempt_id, kind=error.kind, code=error.code)
        refused = sending.message.to if error.kind is Fault.ADDRESS else None
        settled = by_provider(service, case, error, now)
        return replace(settled, attempt_id=attempt_id, code=error.code, refused=refused)
    return Settled(
        case.id, case.holder, Status.ACCEPTED, "sent", attempt_id=attempt_id, provider_id=receipt.provider_id
    )


async def _written(service: Service, done: Sequence[Settled], now: datetime) -> None:
    """Write results, and again if the database is away for a moment: unwritten, they would be unknown."""
    for pause in (*_AGAIN, None) if done else ():
        try:
            await asyncio.to_thread(_settle, service, done, now)
            return
        except Exception as error:
            if pause is None:
                raise
            log().warning("results not written yet", nudges=len(done), error=type(error).__name__)
            await asyncio.sleep(pause)


def _settle(service: Service, done: Sequence[Settled], now: datetime) -> None:
    """Write what became of these, and never write again to a number or address that was refused."""
    with service.db.write() as tx:
        queue.settle(tx, done, now)
        # one order for all workers, so that none waits in a ring
        for address, code in sorted((one.refused, one.code) for one in done if one.refused is not None):
            people.suppress(tx, [address], f"the provider refused this address ({code})", now)
