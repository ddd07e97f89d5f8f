"""From claimed to ready to send: compose each nudge, ask once more whether it may go, commit the intent.

The intent is committed before the provider is called, so whatever dies, the row says what may have happened.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import quote
from typing import NamedTuple

from nudges.channels.base import Channel, Message
from nudges.core.errors import NudgesError
from nudges.core.person.person import NOWHERE
from nudges.core.plan.slots import Defer, Miss, Send
from nudges.core.reasons import Reason, ReasonCode
from nudges.core.status import NOT_SENT, Status
from nudges.core.vocabulary import Medium
from nudges.flow.delivery.compose import Draft, Histories, compose
from nudges.flow.delivery.decide import PAUSES, by_person, ended, later, moved, verdict
from nudges.flow.log import log
from nudges.flow.service import Service
from nudges.flow.summary.past import Past
from nudges.store.db import Tx
from nudges.store.maintenance.tallies import Count
from nudges.store.nudges import attempts, history, queue
from nudges.store.nudges.attempts import Intent, Standing
from nudges.store.nudges.queue import Claimed
from nudges.store.nudges.settle import Settled, settle

_SETTINGS_CHANGED = Reason(ReasonCode.SETTINGS_CHANGED)


class Sender(NamedTuple):
    """By what a nudge goes; without a channel for the medium none goes. `pace` is segments a second."""

    service: Service
    medium: Medium
    channel: Channel | None
    pace: float | None


class Ready(NamedTuple):
    """A nudge with its words, which may go at this hour."""

    case: Claimed
    draft: Draft
    allowed: Send


class Sending(NamedTuple):
    """One attempt that may be made: its intent is committed."""

    case: Claimed
    channel: Channel
    message: Message
    by: float  # seconds on the loop's clock; later than that others may think that it was sent


def prepare(
    sender: Sender,
    cases: Sequence[Claimed],
    histories: Histories,
    past: Mapping[str, Past],
    by: float,
    now: datetime,
) -> list[Sending]:
    """Commit the intent of what may be sent, which is returned; settle the rest with its reason.

    `past` is what has been of those who are due a summary, by person.
    """
    ready: list[Ready] = []
    settled: list[Settled] = []
    for case in cases:
        outcome = _written(sender.service, case, histories, past.get(case.person.id), now)
        if isinstance(outcome, Ready):
            ready.append(outcome)
        else:
            settled.append(outcome)
    with sender.service.db.write() as tx:
        sendings, barred = _intend(sender, tx, ready, by, now)
        settle(tx, [*settled, *barred], now)
    for one in (*settled, *barred):
        if one.status in NOT_SENT:
            sender.service.tally.add(Count.NOT_SENT, one.status, one.why.code)
    return sendings


def _written(
    service: Service, case: Claimed, histories: Histories, past: Past | None, now: datetime
) -> Ready | Settled:
    match verdict(service, case, now):
        case Miss(why):
            return ended(case, Status.MISSED, why)
        case Defer(until, why):
            return ended(case, Status.QUEUED, why, ready_at=until)
        case Send() as allowed:
            draft = _composed(service, case, histories, past, now)
            return draft if isinstance(draft, Settled) else Ready(case, draft, allowed)


def _intend(
    sender: Sender, tx: Tx, ready: Sequence[Ready], by: float, now: datetime
) -> tuple[list[Sending], list[Settled]]:
    """Ask once more whether each may be written to, and record the intent of those that may."""
    standing = attempts.standing(tx, [one.case.person.id for one in ready])
    sendings: list[Sending] = []
    refused: list[Settled] = []
    intents: list[Intent] = []
    for one in ready:
        attempt = _attempt(sender, one, standing[one.case.person.id], by, now)
        if isinstance(attempt, Settled):
            refused.append(attempt)
        else:
            sendings.append(attempt[0])
            intents.append(attempt[1])
    ours = attempts.open_attempts(tx, intents, now)
    history.record(
        tx,
        [
            ((case.person.id, case.plan), draft.choice)
            for case, draft, _ in ready
            if case.id in ours and case.plan and draft.choice
        ],
    )
    if sender.pace is not None:  # the claim counted each as one segment
        more = sum(i.segments - 1 for i in intents if i.segments and i.nudge_id in ours)
        queue.spend(tx, sender.medium, more / sender.pace)
    return [sending for sending in sendings if sending.case.id in ours], refused


def _attempt(
    sender: Sender, one: Ready, stands: Standing, by: float, now: datetime
) -> tuple[Sending, Intent] | Settled:
    """What may be sent and the intent to keep of it, if this very moment allows it."""
    case, draft, box = one.case, one.draft, one.case.box
    if moved(case.person, stands):  # decided and composed by settings that no longer hold
        return ended(case, Status.QUEUED, _SETTINGS_CHANGED, now)
    if bar := by_person(case, stands, now):
        return ended(case, *bar)
    to = case.person.phone if sender.medium is Medium.SMS else case.person.email
    if not to or box is None or sender.channel is None:
        return ended(case, *NOWHERE)
    message = _message(sender.service, case, draft, to, one.allowed.expires_at - now)
    intent = Intent(
        *(case.id, case.local_date, case.person.id, case.holder, message.attempt_id, sender.channel.name),
        *(box.seal(draft.text), draft.segments),
        draft.practice.id if draft.practice else None,
        draft.practice.take if draft.practice else None,
        *(draft.content_version, draft.milestone),
    )
    return Sending(case, sender.channel, message, by), intent


def _composed(
    service: Service, case: Claimed, histories: Histories, past: Past | None, now: datetime
) -> Draft | Settled:
    try:
        draft = compose(service, case, histories, past)
    except NudgesError as error:  # content or template: the operator's to mend, told by id
        log().error("cannot compose", nudge=case.id, person=case.person.id, what=error.what, fix=error.fix)
        return later(service, case, now, PAUSES[-1], _not_composed(error.what.rstrip(".")))
    except Exception as error:  # whatever else it is, the other nudges of this batch must not suffer
        log().error("cannot compose", nudge=case.id, person=case.person.id, error=type(error).__name__)
        why = _not_composed(f"it could not be composed ({type(error).__name__})")
        return later(service, case, now, PAUSES[-1], why)
    return draft if isinstance(draft, Draft) else ended(case, Status.SKIPPED, draft)


def _not_composed(detail: str) -> Reason:
    return Reason(ReasonCode.NOT_COMPOSED, detail=detail)


def _message(service: Service, case: Claimed, draft: Draft, to: str, valid_for: timedelta) -> Message:
    attempt_id = service.new_id()
    if draft.mail is None:
        return Message(
            attempt_id,
            to,
            draft.text,
            callback_url=service.links.status_callback(attempt_id),
            valid_for=valid_for,
        )
    unsubscribe, answers = service.links.unsubscribe(case.person.id), service.links.answers(attempt_id)
    return Message(
        attempt_id,
        to,
        draft.mail.text,
        subject=draft.mail.subject,
        html=draft.mail.html,
        # one click in the mail program, without opening a page (RFC 8058)
        headers={
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            # whose answer it is, whatever the mail program makes of the From and the references
            **({"Reply-To": f'"{quote(service.programme)}" <{answers}>'} if answers else {}),
        },
    )
