"""What time, the person and the provider make of a claimed nudge. Pure, apart from what it is given."""

from dataclasses import replace
from datetime import datetime, timedelta

from nudges.channels.base import Fault, SendError
from nudges.core.due import Defer, Miss, Send, Verdict, Window, window_verdict
from nudges.core.person import State, barred
from nudges.core.status import Status
from nudges.flow.consent import SAID_STOP
from nudges.flow.service import ANSWER, CONFIRMATION, Service
from nudges.store.queue import Claimed, Settled, Standing

#: Seconds before the second, third, … try of a nudge the provider certainly did not take.
PAUSES = (30, 60, 120, 300, 600)

#: However long a provider asks us to wait, it is looked at again within a day.
_LONGEST = 86_400.0


def ended(case: Claimed, status: Status, why: str, ready_at: datetime | None = None) -> Settled:
    """This is what became of it."""
    return Settled(case.id, case.holder, status, why, ready_at=ready_at)


def by_time(service: Service, case: Claimed, now: datetime) -> Settled | None:
    """What time says of a claimed nudge: too late, not yet, or None if it may go."""
    match verdict(service, case, now):
        case Miss(why):
            return ended(case, Status.MISSED, why)
        case Defer(until, why):
            return ended(case, Status.QUEUED, why, ready_at=until)
        case Send():
            return None


def verdict(service: Service, case: Claimed, now: datetime) -> Verdict:
    """Whether it may go now, later, or no more, by the person's own clock."""
    if case.step in (ANSWER, CONFIRMATION):  # they have just written; an answer is due at any hour
        return Send(case.expires_at) if now <= case.expires_at else Miss("missed: too late for an answer")
    plan = service.plans.get(case.plan)
    step = plan.steps.get(case.step) if plan else None
    max_late = step.max_late if step else timedelta(days=1)
    window = Window(case.person.opens, case.person.closes)
    return window_verdict(case.due_at, now, case.person.zone, window, max_late)


def later(service: Service, case: Claimed, now: datetime, seconds: float, reason: str) -> Settled:
    """Back into the queue for another try, unless that would be too late; never into quiet hours."""
    again = now + timedelta(seconds=min(seconds, _LONGEST))
    match verdict(service, case, again):
        case Miss():
            return ended(case, Status.MISSED, f"missed: {reason}, until it was too late")
        case Defer(until):
            again = until
    at = f"{case.person.local(again):%H:%M}"
    return ended(case, Status.QUEUED, f"waiting: {reason}, trying again at {at}", ready_at=again)


def by_person(case: Claimed, stands: Standing, now: datetime) -> tuple[Status, str] | None:
    """Why this very moment forbids it, read again since the claim; None if it may go."""
    blocked = stands.blocked.get(case.medium)
    if case.step == CONFIRMATION and stands.state is not State.ERASED:
        # the one message that a STOP may still bring, and HELP, which is answered to anybody
        blocked = None if blocked == SAID_STOP else blocked
    elif bar := barred(replace(case.person, state=stands.state, paused_until=stands.paused_until), now):
        answers_in_a_pause = case.step == ANSWER and bar[0] is Status.SKIPPED
        if not answers_in_a_pause:
            return bar
    return (Status.SUPPRESSED, f"not sent: {blocked}") if blocked else None


def by_provider(service: Service, case: Claimed, error: SendError, now: datetime) -> Settled:
    """What a send that did not end in a receipt makes of the nudge."""
    match error.kind:
        case Fault.BUSY | Fault.ACCOUNT:
            seconds = max(error.retry_after, PAUSES[min(case.tries, len(PAUSES)) - 1])
            what = "was busy" if error.kind is Fault.BUSY else "refused our account"
            return later(service, case, now, seconds, f"the provider {what} ({error.code})")
        case Fault.UNKNOWN:
            return ended(case, Status.UNKNOWN, f"unknown: it may or may not have been taken ({error.code})")
        case Fault.PERMANENT | Fault.ADDRESS:
            return ended(case, Status.FAILED, f"failed: the provider refused it ({error.code})")
