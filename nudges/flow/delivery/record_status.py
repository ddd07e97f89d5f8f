"""The provider says what became of an attempt: recorded once, and never backwards."""

from datetime import datetime

from nudges.channels.base import Fault
from nudges.core.reasons import Reason, ReasonCode, Suppression, SuppressionKind
from nudges.core.status import SENT, Status, may_follow
from nudges.core.vocabulary import Medium
from nudges.flow.consent.consent import opted_out
from nudges.flow.delivery.decide import after_all
from nudges.flow.delivery.hold_sender import stop_sender
from nudges.flow.service import Service, log
from nudges.store.db import Tx
from nudges.store.maintenance.tallies import Count
from nudges.store.nudges import outcomes
from nudges.store.nudges.outcomes import Tried
from nudges.store.people import suppressions


def record_status(
    service: Service,
    attempt_id: str,
    status: Status | None,
    code: str | None,
    now: datetime,
    *,
    fault: Fault | None = None,
    provider_id: str | None = None,
    why: Reason | None = None,
    at: datetime | None = None,
) -> bool:
    """Record a report about an attempt; False if the attempt is not one of ours.

    `status` is None for a report that is only about the address, such as a spam complaint. `fault` is how
    to treat the `code` of what failed: an address is left alone from now on, who told the provider to stop
    has told us, a refused account holds its sender, and what passes is tried again. `provider_id` is the
    provider's name for the message, `why` the nudge's reason if it is not the usual one, and `at` when it
    came about (when the attempt was made, unless the provider says): a START said since is not undone.
    """
    with service.db.write() as tx:
        case = outcomes.tried(tx, attempt_id, hold=fault is Fault.STOPPED)
        if case is None:
            log().warning("report about an unknown attempt", attempt=attempt_id[:64])
            return False
        news = status is not None and may_follow(status, case.outcome)
        moved = False
        if status is not None and news:
            outcomes.told(tx, attempt_id, status, code, provider_id)
            again = None
            if status is Status.FAILED:
                again = after_all(service, case, fault, code or "", now)
            moved = _moved(tx, case, status, why or _said(status, fault, code), again, now)
        if news or status is None:  # a report that comes again must not undo a START, nor hold anybody
            _treated(tx, case, fault, code, at or case.at, now)
    service.tally.add(Count.REPORTS, case.medium, status or "", code or "")
    log().info("report", nudge=case.nudge_id, attempt=attempt_id, status=status, changed=moved)
    return True


def _moved(
    tx: Tx, case: Tried, status: Status, why: Reason, again: tuple[datetime, Reason] | None, now: datetime
) -> bool:
    """Let the nudge follow its attempt, unless it stands or falls with another one; True if it does."""
    if case.other is not None:
        if status in SENT:
            log().error("sent twice", nudge=case.nudge_id, attempt=case.id, and_as=case.other)
        return False
    if not may_follow(status, case.status):
        return False
    if again is not None:
        ready_at, waits = again
        outcomes.move(tx, case, Status.QUEUED, waits, now, ready_at=ready_at)
    else:
        outcomes.move(tx, case, status, why, now)
    return True


def _treated(tx: Tx, case: Tried, fault: Fault | None, code: str | None, at: datetime, now: datetime) -> None:
    """What a report means for more than its own nudge; `at` is when it came about."""
    match fault:
        case Fault.ADDRESS:
            address = case.person.phone if case.medium is Medium.SMS else case.person.email
            suppressions.suppress(tx, [address], Suppression(SuppressionKind.REFUSED, code), now)
        case Fault.STOPPED:
            opted_out(tx, [case.person.id], at, now)
        case Fault.ACCOUNT | Fault.FORBIDDEN:
            stop_sender(tx, case.medium, fault, code or "", now)


def _said(status: Status, fault: Fault | None, code: str | None) -> Reason:
    match status:
        case Status.DELIVERED:
            return Reason(ReasonCode.DELIVERED)
        case Status.FAILED if fault is Fault.STOPPED:
            return Reason(ReasonCode.OPTED_OUT, provider_code=code)
        case Status.FAILED:
            return Reason(ReasonCode.NOT_DELIVERED, provider_code=code or None)
        case _:
            return Reason(ReasonCode.SENT)
