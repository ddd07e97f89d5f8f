"""What time, the person and the provider make of a claimed nudge. Pure, apart from what it is given."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from zlib import crc32

from nudges.channels.base import Fault, SendError
from nudges.core.person.person import Person, State, barred
from nudges.core.plan.slots import Defer, Miss, Send, Verdict, window_verdict
from nudges.core.reasons import Reason, ReasonCode, SuppressionKind
from nudges.core.status import Status
from nudges.core.vocabulary import Medium, ServiceMessage
from nudges.flow.service import Service
from nudges.flow.service_messages import FRESH, RULES
from nudges.store.nudges.attempts import Standing
from nudges.store.nudges.queue import Claimed
from nudges.store.nudges.reports import Tried
from nudges.store.nudges.settle import Settled

#: Seconds before the second, third, … try of a nudge the provider certainly did not take.
PAUSES = (30, 60, 120, 300, 600)

#: Seconds before a nudge is ready again that the provider refused for the operator's account; its sender is
#: held much longer (hold_sender.py), so that this alone decides nothing.
_REFUSED = 30.0

#: A nudge whose step is no longer in its plan waits at most so long until it is ended, unsent.
_STEP_GONE_LATE = timedelta(days=1)

#: Somebody whose time zone is not known is looked at again after this time.
_ZONE_AGAIN = timedelta(hours=1)

#: However long a provider asks us to wait, it is looked at again within a day.
_LONGEST = 86_400.0

#: Steps of a plan go to these alone.
_WRITTEN_TO = frozenset({State.ACTIVE})


class Slotted(Protocol):
    """A nudge as time sees it."""

    @property
    def person(self) -> Person: ...
    @property
    def plan(self) -> str | None: ...
    @property
    def step(self) -> str | None: ...
    @property
    def message(self) -> ServiceMessage | None: ...
    @property
    def medium(self) -> Medium: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...


def ended(
    case: Claimed,
    status: Status,
    why: Reason,
    ready_at: datetime | None = None,
    attempt_id: str | None = None,
    provider_id: str | None = None,
) -> Settled:
    """This is what became of it."""
    return Settled(
        *(case.id, case.local_date, case.holder, status, why),
        attempt_id=attempt_id,
        provider_id=provider_id,
        ready_at=ready_at,
    )


def verdict(service: Service, case: Slotted, now: datetime) -> Verdict:
    """Whether it may go now, later, or no more, by the person's own clock."""
    rules = RULES[case.message] if case.message else None
    if rules and case.medium in rules.at_once:
        if now > case.expires_at:
            return Miss(Reason(ReasonCode.ANSWER_TOO_LATE))
        if now - case.due_at <= FRESH:
            return Send(case.expires_at)
    elif case.person.state in (State.STOPPED, State.ERASED):
        return Send(case.expires_at)  # no hour makes it go: `by_person` ends it at once
    if not case.person.zone_known:
        if now > case.expires_at:
            return Miss(Reason(ReasonCode.ZONE_UNKNOWN_TOO_LONG))
        return Defer(now + _ZONE_AGAIN, Reason(ReasonCode.ZONE_UNKNOWN))
    step = service.step(case.plan, case.step)
    max_late = rules.valid_for if rules else step.max_late if step else _STEP_GONE_LATE
    return window_verdict(case.due_at, now, case.person.zone, case.person.window, max_late)


#: What each of these becomes once there is no time left to try again.
_TOO_LONG = {
    ReasonCode.BUSY: ReasonCode.BUSY_TOO_LONG,
    ReasonCode.ACCOUNT_REFUSED: ReasonCode.ACCOUNT_REFUSED_TOO_LONG,
    ReasonCode.NOT_COMPOSED: ReasonCode.NOT_COMPOSED_TOO_LONG,
}


def later(service: Service, case: Claimed, now: datetime, seconds: float, why: Reason) -> Settled:
    """Back into the queue for another try, unless that would be too late; never into quiet hours.

    `why` is one of those in `_TOO_LONG`.
    """
    again = now + timedelta(seconds=min(seconds, _LONGEST))
    match verdict(service, case, again):
        case Miss():
            return ended(case, Status.MISSED, replace(why, code=_TOO_LONG[why.code]))
        case Defer(until):
            again = until
    return ended(case, Status.QUEUED, replace(why, at=again), ready_at=again)


def by_person(case: Claimed, stands: Standing, now: datetime) -> tuple[Status, Reason] | None:
    """Why this very moment forbids it, read again since the claim; None if it may go."""
    blocked = stands.blocked.get(case.medium)
    person = _as_they_stand(case.person, stands)
    allowed = RULES[case.message].states if case.message else _WRITTEN_TO
    if person.stands(now) not in allowed:  # not barred, they are active: then only an invitation has no use
        return barred(person, now) or (Status.SKIPPED, Reason(ReasonCode.ALREADY_AGREED))
    if State.STOPPED in allowed:
        blocked = None if blocked and blocked.kind is SuppressionKind.STOP else blocked
    elif stands.blocked:
        # a STOP that was said from one of their addresses holds for the other
        stops = (one for one in stands.blocked.values() if one.kind is SuppressionKind.STOP)
        blocked = next(stops, blocked)
    return (Status.SUPPRESSED, blocked.reason) if blocked else None


def moved(person: Person, stands: Standing) -> bool:
    """True if their zone, their hours or their wish for discretion are no longer those of the claim."""
    here = (person.zone, person.opens, person.closes)
    return stands.hours != here or stands.discreet != person.discreet


def _as_they_stand(person: Person, stands: Standing) -> Person:
    now = (stands.state, stands.paused_from, stands.paused_until)
    if (person.state, person.paused_from, person.paused_until) == now:
        return person
    state, paused_from, paused_until = now
    return replace(person, state=state, paused_from=paused_from, paused_until=paused_until)


#: Why a nudge has failed, where it is not simply refused.
_FAILED = {Fault.FORBIDDEN: ReasonCode.FORBIDDEN, Fault.STOPPED: ReasonCode.OPTED_OUT}


def by_provider(service: Service, case: Claimed, error: SendError, now: datetime) -> Settled:
    """What a send that did not end in a receipt makes of the nudge."""
    match error.kind:
        case Fault.BUSY:
            seconds = max(error.retry_after, pause(case.tries))
            why = Reason(ReasonCode.BUSY, provider_code=error.code)
            return later(service, case, now, jittered(seconds, case.id, case.tries), why)
        case Fault.ACCOUNT:
            why = Reason(ReasonCode.ACCOUNT_REFUSED, provider_code=error.code)
            return later(service, case, now, _REFUSED, why)
        case Fault.UNKNOWN:
            return ended(case, Status.UNKNOWN, Reason(ReasonCode.UNCONFIRMED, provider_code=error.code))
        case _:
            code = _FAILED.get(error.kind, ReasonCode.REFUSED)
            return ended(case, Status.FAILED, Reason(code, provider_code=error.code))


def after_undelivered(
    service: Service, case: Tried, fault: Fault | None, code: str, now: datetime
) -> tuple[datetime, Reason] | None:
    """When to try again, and why, what the provider took and then did not deliver; None: it has failed.

    A full queue and a refused account pass, so it is tried again a few times; after a phone that was off
    once. Always within this very window, since the person's next slot comes soon enough.
    """
    match fault:
        case Fault.BUSY if case.tries <= len(PAUSES):
            seconds = jittered(pause(case.tries), case.nudge_id, case.tries)
            why = ReasonCode.BUSY
        case Fault.ACCOUNT if case.tries <= len(PAUSES):
            seconds, why = _REFUSED, ReasonCode.ACCOUNT_REFUSED
        case Fault.AWAY if not case.failed:
            seconds, why = pause(len(PAUSES)), ReasonCode.PHONE_OFF
        case _:
            return None
    again = now + timedelta(seconds=seconds)
    if not isinstance(verdict(service, case, again), Send) or again > case.expires_at:
        return None
    return again, Reason(why, at=again, provider_code=code)


def pause(tries: int) -> float:
    """Seconds before the next try, after so many."""
    return float(PAUSES[min(tries, len(PAUSES)) - 1])


def jittered(seconds: float, nudge_id: int, tries: int) -> float:
    """Up to a quarter longer, always the same for this try, so that what was refused together comes apart."""
    return seconds * (1 + crc32(f"{nudge_id}:{tries}".encode()) / 2**34)
