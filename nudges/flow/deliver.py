"""The middle of the road: claim -> compose -> intent -> send -> settle.

The intent is committed before a provider is called and the call is made outside any transaction, so
whatever dies, and whenever, the row says what may have happened.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nudges.channels.base import Channel, Fault, Message, SendError
from nudges.core.due import Defer, Miss, Send, Verdict, Window, window_verdict
from nudges.core.errors import NudgesError
from nudges.core.guide import Sent
from nudges.core.person import NOWHERE, State, barred, reach
from nudges.core.status import Status
from nudges.flow.compose import Draft, compose
from nudges.flow.service import ANSWER, Service, log
from nudges.store import people, queue
from nudges.store.db import Tx
from nudges.store.queue import Claimed, Intent, Settled, Standing

BATCH = 200

#: How long results may stay unwritten while others are still on their way, in seconds.
GROUP = 0.1

#: A practice chosen once more is compared with what was asked in this time.
_HISTORY = timedelta(days=366)


#: Seconds before the second, third, … try of a nudge the provider certainly did not take.
_PAUSES = (30, 60, 120, 300, 600)


@dataclass(frozen=True, slots=True)
class Sending:
    """One attempt that may be made: its intent is committed."""

    case: Claimed
    channel: Channel
    message: Message


async def deliver(service: Service, now: datetime, limit: int = BATCH) -> int:
    """Send one batch of due nudges; returns how many were taken in hand, 0 if none was due."""
    taken, sendings = await asyncio.to_thread(_prepare, service, now, limit)
    pending = {asyncio.create_task(_send(service, sending, now)) for sending in sendings}
    try:
        while pending:
            done, pending = await asyncio.wait(pending, timeout=GROUP)
            if done:
                await asyncio.to_thread(_settle, service, [task.result() for task in done], now)
    except asyncio.CancelledError:
        for task in pending:
            task.cancel()
        raise
    return taken


def _prepare(service: Service, now: datetime, limit: int) -> tuple[int, list[Sending]]:
    """Claim, compose, and write down the intent of what may be sent; settle the rest with its reason."""
    holder = service.new_id()
    with service.db.write() as tx:
        claimed = queue.claim(tx, now, holder, limit)
    if not claimed:
        return 0, []
    with service.db.read() as tx:
        ids = [case.person.id for case in claimed]
        history = queue.sent_practices(tx, ids, (now - _HISTORY).date())
    ready: list[tuple[Claimed, Draft]] = []
    settled: list[Settled] = []
    for case in claimed:
        outcome = _decided(service, case, now) or _composed(
            service, case, history.get((case.person.id, case.plan), [])
        )
        if isinstance(outcome, Settled):
            settled.append(outcome)
        else:
            ready.append((case, outcome))
    with service.db.write() as tx:
        sendings, late = _intend(service, tx, ready, now)
        queue.settle(tx, [*settled, *late], now)
    return len(claimed), sendings


def _ended(case: Claimed, status: Status, why: str, ready_at: datetime | None = None) -> Settled:
    return Settled(case.id, case.holder, status, why, ready_at=ready_at)


def _decided(service: Service, case: Claimed, now: datetime) -> Settled | None:
    """What time says of a claimed nudge: too late, not yet, or None if it may go."""
    match _verdict(service, case, now):
        case Miss(why):
            return _ended(case, Status.MISSED, why)
        case Defer(until, why):
            return _ended(case, Status.QUEUED, why, ready_at=until)
        case Send():
            return None


def _verdict(service: Service, case: Claimed, now: datetime) -> Verdict:
    if case.step == ANSWER:  # the person has just written; an answer is due at any hour, while it is fresh
        return Send(case.expires_at) if now <= case.expires_at else Miss("missed: too late for an answer")
    plan = service.plans.get(case.plan)
    step = plan.steps.get(case.step) if plan else None
    max_late = step.max_late if step else timedelta(days=1)
    window = Window(case.person.opens, case.person.closes)
    return window_verdict(case.due_at, now, case.person.zone, window, max_late)


def _composed(service: Service, case: Claimed, history: Sequence[Sent]) -> Draft | Settled:
    try:
        draft = compose(service, case, history)
    except NudgesError as error:  # content or template: the operator's to mend, told by id
        log().error("cannot compose", nudge=case.id, person=case.person.id, what=error.what, fix=error.fix)
        return _ended(case, Status.FAILED, f"failed: {error.what}")
    return draft if isinstance(draft, Draft) else _ended(case, Status.SKIPPED, draft)


def _intend(
    service: Service, tx: Tx, ready: Sequence[tuple[Claimed, Draft]], now: datetime
) -> tuple[list[Sending], list[Settled]]:
    """Ask once more whether each may be written to, and commit the intent of those that may."""
    standing = queue.standing(tx, [case.person.id for case, _ in ready])
    sendings, intents, ended = [], [], []
    for case, draft in ready:
        bar = _bar(case, standing[case.person.id], now)
        reached = reach(case.person, case.medium, {case.medium} & set(service.channels))
        if bar is not None or reached is None or case.box is None:
            ended.append(_ended(case, *(bar or NOWHERE)))
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
    return [sending for sending in sendings if sending.case.id in ours], ended


def _bar(case: Claimed, stands: Standing, now: datetime) -> tuple[Status, str] | None:
    """Why this very moment forbids it, read again since the claim; None if it may go."""
    person = replace(case.person, state=stands.state, paused_until=stands.paused_until)
    if case.step == ANSWER and person.state is not State.ERASED:
        return None  # answers what the person wrote, such as the one confirmation of a STOP
    if bar := barred(person, now):
        return bar
    if case.medium in stands.blocked:
        return Status.SUPPRESSED, f"not sent: {stands.blocked[case.medium]}"
    return None


def _message(service: Service, case: Claimed, draft: Draft, to: str, now: datetime) -> Message:
    attempt_id = service.new_id()
    if draft.mail is None:
        verdict = _verdict(service, case, now)
        return Message(
            attempt_id,
            to,
            draft.text,
            callback_url=service.links.status_callback(attempt_id),
            valid_for=verdict.expires_at - now if isinstance(verdict, Send) else None,
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
        settled = _failed(service, case, error, now)
        return replace(settled, attempt_id=attempt_id, code=error.code, refused=refused)
    return Settled(
        case.id, case.holder, Status.ACCEPTED, "sent", attempt_id=attempt_id, provider_id=receipt.provider_id
    )


def _failed(service: Service, case: Claimed, error: SendError, now: datetime) -> Settled:
    """What a send that did not end in a receipt makes of the nudge."""
    match error.kind:
        case Fault.BUSY | Fault.ACCOUNT:
            again = now + timedelta(
                seconds=max(error.retry_after, _PAUSES[min(case.tries, len(_PAUSES)) - 1])
            )
            reason = "was busy" if error.kind is Fault.BUSY else "refused our account"
            match _verdict(service, case, again):
                case Miss():
                    return _ended(
                        case, Status.MISSED, f"missed: the provider {reason} for too long ({error.code})"
                    )
                case Defer(until):
                    again = until  # quiet hours come first
            at = f"{case.person.local(again):%H:%M}"
            why = f"waiting: the provider {reason} ({error.code}), trying again at {at}"
            return _ended(case, Status.QUEUED, why, ready_at=again)
        case Fault.UNKNOWN:
            return _ended(case, Status.UNKNOWN, f"unknown: it may or may not have been taken ({error.code})")
        case Fault.PERMANENT | Fault.ADDRESS:
            return _ended(case, Status.FAILED, f"failed: the provider refused it ({error.code})")


def _settle(service: Service, done: Sequence[Settled], now: datetime) -> None:
    """Write what became of these, and never write again to a number or address that was refused."""
    with service.db.write() as tx:
        queue.settle(tx, done, now)
        for settled in done:
            if settled.refused is not None:
                people.suppress(
                    tx, [settled.refused], f"the provider refused this address ({settled.code})", now
                )
